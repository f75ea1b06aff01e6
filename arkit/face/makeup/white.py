"""How bright and of what colour a white sheet would be on this face, where nobody measured the light.

The whites of the eyes are the best reference a face carries; where too little of them is seen, the skin's own
brightness speaks for the light, damped, because dark skin in much light and light skin in little look alike.
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.makeup.pigment import LUMINANCE, decode
from arkit.face.quantile import median, quantile
from arkit.face.size.iris import LEFT_LIDS, RIGHT_LIDS
from arkit.frame import Frame

SCLERA = np.array([0.50, 0.42, 0.385], dtype=np.float32)  # linear, in the shade of brow and lashes
SKIN = 0.33
LEVELS = (0.4, 1.1)
DAMPED = 0.6
TRUST = 0.75  # how far the colour of the eyes' white is believed
FEW = 14  # pixels


def face_white(frame: Frame, landmarks_px: np.ndarray, skin_luminance: float, veil: np.ndarray) -> np.ndarray:
    """(3,) float32 linear light of a white sheet in the light that falls on this face.

    Args:
        frame: the picture without make-up.
        landmarks_px: (468 or 478, 2).
        skin_luminance: the skin's median, linear.
        veil: (3,) linear light that lies over the whole picture; the answer is without it.
    """
    level = (max(skin_luminance, 1e-3) / SKIN) ** DAMPED
    whites = np.maximum(_whites(frame, landmarks_px) - veil, 1e-4)
    tint = np.ones(3, dtype=np.float32)
    if len(whites) >= FEW:
        bright = whites @ LUMINANCE
        brightest = whites[bright >= quantile(bright, 0.6)]
        color = np.array([median(channel) for channel in brightest.T], dtype=np.float32) / SCLERA
        brightness = float(color @ LUMINANCE)
        level = max(level, min(brightness, 1.0) ** DAMPED)
        tint = np.clip(color / max(brightness, 1e-3), 0.2, 2.0) ** TRUST
        tint /= float(tint @ LUMINANCE)
    return np.asarray(tint * np.clip(level, *LEVELS), dtype=np.float32)


def _whites(frame: Frame, landmarks_px: np.ndarray) -> np.ndarray:
    """(n, 3) linear light inside both lids, without a rim and without the coloured disc."""
    found = []
    for lids, iris in ((RIGHT_LIDS, 468), (LEFT_LIDS, 473)):
        loop = landmarks_px[list(lids)]
        low = np.clip(np.floor(loop.min(axis=0)).astype(int), 0, None)
        high = np.ceil(loop.max(axis=0)).astype(int) + 1
        patch = frame.pixels[low[1] : max(high[1], 0), low[0] : max(high[0], 0)]
        if not patch.size:
            continue
        inside = np.zeros(patch.shape[:2], dtype=np.uint8)
        cv2.fillPoly(inside, [np.round(loop - low - 0.5).astype(np.int32)], 1)
        inside = cv2.erode(inside, np.ones((3, 3), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
        if len(landmarks_px) > iris:
            center, ring = landmarks_px[iris] - low - 0.5, landmarks_px[iris + 1 : iris + 5]
            radius = float(np.linalg.norm(ring - landmarks_px[iris], axis=1).mean()) * 1.12
            cv2.circle(inside, (round(float(center[0])), round(float(center[1]))), round(radius), 0, -1)
        found.append(decode(np.ascontiguousarray(patch))[inside > 0])
    return np.concatenate(found) if found else np.zeros((0, 3), dtype=np.float32)


__all__ = ["face_white"]
