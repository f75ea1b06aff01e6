"""Whether a document is sound in itself: what a validator asks, and what it does not ask and a shopper sees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from arkit.check import Check
from arkit.checks.declared import declared
from arkit.checks.sound import sound
from arkit.document import Document, bounds, indices, instances, primitive_of, texture_infos, uv_set, values

_SOURCE = "arkit"
PLAUSIBLE_M = (0.01, 10.0)  # longest side of what a shop sells


def structure(document: Document) -> tuple[Check, ...]:
    """Checks of data and JSON as a validator makes them; of normals, uv, triangles and the plausibility of the size."""
    seen: dict[tuple[int, int], Mapping[str, Any]] = {}
    for instance in instances(document):
        seen.setdefault((instance.mesh, instance.primitive), primitive_of(document, instance))
    solid = [one for one in seen.values() if one.get("mode", 4) in (4, 5, 6)]
    low, high = bounds(document)
    longest = float((high - low).max())
    flat, turned, total = _triangles(document, solid)
    return (
        *sound(document),
        *declared(document),
        _none("primitives without normals", sum("NORMAL" not in one["attributes"] for one in solid)),
        _none("textured primitives without the uv they need", sum(_lacks_uv(document, one) for one in solid)),
        Check("triangles without area, part", 0.01, round(flat / total, 4), flat / total <= 0.01, _SOURCE),
        Check("triangles against their normals, part", 0.05, round(turned / total, 4), turned / total <= 0.05, _SOURCE),
        _none("closed parts turned inside out", sum(_inside_out(document, one) for one in solid)),
        Check("longest side, m, at least", PLAUSIBLE_M[0], round(longest, 4), longest >= PLAUSIBLE_M[0], _SOURCE),
        Check("longest side, m, at most", PLAUSIBLE_M[1], round(longest, 4), longest <= PLAUSIBLE_M[1], _SOURCE),
    )


def _none(rule: str, count: int) -> Check:
    return Check(rule, 0, count, count == 0, _SOURCE)


def _triangles(document: Document, primitives: list[Mapping[str, Any]]) -> tuple[int, int, int]:
    """How many triangles have no area, how many face away from their own normals, how many there are."""
    flat = turned = total = 0
    for primitive in primitives:
        corners = indices(document, primitive)
        points = values(document, primitive["attributes"]["POSITION"])[corners]
        faces = np.cross(points[:, 1] - points[:, 0], points[:, 2] - points[:, 0])
        longest = np.ptp(points, axis=1).max(axis=1)
        empty = np.linalg.norm(faces, axis=1) <= 1e-12 * np.maximum(longest, 1e-30) ** 2
        flat, total = flat + int(empty.sum()), total + len(corners)
        if "NORMAL" in primitive["attributes"]:
            normals = values(document, primitive["attributes"]["NORMAL"])[corners].sum(axis=1)
            turned += int((np.einsum("ij,ij->i", faces, normals)[~empty] < 0).sum())
    return flat, turned, max(total, 1)


def _inside_out(document: Document, primitive: Mapping[str, Any]) -> bool:
    """Whether every edge joins two triangles and the volume within is negative: such a shell is seen from inside."""
    points = values(document, primitive["attributes"]["POSITION"])
    grid = np.round(points / max(float(np.ptp(points, axis=0).max()), 1e-12) * 1e6)
    _, place = np.unique(grid, axis=0, return_inverse=True)
    corners = indices(document, primitive)
    joined = place.reshape(-1)[corners]
    edges = np.stack([joined, np.roll(joined, -1, axis=1)], axis=-1).reshape(-1, 2)
    edges = edges[edges[:, 0] != edges[:, 1]]
    there, back = edges @ (len(points), 1), edges @ (1, len(points))
    if not len(edges) or not np.array_equal(np.sort(there), np.sort(back)):
        return False
    shell = points[corners] - points.mean(axis=0)
    return bool(np.einsum("ij,ij->", shell[:, 0], np.cross(shell[:, 1], shell[:, 2])) < 0)


def _lacks_uv(document: Document, primitive: Mapping[str, Any]) -> bool:
    if "material" not in primitive:
        return False
    needed = _uv_sets(document.gltf["materials"][primitive["material"]])
    return any(f"TEXCOORD_{index}" not in primitive["attributes"] for index in needed)


def _uv_sets(material: Mapping[str, Any]) -> set[int]:
    """The uv sets a material reads."""
    return {uv_set(info) for _, info in texture_infos(material)}


__all__ = ["PLAUSIBLE_M", "structure"]
