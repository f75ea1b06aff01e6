"""Metres from what lies in the picture or is known of it: how far off, and whether the band shown holds the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from arkit.errors import ArkitError
from arkit.room import CameraHeight, KnownLength, Scale, Sheet, Upright, find_room
from arkit.room.scale import CLICK_SD_PX
from arkit.spaces import apply
from bench.room_rows import COVERED, Row, at_most, covered, median
from bench.rooms import Extras, Shot, shot

LONG_M = 0.4  # a length that somebody measures is at least this long
SHEETS_EVERY = 2


def clicked(one: Shot, points_room_m: np.ndarray, seed: int) -> np.ndarray:
    """Pixels (n, 2) of points in the room as a hand marks them."""
    return np.asarray(
        one.px(points_room_m)
        + np.random.default_rng([one.seed, 77, seed]).normal(0, CLICK_SD_PX, (len(points_room_m), 2))
    )


def known_length(one: Shot) -> Scale | None:
    """Two points on the floor far enough apart."""
    _, points = one.floor_points(8)
    if len(points) < 2:
        return None
    away = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = np.linalg.norm(points - one.eye_m * (1, 0, 1), axis=1)
    far = near[:, None] + near[None]
    i, j = np.unravel_index(np.argmax(np.where(away > LONG_M, away / far, 0)), away.shape)
    if away[i, j] < LONG_M:
        return None
    (u0, v0), (u1, v1) = clicked(one, points[[i, j]], 1)
    return KnownLength((u0, v0), (u1, v1), float(away[i, j]))


def door(one: Shot) -> Scale | None:
    """A door whose foot and head on one side are in the picture and not hidden."""
    h, w = one.depth_m.shape
    for gate in one.interior.openings:
        if gate.kind == "window" or gate.T_room_opening[1, 3] > 0.01:
            continue
        for side in (-1, 1):
            x = side * gate.width_m.value / 2
            ends = apply(gate.T_room_opening, np.array([[x, 0, 0], [x, gate.height_m.value, 0]]))
            pixels = one.px(ends)
            deep = -apply(one.T_camera_room, ends)[:, 2]
            if not np.isfinite(pixels).all() or (pixels < 2).any() or (pixels >= (w - 2, h - 2)).any():
                continue
            seen = one.depth_m[pixels[:, 1].astype(int), pixels[:, 0].astype(int)]
            if (seen > deep - 0.15).all():
                (u0, v0), (u1, v1) = clicked(one, ends, 2)
                return Upright((u0, v0), (u1, v1))
    return None


def held(one: Shot) -> Scale | None:
    """What is assumed where nobody says anything."""
    return CameraHeight()


def sheet(one: Shot) -> Scale | None:
    """An A4 sheet on the floor, to be found."""
    return Sheet("a4") if any(item.kind == "sheet" for item in one.printed) else None


def card(one: Shot) -> Scale | None:
    """A bank card on the floor, its corners clicked a pixel beside where they are."""
    for item in one.printed:
        if item.kind == "card":
            clicked = one.px(item.corners_room_m) + np.random.default_rng(one.seed).normal(0, 1.0, (4, 2))
            return Sheet("card", corners_px=tuple((float(u), float(v)) for u, v in clicked))
    return None


def measured(
    rooms: Sequence[int], source: Callable[[Shot], Scale | None], extras: Extras | None
) -> tuple[np.ndarray, int, int]:
    """(n, 2) log error of the camera's height and its sd; how many were refused, how many rooms had no such thing."""
    found, refused, without = [], 0, 0
    for seed in rooms:
        one = shot(seed, extras=extras)
        scale = source(one)
        if scale is None:
            without += 1
            continue
        try:
            view = find_room(one.frame, scale=scale, focal_35mm=one.focal_35mm)
        except ArkitError:
            refused += 1
            continue
        found.append((np.log(view.height_m.value / one.height_m), view.room.scale.sd))
    return np.array(found or [(np.nan, np.nan)]), refused, without


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Two lines for each source: how far off the size is, and how often the 90 % band holds the truth."""
    sources: tuple[tuple[str, Callable[[Shot], Scale | None], Extras | None, float | None], ...] = (
        ("known length on the floor", known_length, None, 3.0),
        ("a door's foot and head", door, None, 5.0),
        ("height of a phone held up", held, None, None),
        ("A4 sheet found on the floor", sheet, Extras(sheet=True, card=True), 3.0),
        ("bank card marked on the floor", card, Extras(sheet=True, card=True), 3.0),
    )
    for name, source, extras, target in sources:
        result, refused, without = measured(rooms[::SHEETS_EVERY], source, extras)
        off = 100 * np.abs(result[:, 0])
        note = f"{int(np.isfinite(off).sum())} rooms, {refused} refused, {without} without"
        yield Row(f"scale: {name}", None if target is None else at_most(target), median(off), note, off, "%")
        yield Row(f"scale: {name}, 90 % band holds", COVERED, covered(result[:, 0], result[:, 1]), note)


__all__ = ["measured", "rows"]
