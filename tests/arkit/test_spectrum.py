"""Lamps have their colour, daylight changes nothing, and a tube is not a tint."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import delta_e, hex_to_srgb, linear_to_lab, srgb_to_linear
from arkit.illuminant import adaptation, cct_of
from arkit.spectrum import LAMPS, lamp_matrix, lamp_power, lamp_white, matching, smooth_reflectance


def test_matching_functions_peak_where_the_standard_says() -> None:
    nm = np.arange(400, 701, 5)
    assert [int(nm[row.argmax()]) for row in matching()] == pytest.approx([600, 555, 445], abs=6)


def test_lamps_send_no_less_than_nothing() -> None:
    assert all(lamp_power(lamp).min() > -1e-9 for lamp in LAMPS)


@pytest.mark.parametrize("lamp,kelvin", [("daylight", 6504), ("office", 4000), ("candle", 1900)])
def test_a_white_sheet_shows_the_lamp(lamp: str, kelvin: float) -> None:
    assert cct_of(lamp_white(lamp))[0] == pytest.approx(kelvin, rel=0.03)
    assert abs(cct_of(lamp_white(lamp))[1]) < 0.004


def test_daylight_leaves_every_colour() -> None:
    np.testing.assert_allclose(lamp_matrix("daylight"), np.eye(3), atol=1e-9)


def test_reflectances_of_paints_are_possible_ones() -> None:
    paints = srgb_to_linear(np.array([hex_to_srgb(one) for one in ("#A2253B", "#C98A7D", "#808080", "#F6EDE4")]))
    curves = smooth_reflectance() @ paints.T
    assert curves.min() > -0.04 and curves.max() < 1.02
    np.testing.assert_allclose(curves[:, 2], paints[2, 0], atol=1e-6)  # grey is flat


def test_a_lipstick_under_a_tube_is_not_the_tinted_one() -> None:
    shade = srgb_to_linear(hex_to_srgb("#A2253B"))
    tinted = adaptation(np.ones(3), lamp_white("office")) @ shade
    apart = float(delta_e(linear_to_lab(lamp_matrix("office") @ shade), linear_to_lab(tinted)))
    assert 0.5 < apart < 12
