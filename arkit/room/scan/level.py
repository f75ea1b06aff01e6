"""Which way is up in a scan, and where its floor and ceiling are.

Up comes from the file where it says, else it is the axis (y, z or -y) from which the scan looks like a room: everything
above a floor, furniture below the middle, and lower than it is wide. Then the floor's own plane levels it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.errors import AmbiguousError, CheckError, NotFoundError
from arkit.room.scan.flat import RUG_M, Fit, fit_flat
from arkit.room.scan.sample import Surface
from arkit.spaces import pose, rotation_between

AXES = {
    "y": (0.0, 1.0, 0.0),
    "z": (0.0, 0.0, 1.0),
    "-y": (0.0, -1.0, 0.0),
    "-z": (0.0, 0.0, -1.0),
    "x": (1.0, 0.0, 0.0),
}
TRIED = ("y", "z", "-y")
UNLIKE = -0.2  # no room of 0 to 49 is less like one from its true axis than 0.2, upside down none more than 0.03
MOST_TILT_RAD = np.radians(15.0)
CONE_RAD, TRIES = np.radians(45.0), 4
STEP_M = 0.02
LEAST_FLOOR_M2 = 0.3
BELOW = 0.06  # share of all surfaces that may lie below a floor: mirrors, noise, the flat downstairs
DEEP_M = 0.2  # that far below: far floors wave by a decimetre in a depth camera
DEEPEST_M = 0.35  # the same where nothing else is a floor: a Kinect's at 4 m
COLUMN_M, ROWS = 0.1, 16
FURNISHED = 0.1  # share of what lies between floor and ceiling that is no wall; with less its height says little
BEYOND_M, MOST_BEYOND = 0.08, 0.03


@dataclass(frozen=True, slots=True)
class Level:
    """A floor and what it says of up.

    Attributes:
        T_room_scan: levelled, the floor at y = 0.
        floor: its fit in room space; `ceiling` too, None where none was seen, `ceiling_m` its height there.
        floor_m2: seen.
        tilt_rad: how far the scan stood off level.
        likeness: how much it looks like a room from this axis; compares axes.
    """

    T_room_scan: np.ndarray
    floor: Fit
    ceiling: Fit | None
    ceiling_m: float | None
    floor_m2: float
    tilt_rad: float
    likeness: float


def find_level(surface: Surface, up: str, name: str) -> Level:
    """The floor, looked for along `up`, or along every axis a scanner may call up where it is "".

    Raises:
        NotFoundError: no floor, or only what looks like a ceiling from below.
        AmbiguousError: two axes look alike.
    """
    if up:
        if up not in AXES:
            raise CheckError(f"{name}: expected up to be one of {', '.join(AXES)}, got {up}")
        return level_along(surface, np.array(AXES[up]), name)
    found: list[tuple[Level, str]] = []
    reason = NotFoundError(f"{name}: expected a floor, found none; scan the floor too")
    for axis in TRIED:
        try:
            level = level_along(surface, np.array(AXES[axis]), name)
            found.append((replace(level, likeness=level.likeness - 0.3 * (axis == "-y")), axis))
        except NotFoundError as error:
            reason = error
    if not found:
        raise reason
    found.sort(key=lambda pair: -pair[0].likeness)
    if found[0][0].likeness < UNLIKE:
        raise NotFoundError(
            f"{name}: expected a floor, found one only with the room upside down or on its side; scan the floor too, "
            "or say which way is up"
        )
    if len(found) > 1 and found[0][0].likeness - found[1][0].likeness < 0.15:
        names = " and ".join(axis for _, axis in found[:2])
        raise AmbiguousError(f"{name}: expected a scan that shows which way is up, {names} both fit; say which it is")
    return found[0][0]


def level_toward(surface: Surface, toward: np.ndarray, name: str) -> Level:
    """The floor of a scan of which only a hand-held camera's top tells up, within 45 degrees.

    The direction most normals within that cone share is tried first, then the next that is far from it.

    Raises:
        NotFoundError: no level surface with everything above it along any of them.
    """
    try:
        return _toward(surface, toward, name, DEEP_M)
    except NotFoundError:
        return _toward(surface, toward, name, DEEPEST_M)


def _toward(surface: Surface, toward: np.ndarray, name: str, deep_m: float) -> Level:
    """The same, with a given depth below a floor that its noise may reach."""
    signs = np.sign(surface.normals @ toward)[:, None]
    normals = (surface.normals * signs)[np.abs(surface.normals @ toward) > np.cos(CONE_RAD)]
    reason = NotFoundError(f"{name}: expected a floor, found none; let the camera see more of it")
    for _ in range(TRIES):
        if len(normals) < 50:
            break
        sample = normals[:: max(1, len(normals) // 3000)]
        votes = (sample[:: max(1, len(sample) // 300)] @ sample.T > np.cos(np.radians(5))).sum(axis=1)
        best = _steady(normals, sample[:: max(1, len(sample) // 300)][int(np.argmax(votes))])
        best = best / np.linalg.norm(best)
        try:
            return level_along(surface, best, name, deep_m=deep_m)
        except NotFoundError as error:
            reason = error
        normals = normals[normals @ best < np.cos(MOST_TILT_RAD)]
    raise reason


def level_along(surface: Surface, up: np.ndarray, name: str, *, deep_m: float = DEEP_M) -> Level:
    """The floor of a scan whose up is `up` within 15 degrees.

    Raises:
        NotFoundError: no level surface with everything above it.
    """
    if not len(surface.points):
        raise NotFoundError(f"{name}: expected surfaces of a room, the scan is empty")
    level = surface.points[np.abs(surface.normals @ up) > np.cos(MOST_TILT_RAD)]
    normals = surface.normals[np.abs(surface.normals @ up) > np.cos(MOST_TILT_RAD)]
    if len(level) * surface.area_m2 < LEAST_FLOOR_M2:
        raise NotFoundError(
            f"{name}: expected a floor, found {len(level) * surface.area_m2:.1f} m² of level surface; "
            "scan the floor too, or say which way is up"
        )
    turn = rotation_between(_steady(normals * np.sign(normals @ up)[:, None], up), np.array([0.0, 1.0, 0.0]))
    points = surface.points @ turn.T
    level = level @ turn.T
    base = _lowest(level[:, 1], points[:, 1], surface.area_m2, name, deep_m)
    floor, turn_more = _floor(level, base)
    turn = turn_more @ turn
    moved = surface.points @ turn.T
    height = floor.level
    T_room_scan = pose(turn, np.array([0.0, -height, 0.0]))
    level = (surface.points[np.abs(surface.normals @ up) > np.cos(MOST_TILT_RAD)] @ turn.T) - (0.0, height, 0.0)
    ceiling, ceiling_m = _ceiling(level, moved[:, 1] - height, surface.area_m2)
    tilt = float(np.arccos(np.clip(turn[1] @ up, -1, 1)))
    likeness = _likeness(moved - (0.0, height, 0.0), ceiling_m)
    if surface.oriented:  # of what stands in a room the tops are scanned, not the undersides
        inner = (moved[:, 1] - height > 0.1) & (moved[:, 1] - height < 0.9 * (ceiling_m or 2.4))
        facing = surface.normals[inner] @ turn[1]
        facing = np.sign(facing[np.abs(facing) > 0.8])
        likeness += 0.5 * float(facing.mean()) if len(facing) else 0.0
    return Level(T_room_scan, floor, ceiling, ceiling_m, floor.kept.sum() * surface.area_m2, tilt, likeness)


def _steady(normals: np.ndarray, up: np.ndarray) -> np.ndarray:
    """The direction most normals near `up` share: a mean over those ever nearer to it."""
    near = normals[normals @ up > np.cos(MOST_TILT_RAD)]
    mean = near.mean(axis=0) if len(near) else up
    for degrees in (12, 8, 5, 3):
        near = normals[normals @ mean > np.cos(np.radians(degrees)) * np.linalg.norm(mean)]
        if len(near) < 50:
            break
        mean = near.mean(axis=0)
    return mean if np.linalg.norm(mean) > 0 else up


def _peaks(heights: np.ndarray, low: float) -> np.ndarray:
    """Points within 4 cm of each step of height above `low`."""
    counts = np.bincount(np.maximum((heights - low) / STEP_M, 0).astype(np.int64))
    return np.convolve(counts, np.ones(5), mode="same")


def _lowest(level: np.ndarray, every: np.ndarray, area_m2: float, name: str, deep_m: float) -> float:
    """Height of the lowest level surface of some size with hardly anything below it."""
    low = float(level.min())
    counts = _peaks(level, low)
    least = max(0.15 * counts.max(), LEAST_FLOOR_M2 / area_m2)
    tops = (counts >= least) & (counts >= np.roll(counts, 1)) & (counts >= np.roll(counts, -1))
    sorted_every = np.sort(every)
    for step in np.flatnonzero(tops):
        height = low + (step + 0.5) * STEP_M
        if np.searchsorted(sorted_every, height - deep_m) > BELOW * len(every):
            break
        under = int(np.searchsorted(sorted_every, height - 0.06))
        over = len(every) - int(np.searchsorted(sorted_every, height + 0.06))
        if under > over and under > 0.02 * len(every):
            break  # a ceiling, from which the walls hang
        return height
    raise NotFoundError(
        f"{name}: expected a floor with the room above it, found level surfaces only above other parts; "
        "scan the floor too, or say which way is up"
    )


def _floor(level: np.ndarray, base: float) -> tuple[Fit, np.ndarray]:
    """The fit of the floor near height `base`, and the rotation that levels it; the fit holds after that."""
    turn = np.eye(3)
    fit = None
    for reach in (0.15, 0.08, 0.06):
        near = level @ turn.T
        near = near[np.abs(near[:, 1] - (base if fit is None else fit.level)) < reach]
        fit = fit_flat(near[:, [0, 2]], near[:, 1], blocks=near[:, [0, 2]], near_m=reach, block_m=RUG_M)
        normal = np.array([-fit.slope[0], 1.0, -fit.slope[1]])
        # Turn about the floor's middle height so that `fit.level` stays what it is over the origin of x and z.
        turn_more = rotation_between(normal, np.array([0.0, 1.0, 0.0]))
        middle = turn_more @ np.array([fit.middle[0], fit.level, fit.middle[1]])
        turn = turn_more @ turn
        fit = Fit(float(middle[1]), np.zeros(2), fit.level_sd, fit.slope_sd, fit.spread_m, fit.middle, fit.kept)
    assert fit is not None
    return fit, turn


def _ceiling(level: np.ndarray, every: np.ndarray, area_m2: float) -> tuple[Fit | None, float | None]:
    """The highest level surface of some size with hardly anything above it, at least 1.8 m up."""
    high = level[level[:, 1] > 1.8]
    if len(high) * area_m2 < LEAST_FLOOR_M2:
        return None, None
    counts = _peaks(high[:, 1], 1.8)
    least = max(0.3 * counts.max(), LEAST_FLOOR_M2 / area_m2)
    for step in np.flatnonzero(counts >= least)[::-1]:
        height = 1.8 + (step + 0.5) * STEP_M
        if (every > height + 0.15).mean() > BELOW:
            return None, None
        near = high[np.abs(high[:, 1] - height) < 0.12]
        fit = fit_flat(near[:, [0, 2]], near[:, 1], blocks=near[:, [0, 2]], near_m=0.08)
        return fit, fit.level
    return None, None


def _likeness(points: np.ndarray, ceiling_m: float | None) -> float:
    """How much a levelled scan looks like a room: clutter low, height less than width, a ceiling, nothing beyond.

    Through doors and in the reveals of windows a scan goes on behind its walls, never under its floor: where a wall is
    taken for the floor, 2 to 13 points in a hundred lie beyond it, under true floors of rooms 0 to 19 hardly one in
    ten thousand.
    """
    high = ceiling_m or float(np.percentile(points[:, 1], 99))
    if high <= 0.2:
        return -1.0
    inner = points[(points[:, 1] > 0.06 * high) & (points[:, 1] < 0.94 * high)]
    free = inner[~_in_walls(inner, high)]
    lowness = 1 - 2 * float((free[:, 1] / high).mean()) if len(free) > 0.01 * len(points) else 0.0
    sure = min(1.0, len(free) / max(FURNISHED * len(inner), 1.0))
    flatness = float(np.clip(np.log(_least_width(points) / high) / np.log(4), -0.5, 0.5))
    beyond = float(((points[:, 1] < -BEYOND_M) | (points[:, 1] > high + BEYOND_M)).mean())
    return sure * lowness + flatness + (0.1 if ceiling_m else 0.0) - 0.3 * min(1.0, beyond / MOST_BEYOND)


def _least_width(points: np.ndarray) -> float:
    """How wide nearly all points (n, 3) are seen from above, across the direction in which that is least."""
    turns = np.radians(np.arange(0, 180, 7.5))
    places = points[:: max(1, len(points) // 4000), [0, 2]] @ np.stack([np.cos(turns), np.sin(turns)])
    low, high = np.percentile(places, [3, 97], axis=0)
    return float((high - low).min())


def _in_walls(points: np.ndarray, high_m: float) -> np.ndarray:
    """Which points (n, 3) lie in columns of 10 cm that are filled over most of the height, whichever way walls run."""
    place = ((points[:, [0, 2]] - points[:, [0, 2]].min(axis=0, initial=0.0)) / COLUMN_M).astype(np.int64) + 1
    rows = np.clip(points[:, 1] / high_m * ROWS, 0, ROWS - 1).astype(np.int64)
    seen = np.zeros((*(place.max(axis=0, initial=0) + 2), ROWS), dtype=bool)
    seen[place[:, 0], place[:, 1], rows] = True
    for axis in (0, 1):
        seen = seen | np.roll(seen, 1, axis) | np.roll(seen, -1, axis)
    return np.asarray((seen.sum(axis=2) >= 0.6 * ROWS)[place[:, 0], place[:, 1]])


__all__ = ["AXES", "TRIED", "Level", "find_level", "level_along", "level_toward"]
