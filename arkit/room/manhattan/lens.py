"""A lens that bends straight lines, and how to go between its picture and the straight one.

arkit's Camera is a pinhole. A picture whose lens bends carries a `Lens` beside its camera: geometry is done in the
straight picture, and what is drawn there is bent once at the end. So no pixel of the photograph is ever resampled; what
the drawing does not touch stays as it was, byte for byte. (Straightening the photograph instead blurs all of it.)

    click → straight_points → snap, draw in the straight camera → bent_layer → composite over the photograph
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.errors import CheckError

STEPS = 6  # of Newton: a bend of 10 % is undone to 1e-9


@dataclass(frozen=True, slots=True)
class Lens:
    """How a lens bends: what a pinhole shows at center + d radius it shows at center + d (1 + k1 |d|²) radius.

    This is OpenCV's first radial term with another unit: its k1 is ours times (focal length / radius)².

    Attributes:
        k1: negative for a barrel, positive for a pincushion; with -0.02 a corner moves inwards by 2 % of the radius.
        sd: standard deviation of k1.
        center_px: (u, v) the principal point.
        radius_px: half the picture's diagonal.
    """

    k1: float
    sd: float
    center_px: tuple[float, float]
    radius_px: float

    def __post_init__(self) -> None:
        if not (abs(self.k1) < 0.3 and self.sd >= 0 and self.radius_px > 0):
            raise CheckError(f"lens: expected |k1| < 0.3, sd >= 0 and a positive radius, got {self}")


def unbent(far: np.ndarray, k1: float) -> np.ndarray:
    """By how much to multiply a bent point at distance `far` (in radii) from the principal point to straighten it."""
    if k1 == 0:
        return np.ones_like(far)
    true = np.asarray(far, dtype=np.float64)
    for _ in range(STEPS):
        true = true - (true * (1 + k1 * true**2) - far) / np.maximum(1 + 3 * k1 * true**2, 0.1)
    ratio: np.ndarray = 1 / (1 + k1 * true**2)
    return ratio


def straight_points(lens: Lens | None, points_px: np.ndarray) -> np.ndarray:
    """Where pixels (n, 2) of the photograph lie in the straight picture; without a lens they stay."""
    points = np.asarray(points_px, dtype=np.float64)
    if lens is None:
        return points
    away = points - lens.center_px
    far = np.linalg.norm(away, axis=-1, keepdims=True) / lens.radius_px
    straight: np.ndarray = lens.center_px + away * unbent(far, lens.k1)
    return straight


def bent_points(lens: Lens | None, points_px: np.ndarray) -> np.ndarray:
    """Where pixels (n, 2) of the straight picture lie in the photograph: the inverse of `straight_points`."""
    points = np.asarray(points_px, dtype=np.float64)
    if lens is None:
        return points
    away = points - lens.center_px
    far2 = (away**2).sum(axis=-1, keepdims=True) / lens.radius_px**2
    bent: np.ndarray = lens.center_px + away * (1 + lens.k1 * far2)
    return bent


def bent_layer(lens: Lens | None, layer: np.ndarray) -> np.ndarray:
    """A layer (h, w) or (h, w, c) drawn in the straight picture, as the lens would show it; empty outside."""
    if lens is None:
        return layer
    h, w = layer.shape[:2]
    u, v = np.arange(w) + 0.5 - lens.center_px[0], np.arange(h)[:, None] + 0.5 - lens.center_px[1]
    known = np.linspace(0, 1.5, 301)
    ratio = np.interp(np.hypot(u, v) / lens.radius_px, known, unbent(known, lens.k1))
    map_u, map_v = ratio * u + (lens.center_px[0] - 0.5), ratio * v + (lens.center_px[1] - 0.5)
    bent: np.ndarray = cv2.remap(
        layer,
        map_u.astype(np.float32),
        map_v.astype(np.float32),
        cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_CONSTANT,
    )
    return bent


__all__ = ["Lens", "bent_layer", "bent_points", "straight_points", "unbent"]
