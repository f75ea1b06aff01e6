"""The faint shadow that something worn throws on the skin under it.

The skin is a few millimetres behind a rim and touches a nose pad. So the product's opacity, as it is seen, is moved
along the light and softened, once for what touches and once for what stands off, and takes its part of the light.
(A shadow map on the head's mesh was weighed: it needs the skin's true distance to a millimetre, which no one has.)
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.draw.projection import Box, union
from arkit.draw.scene import Drawing
from arkit.surface import Light

# Distance to the skin and softness in metres, part of the sky's and of the sun's light that is taken.
LAYERS = ((0.0012, 0.0012, 0.16, 0.30), (0.0075, 0.0028, 0.12, 0.34))
_SKY = np.array([0.0, 0.8, 0.6])  # where the sky's light comes from on the whole
_REACH_M = 0.018
_EDGE_M = 0.006  # the shadow fades so far inside the skin's border
_STEEPEST = 0.45


def contact_shadow(drawing: Drawing, light: Light, *, px_per_m: float, skin_px: np.ndarray) -> Drawing:
    """The drawing with its shadow on the skin.

    Args:
        drawing: what is worn.
        light: in camera space.
        px_per_m: pixels a metre has at the face.
        skin_px: (n, 2) pixels, the border of the skin that catches the shadow.
    """
    height, width = drawing.shadow.shape
    box = _grown(drawing.box_px, round(_REACH_M * px_per_m), width, height)
    if box is None:
        return drawing
    inside = (slice(box[1], box[3]), slice(box[0], box[2]))
    caster = np.clip(drawing.rgba[inside][..., 3] - drawing.tinted[inside].mean(axis=-1), 0, 1)
    sun = np.asarray(light.sun_direction, dtype=np.float64)
    bright = float(np.mean(light.sun_rgb)) * max(float(sun[2]), 0.0)
    share = bright / max(bright + float(np.mean(light.ambient_rgb)), 1e-6)
    left = np.ones_like(caster)
    for gap_m, soft_m, of_sky, of_sun in LAYERS:
        sigma = max(soft_m * px_per_m, 0.5)
        for towards, part in ((_SKY, of_sky * (1 - share)), (sun, of_sun * share)):
            left *= 1 - part * cv2.GaussianBlur(_moved(caster, towards, gap_m * px_per_m), (0, 0), sigma)
    shadow = (1 - left) * _skin(skin_px, box, _EDGE_M * px_per_m)
    whole = drawing.shadow.copy()
    whole[inside] = 1 - (1 - whole[inside]) * (1 - shadow)
    return replace(drawing, shadow=whole, box_px=union(drawing.box_px, box) or box)


def _moved(picture: np.ndarray, towards: np.ndarray, gap_px: float) -> np.ndarray:
    """The picture where its shadow falls on a wall `gap_px` behind it."""
    x, y, z = towards
    steep = gap_px / max(float(z), _STEEPEST)
    shift = np.array([[1, 0, -x * steep], [0, 1, y * steep]])
    return np.asarray(cv2.warpAffine(picture, shift, picture.shape[::-1], flags=cv2.INTER_LINEAR))


def _skin(border_px: np.ndarray, box: Box, edge_px: float) -> np.ndarray:
    """(h, w) 0…1: inside the border, fading towards it."""
    canvas = np.zeros((box[3] - box[1], box[2] - box[0]), dtype=np.float32)
    hull = cv2.convexHull(np.asarray(border_px - box[:2], dtype=np.float32)).reshape(-1, 2)
    cv2.fillPoly(canvas, [np.round(hull * 16).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
    faded = cv2.GaussianBlur(canvas, (0, 0), max(edge_px / 2, 0.5))
    return np.asarray(np.clip(2 * faded - 1, 0, 1) * canvas)


def _grown(box: Box, by_px: int, width: int, height: int) -> Box | None:
    left, top, right, bottom = box
    if right <= left or bottom <= top:
        return None
    return max(left - by_px, 0), max(top - by_px, 0), min(right + by_px, width), min(bottom + by_px, height)


__all__ = ["LAYERS", "contact_shadow"]
