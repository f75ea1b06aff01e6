"""The shadow that a placed box throws on the floor, against the same room rendered with that box in it.

The box is drawn in the true camera, first in the true light at its foot, so that only the drawing of shadows is judged;
then in the light that its picture tells, as a shopper gets it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from arkit.draw import Item, Receiver, draw, turned_light
from arkit.errors import ArkitError
from arkit.room import CameraHeight, find_room
from arkit.room.layout import find_layout, find_lights, light_at
from arkit.spaces import apply, inverse, pose
from arkit.surface import Light
from bench.room_rows import Row, at_most
from bench.room_rows.compose import BOX, SIZE_M
from bench.room_rows.layout import turn_between
from bench.rooms import Shot, shot

MOST_ROOMS = 14  # each is rendered a second time, with the box
CLEAR_M, NEAR_M, FAR_M = 0.7, 1.4, 4.5  # from the box to what stands there; from the camera to the box
AROUND_M, FAINT = 1.6, 0.03  # judged about the box where either shadow takes more than this part of the light


def clear_spot(taken: Shot) -> np.ndarray | None:
    """A point (3,) of bare floor in view, far from furniture and walls; None where there is none."""
    best, spot = CLEAR_M, None
    for point in taken.floor_points(40, margin_px=20)[1]:
        if not NEAR_M < np.linalg.norm(point - taken.eye_m * (1, 0, 1)) < FAR_M:
            continue
        gap = min((_gap(taken, index, point) for index in range(len(taken.interior.furniture))), default=np.inf)
        for plane in taken.interior.planes:
            if plane.kind == "wall":
                gap = min(gap, abs(float((point - plane.T_room_plane[:3, 3]) @ plane.T_room_plane[:3, 1])))
        if gap > best:
            best, spot = gap, point
    return spot


def _gap(taken: Shot, index: int, point: np.ndarray) -> float:
    thing = taken.interior.furniture[index]
    local = np.abs(apply(inverse(thing.T_room_box), point[None])[0, [0, 2]])
    return float(np.linalg.norm(np.maximum(local - np.array(thing.size_m)[[0, 2]] / 2, 0)))


def pictured(taken: Shot, spot: np.ndarray) -> Light | None:
    """The light at a true place as the picture tells it, in the true room's space; None where its room is refused."""
    try:
        view = find_room(taken.frame, scale=CameraHeight(taken.height_m, 0.02), focal_35mm=taken.focal_35mm)
    except ArkitError:
        return None
    turn = taken.T_view_room[:3, :3].T @ turn_between(taken, view)
    there = turn.T @ (spot - taken.eye_m) * (1, 0, 1)
    light, _ = light_at(view, find_lights(view, find_layout(view)), there)
    return replace(light, sun_direction=turn @ light.sun_direction)


def compared(taken: Shot, spot: np.ndarray, light: Light) -> tuple[float, float] | None:
    """Mean absolute and mean signed difference of the shadow, parts of the light; None where none is seen."""
    T_room_box = pose(translation=spot)
    lost, box = taken.shadow_of(T_room_box, np.array(SIZE_M))
    light = turned_light(light, taken.T_camera_room[:3, :3])
    item, floor = Item(BOX, taken.T_camera_room @ T_room_box), Receiver(taken.T_camera_room)
    drawing = draw([item], taken.camera, light, receiver=floor)
    rows, columns = np.nonzero((taken.ids == 1) & ~box & (drawing.coverage < 0.01))
    places = taken.floor_m(np.stack([columns, rows], axis=1) + 0.5)
    true, drawn = lost[rows, columns], drawing.shadow[rows, columns]
    judged = (np.linalg.norm(places - spot, axis=1) < AROUND_M) & (np.maximum(true, drawn) > FAINT)
    if np.count_nonzero(judged) < 500:
        return None
    off = (drawn - true)[judged]
    return float(np.abs(off).mean()), float(off.mean())


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Darkness about the box."""
    true: list[tuple[float, float]] = []
    told: list[tuple[float, float]] = []
    for seed in rooms:
        taken = shot(seed)
        spot = None if taken.k1 else clear_spot(taken)
        answer = None if spot is None else compared(taken, spot, taken.light_at(spot))
        if spot is None or answer is None:
            continue
        true.append(answer)
        light = pictured(taken, spot)
        found = None if light is None else compared(taken, spot, light)
        told += [] if found is None else [found]
        if len(true) >= MOST_ROOMS:
            break
    for name, whose, answers in (
        ("drawn shadow against the rendered one", "true light", true),
        ("the same, light from the picture", "as found", told),
    ):
        off, signed = np.array(answers or [(np.nan, np.nan)]).T
        note = f"part of the light, {len(answers)} rooms, {whose}; {100 * signed.mean():+.1f} points on the mean"
        yield Row(name, at_most(10.0), 100 * float(off.mean()), note, 100 * off, "%")


__all__ = ["clear_spot", "compared", "pictured", "rows"]
