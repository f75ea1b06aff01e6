import numpy as np
import pytest

from arkit import color


def test_srgb_and_back_is_exact_for_every_code_value() -> None:
    codes = np.arange(256) / 255
    assert np.abs(color.linear_to_srgb(color.srgb_to_linear(codes)) - codes).max() < 1e-12
    assert color.srgb_to_linear(np.array(0.5)) == pytest.approx(0.21404114, abs=1e-8)


def test_lab_of_known_colours() -> None:
    assert color.srgb_to_lab(np.ones(3)) == pytest.approx([100, 0, 0], abs=1e-6)
    assert color.srgb_to_lab(color.hex_to_srgb("#FF0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)


# Pairs 1, 4, 7, 9, 13, 17, 25 and 33 of the test data published with Sharma, Wu, Dalal 2005.
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((6.7747, -0.2908, -2.4247), (5.8714, -0.0985, -2.2286), 0.6377),
]


@pytest.mark.parametrize(("a", "b", "expected"), SHARMA)
def test_ciede2000(a: tuple[float, ...], b: tuple[float, ...], expected: float) -> None:
    assert float(color.delta_e(np.array(a), np.array(b))) == pytest.approx(expected, abs=1e-4)


def test_a_wrong_hex_says_what_was_expected() -> None:
    with pytest.raises(color.CheckError, match="#RRGGBB"):
        color.hex_to_srgb("red")
