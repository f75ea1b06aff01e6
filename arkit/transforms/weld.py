"""Join vertices that are equal in every attribute: nothing a viewer could see changes."""

from __future__ import annotations

from typing import Any

import numpy as np

from arkit.document import Document
from arkit.transforms.draft import Draft, Transform, draft, triangles_of


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
    rows = np.concatenate(
        [
            np.ascontiguousarray(work.arrays[index]).view(np.uint8).reshape(len(work.arrays[index]), -1)
            for index in attributes.values()
        ],
        axis=1,
    )
    rows = np.ascontiguousarray(rows)
    keys = rows.view(np.dtype((np.void, rows.shape[1]))).reshape(-1)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    corners = inverse[triangles]
    whole = (corners[:, 0] != corners[:, 1]) & (corners[:, 1] != corners[:, 2]) & (corners[:, 2] != corners[:, 0])
    corners = corners[whole] if whole.any() else corners
    used, corners = np.unique(corners, return_inverse=True)
    if len(used) == len(rows) and "indices" in primitive and whole.all():
        return
    for key, index in attributes.items():
        normalized = bool(work.gltf["accessors"][index].get("normalized"))
        attributes[key] = work.add(np.ascontiguousarray(work.arrays[index][first[used]]), normalized=normalized)
    primitive["indices"] = work.add(corners.astype(np.uint32).reshape(-1, 1))


__all__ = ["weld"]
