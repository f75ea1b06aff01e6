"""Whether a product is told to stand on no bare floor: pointed at furniture and walls, and at floor that is free.

A box of 60 x 80 x 50 cm is put to pixels of each room: on bare floor with room for all of it, on furniture, on walls
below the horizon. Only what is answered counts: a pixel above the horizon is refused anyway.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.errors import ArkitError
from arkit.place import CameraHeight, PlacedItem, Standing, arrange, find_room
from arkit.room.layout import RoomSeen, look_around
from arkit.room.layout.regions import KINDS
from arkit.spaces import apply, inverse
from bench.learn_regions import kinds_of
from bench.room_rows import Row, at_least, at_most
from bench.room_rows.compose import BOX, SIZE_M
from bench.rooms import Shot, shot
from bench.rooms.scene import furnished

POINTS, MARGIN_PX = 24, 8
MOST_ROOMS = 60
NEAR_M = 3.0
FREE = 0.95  # of the box's floor
CLEAR_M = 0.05  # between the box and what stands beside it


@dataclass(frozen=True, slots=True)
class Asked:
    """One pixel's answer: what the picture truly shows there, how far away it is taken for, and what was said."""

    kind: str
    away_m: float
    told: bool
    behind: bool  # whether it is said to reach into a wall
    spot_free: bool | None  # whether the place proposed instead is truly free; None without one


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """False alarms and what is caught."""
    chosen = list(rooms)[:: -(-len(rooms) // MOST_ROOMS) or 1]
    found = [answer for seed in chosen for answer in asked(shot(seed))]
    floor, thing, wall = ([one for one in found if one.kind == kind] for kind in ("floor", "thing", "wall"))
    near = [one for one in thing if one.away_m < NEAR_M]
    note = f"{len(floor)} pixels in {len(chosen)} rooms"
    yield Row("ground: bare floor that is warned of", at_most(2.0), _told(floor), note, unit="%")
    walls = 100 * float(np.mean([one.behind for one in floor])) if floor else float("nan")
    yield Row("ground: bare floor said to be behind a wall", at_most(2.0), walls, note, unit="%")
    yield Row("ground: furniture pointed at that is told", None, _told(thing), f"{len(thing)} pixels", unit="%")
    yield Row("ground: the same, taken for nearer than 3 m", None, _told(near), f"{len(near)} pixels", unit="%")
    yield Row("ground: walls pointed at that are told", at_least(90.0), _told(wall), f"{len(wall)} pixels", unit="%")
    spots = [one.spot_free for one in (*thing, *wall) if one.spot_free is not None]
    free = 100 * float(np.mean(spots)) if spots else float("nan")
    yield Row("ground: free places proposed that are free", None, free, f"{len(spots)} proposed", unit="%")


def _told(answers: Sequence[Asked]) -> float:
    return 100 * float(np.mean([one.told for one in answers])) if answers else float("nan")


def asked(taken: Shot) -> list[Asked]:
    """What is said of pixels of one picture; nothing where its room was refused."""
    scale = CameraHeight(taken.height_m, 0.02 * taken.height_m)
    try:
        seen = look_around(find_room(taken.frame, scale=scale, focal_35mm=taken.focal_35mm))
    except ArkitError:
        return []
    kinds = kinds_of(taken.ids, taken.seed)
    rng = np.random.default_rng([taken.seed, 21])
    answers: list[Asked] = []
    for code, kind in enumerate(KINDS):
        inner = cv2.erode((kinds == code).astype(np.uint8), np.ones((2 * MARGIN_PX + 1,) * 2, np.uint8), borderValue=0)
        row, column = np.nonzero(inner)
        picked = rng.permutation(len(row))[:POINTS]
        for pixel in np.stack([column[picked], row[picked]], axis=1) + 0.5:
            if kind == "floor" and not _clear(taken, taken.floor_m(pixel[None])[0]):
                continue
            if (answer := _asked(taken, seen, kind, (float(pixel[0]), float(pixel[1])))) is not None:
                answers.append(answer)
    return answers


def _asked(taken: Shot, seen: RoomSeen, kind: str, pixel: tuple[float, float]) -> Asked | None:
    try:
        (one,) = arrange(seen.view, [PlacedItem(BOX, pixel, name="box")], bare=seen.bare)
    except ArkitError:
        return None
    assert one.floor is not None
    away_m = float(np.hypot(*one.placement.T_space_product[(0, 2), 3]))
    behind = any("behind a wall" in words for words in one.warnings)
    return Asked(kind, away_m, one.floor.doubtful, behind, _spot_free(taken, seen, one))


def _spot_free(taken: Shot, seen: RoomSeen, one: Standing) -> bool | None:
    """Whether the box truly has its floor to itself at the place that was proposed, but for a twentieth of it."""
    if one.floor is None or one.floor.nearest_px is None:
        return None
    try:
        (there,) = arrange(seen.view, [PlacedItem(BOX, one.floor.nearest_px, name="box")])
    except ArkitError:
        return False
    corners = taken.floor_m(there.footprint_px)
    share = (np.arange(10) + 0.5) / 10
    i, j = (part.ravel()[:, None] for part in np.meshgrid(share, share))
    points = corners[0] + i * (corners[1] - corners[0]) + j * (corners[3] - corners[0])
    return float(np.mean([_gap_m(taken, point) > 0 for point in points])) > FREE


def _clear(taken: Shot, point: np.ndarray) -> bool:
    """Whether the box, however it is turned, stands clear of furniture and walls about a true place."""
    return _gap_m(taken, point) > float(np.hypot(SIZE_M[0], SIZE_M[2])) / 2 + CLEAR_M


def _gap_m(taken: Shot, point: np.ndarray) -> float:
    """How far a true place on the floor is from what stands there and from walls; not positive inside or behind."""
    if not np.isfinite(point).all():
        return -1.0
    flat = {one.number for one in furnished(taken.seed).standing if one.piece.label == "rug" or one.on == "wall"}
    gaps = [
        float((point - plane.T_room_plane[:3, 3]) @ plane.T_room_plane[:3, 1])
        for plane in taken.interior.planes
        if plane.kind == "wall"
    ]
    for thing, number in zip(taken.interior.furniture, taken.furniture_ids, strict=True):
        if number not in flat:
            local = np.abs(apply(inverse(thing.T_room_box), point[None])[0, [0, 2]])
            gaps.append(float(np.linalg.norm(np.maximum(local - np.array(thing.size_m)[[0, 2]] / 2, 0))))
    return min(gaps)


__all__ = ["Asked", "asked", "rows"]
