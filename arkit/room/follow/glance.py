"""A glance at a whole frame: how it turned since the last one, and why nothing was found in it."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.frame import Camera
from arkit.room.follow.features import find_corners
from arkit.room.follow.motion import moved
from arkit.room.follow.seen import Why

WIDE_PX = 160
CUT = 0.2  # of the correlation's peak: filmed rooms cut to others have 0.13 at most, jerked by 9 degrees 0.47
SOFT = 0.35  # sharpness against the key frame's below which a picture is called blurred
PLAIN, PLAIN_CODES = 20, 8.0  # corners; standard deviation of the picture


class Glance:
    """The last frame, a thumbnail of it."""

    def __init__(self, gray: np.ndarray) -> None:
        self._now = self._before = _thumb(gray)
        self._told: tuple[tuple[float, float], float] | None = (0.0, 0.0), 1.0

    def look(self, gray: np.ndarray) -> None:
        """Take in the next frame (h, w), which may be a small one."""
        self._before, self._now, self._told = self._now, _thumb(gray), None

    @property
    def alike(self) -> float:
        """How alike the last two frames were but for a shift, 1 for the same, 0 for strangers."""
        return self._shift()[1]

    def _shift(self) -> tuple[tuple[float, float], float]:
        """By what the last two frames are apart, thumbnail pixels right and down, and how alike they are then."""
        if self._told is None:
            window = cv2.createHanningWindow(self._now.shape[::-1], cv2.CV_32F)
            (right, down), alike = cv2.phaseCorrelate(self._before, self._now, window)
            self._told = (right, down), float(alike)
        return self._told

    def went_px(self, camera: Camera) -> np.ndarray | None:
        """(2,) how far the picture has moved right and down since the last frame; None where it is another one."""
        shift, alike = self._shift()
        return None if alike < CUT else np.array(shift) * (camera.width / self._now.shape[1])

    def turned(self, T_camera_room: np.ndarray, camera: Camera) -> np.ndarray:
        """A pose turned as far as the picture has moved since the last frame (phase correlation)."""
        right, down = self._shift()[0]
        by = camera.width / self._now.shape[1]
        turn = np.array([-down * by / camera.fy, -right * by / camera.fx, 0, 0, 0, 0])
        return moved(T_camera_room, turn)

    def why(self, gray: np.ndarray, remembered: np.ndarray) -> Why:
        """What kept a frame from being recognised beside the one that is remembered."""
        if float(self._now.std()) < PLAIN_CODES or len(find_corners(gray)) < PLAIN:
            return "plain"
        if _sharpness(gray) < SOFT * _sharpness(remembered):
            return "blurred"
        return "cut" if self.alike < CUT else "covered"


def _thumb(gray: np.ndarray) -> np.ndarray:
    high = max(2, round(WIDE_PX * gray.shape[0] / gray.shape[1]))
    return cv2.resize(gray, (WIDE_PX, high), interpolation=cv2.INTER_AREA).astype(np.float32)


def _sharpness(gray: np.ndarray) -> float:
    """Strength of the strongest tenth of edges: noise does not hide that they are gone."""
    soft = cv2.GaussianBlur(gray[::2, ::2], (0, 0), 1.0)
    return float(np.percentile(np.abs(cv2.Laplacian(soft, cv2.CV_32F)), 90))


__all__ = ["Glance"]
