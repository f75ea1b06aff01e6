"""How far away planes are at each pixel, and which of several is seen there."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.draw.projection import Box
from arkit.draw.scene import Receiver
from arkit.frame import Camera
from arkit.spaces import inverse

_SLACK_M = 0.05  # a surface goes on so far beyond where it was seen to end
_TOUCH = 0.002  # relative: planes this near each other are one where they meet


def sight_lines(camera: Camera, box: Box) -> np.ndarray:
    """(h, w, 3) float32 rays of the pixels of a box, camera space, one metre deep."""
    left, top, right, bottom = box
    x = (np.arange(left, right) + 0.5 - camera.cx) / camera.fx
    y = -(np.arange(top, bottom) + 0.5 - camera.cy) / camera.fy
    lines = np.full((bottom - top, right - left, 3), -1.0, dtype=np.float32)
    lines[..., 0], lines[..., 1] = x[None, :], y[:, None]
    return lines


def plane_depth(T_camera_plane: np.ndarray, lines: np.ndarray) -> np.ndarray:
    """(h, w) metres along -z at which the rays meet the plane's upper side; inf where they do not."""
    normal = T_camera_plane[:3, 1]
    slant = lines @ normal.astype(np.float32)
    reach = float(normal @ T_camera_plane[:3, 3])
    if reach >= 0:  # the camera is behind it
        return np.full(lines.shape[:2], np.inf, dtype=np.float32)
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(slant < -1e-6, reach / slant, np.inf), dtype=np.float32)


def foremost(receivers: Sequence[Receiver], number: int, camera: Camera, box: Box) -> np.ndarray:
    """(h, w) bool: where none of the others stands before receiver `number`."""
    lines = sight_lines(camera, box)
    own = _surface_depth(receivers[number], lines)
    seen = np.isfinite(own)
    for index, one in enumerate(receivers):
        if index != number and one.blocks:
            seen &= own <= _surface_depth(one, lines) * (1 + _TOUCH)
    return np.asarray(seen)


def _surface_depth(receiver: Receiver, lines: np.ndarray) -> np.ndarray:
    """(h, w) metres along -z of the receiver within its extent, else inf."""
    depth = plane_depth(receiver.T_camera_plane, lines)
    if receiver.low_m is None or receiver.high_m is None:
        return depth
    T_plane_camera = inverse(receiver.T_camera_plane)
    reach = np.where(np.isfinite(depth), depth, 0)
    inside = np.isfinite(depth)
    for row, low, high in zip((0, 2), receiver.low_m, receiver.high_m, strict=True):
        along = (lines @ T_plane_camera[row, :3].astype(np.float32)) * reach + T_plane_camera[row, 3]
        inside &= (along >= low - _SLACK_M) & (along <= high + _SLACK_M)
    return np.where(inside, depth, np.inf).astype(np.float32)


__all__ = ["foremost", "plane_depth", "sight_lines"]
