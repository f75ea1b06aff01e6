"""Rooms with more than one floor: a platform or a sunken half, asked about as a room of its own.

A scan's lowest floor is the room's; a platform is a broad box on it. Seen from its top the rest of the room lies below
and is no floor, and what hangs over it hangs lower.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from arkit.room.space.gaps import Spot, outline_at
from arkit.room.space.shape import Shape, hull_2d
from arkit.spaces import apply, pose
from arkit.surface import Furniture, Interior, Plane

PLATFORM = "platform"  # as `arkit.room.scan.platforms` calls it
BELOW_M = 0.08
BEYOND_M = 0.1  # of a platform's rim: the strip along a wall is taken for the wall's


@dataclass(frozen=True, slots=True)
class Raised:
    """A floor above the room's own: how high, its outline x, z (k, 2), and the room as it is from there."""

    height_m: float
    outline_m: np.ndarray
    room: Interior


def raised_floors(room: Interior) -> Iterator[Raised]:
    """The platforms of a room, the largest first."""
    for box in sorted(room.furniture, key=lambda one: -float(one.size_m[0] * one.size_m[2])):
        if box.label == PLATFORM:
            yield _from(room, box)


def stands_on(raised: Raised, shape: Shape, spot: Spot) -> bool:
    """Whether all of a product stands on a raised floor, no more than 10 cm beyond what was scanned of it."""
    edges = np.roll(raised.outline_m, -1, axis=0) - raised.outline_m
    out = np.stack([edges[:, 1], -edges[:, 0]], axis=1) / np.linalg.norm(edges, axis=1)[:, None]
    off = (outline_at(shape.outline_m, spot)[:, None] - raised.outline_m) * out
    return bool((off.sum(axis=2) < BEYOND_M).all())


def _from(room: Interior, box: Furniture) -> Raised:
    """The room with its floor on top of a box."""
    height = float(box.T_room_box[1, 3] + box.size_m[1])
    half = box.size_m[[0, 2]] / 2
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half
    placed = apply(box.T_room_box, np.stack([corners[:, 0], np.zeros(4), corners[:, 1]], axis=1))
    outline = hull_2d(placed[:, [0, 2]])
    down = pose(translation=np.array([0.0, -height, 0.0]))
    sd = float(np.hypot(box.sd_m or 0.0, room.surface_sd_m))
    planes = (
        Plane("floor", np.eye(4), outline, sd, room.planes[0].tilt_sd_rad),
        *(replace(one, T_room_plane=down @ one.T_room_plane) for one in room.planes[1:]),
    )
    rest = (replace(one, T_room_box=down @ one.T_room_box) for one in room.furniture if one is not box)
    openings = (replace(one, T_room_opening=down @ one.T_room_opening) for one in room.openings)
    moved = replace(
        room,
        planes=planes,
        furniture=tuple(one for one in rest if one.T_room_box[1, 3] + one.size_m[1] > BELOW_M),
        openings=tuple(one for one in openings if one.T_room_opening[1, 3] > -BELOW_M),
        positions_m=apply(down, room.positions_m) if len(room.positions_m) else room.positions_m,
    )
    return Raised(height, outline, moved)


__all__ = ["Raised", "raised_floors", "stands_on"]
