"""The lamp's white is what a white sheet shows, daylight of a daylight picture is that picture, hue does not clip."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import delta_e, linear_to_srgb, srgb_to_lab
from arkit.face.light.relight import SEEING, relight, relit_matrix, shown
from arkit.frame import Frame
from arkit.illuminant import cct_of, white_linear
from tests.arkit.face.synthetic import camera


def picture(pixels: np.ndarray) -> Frame:
    return Frame(pixels, 0.5, camera(pixels.shape[1], pixels.shape[0]))


def test_daylight_of_a_daylight_picture_is_itself() -> None:
    codes = np.random.default_rng(0).integers(0, 256, (40, 50, 3)).astype(np.uint8)
    again = relight(picture(codes), "daylight")
    assert np.abs(again.pixels.astype(int) - codes).max() <= 1
    assert again.time_s == 0.5


@pytest.mark.parametrize("kelvin", [2700.0, 4000.0, 9000.0])
def test_daylight_takes_a_cast_away(kelvin: float) -> None:
    gray = np.full((8, 8, 3), 0.3) * white_linear(kelvin) * 0.8
    codes = np.round(linear_to_srgb(gray) * 255).astype(np.uint8)
    found = relight(picture(codes), "daylight", white_linear(kelvin)).pixels[0, 0].astype(int)
    assert np.ptp(found) <= 3


def test_lamps_grow_warmer_and_dimmer() -> None:
    whites = [relit_matrix(lamp) @ np.ones(3) for lamp in ("daylight", "office", "candle")]
    kelvin = [float(cct_of(white / white[1])[0]) for white in whites]
    assert kelvin[0] > kelvin[1] + 500 > kelvin[2] + 1500
    luminance = [float(white @ [0.2126729, 0.7151522, 0.0721750]) for white in whites]
    assert luminance == pytest.approx([SEEING[lamp].level for lamp in ("daylight", "office", "candle")])


def test_where_it_was_taken_does_not_matter() -> None:
    """One surface photographed in two lights ends in one colour under the candle."""
    surface = np.array([0.35, 0.10, 0.12])
    ends = []
    for kelvin in (3000.0, 7500.0):
        code = np.round(linear_to_srgb(surface * white_linear(kelvin) * 0.7) * 255).astype(np.uint8)
        frame = picture(np.tile(code, (4, 4, 1)))
        ends.append(srgb_to_lab(relight(frame, "candle", white_linear(kelvin)).pixels[0, 0] / 255))
    assert float(delta_e(*ends)) < 5


def test_what_the_screen_cannot_show_keeps_its_brightness_and_hue() -> None:
    wild = np.array([[1.6, 0.4, 0.1], [0.9, 0.2, -0.2], [0.2, 0.3, 0.4]])
    found = shown(wild)
    assert found.min() >= -1e-9 and found.max() <= 1 + 1e-9
    np.testing.assert_allclose(found[2], wild[2])
    luminance = np.array([0.2126729, 0.7151522, 0.0721750])
    np.testing.assert_allclose(found @ luminance, np.clip(wild @ luminance, 0, 1), atol=1e-6)
    assert (np.argsort(found, axis=1) == np.argsort(wild, axis=1)).all()
