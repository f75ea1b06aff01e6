"""The picture as a grid of azimuth and elevation about the room's up, in which every upright edge is a column."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.frame import Camera, project, rays
from arkit.room.manhattan.lens import Lens, bent_points, straight_points
from arkit.spaces import pose

COLUMNS, ROWS = 240, 220


@dataclass(frozen=True, slots=True)
class Upright:
    """A picture turned upright.

    Attributes:
        azimuth_rad: (COLUMNS,) 0 towards the room's -z, growing to the right (+x).
        elevation_rad: (ROWS,) from the lowest to the highest that the picture shows.
        pixels: (ROWS, COLUMNS, 2) where each cell lies in the picture, pixels.
        seen: (ROWS, COLUMNS) whether it lies inside.
        color: (ROWS, COLUMNS, 3) CIELAB, L 0…100.
    """

    azimuth_rad: np.ndarray
    elevation_rad: np.ndarray
    pixels: np.ndarray
    seen: np.ndarray
    color: np.ndarray

    @property
    def tangent(self) -> np.ndarray:
        """(ROWS,) height over level distance of each row."""
        return np.asarray(np.tan(self.elevation_rad))


def upright(pixels: np.ndarray, camera: Camera, R_camera_room: np.ndarray, lens: Lens | None = None) -> Upright:
    """Turn a picture (h, w, 3) uint8 sRGB upright about the room's up, and take the lens' bend out of it."""
    ways = rays(camera, straight_points(lens, _border(camera))) @ R_camera_room
    azimuth, elevation = angles(ways)
    columns = np.linspace(azimuth.min(), azimuth.max(), COLUMNS)
    rows = np.linspace(elevation.min(), elevation.max(), ROWS)
    a, e = np.meshgrid(columns, rows)
    directions = np.stack([np.sin(a) * np.cos(e), np.sin(e), -np.cos(a) * np.cos(e)], axis=-1).reshape(-1, 3)
    with np.errstate(invalid="ignore"):
        at = bent_points(lens, project(camera, directions @ R_camera_room.T)).reshape(ROWS, COLUMNS, 2)
        seen = np.isfinite(at).all(axis=2) & (at >= 0).all(axis=2) & (at < (camera.width, camera.height)).all(axis=2)
    scale = min(1.0, 640 / max(camera.width, camera.height))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    where = (np.nan_to_num(at, nan=-9.0) * scale - 0.5).astype(np.float32)
    color = cv2.remap(lab, where[..., 0], where[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return Upright(columns, rows, at, seen, color)


def angles(ways: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Azimuth and elevation, radians, of directions (n, 3) in room space."""
    return np.arctan2(ways[:, 0], -ways[:, 2]), np.arctan2(ways[:, 1], np.hypot(ways[:, 0], ways[:, 2]))


def cells(grid: Upright, ways: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Row and column (n,) float of directions (n, 3) in room space."""
    azimuth, elevation = angles(ways)
    a, e = grid.azimuth_rad, grid.elevation_rad
    column = (azimuth - a[0]) / (a[-1] - a[0]) * (COLUMNS - 1)
    row = (elevation - e[0]) / (e[-1] - e[0]) * (ROWS - 1)
    return row, column


def _border(camera: Camera) -> np.ndarray:
    """Points (n, 2) around the picture's border."""
    t = np.linspace(0, 1, 33)
    w, h = camera.width, camera.height
    return np.concatenate(
        [
            np.stack([t * w, 0 * t], 1),
            np.stack([t * w, 0 * t + h], 1),
            np.stack([0 * t, t * h], 1),
            np.stack([0 * t + w, t * h], 1),
        ]
    )


def unit_pose(R_camera_room: np.ndarray) -> np.ndarray:
    """T_camera_room of a camera one unit above the floor."""
    return pose(R_camera_room, -R_camera_room[:, 1])


__all__ = ["COLUMNS", "ROWS", "Upright", "angles", "cells", "unit_pose", "upright"]
