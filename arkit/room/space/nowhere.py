"""Where a product fits nowhere: a proof of it, or the place where least is in its way."""

from __future__ import annotations

import numpy as np

from arkit.room.space.freespace import FloorMap, settled
from arkit.room.space.gaps import Gaps, Spot, gaps
from arkit.room.space.obstacles import Obstacles
from arkit.room.space.shape import Shape
from arkit.room.space.stamps import covered, stamps_at, turns_for
from arkit.room.space.verdict import NO_SDS

_MOST_TURNS = 40


def nowhere(room: Obstacles, floor: FloorMap, shape: Shape) -> bool:
    """Whether it is proven that it stands nowhere: at every turn, with all that is in the way drawn smaller.

    Never where only part of the room was seen. Only what reaches from the floor up counts against a product with
    hollows, and only its silhouette's edge.
    """
    if room.seen is not None:
        return False
    reach = float(np.linalg.norm(shape.outline_m, axis=1).max())
    turns = 2 * int(np.clip(np.ceil(np.pi * reach / floor.cell_m / 4), 8, _MOST_TURNS))
    worst = float(room.sd_m.max(initial=0.0)) + room.scale_sd * float(max(floor.stands.shape)) * floor.cell_m / 2
    shrink = 1.5 * floor.cell_m + reach * np.pi / turns + NO_SDS * (worst + shape.sd_m)
    blocked = (floor.free_height_m < shape.size_m[1]) if shape.full else floor.stands
    # A blocked cell counts only where everything within `shrink` of it is blocked: drawn smaller by so much.
    surely = _depth_m(blocked, floor.cell_m) > shrink
    stamps = stamps_at(floor.cell_m, shape, (2 * np.pi * np.arange(turns) / turns).tolist())
    groups = (stamps[first : first + 8] for first in range(0, turns, 8))
    return all(bool((covered(surely, group) > 0).all()) for group in groups)


def closest(room: Obstacles, floor: FloorMap, shape: Shape) -> tuple[Spot, Gaps]:
    """The place where what is in its way reaches least far in, moved off what is close to it, and what is around it."""
    yaws = turns_for(floor.main_yaws_rad)
    stamps = stamps_at(floor.cell_m, shape, yaws)
    depth = _depth_m(floor.free_height_m < shape.size_m[1] + 1e-6, floor.cell_m)
    little, much = 0.0, float(depth.max())
    least = covered(depth > much, stamps)
    while much - little > floor.cell_m / 2:
        tried = (little + much) / 2
        under = covered(depth > tried, stamps)
        if (under == 0).any():
            much, least = tried, under
        else:
            little = tried
    whole = np.where(least == 0, covered(depth > 0, stamps), depth.size)
    turn, row, column = np.unravel_index(int(whole.argmin()), whole.shape)
    x, z = (floor.origin_m + floor.cell_m * (np.array([column, row]) + 0.5)).tolist()
    spot = Spot(x, z, yaws[int(turn)])
    return max((settled(room, shape, spot), (spot, gaps(room, shape, spot))), key=lambda one: _spare(one[1]))


def _depth_m(blocked: np.ndarray, cell_m: float) -> np.ndarray:
    """How far within what is blocked each cell (rows, columns) lies, 0 where free; beyond the map all is blocked."""
    import cv2

    return np.asarray(cv2.distanceTransform(blocked.astype(np.uint8), cv2.DIST_L2, 5) * cell_m)


def _spare(around: Gaps) -> float:
    return around.least_m.value if around.least_m is not None else -np.inf


__all__ = ["closest", "nowhere"]
