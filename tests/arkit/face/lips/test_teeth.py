"""What shows between lips that count as closed: teeth keep out of the mask's core, in the light and in the dark."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.face.lips.mask import lip_mask
from arkit.frame import Frame
from tests.arkit.face.synthetic import LIP, mouth_picture, mouth_points

CORE = 0.9


def seen(frame: Frame, points: np.ndarray) -> np.ndarray:
    mask = lip_mask(frame, points)
    alpha = np.zeros(frame.pixels.shape[:2])
    left, top, right, bottom = mask.box_px
    alpha[top:bottom, left:right] = mask.alpha
    return alpha


@pytest.mark.parametrize("below_px", [0, 1, 2])
@pytest.mark.parametrize("light", [1.0, 0.45, 0.2])
def test_a_thin_row_beside_the_line_is_no_core(light: float, below_px: int) -> None:
    points = mouth_points(open_px=0.6)
    frame, _, _ = mouth_picture(points, noise=1.0)
    pixels = frame.pixels.copy()
    row = 120 + below_px
    pixels[row : row + 2, 135:185] = (205, 198, 188)
    alpha = seen(Frame((pixels * light).astype(np.uint8), 0.0, frame.camera), points)
    assert (alpha[row : row + 2, 136:184] < CORE).all()
    assert (alpha[130:133, 136:184] > CORE).all()


def test_a_highlight_on_the_lip_stays_painted() -> None:
    points = mouth_points(open_px=0.6)
    frame, _, _ = mouth_picture(points, noise=1.0)
    frame.pixels[128:131, 140:180] = (240, 225, 220)
    assert seen(frame, points)[128:131, 140:180].min() > CORE


@pytest.mark.parametrize("white", [0.15, 0.3, 0.45])
def test_a_lamp_mirrored_beside_the_line_is_no_tooth(white: float) -> None:
    points = mouth_points(open_px=0.6)
    frame, _, _ = mouth_picture(points, noise=1.0)
    lit = linear_to_srgb(np.minimum(srgb_to_linear(np.array(LIP) / 255) + white, 1)) * 255
    frame.pixels[122:126, 145:170] = np.round(lit)
    assert seen(frame, points)[123:126, 146:169].min() > CORE


def test_a_slit_of_teeth_between_glaring_dark_lips_is_never_sure() -> None:
    points = mouth_points(open_px=0.6)
    frame, lips, _ = mouth_picture(points, noise=1.0)
    light = np.where(lips[..., None], (0.012, 0.008, 0.007), (0.02, 0.016, 0.013))
    light[lips] += np.linspace(0, 0.07, lips.shape[1])[np.nonzero(lips)[1], None]  # a lamp at the side pales them
    light[120, 140:180] = (0.10, 0.095, 0.085)
    dark = Frame(np.round(linear_to_srgb(light) * 255).astype(np.uint8), 0.0, frame.camera)
    assert seen(dark, points)[120, 142:178].max() < CORE


def test_a_pixel_beside_the_opening_is_never_sure() -> None:
    points = mouth_points(open_px=14)
    frame, lips, gap = mouth_picture(points, noise=1.0)
    alpha = seen(frame, points)
    beside = cv2.dilate(gap.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert (alpha[beside] < CORE).all()
    assert (
        alpha[lips & ~cv2.dilate(beside.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)] > 0.5
    ).mean() > 0.9


@pytest.mark.parametrize("tilt_deg", [-7.0, -1.5, 0.7, 3.0])
def test_a_sloping_line_between_closed_lips_leaves_no_bare_specks(tilt_deg: float) -> None:
    level = mouth_points(open_px=0.02)
    turn = np.radians(tilt_deg)
    matrix = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    points = np.where(level == 0, 0, (level - (160, 120)) @ matrix.T + (160, 120))
    frame, _, _ = mouth_picture(points, noise=0.0)
    inside = (np.abs(np.arange(320) - 160) < 40)[None] & (np.abs(np.arange(240) - 120) < 7)[:, None]
    assert seen(frame, points)[inside].min() > 0.97
