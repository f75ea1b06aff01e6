"""Bytes at equal fidelity, on curves whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from bench.lightness.curve import Point, frontier, geometric_mean, need, quality_of
from bench.rendered import Likeness

CURVE = [Point(100, 30.0), Point(200, 40.0), Point(800, 50.0)]


def test_bytes_between_two_points_are_log_linear() -> None:
    assert need(CURVE, 35.0).bytes == pytest.approx(np.sqrt(100 * 200))
    assert need(CURVE, 45.0).bytes == pytest.approx(400)
    assert need(CURVE, 40.0).bytes == pytest.approx(200)
    assert need(CURVE, 45.0).sure


def test_beyond_its_ends_the_nearest_file_answers() -> None:
    below, above = need(CURVE, 20.0), need(CURVE, 70.0)
    assert below.bytes == pytest.approx(100) and not below.sure
    assert above.bytes == pytest.approx(800) and not above.sure


def test_a_point_that_costs_more_for_less_is_left_out() -> None:
    assert frontier([*CURVE, Point(300, 35.0), Point(900, 50.0)]) == CURVE
    assert need([*CURVE, Point(300, 35.0)], 35.0).bytes == need(CURVE, 35.0).bytes


def test_one_point_alone_answers_its_bytes() -> None:
    assert need([Point(100, 30.0)], 25.0).bytes == pytest.approx(100)
    assert need([Point(100, 30.0)], 30.0).sure


def test_scales_rise_with_quality() -> None:
    good, bad = Likeness(45.0, 0.99, 0.2, 0.5), Likeness(40.0, 0.98, 0.4, 1.0)
    for measure in ("psnr", "ssim", "delta_e"):
        assert quality_of(good, measure) > quality_of(bad, measure)
    assert quality_of(good, "ssim") - quality_of(bad, "ssim") == pytest.approx(20 * np.log10(2))


def test_twice_and_half_cancel() -> None:
    assert geometric_mean([2.0, 0.5]) == pytest.approx(1)
