"""A picture that is remembered, with the places of the room that it shows.

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

from dataclasses import dataclass, field

import cv2
import numpy as np

from arkit.frame import Camera, rays
from arkit.room.follow.features import CELL_PX, corners_within, find_corners
from arkit.room.follow.motion import eye_m
from arkit.room.follow.patch import Pyramid, pyramid
from arkit.room.follow.solve import seen_as, spread_px
from arkit.spaces import inverse
from arkit.surface import Plane

UNKNOWN = -1  # on no known plane, its distance is not known
FREE = -2  # on no known plane, its distance was found from two sides
MARKED_PX = 5.0  # between corners of the marker
FARTHEST_M = 12.0  # on a plane; farther the ray only grazes it
GRAZING = 0.06  # sine of the angle between ray and plane below which a place on it is not known
TURNED = 0.02  # radians of parallax from which a distance is taken from two sides
DISTANCE_SD_PX = 0.65  # of a pixel from which a distance is taken, besides its own error: the pose's
SLIDES_PX = 2.0  # a place that slides along its edge by more tells no distance
BAD_MOST = 12  # misses in a row after which a place is taken from its plane, or forgotten
TRUST_STEP = 0.15
LEAST_TRUST = 0.02
NEW_TRUST, NEW_TRUST_BESIDE, SURE_TRUST = (
    0.5,
    0.03,
    3.0,
)  # of a place that was not seen from elsewhere; of one whose distance is open
FLOOR_PART, FLOOR_LEAST = 0.25, 40  # without, so many of those that would be nearest are taken to lie on the floor
LIKELY, LIKELY_LEAST = 0.75, 16  # chance of free floor, and how many such corners are enough
FLOOR_SD_M, NEAR_FLOOR_M, UNSURE_M = 0.015, 0.01, 0.06  # of what lies on the floor; of a place that may
# Of the lowest level: parts of the camera's height by which it lies under the floor, that it is thick, that its places
# are unsure by; how many these are; the part of all that may be wrong.
UNDER, LEVEL_THICK, SURE_SD, LEVEL_LEAST, STRAY = 0.06, 0.15, 0.04, 10, 0.02
DOUBT, NEARER = 0.3, 0.3  # of a doubted place's distance: its spread; and of that, how far before the plane it begins


@dataclass(slots=True)
class KeyFrame:
    """A remembered picture. What its places count for and how far they are is refined while it is looked at.

    Attributes:
        gray: (h, w) uint8.
        T_camera_room: of the picture.
        pixels: (n, 2) where its places are seen.
        points_m, spread_m: (n, 3) the places in room space, and one standard deviation as a vector.
        surface: (n,) the number of the plane each lies on, or UNKNOWN or FREE.
        trust: (n,) 0…1 how well they agreed.
        bad: (n,) how often they missed in a row.
        sure: (n,) bool: on the marker, whatever the others say.
        covariance: (6, 6) of `T_camera_room`, in the order of `motion`: what is new in the picture errs with it.
    """

    gray: np.ndarray
    T_camera_room: np.ndarray
    pixels: np.ndarray
    points_m: np.ndarray
    spread_m: np.ndarray
    surface: np.ndarray
    trust: np.ndarray
    bad: np.ndarray
    sure: np.ndarray
    covariance: np.ndarray = field(default_factory=lambda: np.zeros((6, 6)))
    _levels: Pyramid = field(default=(), repr=False)

    @property
    def levels(self) -> Pyramid:
        """The picture and its halves."""
        self._levels = self._levels or pyramid(self.gray)
        return self._levels

    @property
    def known(self) -> np.ndarray:
        """(n,) bool: where a place lies in the room is known."""
        return self.surface != UNKNOWN

    @property
    def ground_m(self) -> np.ndarray:
        """(3,) the middle of what is taken to lie on the floor; of all places where nothing is."""
        low = self.sure if self.sure.any() else self.surface == 0
        chosen = low if low.any() else self.known
        return np.median(self.points_m[chosen], axis=0) if chosen.any() else np.zeros(3)

    def copied(self) -> KeyFrame:
        """The same, to be learned of by itself."""
        return self.picked(np.arange(len(self.pixels)), self.gray, self.T_camera_room, self.pixels)

    def picked(self, which: np.ndarray, gray: np.ndarray, T_camera_room: np.ndarray, pixels: np.ndarray) -> KeyFrame:
        """Some of the places as another picture shows them, at `pixels` (m, 2)."""
        own = (self.points_m, self.spread_m, self.surface, self.trust, self.bad, self.sure)
        picked = KeyFrame(gray, T_camera_room, pixels, *(part[which] for part in own))
        picked._levels = self._levels if gray is self.gray else ()
        return picked

    def learn(
        self,
        camera: Camera,
        T: np.ndarray,
        which: np.ndarray,
        missed: tuple[np.ndarray, np.ndarray],
        agree: np.ndarray,
    ) -> None:
        """Take in how far off `which` were seen from `T`, pixels (m, 2) with their covariance, and who agree."""
        self.trust[which] += TRUST_STEP * (np.where(agree, 1.0, LEAST_TRUST) - self.trust[which])
        self.bad[which] = np.where(agree, 0, self.bad[which] + 1)
        self.trust[self.sure], self.bad[self.sure] = SURE_TRUST, 0
        lost = which[self.bad[which] > BAD_MOST]
        self.surface[lost], self.bad[lost], self.trust[lost] = UNKNOWN, 0, 0.5
        free = agree & (self.surface[which] == FREE)
        if free.any():
            self._narrow(camera, T, which[free], missed[0][free], missed[1][free])

    def _narrow(
        self, camera: Camera, T: np.ndarray, which: np.ndarray, missed_px: np.ndarray, unsure_px2: np.ndarray
    ) -> None:
        """One step of a Kalman filter on each place's distance."""
        _, slopes, _ = seen_as(camera, T, self.points_m[which])
        unsure = spread_px(T, slopes, self.spread_m[which])
        told = np.linalg.solve(unsure_px2 + DISTANCE_SD_PX**2 * np.eye(2), unsure[:, :, None])[:, :, 0]
        square = 1 + (unsure * told).sum(axis=1)
        self.points_m[which] += ((told * missed_px).sum(axis=1) / square)[:, None] * self.spread_m[which]
        narrower = np.sqrt(1 / square)
        self.spread_m[which] *= np.maximum(narrower, 0.8)[:, None]

    def settle(self) -> None:
        """Take places whose distance came out on the floor to be there, as surely as that came out (once a picture)."""
        free = np.flatnonzero((self.surface == FREE) & (self.bad == 0))
        height, sd = self.points_m[free, 1], np.abs(self.spread_m[free, 1])
        near = (np.abs(height) < 2 * sd + NEAR_FLOOR_M) & (sd < UNSURE_M) & (sd > 1e-6)
        at, height, sd = free[near], height[near], sd[near]
        share = sd**2 / (sd**2 + FLOOR_SD_M**2)
        self.points_m[at] -= (share * height / self.spread_m[at, 1])[:, None] * self.spread_m[at]
        self.spread_m[at] *= np.sqrt(1 - share)[:, None]

    def level_below(self) -> float | None:
        """How many times as high as thought the camera stands over the lowest level of places, if that is under the
        floor: what was taken for the floor was a bed or a table."""
        eye = eye_m(self.T_camera_room)
        sure = (self.surface == FREE) & (np.abs(self.spread_m[:, 1]) < SURE_SD * eye[1])
        heights = np.sort(self.points_m[sure, 1])
        low = heights[round(STRAY * len(heights)) :][:LEVEL_LEAST]
        if len(low) < LEVEL_LEAST or low[-1] > -UNDER * eye[1] or np.ptp(low) > LEVEL_THICK * eye[1] or self.sure.any():
            return None
        return float(1 - np.median(low) / eye[1])

    def shrink(self, times: float) -> None:
        """Make the room so many times smaller; seen from this picture nothing moves."""
        eye = eye_m(self.T_camera_room)
        self.points_m[:] = eye + (self.points_m - eye) / times
        self.spread_m /= times

    def place(
        self, camera: Camera, T: np.ndarray, which: np.ndarray, seen_px: np.ndarray, unsure_px2: np.ndarray
    ) -> None:
        """Find the distance of places `which` that another pose `T`, apart enough, sees at `seen_px`, so surely."""
        eye, other = eye_m(self.T_camera_room), eye_m(T)
        first = rays(camera, self.pixels[which]) @ self.T_camera_room[:3, :3]
        second = rays(camera, seen_px) @ T[:3, :3]
        between = other - eye
        cosine = (first * second).sum(axis=1)
        sine2 = np.maximum(1 - cosine**2, 1e-9)
        reach = (first @ between - cosine * (second @ between)) / sine2
        back = (cosine * (first @ between) - second @ between) / sine2
        gap = np.linalg.norm(eye + reach[:, None] * first - other - back[:, None] * second, axis=1)
        angle = np.sqrt(sine2)
        pixel = 1.0 / camera.fx
        at_m = eye + reach[:, None] * first
        _, slopes, _ = seen_as(camera, T, at_m)
        along = spread_px(T, slopes, first)
        along /= np.maximum(np.linalg.norm(along, axis=1), 1e-9)[:, None]
        sd_px = np.sqrt(np.einsum("nk,nkl,nl->n", along, unsure_px2, along) + DISTANCE_SD_PX**2)
        sure = (angle > TURNED) & (reach > 0.2) & (reach < 15) & (back > 0.2) & (gap < 3 * pixel * back)
        sure &= sd_px < SLIDES_PX
        at = which[sure]
        self.points_m[at] = at_m[sure]
        self.spread_m[at] = first[sure] * (sd_px * pixel * back / angle)[sure, None]
        self.surface[at], self.bad[at], self.trust[at] = FREE, 0, 0.3


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
    sure = np.zeros(len(corners), dtype=bool) if marker_px is None else _inside(corners, marker_px)
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


