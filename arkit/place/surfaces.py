"""Which of the room's surfaces, and which products, show the shadow of which product."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.draw import Receiver, Top
from arkit.place.collide import FLAT_M
from arkit.place.item import Standing, room_corners
from arkit.room import RoomView
from arkit.spaces import pose
from arkit.surface import Plane

LOST_M = 0.35  # a wall whose place is less sure shows no shadow of what does not hang on it: it would fall elsewhere
TALL_M = 3.0
UNSURE_M = 0.2  # a wall whose place is less sure does not end the floor
NEAR_M = 0.5  # a surface further from a product than this shows no shadow of it that an eye finds


def receivers_of(view: RoomView, standing: Sequence[Standing]) -> list[Receiver]:
    """The room's surfaces with the products whose shadow each of them shows, the floor first."""
    planes = [plane for plane in view.room.planes if plane.kind != "wall" or (plane.offset_sd_m or 0.0) < LOST_M]
    for one in standing:
        if one.on is None and one.plane.kind != "floor" and not any(_same(one.plane, plane) for plane in planes):
            planes.append(one.plane)
    return [_receiver(view, plane, standing) for plane in planes]


def _receiver(view: RoomView, plane: Plane, standing: Sequence[Standing]) -> Receiver:
    casters = tuple(
        number for number, one in enumerate(standing) if one.on is None and _distance_m(plane, one) < NEAR_M
    )
    outline = plane.outline_m if plane.kind in ("wall", "table") else None
    if plane.kind == "wall" and outline is not None:  # it goes on above what was seen of it; its own z points down
        outline = np.concatenate([outline, [(outline[0, 0], -TALL_M)]])
    return Receiver(
        view.room.T_camera_room @ plane.T_room_plane,
        casters=casters,
        low_m=None if outline is None else outline.min(axis=0),
        high_m=None if outline is None else outline.max(axis=0),
        blocks=(plane.kind != "table" or outline is not None) and (plane.offset_sd_m or 0.0) < UNSURE_M,
    )


def _same(first: Plane, second: Plane) -> bool:
    return first is second or bool(np.allclose(first.T_room_plane, second.T_room_plane))


def _distance_m(plane: Plane, one: Standing) -> float:
    """How far a product's box is before a plane; infinite for what lies behind it or beside a table."""
    corners = room_corners(one)
    if plane.kind == "table" and not _same(one.plane, plane):
        return float("inf")
    heights = (corners - plane.T_room_plane[:3, 3]) @ plane.T_room_plane[:3, 1]
    return float(heights.min()) if heights.max() > 0 else float("inf")


def tops_of(view: RoomView, standing: Sequence[Standing]) -> list[Top]:
    """The upper sides of products on which others stand: asked for, or because they lie flat under them."""
    made = []
    for number, lower in enumerate(standing):
        size = lower.high_m - lower.low_m
        upper = {index: one.plane.T_room_plane[1, 3] for index, one in enumerate(standing) if one.on == number}
        if lies_flat(lower):
            upper |= {index: size[1] for index, one in enumerate(standing) if index != number and _over(lower, one)}
        for level in sorted(set(upper.values())):
            T = view.room.T_camera_room @ pose(translation=np.array([0.0, level, 0.0]))
            casters = tuple(index for index, height in upper.items() if height == level)
            made.append(Top(T, casters, sunny=lies_flat(lower)))
    return made


def lies_flat(one: Standing) -> bool:
    """Whether it is a rug: so low on the floor that others stand on it unasked."""
    return one.plane.kind == "floor" and one.on is None and float((one.high_m - one.low_m)[1]) <= FLAT_M


def _over(lower: Standing, one: Standing) -> bool:
    """Whether a product on the floor stands over a flat one, or near it."""
    if one.plane.kind != "floor" or one.on is not None:
        return False
    spans = []
    for standing in (lower, one):
        corners = room_corners(standing)[:, (0, 2)]
        spans.append((corners.min(axis=0), corners.max(axis=0)))
    (low_a, high_a), (low_b, high_b) = spans
    taller = float((one.high_m - one.low_m)[1]) > FLAT_M
    return taller and bool((low_b < high_a + NEAR_M).all() and (high_b > low_a - NEAR_M).all())


__all__ = ["NEAR_M", "lies_flat", "receivers_of", "tops_of"]
