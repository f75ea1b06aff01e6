"""Hold the camera still while it rests, and follow without delay when it moves."""

from __future__ import annotations

import numpy as np

from arkit.room.follow.motion import moved, step_between

REST_GAIN = 0.12  # part of a difference that is taken over while it may be noise
STILL, MOVING = 9.0, 30.0  # of the squared distance in standard deviations (6 numbers: 6 on the mean if it is noise)


class Steady:
    """The pose shown so far. Like the one-euro filter (Casiez and others, CHI 2012), but what counts as motion is told
    by the pose's own covariance, and beyond it the pose passes as it is: lag is bounded by the noise, not by time."""

    def __init__(self) -> None:
        self._shown: np.ndarray | None = None

    def forget(self) -> None:
        """Start anew with the next pose."""
        self._shown = None

    def shown(self, T_camera_room: np.ndarray, covariance: np.ndarray) -> np.ndarray:
        """The pose to show for one that was measured."""
        if self._shown is None:
            self._shown = T_camera_room
            return T_camera_room
        step = step_between(self._shown, T_camera_room)
        far = float(step @ np.linalg.solve(covariance, step))
        share = float(np.clip((far - STILL) / (MOVING - STILL), 0.0, 1.0))
        self._shown = moved(self._shown, (REST_GAIN + (1 - REST_GAIN) * share) * step)
        return self._shown


__all__ = ["Steady"]
