"""The plan of the room picture: walls, openings, rug, marker, camera. Metres; floor y = 0, back wall z = -3."""

from __future__ import annotations

import numpy as np

LEFT, RIGHT, BACK, FRONT, HEIGHT = -2.5, 2.5, -3.0, 2.6, 2.7
WINDOW = {"z": (-2.25, -0.15), "y": (0.42, 2.38)}
DOOR = {"x": (1.0, 1.85), "height": 2.04}
RUG = {"x": (-1.75, 0.55), "z": (-2.0, -0.45), "thickness": 0.006}
MARKER = {"center": (1.12, -0.62), "side": 0.20, "sheet": 0.26, "turn_rad": 0.35, "id": 7}
EYE, YAW_RAD, PITCH_RAD, FOV_Y_RAD = (0.92, 1.45, 2.25), np.radians(17.0), np.radians(-11.5), np.radians(57.0)

__all__ = [
    "BACK",
    "DOOR",
    "EYE",
    "FOV_Y_RAD",
    "FRONT",
    "HEIGHT",
    "LEFT",
    "MARKER",
    "PITCH_RAD",
    "RIGHT",
    "RUG",
    "WINDOW",
    "YAW_RAD",
]
