"""A product's shape in a room: its triangles, and slices of it for asking whether two products meet."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.document import Document, indices, instances, primitive_of, values
from arkit.spaces import apply

SLICES = 8


@dataclass(frozen=True, slots=True)
class Slice:
    """The convex outline (n, 2) x, z of what lies between two heights, room space."""

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
    """A product cut into layers of one height, each with its convex outline: seat and back of a chair stay two."""
    corners = apply(T_room_product, triangles.reshape(-1, 3)).reshape(-1, 3, 3)
    low, high = float(corners[..., 1].min()), float(corners[..., 1].max())
    levels = np.linspace(low, high, SLICES + 1)
    starts, ends = corners.reshape(-1, 3), corners[:, (1, 2, 0)].reshape(-1, 3)
    crossings = [_crossings(starts, ends, level) for level in levels]
    made = []
    for number in range(SLICES):
        bottom, top = levels[number], levels[number + 1]
        within = starts[(starts[:, 1] >= bottom - 1e-9) & (starts[:, 1] <= top + 1e-9)][:, (0, 2)]
        points = np.concatenate([within, crossings[number], crossings[number + 1]])
        if len(points) >= 3:
            made.append(Slice(float(bottom), float(top), _hull(points)))
    return tuple(made)


def _crossings(starts: np.ndarray, ends: np.ndarray, level: float) -> np.ndarray:
    """(n, 2) x, z where edges cross a height."""
    below, above = starts[:, 1] - level, ends[:, 1] - level
    cut = below * above < 0
    share = (below[cut] / (below[cut] - above[cut]))[:, None]
    return np.asarray((starts[cut] + share * (ends[cut] - starts[cut]))[:, (0, 2)])


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
