"""A picture and the camera that took it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.errors import CheckError


@dataclass(frozen=True, slots=True)
class Camera:
    """A pinhole camera in pixels; the origin is the top left corner of the top left pixel, y down.

    A point (x, y, z) in camera space (metres, y up, looking along -z) appears at
    u = cx + fx * x / -z, v = cy - fy * y / -z.
    """

    width: int
    height: int
    fx: float
    fy: float
    cx: float
    cy: float

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise CheckError(f"camera: expected a positive size, got {self.width}x{self.height}")
        if not (0 < self.fx < 1e7 and 0 < self.fy < 1e7):
            raise CheckError(f"camera: expected positive focal lengths, got fx {self.fx}, fy {self.fy}")

    @property
    def matrix_cv(self) -> np.ndarray:
        """(3, 3) intrinsic matrix for OpenCV's axes (y down, z forward)."""
        return np.array([[self.fx, 0, self.cx], [0, self.fy, self.cy], [0, 0, 1]], dtype=np.float64)


def camera_from_fov(width: int, height: int, fov_y_rad: float) -> Camera:
    """A camera with square pixels and a centred principal point from its vertical field of view."""
    if not 0.05 < fov_y_rad < 2.8:
        raise CheckError(f"field of view: expected 3 to 160 degrees, got {np.degrees(fov_y_rad):.1f}")
    f = height / 2 / np.tan(fov_y_rad / 2)
    return Camera(width, height, f, f, width / 2, height / 2)


def project(camera: Camera, points_camera: np.ndarray) -> np.ndarray:
    """Project camera-space points (n, 3), metres, to (n, 2) pixels; points behind the camera become NaN."""
    points = np.asarray(points_camera, dtype=np.float64)
    depth = -points[:, 2]
    with np.errstate(divide="ignore", invalid="ignore"):
        u = camera.cx + camera.fx * points[:, 0] / depth
        v = camera.cy - camera.fy * points[:, 1] / depth
    return np.where(depth[:, None] > 1e-9, np.stack([u, v], axis=1), np.nan)


def rays(camera: Camera, points_px: np.ndarray) -> np.ndarray:
    """Camera-space unit directions (n, 3) through pixels (n, 2)."""
    points = np.asarray(points_px, dtype=np.float64)
    x = (points[:, 0] - camera.cx) / camera.fx
    y = -(points[:, 1] - camera.cy) / camera.fy
    away = 1 / np.sqrt(x * x + y * y + 1)
    return np.stack([x * away, y * away, -away], axis=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture: pixels (h, w, 3) uint8 sRGB, the time it was taken, the camera that took it."""

    pixels: np.ndarray
    time_s: float
    camera: Camera

    def __post_init__(self) -> None:
        shape = self.pixels.shape
        if self.pixels.dtype != np.uint8 or len(shape) != 3 or shape[2] != 3:
            raise CheckError(f"pixels: expected (h, w, 3) uint8, got {shape} {self.pixels.dtype}")
        if shape[:2] != (self.camera.height, self.camera.width):
            raise CheckError(
                f"pixels: expected the camera's {self.camera.width}x{self.camera.height}, got {shape[1]}x{shape[0]}"
            )


__all__ = ["Camera", "Frame", "camera_from_fov", "project", "rays"]
