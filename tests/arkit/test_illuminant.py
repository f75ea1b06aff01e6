"""Whites have the temperature that made them, and adaptation takes one white to the other."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import LUMINANCE_RGB
from arkit.errors import CheckError
from arkit.illuminant import adaptation, cct_of, white_linear


@pytest.mark.parametrize("kelvin", [2700.0, 3500.0, 5000.0, 7500.0, 12000.0])
@pytest.mark.parametrize("duv", [-0.006, 0.0, 0.008])
def test_there_and_back(kelvin: float, duv: float) -> None:
    white = white_linear(kelvin, duv)
    assert white @ LUMINANCE_RGB == pytest.approx(1)
    found, across = cct_of(white)
    assert found == pytest.approx(kelvin, rel=0.01)
    assert across == pytest.approx(duv, abs=2e-4)


def test_daylight_is_grey_and_6504_kelvin() -> None:
    kelvin, duv = cct_of(np.ones(3))
    assert kelvin == pytest.approx(6504, rel=0.001)
    assert duv == pytest.approx(0.0032, abs=2e-4)  # D65's own distance to the black body


def test_warm_light_is_red_and_cold_light_blue() -> None:
    warm, cold = white_linear(2700), white_linear(10000)
    assert warm[0] > warm[1] > warm[2] and cold[2] > cold[1] > cold[0]


def test_adaptation_takes_white_to_white_and_back() -> None:
    warm, cold = white_linear(2700), white_linear(7500)
    there, back = adaptation(warm, cold), adaptation(cold, warm)
    np.testing.assert_allclose(there @ warm, cold, atol=1e-9)
    np.testing.assert_allclose(back @ there, np.eye(3), atol=1e-9)
    np.testing.assert_allclose(adaptation(warm, cold, 0.0), np.eye(3), atol=1e-12)


def test_half_adapted_lies_between() -> None:
    half = adaptation(white_linear(2700), np.ones(3), 0.5) @ white_linear(2700)
    assert white_linear(2700)[0] > half[0] > 1 and white_linear(2700)[2] < half[2] < 1


def test_what_has_no_temperature_is_refused() -> None:
    with pytest.raises(CheckError, match="1500 to 15000 K"):
        white_linear(900)
