"""Look back: how far the new places of a key frame are, from the key frame before it.

A new corner's distance is not known. Taken from the floor it seems to lie on, and made sure as the camera moved on, it
kept walk 120 along a table for five seconds; a key frame later a quarter of the corners were taken for the floor, and
the camera was half a metre off (2.5 m with a marker behind the table's leg). Looked for in the key frame before, which
saw it from elsewhere, its distance is known at once.
"""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera
from arkit.room.follow.keyframe import FREE, KeyFrame
from arkit.room.follow.match import match
from arkit.room.follow.motion import eye_m
from arkit.room.follow.planes import UNKNOWN
from arkit.surface import Plane

GUESSES = (1.0, 0.7, 1.4)  # times the distance it is thought to have, one after another until it is found
OPEN = 0.08  # of a distance: a place less sure than this is looked for
ALL = 100_000


def look_back(key: KeyFrame, before: KeyFrame, camera: Camera, planes: tuple[Plane, ...]) -> None:
    """Find the distance of those places of a key frame that are not sure, where an earlier one shows them too."""
    eye = eye_m(key.T_camera_room)
    far = np.linalg.norm(key.points_m - eye, axis=1)
    unsure = np.linalg.norm(key.spread_m, axis=1) > OPEN * far
    left = np.flatnonzero(((key.surface == FREE) & unsure) | (key.surface == UNKNOWN))
    for guess in GUESSES:
        if not len(left):
            return
        some = key.picked(left, key.gray, key.T_camera_room, key.pixels[left])
        some.points_m = eye + guess * (some.points_m - eye)
        some.surface[:] = FREE
        which, pixels, unsure = match(some, before.levels, camera, before.T_camera_room, planes, most=ALL)
        key.place(camera, before.T_camera_room, left[which], pixels, unsure)
        left = np.delete(left, which)


__all__ = ["look_back"]