def on_planes(
    camera: Camera, T_camera_room: np.ndarray, pixels: np.ndarray, planes: tuple[Plane, ...]
) -> tuple[np.ndarray, np.ndarray]:
    """Where rays through pixels (n, 2) first meet a plane: (n, 3) room space, and (n,) its number or UNKNOWN."""
    ways = rays(camera, pixels) @ T_camera_room[:3, :3]
    eye = eye_m(T_camera_room)
    nearest = np.full(len(pixels), FARTHEST_M)
    surface = np.full(len(pixels), UNKNOWN)
    for number, plane in enumerate(planes):
        T_plane_room = inverse(plane.T_room_plane)
        start = T_plane_room[:3, :3] @ eye + T_plane_room[:3, 3]
        along = ways @ T_plane_room[:3, :3].T
        meets = (along[:, 1] < -GRAZING) & (start[1] > 0)
        reach = np.where(meets, start[1] / np.maximum(-along[:, 1], 1e-9), np.inf)
        if plane.outline_m is not None:
            at = (start + np.where(meets, reach, 0.0)[:, None] * along)[:, [0, 2]]
            meets &= _inside(at, plane.outline_m, 1.0)
        closer = meets & (reach < nearest)
        nearest[closer], surface[closer] = reach[closer], number
    return eye + nearest[:, None] * ways, surface


def _inside(points: np.ndarray, corners: np.ndarray, larger: float = 1.04) -> np.ndarray:
    """(n,) bool: whether points (n, 2) lie within an outline, made a little larger about its middle."""
    middle = corners.mean(axis=0)
    border = (middle + larger * (corners - middle)).astype(np.float32).reshape(-1, 1, 2)
    return np.array([cv2.pointPolygonTest(border, (float(u), float(v)), False) >= 0 for u, v in points], dtype=bool)


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


__all__ = ["FREE", "UNKNOWN", "KeyFrame", "new_key_frame", "on_planes"]
