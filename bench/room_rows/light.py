"""Where shadows fall, from one picture: against the light that truly reaches points of the floor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from arkit.errors import ArkitError
from arkit.room import CameraHeight, find_room
from arkit.room.layout import find_layout, find_lights, light_at
from arkit.room.layout.lights import SURE_RAD
from arkit.room.manhattan.lens import straight_points
from arkit.room.view import RoomView, floor_points
from bench.room_rows import COVERED, Row, at_least, at_most, covered, median
from bench.room_rows.layout import turn_between
from bench.rooms import Shot, shot

WITHIN_DEG = 20.0
LEVEL = 0.2  # a light this nearly overhead casts no shadow to either side
POINTS = 6
EVERY = 3


def bearings(one: Shot, view: RoomView) -> list[tuple[float, float, float]]:
    """(error, sd, error of the old estimate), degrees, of the bearing of shadows at points of bare floor."""
    lights = find_lights(view, find_layout(view))
    turn = turn_between(one, view)
    pixels, points = one.floor_points(POINTS)
    found = []
    for pixel, point in zip(pixels, points, strict=True):
        true = one.light_at(point)
        way = one.T_view_room[:3, :3] @ true.sun_direction
        straight = straight_points(view.lens, pixel[None])
        at = floor_points(view.frame.camera, view.room.T_camera_room, straight)[0]
        if true.sun_rgb.sum() <= 0 or np.hypot(way[0], way[2]) < LEVEL or not np.isfinite(at).all():
            continue
        light, sd = light_at(view, lights, at)
        off = [_apart_deg(turn @ direction, way) for direction in (light.sun_direction, view.room.light.sun_direction)]
        found.append((off[0], float(np.degrees(sd)), off[1]))
    return found


def _apart_deg(a: np.ndarray, b: np.ndarray) -> float:
    """Degrees between the bearings of two directions."""
    off = np.arctan2(a[0], -a[2]) - np.arctan2(b[0], -b[2])
    return float(abs(np.degrees((off + np.pi) % (2 * np.pi) - np.pi)))


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """The camera's height is given, as a marker would."""
    found: list[tuple[float, float, float]] = []
    refused = 0
    for seed in rooms[::EVERY]:
        one = shot(seed)
        try:
            view = find_room(one.frame, scale=CameraHeight(one.height_m, 0.02), focal_35mm=one.focal_35mm)
        except ArkitError:
            refused += 1
            continue
        found += bearings(one, view)
    values = np.array(found or [(np.nan, np.nan, np.nan)])
    off, sd, old = values.T
    note = f"{len(found)} points in {len(rooms[::EVERY])} rooms, {refused} refused"
    yield Row("light: bearing of shadows", at_most(WITHIN_DEG), median(off), note, off, "°", base=median(old))
    yield Row("light: bearing within 20°", at_least(0.5), float((off < WITHIN_DEG).mean()), note)
    yield Row("light: bearing, 90 % intervals that hold", COVERED, covered(off, sd), note)
    sure = sd < np.degrees(SURE_RAD)
    there = f"median there {median(off[sure]):.0f}°"
    yield Row("light: points not flagged as a guess", None, float(sure.mean()), there)
    within = float((off[sure] < WITHIN_DEG).mean()) if sure.any() else float("nan")
    yield Row("light: bearing within 20°, of these", at_least(0.5), within, f"{int(sure.sum())} points")


__all__ = ["bearings", "rows"]
