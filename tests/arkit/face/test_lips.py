"""A painted mouth: the mask finds the lips, keeps off the teeth, closes where lips touch."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.finish import place_on_lips
from arkit.face.lips import LipMask, LipMemory, lip_mask, smooth_loop
from tests.arkit.face.synthetic import mouth_picture, mouth_points


def whole(mask: LipMask, shape: tuple[int, ...]) -> np.ndarray:
    alpha = np.zeros(shape)
    left, top, right, bottom = mask.box_px
    alpha[top:bottom, left:right] = mask.alpha
    return alpha


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / (a | b).sum())


@pytest.mark.parametrize("open_px", [0.5, 12.0, 40.0])
def test_right_loops_give_the_lips(open_px: float) -> None:
    points = mouth_points(open_px=open_px)
    frame, lips, _ = mouth_picture(points)
    assert overlap(whole(lip_mask(frame, points), lips.shape) > 0.5, lips) > 0.93


def test_colour_mends_loops_that_are_off() -> None:
    points = mouth_points(open_px=30.0)
    frame, lips, _ = mouth_picture(points)
    off = points + np.array([2.5, -2.5])
    mended = overlap(whole(lip_mask(frame, off), lips.shape) > 0.5, lips)
    shifted = np.roll(lips, (-2, 2), axis=(0, 1))
    assert mended > 0.88
    assert mended > overlap(shifted, lips) + 0.03


def test_no_tooth_is_painted() -> None:
    points = mouth_points(open_px=36.0)
    frame, lips, gap = mouth_picture(points)
    alpha = whole(lip_mask(frame, points + np.array([1.5, 2.0])), lips.shape)
    assert (alpha[gap] > 0.5).sum() == 0
    assert alpha[gap].sum() < 0.02 * gap.sum()


def test_closed_lips_leave_no_bare_line() -> None:
    points = mouth_points(open_px=0.6)
    frame, _, _ = mouth_picture(mouth_points(open_px=0.01))
    alpha = whole(lip_mask(frame, points), frame.pixels.shape[:2])
    assert alpha[120, 130:190].min() > 0.9


def test_where_lip_and_skin_look_alike_the_loop_alone_decides() -> None:
    points = mouth_points(open_px=20.0)
    frame, lips, _ = mouth_picture(points)
    frame.pixels[:] = 128
    assert overlap(whole(lip_mask(frame, points), lips.shape) > 0.5, lips) > 0.9


def test_mouth_beyond_the_edge_is_cut_and_outside_is_empty() -> None:
    frame, _, _ = mouth_picture(mouth_points())
    cut = lip_mask(frame, mouth_points() + np.array([130, 0]))
    assert cut.box_px[2] == frame.camera.width and cut.alpha.any()
    assert not lip_mask(frame, mouth_points() + np.array([5000, 0])).alpha.any()


def test_along_and_across_name_the_place_on_the_lips() -> None:
    points = mouth_points(open_px=20.0)
    frame, _, _ = mouth_picture(points)
    mask = lip_mask(frame, points)
    across, along, lower = place_on_lips(mask)
    left, top, *_ = mask.box_px
    below, above = 120 + 20 - top, 120 - 20 - top
    assert lower[below, 160 - left] and not lower[above, 160 - left]
    assert along[below, 125 - left] < -0.5 < 0.5 < along[below, 195 - left]
    assert across[120 + 12 - top, 160 - left] < 0.3 < 0.7 < across[120 + 26 - top, 160 - left]


def test_smooth_loop_of_a_circle_is_a_circle() -> None:
    turn = np.arange(20) / 20 * 2 * np.pi
    loop = smooth_loop(np.stack([np.cos(turn), np.sin(turn)], axis=1) * 50)
    assert len(loop) == 160
    np.testing.assert_allclose(np.linalg.norm(loop, axis=1), 50, rtol=2e-3)
