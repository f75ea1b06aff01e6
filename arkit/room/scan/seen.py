"""What of a room's air cameras looked through: where nothing was seen, nobody knows that there is room.

Over each cell of the floor points 5 cm apart are held against every depth picture: one is looked through where it lies
before what the picture shows there. The height up to which all of them are is kept; a map of 5 cm cells and one number
each is all that the question "is this place known to be free" needs of what stands on a floor.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.frame import Camera
from arkit.spaces import apply, inverse
from arkit.surface import Seen

CELL_M, STEP_M, HIGHEST_M = 0.05, 0.05, 2.5
BEHIND_M = 0.05  # what is so little behind a seen surface belongs to it: half a cell and a depth camera's noise
HOLE_PX = 7  # pixels without depth, glossy spots and edges, take the nearest depth so close by
MOST_FRAMES = 24


def look_through(
    cameras: Sequence[Camera], T_room_camera: Sequence[np.ndarray], depths: Sequence[np.ndarray], outline_m: np.ndarray
) -> Seen:
    """The part of a room's air that depth pictures (at most 24 of them, evenly chosen) looked through.

    Args:
        cameras, T_room_camera: of each picture.
        depths: (h, w) metres along the viewing axis, 0 where unknown.
        outline_m: (k, 2) of the floor, x, z.
    """
    low, high = outline_m.min(axis=0) - CELL_M, outline_m.max(axis=0) + CELL_M
    columns, rows = np.ceil((high - low) / CELL_M).astype(int).tolist()
    x, z = (low[k] + (np.arange(count) + 0.5) * CELL_M for k, count in enumerate((columns, rows)))
    levels = np.arange(STEP_M, HIGHEST_M, STEP_M)
    z_all, x_all, y_all = np.meshgrid(z, x, levels, indexing="ij")
    points = np.stack([x_all, y_all, z_all], axis=-1).reshape(-1, 3)
    clear = np.zeros(len(points), dtype=bool)
    for place in np.unique(np.linspace(0, len(depths) - 1, min(len(depths), MOST_FRAMES)).round().astype(int)).tolist():
        left = np.flatnonzero(~clear)
        clear[left] = _before(cameras[place], T_room_camera[place], depths[place], points[left])
    runs = np.cumprod(clear.reshape(rows, columns, -1), axis=2).sum(axis=2)
    return Seen(low, CELL_M, (runs * STEP_M).astype(np.float32))


def _before(camera: Camera, T_room_camera: np.ndarray, depth: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Which points (n, 3) a picture shows something behind."""
    own = apply(inverse(T_room_camera), points)
    away = -own[:, 2]
    found = np.zeros(len(points), dtype=bool)
    ahead = np.flatnonzero(away > 1e-3)
    u = np.floor(camera.cx + camera.fx * own[ahead, 0] / away[ahead]).astype(np.int64)
    v = np.floor(camera.cy - camera.fy * own[ahead, 1] / away[ahead]).astype(np.int64)
    inside = (u >= 0) & (v >= 0) & (u < camera.width) & (v < camera.height)
    ahead, u, v = ahead[inside], u[inside], v[inside]
    found[ahead] = away[ahead] < _filled(depth)[v, u] + BEHIND_M
    return found


def _filled(depth: np.ndarray) -> np.ndarray:
    """The depth with small holes at the nearest depth around them; -inf in what stays unknown."""
    import cv2

    known = np.isfinite(depth) & (depth > 0)
    near = np.where(known, depth, np.inf).astype(np.float32)
    around = cv2.erode(near, np.ones((HOLE_PX, HOLE_PX), np.uint8))
    filled = np.where(known, near, around)
    return np.where(np.isfinite(filled), filled, -np.inf)


__all__ = ["look_through"]
