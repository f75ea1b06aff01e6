"""A painted mouth: the mask finds the lips, keeps off the teeth, closes where lips touch."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.lips.finish import place_on_lips
from arkit.face.lips.mask import LipMask, LipMemory, lip_mask, smooth_loop
from arkit.frame import Frame
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


def test_memory_calms_the_edge_and_forgets_after_a_break() -> None:
    points = mouth_points(open_px=20.0)
    frames = [mouth_picture(points, noise=12.0, seed=seed, time_s=seed / 30)[0] for seed in range(8)]
    memory = LipMemory()
    alone = [lip_mask(frame, points).outer_px for frame in frames]
    calm = [lip_mask(frame, points, memory).outer_px for frame in frames]
    assert np.abs(np.diff(calm[2:], axis=0)).mean() < 0.5 * np.abs(np.diff(alone[2:], axis=0)).mean()
    late, _, _ = mouth_picture(points + 3, noise=12.0, time_s=9.0)
    np.testing.assert_allclose(
        lip_mask(late, points + 3, memory).outer_px, lip_mask(late, points + 3).outer_px, atol=1e-3
    )


def test_a_shaded_row_of_teeth_between_closed_loops_is_left_out() -> None:
    points = mouth_points(open_px=0.6)
    frame, _, _ = mouth_picture(points)
    frame.pixels[118:122, 130:190] = (150, 146, 138)
    alpha = whole(lip_mask(frame, points), frame.pixels.shape[:2])
    assert alpha[119:121, 132:188].max() < 0.2
    assert alpha[126, 132:188].min() > 0.9


def test_dark_lips_in_a_dark_picture_are_still_found() -> None:
    points = mouth_points(open_px=0.6)
    frame, lips, _ = mouth_picture(points, noise=1.0)
    dim = Frame((frame.pixels * 0.16).astype(np.uint8), 0.0, frame.camera)
    small = points.copy()
    small[:] = points.mean(axis=0, where=(points != 0)) + (points - points.mean(axis=0, where=(points != 0))) * 0.9
    assert overlap(whole(lip_mask(dim, small), lips.shape) > 0.5, lips) > 0.9
