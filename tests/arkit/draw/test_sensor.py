"""Blur and grain are read off a picture and given to what is drawn into it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.draw import Drawing, Sensor, composite, grain, measure_sensor, seen_by
from arkit.frame import Frame, camera_from_fov

SIZE = 160
BOX = (0, 0, SIZE, SIZE)


def picture(blur_px: float, noise: float, low: float = 40.0) -> Frame:
    """Dark shapes on grey, blurred, then noisy."""
    fine = np.full((SIZE * 4, SIZE * 4), 170.0)
    for x, y, radius in ((160, 180, 60), (430, 200, 70), (300, 460, 90)):
        cv2.circle(fine, (x, y), radius, low, -1)
    sharp = cv2.resize(fine, (SIZE, SIZE), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(sharp, (0, 0), blur_px) if blur_px else sharp
    noisy = soft + np.random.default_rng(2).normal(0, noise, soft.shape)
    pixels = np.repeat(np.clip(np.rint(noisy), 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    return Frame(pixels, 0.0, camera_from_fov(SIZE, SIZE, 1.0))


def dot() -> Drawing:
    rgba = np.zeros((SIZE, SIZE, 4), dtype=np.float32)
    rgba[60:90, 60:90] = (0.0, 0.1, 0.2, 1.0)
    flat, clear = np.zeros((SIZE, SIZE), dtype=np.float32), np.zeros((SIZE, SIZE, 3), dtype=np.float32)
    return Drawing(rgba, flat, flat + np.inf, rgba[..., 3], (60, 60, 90, 90), clear, np.zeros(3, dtype=np.float32))


@pytest.mark.parametrize("noise", [1.0, 3.0, 6.0])
def test_grain_is_the_noise_whatever_the_blur(noise: float) -> None:
    for blur_px in (0.0, 1.5):
        assert measure_sensor(picture(blur_px, noise), BOX).grain == pytest.approx(noise, rel=0.15, abs=0.2)


@pytest.mark.parametrize("blur_px", [1.0, 1.6, 2.4])
def test_blur_is_that_of_the_sharpest_edges(blur_px: float) -> None:
    assert measure_sensor(picture(blur_px, 2.0), BOX).blur_px == pytest.approx(blur_px, rel=0.25)
    assert measure_sensor(picture(0.0, 2.0), BOX).blur_px < 0.6


def test_an_even_picture_says_nothing_of_blur() -> None:
    even = Frame(np.full((SIZE, SIZE, 3), 90, dtype=np.uint8), 0.0, camera_from_fov(SIZE, SIZE, 1.0))
    sensor = measure_sensor(even, BOX)
    assert seen_by(Sensor(sensor.blur_px, 0.0), dot()).rgba is not None
    assert sensor.grain == 0 and sensor.blur_px < 1


def test_blur_spreads_and_loses_nothing() -> None:
    before, after = dot(), seen_by(Sensor(2.0, 0.0), dot())
    assert after.rgba.sum() == pytest.approx(before.rgba.sum(), rel=1e-3)
    assert 0.3 < after.rgba[59, 75, 3] < 0.6 and before.rgba[59, 75, 3] == 0
    left, top, right, bottom = after.box_px
    outside = after.rgba.copy()
    outside[top:bottom, left:right] = 0
    assert not outside.any()
    assert seen_by(Sensor(0.4, 0.0), before) is before


def test_a_veiled_picture_veils_what_is_drawn() -> None:
    hazy = measure_sensor(picture(0.5, 0.0, low=70.0), BOX)
    clear = measure_sensor(picture(0.5, 0.0, low=5.0), BOX)
    assert min(hazy.veil_rgb) > 0.03 and max(clear.veil_rgb) < 0.004
    drawn = seen_by(Sensor(0.0, 0.0, hazy.veil_rgb), dot()).rgba[75, 75]
    assert drawn[0] == pytest.approx(hazy.veil_rgb[0], rel=1e-3)
    assert drawn[2] == pytest.approx(0.2 * (1 - hazy.veil_rgb[2]) + hazy.veil_rgb[2], rel=1e-3)


def test_grain_is_of_the_moment_and_stays_on_what_is_drawn() -> None:
    sensor = Sensor(0.0, 4.0)
    first, again, later = (grain(sensor, (30, 30), time_s) for time_s in (0.1, 0.1, 0.2))
    assert first is not None and again is not None and later is not None
    np.testing.assert_array_equal(first, again)
    assert (first != later).any() and first.std() == pytest.approx(4, rel=0.1)
    assert grain(Sensor(0.0, 0.1), (30, 30), 0.1) is None
    frame = picture(0.0, 0.0)
    plain, _ = composite(frame, dot())
    noisy, mask = composite(frame, dot(), first)
    apart = noisy.pixels[mask].astype(float) - plain.pixels[mask]
    assert apart.std() > 1.5
    np.testing.assert_array_equal(noisy.pixels[~mask], frame.pixels[~mask])
