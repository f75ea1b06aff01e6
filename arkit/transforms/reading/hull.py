"""The convex outline of points in the plane.

SciPy's ConvexHull takes 0.2 CPU seconds to import, half of a small file's conversion. Here most points are first seen
to lie inside the polygon of the outermost ones in 6, then in 32 directions; the few left are walked in order.
"""

from __future__ import annotations

import numpy as np

_DIRECTIONS = tuple(
    np.stack([f(np.linspace(0, 2 * np.pi, count, endpoint=False) + 0.1) for f in (np.cos, np.sin)], axis=1)
    for count in (6, 32)
)


def convex_hull(points: np.ndarray) -> np.ndarray:
    """The corners (m, 2) of the convex hull of `points` (n, 2), counterclockwise; fewer than 3 where it has no area.

    Source:
        Andrew, "Another efficient algorithm for convex hulls in two dimensions", 1979; Akl, Toussaint, "A fast convex
        hull algorithm", 1978.
    """
    if len(points) == 0:
        return np.zeros((0, 2))
    left = np.asarray(points, dtype=np.float64)
    for directions in _DIRECTIONS:
        left = _not_inside(left, directions)
    ordered = [(float(x), float(y)) for x, y in np.unique(left, axis=0)]
    if len(ordered) < 3:
        return np.array(ordered)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return np.array(lower[:-1] + upper[:-1])


def polygon_area(corners: np.ndarray) -> float:
    """Area of a polygon (m, 2), positive when its corners go counterclockwise."""
    if len(corners) < 3:
        return 0.0
    x, y = (corners - corners[0]).T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def is_inside(point: np.ndarray, corners: np.ndarray) -> bool:
    """Whether a point lies in a convex polygon (m, 2), counterclockwise, or on its edge."""
    along = np.roll(corners, -1, axis=0) - corners
    to_point = point - corners
    return bool((along[:, 0] * to_point[:, 1] - along[:, 1] * to_point[:, 0] >= 0).all())


def _not_inside(points: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """The points that are not well inside the polygon of the outermost points."""
    outer = points[np.unique((directions @ points.T).argmax(axis=1))]
    middle = outer.mean(axis=0)
    outer = outer[np.argsort(np.arctan2(outer[:, 1] - middle[1], outer[:, 0] - middle[0]))]
    along = np.roll(outer, -1, axis=0) - outer
    kept = np.zeros(len(points), dtype=bool)
    small = 1e-12 * float(np.ptp(points, axis=0).max()) ** 2
    for start, way in zip(outer, along, strict=True):
        kept |= way[0] * (points[:, 1] - start[1]) - way[1] * (points[:, 0] - start[0]) <= small
    return np.asarray(points[kept])


def _chain(ordered: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The corners that turn left, from the first point to the last."""
    chain: list[tuple[float, float]] = []
    for x, y in ordered:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain


__all__ = ["convex_hull", "is_inside", "polygon_area"]
