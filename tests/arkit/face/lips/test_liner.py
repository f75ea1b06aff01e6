"""A liner's line lies on the lips' edge, is as wide as told, and touches nothing else."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.face.lips.liner import paint_liner
from tests.arkit.face.synthetic import mouth_picture, mouth_points


@pytest.mark.parametrize("width_mm", [1.0, 2.0])
def test_the_line_is_as_wide_as_told(width_mm: float) -> None:
    points = mouth_points(open_px=0.5)
    frame, _, _ = mouth_picture(points)
    _, mask = paint_liner(frame, points, "#5A1020", width_mm=width_mm, px_per_mm=3.0)
    assert mask[:120, 160].sum() / 255 == pytest.approx(3 * width_mm, rel=0.15)
    assert mask[120:, 160].sum() / 255 == pytest.approx(3 * width_mm, rel=0.15)


def test_it_follows_the_edge_and_leaves_the_rest() -> None:
    points = mouth_points(open_px=24.0)
    frame, lips, gap = mouth_picture(points)
    before = frame.pixels.copy()
    worn, mask = paint_liner(frame, points, width_mm=1.2)
    np.testing.assert_array_equal(frame.pixels, before)
    np.testing.assert_array_equal(worn.pixels[mask == 0], before[mask == 0])
    apart = cv2.distanceTransform((~(lips | gap)).astype(np.uint8), cv2.DIST_L2, 3)
    assert apart[mask > 128].max() < 3
    assert not mask[gap].any() or mask[gap].max() < 60
    inner = cv2.erode((lips | gap).astype(np.uint8), np.ones((13, 13)))
    assert mask[inner > 0].max() < 10


def test_without_a_colour_the_lips_own_is_deepened() -> None:
    points = mouth_points(open_px=0.5)
    frame, lips, _ = mouth_picture(points)
    worn, mask = paint_liner(frame, points)
    line, own = np.median(worn.pixels[mask > 240], axis=0), np.median(frame.pixels[lips], axis=0)
    assert (line < own).all() and line[0] > line[1]
    assert line.sum() < 0.85 * own.sum()


def test_strength_zero_is_the_same_picture_and_wrong_numbers_are_told() -> None:
    points = mouth_points()
    frame, _, _ = mouth_picture(points)
    worn, mask = paint_liner(frame, points, strength=0)
    assert worn is frame and not mask.any()
    with pytest.raises(CheckError, match="width_mm"):
        paint_liner(frame, points, width_mm=9)
    with pytest.raises(CheckError, match="strength"):
        paint_liner(frame, points, strength=2)
