"""Join vertices that are equal in every attribute: nothing a viewer could see changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from arkit.document import Document
from arkit.transforms.draft import Draft, Transform, draft, triangles_of
from arkit.transforms.mesh.meshopt import grouped


def weld() -> Transform:
    """Join equal vertices, drop triangles that have lost their area in doing so, and index what had no indices."""

    def run(document: Document) -> Document:
        work = draft(document)
        for primitive in work.primitives():
            triangles = triangles_of(work, primitive)
            if triangles is not None and "targets" not in primitive:
                _weld(work, primitive, triangles)
        return work.document()

    return run


def _weld(work: Draft, primitive: dict[str, Any], triangles: np.ndarray) -> None:
    attributes = primitive["attributes"]
    rows = np.concatenate([_bytes(work.arrays[index]) for index in attributes.values()], axis=1)
    group, count = grouped(rows)
    first = np.zeros(count, dtype=np.int64)
    first[group[::-1]] = np.arange(len(rows))[::-1]
    corners = group[triangles]
    whole = (corners[:, 0] != corners[:, 1]) & (corners[:, 1] != corners[:, 2]) & (corners[:, 2] != corners[:, 0])
    corners = corners[whole] if whole.any() else corners
    used = np.flatnonzero(np.bincount(corners.reshape(-1), minlength=count))
    number = np.zeros(count, dtype=np.uint32)
    number[used] = np.arange(len(used))
    if len(used) == len(rows) and "indices" in primitive and whole.all():
        return
    for key, index in attributes.items():
        normalized = bool(work.gltf["accessors"][index].get("normalized"))
        attributes[key] = work.add(np.ascontiguousarray(work.arrays[index][first[used]]), normalized=normalized)
    primitive["indices"] = work.add(number[corners].reshape(-1, 1))


def _bytes(array: np.ndarray) -> np.ndarray:
    """The bytes of each row; -0 and 0 are one number."""
    plain = np.ascontiguousarray(array + np.zeros(1, array.dtype) if array.dtype.kind == "f" else array)
    return plain.view(np.uint8).reshape(len(plain), -1)


__all__ = ["weld"]
