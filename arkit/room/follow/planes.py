"""Where the rays through pixels meet the known planes of a room."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.frame import Camera, rays
from arkit.room.follow.motion import eye_m
from arkit.spaces import inverse
from arkit.surface import Plane

UNKNOWN = -1  # on no known plane
FARTHEST_M = 12.0  # on a plane; farther the ray only grazes it
GRAZING = 0.06  # sine of the angle between ray and plane below which a place on it is not known


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
            meets &= inside(at, plane.outline_m, 1.0)
        closer = meets & (reach < nearest)
        nearest[closer], surface[closer] = reach[closer], number
    return eye + nearest[:, None] * ways, surface


def inside(points: np.ndarray, corners: np.ndarray, larger: float = 1.04) -> np.ndarray:
    """(n,) bool: whether points (n, 2) lie within an outline, made a little larger about its middle."""
    middle = corners.mean(axis=0)
    border = (middle + larger * (corners - middle)).astype(np.float32).reshape(-1, 1, 2)
    return np.array([cv2.pointPolygonTest(border, (float(u), float(v)), False) >= 0 for u, v in points], dtype=bool)


__all__ = ["UNKNOWN", "inside", "on_planes"]
