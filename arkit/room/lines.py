"""Straight line segments in a picture."""

from __future__ import annotations

import cv2
import numpy as np

LONG_SIDE_PX = 1280  # larger pictures are searched at this size: the lines of a room are long


def find_lines(pixels: np.ndarray, *, least_length: float = 0.02) -> np.ndarray:
    """Find line segments, longest first.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        least_length: shortest segment kept, as a part of the picture's diagonal.

    Returns:
        (n, 4) float64: u0, v0, u1, v1 in pixels of the picture, origin at its top left corner.

    Source:
        Grompone von Gioi and others, "LSD: a line segment detector", IPOL 2012, as OpenCV has it.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = min(1.0, LONG_SIDE_PX / max(gray.shape))
    if scale < 1:
        gray = cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(gray)[0]
    if found is None:
        return np.zeros((0, 4))
    # OpenCV counts from the middle of the first pixel of its own picture at 0.8 of the size
    segments = (found.reshape(-1, 4).astype(np.float64) + 0.5 / 0.8) / scale
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    order = np.argsort(-lengths)
    diagonal = np.hypot(pixels.shape[0], pixels.shape[1])
    return segments[order[lengths[order] >= least_length * diagonal]]


__all__ = ["LONG_SIDE_PX", "find_lines"]
