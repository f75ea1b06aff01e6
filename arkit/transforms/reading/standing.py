"""Whether a thing would stand by itself: how much of its footprint it rests on, and whether its weight is above."""

from __future__ import annotations

import numpy as np

from arkit.spaces import apply
from arkit.transforms.reading.hull import convex_hull, is_inside, polygon_area

FIRM, FALLING = 0.3, 0.05  # share of the footprint a thing stands on: what stands, what falls over
_LAYER = 0.01  # of the height: what lies this low touches the floor
_THIN = 1e-9  # of the footprint: an edge or a tip, not a foot


def stands_only_turned(points: np.ndarray, T_new_old: np.ndarray) -> bool:
    """Whether a thing falls over as `T_new_old` stands it, but would stand firmly upside down."""
    turned = np.diag([1.0, -1.0, -1.0, 1.0]) @ T_new_old
    return support(points, T_new_old) <= FALLING and support(points, turned) >= FIRM


def support(points: np.ndarray, T_new_old: np.ndarray, *, whole: float | None = None) -> float:
    """Area it rests on as a part of its footprint, 0 where it would fall over.

    Args:
        points: (n, 3) evenly spread over the surface, in the file's space.
        T_new_old: the file's space to y up.
        whole: the footprint's area, where it is known already: upside down it is the same.
    """
    standing = apply(T_new_old, points)
    heights = standing[:, 1].copy()
    low, high = heights.min(), heights.max()
    touching = standing[heights <= low + (high - low) * _LAYER][:, [0, 2]]
    footprint = standing[:, [0, 2]]
    hull = convex_hull(touching)
    whole = polygon_area(convex_hull(footprint)) if whole is None else whole
    if whole <= 0 or polygon_area(hull) <= _THIN * whole:
        return 0.0
    return polygon_area(hull) / whole if is_inside(footprint.mean(axis=0), hull) else 0.0


def footprint_area(points: np.ndarray, T_new_old: np.ndarray) -> float:
    """Area of the outline seen from above, of points (n, 3)."""
    return polygon_area(convex_hull(apply(T_new_old, points)[:, [0, 2]]))


__all__ = ["FALLING", "FIRM", "footprint_area", "stands_only_turned", "support"]
