"""A room known by its sides alone."""

from __future__ import annotations

import numpy as np

from arkit.errors import CheckError
from arkit.surface import Furniture, Interior, Measure, Opening, Plane

SMALLEST_M, LARGEST_M = 0.3, 100.0
TAPE_SD_M = 0.005  # two people and a steel tape across a room


def rectangle_room(
    width_m: float,
    depth_m: float,
    height_m: float,
    *,
    sd_m: float = 0.0,
    furniture: tuple[Furniture, ...] = (),
    openings: tuple[Opening, ...] = (),
) -> Interior:
    """A room of four walls: the origin in the middle of its floor, `width_m` along x, `depth_m` along z.

    Args:
        width_m, depth_m, height_m: between bare walls, floor and ceiling.
        sd_m: of these.
        furniture, openings: what stands and opens in it, in the same space.
    """
    sides = np.array([width_m, height_m, depth_m], dtype=np.float64)
    if not (np.isfinite(sides).all() and (sides >= SMALLEST_M).all() and (sides <= LARGEST_M).all()):
        given = " x ".join(f"{side:g}" for side in (width_m, depth_m, height_m))
        raise CheckError(f"room: expected sides of 0.3 m to 100 m, width x depth x height, got {given} m")
    x, z = width_m / 2, depth_m / 2
    corners = np.array([(-x, -z), (x, -z), (x, z), (-x, z)])
    flat = Plane("floor", np.eye(4), corners, sd_m, 0.0)
    over = np.diag([1.0, -1.0, -1.0, 1.0])
    over[1, 3] = height_m
    ceiling = Plane("ceiling", over, corners, sd_m, 0.0)
    walls = [
        _wall((0, -z), (0, 1), width_m, height_m, sd_m),
        _wall((0, z), (0, -1), width_m, height_m, sd_m),
        _wall((-x, 0), (1, 0), depth_m, height_m, sd_m),
        _wall((x, 0), (-1, 0), depth_m, height_m, sd_m),
    ]
    none = np.zeros((0, 3))
    planes = (flat, *walls, ceiling)
    return Interior(planes, openings, furniture, none, none.astype(np.int64), sd_m, Measure(1.0, 0.0), 0.0)


def _wall(foot: tuple[float, float], normal: tuple[float, float], long_m: float, height_m: float, sd_m: float) -> Plane:
    """A wall by the middle of its foot and the way it faces; its own z runs down."""
    facing = np.array([normal[0], 0.0, normal[1]])
    down = np.array([0.0, -1.0, 0.0])
    T = np.eye(4)
    T[:3, :3] = np.stack([np.cross(facing, down), facing, down], axis=1)
    T[:3, 3] = (foot[0], 0.0, foot[1])
    half = long_m / 2
    return Plane("wall", T, np.array([(-half, 0.0), (half, 0.0), (half, -height_m), (-half, -height_m)]), sd_m, 0.0)


__all__ = ["TAPE_SD_M", "rectangle_room"]
