"""How sure the place and the drawn size of a product are, on any surface."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from arkit.frame import Camera, project
from arkit.room import RoomView, plane_points, snap_sd_m
from arkit.room.view import varied
from arkit.spaces import apply
from arkit.surface import Plane

_STEP = 1e-4


def place_sd_m(view: RoomView, plane: Plane, point_m: np.ndarray) -> float:
    """Standard deviation, metres, of a place (3,) on a surface, room space, that a pixel was read for."""
    return float(snap_sd_m(view, _pixel(view, point_m), replace(plane, outline_m=None)))


def relative_size_sd(view: RoomView, plane: Plane, point_m: np.ndarray) -> float:
    """Relative standard deviation of the size at which a product resting at that place is drawn."""
    pixel = np.array([_pixel(view, point_m)])

    def log_pixels(camera: Camera, T_camera_room: np.ndarray) -> float:
        point = apply(T_camera_room, plane_points(camera, T_camera_room, plane, pixel))[0]
        return float(np.log(camera.fx / -point[2]))

    steps = np.eye(len(view.covariance)) * _STEP
    slope = np.array([log_pixels(*varied(view, s)) - log_pixels(*varied(view, -s)) for s in steps]) / (2 * _STEP)
    if not np.isfinite(slope).all():
        return view.room.scale.sd
    distance = max(-float(apply(view.room.T_camera_room, point_m[None])[0, 2]), 0.1)
    return float(np.sqrt(slope @ view.covariance @ slope + ((plane.offset_sd_m or 0.0) / distance) ** 2))


def _pixel(view: RoomView, point_m: np.ndarray) -> tuple[float, float]:
    u, v = project(view.frame.camera, apply(view.room.T_camera_room, point_m[None]))[0]
    return float(u), float(v)


__all__ = ["place_sd_m", "relative_size_sd"]
