"""Where the eyes of a drawn head look, and what their pupils are like."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.spaces import apply, inverse


@dataclass(frozen=True, slots=True)
class Eyes:
    """Two eyes.

    Attributes:
        gaze_deg: where both look against the head, to the subject's left and up; far away, so that they stay parallel.
        at_camera: whether they look into the camera instead, each along its own line.
        pupil_linear: linear albedo of the pupils; a flash makes them red.
        pupil_m: their diameter.
    """

    gaze_deg: tuple[float, float] = (0.0, 0.0)
    at_camera: bool = False
    pupil_linear: tuple[float, float, float] = (0.004, 0.004, 0.004)
    pupil_m: float = 0.0038

    def directions(self, pupils_m: np.ndarray, T_camera_head: np.ndarray) -> np.ndarray:
        """(2, 3) unit vectors in head space, subject's right eye first.

        Args:
            pupils_m: (2, 3) middles of the eyeballs, head space.
            T_camera_head: where the head stands.
        """
        if self.at_camera:
            lines = apply(inverse(T_camera_head), np.zeros((1, 3))) - pupils_m
            return np.asarray(lines / np.linalg.norm(lines, axis=1, keepdims=True))
        left, up = np.radians(self.gaze_deg)
        line = np.array([np.sin(left) * np.cos(up), np.sin(up), np.cos(left) * np.cos(up)])
        return np.stack([line, line])


AHEAD = Eyes()
RED = Eyes(pupil_linear=(0.45, 0.03, 0.02), pupil_m=0.006)

__all__ = ["AHEAD", "RED", "Eyes"]
