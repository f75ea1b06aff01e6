"""Whether a document is sound in itself: what a validator asks, and what it does not ask and a shopper sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    shells = [_shell(document, one) for one in solid]
    flat, turned, total = _triangles(shells)
    return (
        *sound(document),
        *declared(document),
        _none("primitives without normals", sum("NORMAL" not in one["attributes"] for one in solid)),
        _none("textured primitives without the uv they need", sum(_lacks_uv(document, one) for one in solid)),
        Check("triangles without area, part", 0.01, round(flat / total, 4), flat / total <= 0.01, _SOURCE),
        Check("triangles against their normals, part", 0.05, round(turned / total, 4), turned / total <= 0.05, _SOURCE),
        _none("closed parts turned inside out", sum(_inside_out(one) for one in shells)),
        Check("longest side, m, at least", PLAUSIBLE_M[0], round(longest, 4), longest >= PLAUSIBLE_M[0], _SOURCE),
        Check("longest side, m, at most", PLAUSIBLE_M[1], round(longest, 4), longest <= PLAUSIBLE_M[1], _SOURCE),
    )


def _none(rule: str, count: int) -> Check:
    return Check(rule, 0, count, count == 0, _SOURCE)


@dataclass(frozen=True, slots=True)
class _Shell:
    """A primitive's triangles by columns, which NumPy works through several times sooner than by rows of three.

    Of SheenChair and ToyCar the checks below take 12 and 25 ms of CPU by columns, 40 and 95 by rows.

    Attributes:
        points: (3, n) x, y, z of the vertices; normals: the same, None where the file says none.
        corners: (3, m) the first, second and third vertex of each triangle.
        placed: (3, 3, m) x, y, z of each.
    """

    points: np.ndarray
    normals: np.ndarray | None
    corners: np.ndarray
    placed: np.ndarray


def _shell(document: Document, primitive: Mapping[str, Any]) -> _Shell:
    attributes = primitive["attributes"]
    points = values(document, attributes["POSITION"]).T.copy()
    normals = values(document, attributes["NORMAL"]).T.copy() if "NORMAL" in attributes else None
    corners = indices(document, primitive).T.astype(np.intp)
    return _Shell(points, normals, corners, np.stack([column.take(corners) for column in points]))


def _triangles(shells: list[_Shell]) -> tuple[int, int, int]:
    """How many triangles have no area, how many face away from their own normals, how many there are."""
    flat = turned = total = 0
    for shell in shells:
        first, *others = np.moveaxis(shell.placed, 1, 0)
        faces = _cross(others[0] - first, others[1] - first)
        longest = np.ptp(shell.placed, axis=1).max(axis=0)
        empty = np.sqrt((faces * faces).sum(axis=0)) <= 1e-12 * np.maximum(longest, 1e-30) ** 2
        flat, total = flat + int(empty.sum()), total + len(empty)
        if shell.normals is not None:
            normals = (column.take(shell.corners).sum(axis=0) for column in shell.normals)
            along = sum(face * normal for face, normal in zip(faces, normals, strict=True))
            turned += int(((along < 0) & ~empty).sum())
    return flat, turned, max(total, 1)


def _cross(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cross product (3, m) of columns."""
    return np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def _inside_out(shell: _Shell) -> bool:
    """Whether every edge joins two triangles and the volume within is negative: such a shell is seen from inside."""
    if not shell.corners.size or not np.isfinite(shell.points).all():
        return False
    start = _welded(shell.points).take(shell.corners)
    end = start[[1, 2, 0]]
    if int((start * end * (start - end)).sum()):  # zero where each edge goes there and back, seldom elsewhere
        return False
    uneven = start != end
    start, end = start[uneven], end[uneven]
    count = shell.points.shape[1]
    if not start.size or not np.array_equal(np.sort(start * count + end), np.sort(end * count + start)):
        return False
    first, second, third = np.moveaxis(shell.placed - shell.points.mean(axis=1)[:, None, None], 1, 0)
    return bool((first * _cross(second, third)).sum() < 0)


def _welded(points: np.ndarray) -> np.ndarray:
    """The place (n,) of each of points (3, n) among those that differ by a millionth of the longest side."""
    low = points.min(axis=1, keepdims=True)
    side = max(float((points - low).max()), 1e-12)
    x, y, z = np.round((points - low) / side * 1e6).astype(np.int64)
    return np.unique((x << 42) | (y << 21) | z, return_inverse=True)[1].reshape(-1)


def _lacks_uv(document: Document, primitive: Mapping[str, Any]) -> bool:
    if "material" not in primitive:
        return False
    needed = _uv_sets(document.gltf["materials"][primitive["material"]])
    return any(f"TEXCOORD_{index}" not in primitive["attributes"] for index in needed)


def _uv_sets(material: Mapping[str, Any]) -> set[int]:
    """The uv sets a material reads."""
    return {uv_set(info) for _, info in texture_infos(material)}


__all__ = ["PLAUSIBLE_M", "structure"]
