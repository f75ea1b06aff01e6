"""Metres from what lies in the picture or is known of it: how far off, and whether the band shown holds the truth.

Clicks and tapes err as `arkit.room.scale` says that people's do; doors are as high as the rooms' own, 1.95 to 2.15 m.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from arkit.errors import ArkitError
from arkit.room import CameraHeight, KnownLength, Scale, Sheet, Upright, find_room
from arkit.room.scale import CLICK_SD_PX, LENGTH_SD_M
from arkit.spaces import apply
from bench.room_rows import COVERED, Row, at_most, covered, median
from bench.rooms import Extras, Shot, shot

LONG_M = 0.4  # a length that somebody measures is at least this long
PAIRS = 3  # of points, a picture
VIEWS = 2  # of each room: few pictures show a door from its foot to its head


def clicked(one: Shot, points_room_m: np.ndarray, seed: int) -> np.ndarray:
    """Pixels (n, 2) of points in the room as a hand marks them."""
    return np.asarray(
        one.px(points_room_m)
        + np.random.default_rng([one.seed, 77, seed]).normal(0, CLICK_SD_PX, (len(points_room_m), 2))
    )


def known_lengths(one: Shot) -> list[Scale]:
    """Pairs of points on the floor, each far enough apart, measured with a tape and clicked."""
    _, points = one.floor_points(8)
    if len(points) < 2:
        return []
    away = np.linalg.norm(points[:, None] - points[None], axis=2)
    near = np.linalg.norm(points - one.eye_m * (1, 0, 1), axis=1)
    worth = np.triu(np.where(away > LONG_M, away / (near[:, None] + near[None]), 0))
    rng = np.random.default_rng([one.seed, 78])
    found: list[Scale] = []
    for place in np.argsort(-worth.ravel())[:PAIRS]:
        i, j = np.unravel_index(place, worth.shape)
        if worth[i, j] > 0:
            (u0, v0), (u1, v1) = clicked(one, points[[i, j]], 1 + len(found))
            found.append(KnownLength((u0, v0), (u1, v1), float(away[i, j] + rng.normal(0, LENGTH_SD_M))))
    return found


def doors(one: Shot) -> list[Scale]:
    """Sides of doors whose foot and head are in the picture and not hidden."""
    h, w = one.depth_m.shape
    found: list[Scale] = []
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
                (u0, v0), (u1, v1) = clicked(one, ends, 20 + len(found))
                found.append(Upright((u0, v0), (u1, v1)))
    return found


def held(one: Shot) -> list[Scale]:
    """What is assumed where nobody says anything."""
    return [CameraHeight()]


def sheet(one: Shot) -> list[Scale]:
    """An A4 sheet on the floor, to be found."""
    return [Sheet("a4") for item in one.printed if item.kind == "sheet"]


def card(one: Shot) -> list[Scale]:
    """A bank card on the floor, its corners clicked."""
    return [
        Sheet("card", corners_px=tuple((float(u), float(v)) for u, v in clicked(one, item.corners_room_m, 40)))
        for item in one.printed
        if item.kind == "card"
    ]


def measured(
    rooms: Sequence[int], sources: Callable[[Shot], list[Scale]], extras: Extras | None, views: int
) -> tuple[np.ndarray, int, int]:
    """(n, 2) log error of the camera's height and its sd; how many were refused, how many pictures had none."""
    found, refused, without = [], 0, 0
    for seed in rooms:
        for view in range(views):
            one = shot(seed, view=view, extras=extras)
            scales = sources(one)
            without += not scales
            for scale in scales:
                try:
                    room = find_room(one.frame, scale=scale, focal_35mm=one.focal_35mm)
                except ArkitError:
                    refused += 1
                    continue
                found.append((np.log(room.height_m.value / one.height_m), room.room.scale.sd))
    return np.array(found or [(np.nan, np.nan)]), refused, without


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Two lines for each source: how far off the size is, and how often the 90 % band holds the truth."""
    printed = Extras(sheet=True, card=True)
    sources: tuple[tuple[str, Callable[[Shot], list[Scale]], Extras | None, int, float | None], ...] = (
        ("known length on the floor", known_lengths, None, 1, 3.0),
        ("a door's foot and head", doors, None, VIEWS, 5.0),
        ("height of a phone held up", held, None, VIEWS, None),
        ("A4 sheet found on the floor", sheet, printed, 1, 3.0),
        ("bank card marked on the floor", card, printed, 1, 3.0),
    )
    for name, source, extras, views, target in sources:
        result, refused, without = measured(rooms, source, extras, views)
        off = 100 * np.abs(result[:, 0])
        note = f"{int(np.isfinite(off).sum())} cases, {refused} refused, {without} pictures without"
        yield Row(f"scale: {name}", None if target is None else at_most(target), median(off), note, off, "%")
        yield Row(f"scale: {name}, 90 % band holds", COVERED, covered(result[:, 0], result[:, 1]), note)


__all__ = ["measured", "rows"]
