"""Choose places in a picture that can be found again: one corner a cell, well above the camera's noise."""

from __future__ import annotations

import cv2
import numpy as np

CELL_PX = 36
EDGE_PX = 14  # a corner nearer to the border cannot be followed
OVER_NOISE = 3.0  # how far a corner's weaker slope stands above what noise alone would give
NOISE_STRENGTH = 2.9e-5  # of the best of a cell of pure noise over its variance, measured
PRINTED_MOST, PRINTED_APART_PX = 24, 5.0
WEAKEST = 1.0  # codes of noise that any picture is taken to have


def find_corners(gray: np.ndarray) -> np.ndarray:
    """Corners (n, 2) in pixels from the picture's top left corner, the strongest of each cell, strongest first.

    Cells keep them spread: OpenCV's goodFeaturesToTrack takes its threshold from the strongest corner, and beside a
    printed marker the whole floor falls under it. Shi and Tomasi, "Good Features to Track", CVPR 1994.

    Args:
        gray: (h, w) uint8.
    """
    strength = cv2.cornerMinEigenVal(gray, 5, ksize=3)
    high, wide = (side // CELL_PX for side in gray.shape)
    cells = strength[: high * CELL_PX, : wide * CELL_PX].reshape(high, CELL_PX, wide, CELL_PX)
    flat = cells.transpose(0, 2, 1, 3).reshape(high * wide, -1)
    best = flat.argmax(axis=1)
    value = flat[np.arange(len(best)), best]
    row, column = np.divmod(np.arange(high * wide), wide)
    x = column * CELL_PX + best % CELL_PX
    y = row * CELL_PX + best // CELL_PX
    inside = (x >= EDGE_PX) & (y >= EDGE_PX) & (x < gray.shape[1] - EDGE_PX) & (y < gray.shape[0] - EDGE_PX)
    kept = np.flatnonzero(inside & (value > _noise_strength(gray)))
    kept = kept[np.argsort(-value[kept])]
    return np.stack([x[kept], y[kept]], axis=1) + 0.5


def corners_within(gray: np.ndarray, outline_px: np.ndarray) -> np.ndarray:
    """Corners (n, 2) within an outline (4, 2), closer together than `find_corners` takes them: those of a print."""
    mask = np.zeros(gray.shape, dtype=np.uint8)
    cv2.fillConvexPoly(mask, np.rint(np.clip(outline_px, -1e4, 1e4) - 0.5).astype(np.int32), 255)
    found = cv2.goodFeaturesToTrack(gray, PRINTED_MOST, 0.1, PRINTED_APART_PX, mask=mask, blockSize=5)
    return np.zeros((0, 2)) if found is None else found.reshape(-1, 2).astype(np.float64) + 0.5


def _noise_strength(gray: np.ndarray) -> float:
    """The strength that noise alone has at its best place in a cell, times `OVER_NOISE`."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    rows = np.ascontiguousarray(gray[: gray.shape[0] // 16 * 16 : 2, : gray.shape[1] // 8 * 8], dtype=np.float32)
    power = cv2.filter2D(rows, -1, kernel) ** 2
    blocks = cv2.resize(power, (rows.shape[1] // 8, rows.shape[0] // 8), interpolation=cv2.INTER_AREA)
    sd = float(np.sqrt(np.percentile(blocks, 20))) / 6
    return OVER_NOISE * max(sd, WEAKEST) ** 2 * NOISE_STRENGTH


__all__ = ["corners_within", "find_corners"]
