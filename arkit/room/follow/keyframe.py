"""A picture that is remembered, with the places of the room that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from arkit.frame import Camera, rays
from arkit.room.follow.motion import eye_m
from arkit.room.follow.patch import Pyramid, pyramid
from arkit.room.follow.planes import UNKNOWN
from arkit.room.follow.solve import seen_as, spread_px

FREE = -2  # on no known plane, its distance was found from two sides
TURNED = 0.02  # radians of parallax from which a distance is taken from two sides
DISTANCE_SD_PX = 0.65  # of a pixel from which a distance is taken, besides its own error: the pose's
SLIDES_PX = 2.0  # a place that slides along its edge by more tells no distance
BAD_MOST = 12  # misses in a row after which a place is taken from its plane, or forgotten
TRUST_STEP = 0.15
LEAST_TRUST = 0.02
SURE_TRUST = 3.0  # of what lies on a marker
FLOOR_SD_M, NEAR_FLOOR_M, UNSURE_M = 0.015, 0.01, 0.06  # of what lies on the floor; of a place that may
# Of the lowest level: parts of the camera's height by which it lies under the floor, that it is thick, that its places
# are unsure by; how many these are; the part of all that may be wrong.
UNDER, LEVEL_THICK, SURE_SD, LEVEL_LEAST, STRAY = 0.06, 0.15, 0.04, 10, 0.02


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


__all__ = ["FREE", "SURE_TRUST", "KeyFrame"]
