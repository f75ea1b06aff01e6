"""A lens that bends straight lines, as OpenCV's first radial term: seen = true * (1 + k1 r²), r of the true ray."""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera, project


def bent_px(camera: Camera, k1: float, points_px: np.ndarray) -> np.ndarray:
    """Where the lens shows what a pinhole shows at `points_px` (n, 2)."""
    center, focal = np.array([camera.cx, camera.cy]), np.array([camera.fx, camera.fy])
    straight = (np.asarray(points_px, dtype=np.float64) - center) / focal
    radius2 = (straight**2).sum(axis=-1, keepdims=True)
    return straight * (1 + k1 * radius2) * focal + center


def straight_px(camera: Camera, k1: float, points_px: np.ndarray) -> np.ndarray:
    """Where a pinhole would show what the lens shows at `points_px` (..., 2); by Newton's steps on the radius."""
    center, focal = np.array([camera.cx, camera.cy]), np.array([camera.fx, camera.fy])
    bent = (np.asarray(points_px, dtype=np.float64) - center) / focal
    seen = np.sqrt((bent**2).sum(axis=-1, keepdims=True))
    return bent * _stretch(k1, seen) * focal + center


def _stretch(k1: float, seen: np.ndarray) -> np.ndarray:
    """True radius over seen radius; for many points read from a fine table, 2e-9 off."""
    if seen.size > 20000:
        table = np.linspace(0, float(seen.max()), 8192)
        return np.interp(seen, table, _stretch(k1, table))
    true = seen.copy()
    for _ in range(8):
        true = true - (true * (1 + k1 * true**2) - seen) / np.maximum(1 + 3 * k1 * true**2, 0.1)
    return np.where(seen > 1e-9, true / np.maximum(seen, 1e-12), 1.0)


def seen_px(camera: Camera, k1: float, points_camera: np.ndarray) -> np.ndarray:
    """Pixels (n, 2) of camera-space points (n, 3) through this lens; NaN behind the camera."""
    return bent_px(camera, k1, project(camera, points_camera))


__all__ = ["bent_px", "seen_px", "straight_px"]
