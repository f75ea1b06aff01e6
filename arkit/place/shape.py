"""A product's shape in a room: its triangles, and slices of it for asking whether two products meet."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.document import Document, indices, instances, primitive_of, values
from arkit.spaces import apply

SLICES = 8
_THIN_M = 1e-4  # corners nearer than this are one; what reaches less into a layer is not in it
_MOST_PARTS = 40  # a layer of more is one: a heap of leaves


@dataclass(frozen=True, slots=True)
class Slice:
    """The convex outline (n, 2) x, z of something that hangs together between two heights, room space."""

    low_m: float
    high_m: float
    outline_m: np.ndarray


def triangles_of(document: Document) -> np.ndarray:
    """(n, 3, 3) corners of all triangles, document space."""
    found = []
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        corners = indices(document, primitive)
        if len(corners):
            points = apply(instance.T_document_node, values(document, primitive["attributes"]["POSITION"]))
            found.append(points[corners])
    return np.concatenate(found) if found else np.zeros((0, 3, 3))


def slices(triangles: np.ndarray, T_room_product: np.ndarray) -> tuple[Slice, ...]:
    """A product cut into layers of one height, and each layer into what hangs together in it, as convex outlines.

    So seat and back of a chair stay two, and between a table's legs there is room for it.
    """
    corners = apply(T_room_product, triangles.reshape(-1, 3)).reshape(-1, 3, 3)
    if not len(corners):
        return ()
    welded = _welded(corners)
    heights = corners[..., 1]
    lowest, highest = heights.min(axis=1), heights.max(axis=1)
    levels = np.linspace(float(lowest.min()), float(highest.max()), SLICES + 1)
    made = []
    for bottom, top in itertools.pairwise(levels):
        within = (lowest < top - _THIN_M) & (highest > bottom + _THIN_M)
        within |= (lowest >= bottom - _THIN_M) & (highest <= top + _THIN_M)
        if within.any():
            for points in _parts(corners[within], welded[within], bottom, top):
                low, high = points[:, 1].min(), points[:, 1].max()
                made.append(Slice(float(low), float(high), _hull(points[:, (0, 2)])))
    return tuple(made)


def _welded(corners: np.ndarray) -> np.ndarray:
    """(n, 3) a number for each corner's place, the same for the same place."""
    spots = np.round(corners.reshape(-1, 3) / _THIN_M).astype(np.int64)
    spots -= spots.min(axis=0)
    wide = spots.max(axis=0) + 1
    keys = (spots[:, 0] * wide[1] + spots[:, 1]) * wide[2] + spots[:, 2]
    return np.unique(keys, return_inverse=True)[1].reshape(-1, 3)


def _parts(corners: np.ndarray, welded: np.ndarray, bottom: float, top: float) -> list[np.ndarray]:
    """What lies between two heights, as points (m, 3) of each part that hangs together there."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    names, ends = np.unique(welded, return_inverse=True)
    ends = ends.reshape(-1, 3)
    pairs = np.concatenate([ends[:, :2], ends[:, 1:]])
    joined = coo_array((np.ones(len(pairs), dtype=np.int8), (pairs[:, 0], pairs[:, 1])), shape=(len(names),) * 2)
    count, labels = connected_components(joined, directed=False)
    owner = labels[ends[:, 0]] if count <= _MOST_PARTS else np.zeros(len(ends), dtype=np.int64)
    inside = (corners[..., 1] >= bottom - _THIN_M) & (corners[..., 1] <= top + _THIN_M)
    found, owners = [corners[inside]], [np.repeat(owner, 3).reshape(-1, 3)[inside]]
    for first, second in ((0, 1), (1, 2), (2, 0)):
        for level in (bottom, top):
            cut, points = _crossings(corners[:, first], corners[:, second], level)
            found.append(points)
            owners.append(owner[cut])
    points, whose = np.concatenate(found), np.concatenate(owners)
    order = np.argsort(whose, kind="stable")
    groups = np.split(points[order], np.flatnonzero(np.diff(whose[order])) + 1)
    return [group for group in groups if len(group) >= 3]


def _crossings(starts: np.ndarray, ends: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Which edges cross a height (n,), and where (m, 3)."""
    below, above = starts[:, 1] - level, ends[:, 1] - level
    cut = below * above < 0
    share = (below[cut] / (below[cut] - above[cut]))[:, None]
    return cut, np.asarray(starts[cut] + share * (ends[cut] - starts[cut]))


def _hull(points: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.convexHull(points.astype(np.float32)).reshape(-1, 2), dtype=np.float64)


def struck(triangles: np.ndarray, eye: np.ndarray, way: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Where a ray first meets triangles (n, 3, 3): the point (3,) and the unit normal there, towards the eye.

    Source:
        Möller, Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection", 1997.
    """
    first, one, two = triangles[:, 0], triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0]
    across = np.cross(way, two)
    volume = np.einsum("nk,nk->n", one, across)
    with np.errstate(divide="ignore", invalid="ignore"):
        start = eye - first
        u = np.einsum("nk,nk->n", start, across) / volume
        turned = np.cross(start, one)
        v = turned @ way / volume
        reach = np.einsum("nk,nk->n", two, turned) / volume
        hit = (u >= 0) & (v >= 0) & (u + v <= 1) & (reach > 1e-6)
    if not hit.any():
        return None
    nearest = int(np.flatnonzero(hit)[np.argmin(reach[hit])])
    normal = np.cross(one[nearest], two[nearest])
    normal /= np.linalg.norm(normal)
    return eye + reach[nearest] * way, normal if normal @ way < 0 else -normal


__all__ = ["SLICES", "Slice", "slices", "struck", "triangles_of"]
