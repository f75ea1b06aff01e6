"""Worn colours: what covers is itself, what is sheer takes on the lip, and doubt about the light is told."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab
from arkit.errors import CheckError, NotFoundError
from arkit.face.light.check import ADVICE, LightCheck
from arkit.face.lips.bare import BareLips, bare_lips
from arkit.face.lips.worn import dupes, worn_near, worn_range
from arkit.frame import Frame
from arkit.illuminant import white_linear
from arkit.product import Shade
from arkit.surface import Measure
from tests.arkit.face.synthetic import camera, mouth_picture, mouth_points


def shade(id: str, color: str, finish: str = "matte") -> Shade:
    return Shade(id, {}, color, finish)


def lips(level: float = 1.0, spread: float = 0.15) -> BareLips:
    rng = np.random.default_rng(2)
    linear = np.array([0.30, 0.13, 0.12]) * level * np.exp(rng.normal(0, spread, (800, 1)))
    linear = linear.astype(np.float32)
    luminance = linear @ [0.2126729, 0.7151522, 0.0721750]
    return BareLips(linear, np.zeros(800, np.float32), float(np.median(luminance)))


def light(kelvin: float, sd: float) -> LightCheck:
    return LightCheck(
        Measure(kelvin, sd), Measure(0, 0.002), Measure(0, 0.3), white_linear(kelvin), "good", ADVICE["good"]
    )


@pytest.mark.parametrize("color", ["#A2253B", "#C98A7D", "#5A1020", "#E06C90"])
def test_what_covers_is_worn_as_its_swatch(color: str) -> None:
    (found,) = worn_near(worn_range(lips(), [shade("1", color)]), color, within=5)
    assert found.delta_e.value < 1.0 and found.swatch_delta_e == pytest.approx(0, abs=1e-9)


def test_sheer_takes_on_the_lip() -> None:
    pale, berry = lips(), BareLips(lips().linear * np.float32([0.5, 0.3, 0.5]), lips().shine, lips().median * 0.35)
    sheer, matte = shade("s", "#E8A0B0", "sheer"), shade("m", "#E8A0B0", "matte")
    moved = [
        float(delta_e(worn_range(pale, [one]).typical_lab[0], worn_range(berry, [one]).typical_lab[0]))
        for one in (sheer, matte)
    ]
    assert moved[0] > 2 * moved[1] and moved[0] > 2


def test_strength_nothing_is_the_bare_lip() -> None:
    worn = worn_range(lips(), [shade("1", "#2040A0"), shade("2", "#A0C020")], strength=0.0)
    assert float(delta_e(worn.typical_lab[0], worn.typical_lab[1])) == pytest.approx(0, abs=1e-6)


def test_a_sheer_and_a_matte_can_be_one_colour_when_worn() -> None:
    matte_color = srgb_to_lab(hex_to_srgb("#CF8E92"))
    colors = [f"#{r:02X}{g:02X}{g:02X}" for r in range(180, 256, 15) for g in range(120, 220, 10)]
    candidates = [shade(color, color, "sheer") for color in colors]
    worn = worn_range(lips(), [shade("m", "#CF8E92"), *candidates])
    pairs = [pair for pair in dupes(worn, within=3.0) if "m" in (pair.one.id, pair.other.id)]
    assert pairs and pairs[0].swatch_delta_e > 2 * pairs[0].delta_e.value
    other = pairs[0].other if pairs[0].one.id == "m" else pairs[0].one
    assert delta_e(srgb_to_lab(hex_to_srgb(other.color)), matte_color) == pytest.approx(pairs[0].swatch_delta_e)


def test_one_colour_in_two_finishes_is_told_apart_and_twins_are_no_dupes() -> None:
    relief = lips(spread=0.5)
    pair = (shade("m", "#A2253B", "matte"), shade("x", "#A2253B", "metallic"))
    worn = worn_range(relief, [*pair, shade("twin", "#A2253B", "matte")])
    assert not dupes(worn, within=0.5)
    found = {frozenset((one.one.id, one.other.id)) for one in dupes(worn, within=40)}
    assert found == {frozenset(("m", "x")), frozenset(("x", "twin"))}


def test_doubt_about_the_light_is_doubt_about_the_colour() -> None:
    shades = [shade("1", "#E8A0B0", "sheer")]
    sure, unsure = (
        worn_near(worn_range(lips(), shades, light(3000, sd)), "#C06070", within=90)[0].delta_e.sd for sd in (30, 600)
    )
    assert unsure > 1.5 * sure > 0


def test_light_changes_how_far_shades_are_apart() -> None:
    shades = [shade("1", "#A2253B"), shade("2", "#8A2B60")]
    apart = []
    for where in (None, light(2000, 60)):
        worn = worn_range(lips(), shades, where)
        apart.append(float(delta_e(*worn.typical_lab)))
    assert abs(apart[0] - apart[1]) > 1


def test_search_by_a_shade_leaves_itself_out() -> None:
    shades = [shade("1", "#A2253B"), shade("2", "#A4273C"), shade("3", "#2040A0")]
    worn = worn_range(lips(), shades)
    assert [one.shade.id for one in worn_near(worn, shades[0], within=4)] == ["2"]
    with pytest.raises(CheckError):
        worn_near(worn, shade("9", "#000000"))


def test_nothing_to_wear_and_nowhere() -> None:
    with pytest.raises(CheckError):
        worn_range(lips(), [])
    blank = Frame(np.zeros((240, 320, 3), np.uint8), 0.0, camera(320, 240))
    with pytest.raises(NotFoundError):
        bare_lips(blank, mouth_points() + 4000)


def test_bare_lips_are_the_lips() -> None:
    points = mouth_points()
    frame, _, _ = mouth_picture(points, noise=2.0)
    found = bare_lips(frame, points)
    np.testing.assert_allclose(np.median(found.linear, axis=0), [0.376, 0.091, 0.091], atol=0.02)
