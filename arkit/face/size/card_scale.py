"""The person's size from a card that touches the face: how far the card is says how far, and so how large, the face is.

A flat card rests on whatever of the face stands out most under it. So of the landmarks that the card covers, the one
nearest to its plane touches it. Beside the face nothing does, and the card is taken to stand level with the nearest
part of the face's border, with a wide error.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.face.canonical import canonical_face
from arkit.face.size.card import Card
from arkit.face.size.scale import FaceScale
from arkit.frame import Camera, project
from arkit.spaces import apply
from arkit.surface import Measure

# Heads of ten people against the canonical face: how much nearer than its landmarks a flat card comes to rest.
TOUCH_ABOVE_M, TOUCH_BELOW_M = -0.0043, 0.0055  # on the forehead, on the chin
TOUCH_SD_M = 0.002  # how well the canonical face says where a card rests against the eyes
BESIDE_SD_M = 0.015
PERSON_SD = 0.002  # the pupils' own places in the picture
FEWEST = 4  # landmarks under a card that rests on the face


def card_scale(scale: FaceScale, T_camera_face: np.ndarray, card: Card, camera: Camera) -> FaceScale:
    """The same face measured by a card.

    Args:
        scale: as measured by the irises.
        T_camera_face: the face's pose at that size.
        card: the card that touches the face.
        camera: the camera that saw both.
    """
    ratio, relative_sd = _ratio(T_camera_face, scale.factor.value, card, camera)
    factor = scale.factor.value * ratio
    wander = scale.face_width_mm.sd / scale.face_width_mm.value, scale.factor.sd / scale.factor.value
    width_sd = float(np.sqrt(max(wander[0] ** 2 - wander[1] ** 2, 0.0)))
    return replace(
        scale,
        factor=Measure(factor, factor * relative_sd),
        pd_mm=_scaled(scale.pd_mm, ratio, relative_sd),
        face_width_mm=_scaled(scale.face_width_mm, ratio, float(np.hypot(relative_sd, width_sd))),
        source="card",
        caution="",
    )


def _ratio(T_camera_face: np.ndarray, factor: float, card: Card, camera: Camera) -> tuple[float, float]:
    """How many times larger the person is than was taken, and its relative standard deviation."""
    points = apply(T_camera_face, canonical_face().positions_m * factor)
    normal, middle = card.T_camera_card[:3, 2], card.T_camera_card[:3, 3]
    outline = card.corners_px.astype(np.float32)
    depth_px = np.array([cv2.pointPolygonTest(outline, tuple(map(float, at)), True) for at in project(camera, points)])
    under = depth_px > 0
    touch_sd_m = TOUCH_SD_M
    heights_m = canonical_face().positions_m[under, 1]
    rest_m = TOUCH_ABOVE_M if len(heights_m) and heights_m.mean() > 0 else TOUCH_BELOW_M
    if np.count_nonzero(under) < FEWEST:
        rest_m = 0.0
        under, touch_sd_m = depth_px >= np.sort(depth_px)[-FEWEST], BESIDE_SD_M
        normal, middle = np.array([0.0, 0.0, 1.0]), middle * (0, 0, 1)
    away = float((points[under] @ normal).max()) + rest_m * factor  # the least far; the camera looks along -z
    return float(normal @ middle) / away, float(np.sqrt(card.sd**2 + (touch_sd_m / -middle[2]) ** 2 + PERSON_SD**2))


def _scaled(measure: Measure, ratio: float, relative_sd: float) -> Measure:
    value = measure.value * ratio
    return Measure(round(value, 2), round(value * relative_sd, 2))


__all__ = ["card_scale"]
