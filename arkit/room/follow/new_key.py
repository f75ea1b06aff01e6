"""Remember a picture: which of its corners lie on the floor, and how far the others may be.

A corner may lie on the floor or on what stands on it, and one picture does not tell. Three ways were tried on walks of
ten seconds at 720p. All corners below the horizon taken for floor, those that miss put out: 0.04 cm of drift where the
floor fills the picture, lost after one second where furniture and walls do. Corners doubted (a distance with its
spread, made sure as the camera moves) but on a marker or nearest to the camera: 0.2 cm in a furnished room of the bench
(walk 50), none lost, but 6 cm behind a table (walk 12). Doubted but on a marker or where free floor seems to be seen
(`room.layout`), and held on the floor by 1.5 cm once they came out there: 1.4 cm in walk 12; this one stayed.
Doubted corners laid on the floor once their distance agreed with it: 0.9 instead
of 0.25 cm on a plain floor with boxes, whose lowest corners are then taken for floor.
"""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera
from arkit.room.follow.features import CELL_PX, corners_within, find_corners
from arkit.room.follow.keyframe import FREE, SURE_TRUST, KeyFrame
from arkit.room.follow.motion import eye_m
from arkit.room.follow.planes import UNKNOWN, inside, on_planes
from arkit.surface import Plane

MARKED_PX = 5.0  # between corners of the marker
NEW_TRUST, NEW_TRUST_BESIDE = 0.5, 0.03  # of a place that was not seen from elsewhere; of one whose distance is open
FLOOR_PART, FLOOR_LEAST = 0.25, 40  # without, so many of those that would be nearest are taken to lie on the floor
LIKELY, LIKELY_LEAST = 0.75, 16  # chance of free floor, and how many such corners are enough
DOUBT, NEARER = 0.3, 0.3  # of a doubted place's distance: its spread; and of that, how far before the plane it begins


def new_key_frame(
    gray: np.ndarray,
    camera: Camera,
    T_camera_room: np.ndarray,
    planes: tuple[Plane, ...],
    carried: KeyFrame | None = None,
    marker_px: np.ndarray | None = None,
    free_floor: np.ndarray | None = None,
) -> KeyFrame:
    """Remember a picture.

    Args:
        gray: (h, w) uint8.
        camera, T_camera_room: of the picture.
        planes: the room's known planes; a corner is taken to lie on the nearest one along its ray.
        carried: places that are already known and seen in this picture, with their pixels in it: they stay the same
            places, so that what is remembered does not wander from key frame to key frame.
        marker_px: (4, 2) corners of the marker on the floor where it is seen in the picture; what lies on it is sure,
            and all else is doubted, however few its corners: taken for floor, a bed beside one led 15 cm astray.
        free_floor: (h, w) the chance that a pixel shows free floor, where it was looked for.
    """
    corners = find_corners(gray)
    if marker_px is not None:
        printed = corners_within(gray, marker_px)
        corners = np.concatenate([printed, corners[_apart(corners, printed, MARKED_PX)]])
    if carried is not None and len(carried.pixels):
        corners = corners[_apart(corners, carried.pixels, CELL_PX * 0.7)]
    points, surface = on_planes(camera, T_camera_room, corners, planes)
    sure = np.zeros(len(corners), dtype=bool) if marker_px is None else inside(corners, marker_px)
    count = len(corners)
    beside = marker_px is not None or carried is not None
    eye = eye_m(T_camera_room)
    doubted = (surface != UNKNOWN) & ~sure
    if not beside:
        doubted &= ~_on_floor(corners, np.linalg.norm(points - eye, axis=1), surface, free_floor)
    spread = np.where(doubted[:, None], DOUBT * (points - eye), 0.0)
    points = points - NEARER * spread
    surface = np.where(doubted, FREE, surface)
    trust = np.where(sure, SURE_TRUST, np.where(doubted, NEW_TRUST_BESIDE, NEW_TRUST))
    parts = [corners, points, spread, surface, trust, np.zeros(count, dtype=np.int64), sure]
    if carried is not None:
        own = [
            carried.pixels,
            carried.points_m,
            carried.spread_m,
            carried.surface,
            carried.trust,
            carried.bad,
            carried.sure,
        ]
        parts = [np.concatenate([a, b]) for a, b in zip(own, parts, strict=True)]
    return KeyFrame(gray, T_camera_room, *parts)


def _on_floor(
    corners: np.ndarray, reach_m: np.ndarray, surface: np.ndarray, free_floor: np.ndarray | None
) -> np.ndarray:
    """(n,) bool: those taken to lie on the floor: where it is seen; else the nearest, low in the picture."""
    if free_floor is not None:
        chance = free_floor[tuple(corners.astype(int).T[::-1])]
        likely = (surface == 0) & (chance > LIKELY)
        if likely.sum() >= LIKELY_LEAST:
            return np.asarray(likely)
    floor = np.flatnonzero(surface == 0)
    most = max(FLOOR_LEAST, round(FLOOR_PART * len(floor)))
    near = np.zeros(len(reach_m), dtype=bool)
    near[floor[np.argsort(reach_m[floor])[:most]]] = True
    return near


def _apart(points: np.ndarray, others: np.ndarray, least: float) -> np.ndarray:
    if not len(points) or not len(others):
        return np.ones(len(points), dtype=bool)
    away = np.linalg.norm(points[:, None] - others[None], axis=2).min(axis=1)
    return np.asarray(away > least)


__all__ = ["new_key_frame"]
