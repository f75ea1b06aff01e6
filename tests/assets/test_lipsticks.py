"""velvet-300: names that fit and differ, colours apart, the range of real lipsticks, the same bytes every time."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab
from arkit.look import FINISHES, look_from_json
from arkit.product import read_product
from assets.make import lipsticks, wearables_looks
from assets.make.lipsticks_names import TONES

ASSETS = Path(lipsticks.__file__).parents[1]


@pytest.fixture(scope="module")
def labs() -> np.ndarray:
    return np.array([srgb_to_lab(hex_to_srgb(shade.color)) for shade in lipsticks.shades()])


def test_three_hundred_shades_in_order() -> None:
    ids = [shade.id for shade in lipsticks.shades()]
    assert ids == [f"v{number:03d}" for number in range(1, 301)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_shades_share_a_name(language: str) -> None:
    counts = Counter(shade.name[language].casefold() for shade in lipsticks.shades())
    assert [name for name, count in counts.items() if count > 1] == []


def test_chinese_names_are_short_and_chinese() -> None:
    for shade in lipsticks.shades():
        assert 2 <= len(shade.name["zh"]) <= 4
        assert all("\u4e00" <= letter <= "\u9fff" for letter in shade.name["zh"]), shade.name["zh"]


def test_an_eye_can_tell_any_two_shades_apart(labs: np.ndarray) -> None:
    apart = delta_e(labs[:, None], labs[None]) + np.eye(300) * 100
    assert apart.min() >= lipsticks.NEAREST


def test_each_shade_lies_in_the_corner_its_name_suits(labs: np.ndarray) -> None:
    tone_of = [tone for tone in TONES for _ in tone.names.strip().splitlines()]
    for tone, (light, a, b), shade in zip(tone_of, labs, lipsticks.shades(), strict=True):
        assert tone.lightness[0] - 1 <= light <= tone.lightness[1] + 1, shade
        assert tone.chroma[0] - 1 <= np.hypot(a, b) <= tone.chroma[1] + 1, shade
        hue = tone.hue_deg[0] + (np.degrees(np.arctan2(b, a)) - tone.hue_deg[0] + 180) % 360 - 180
        slack = np.degrees(1 / np.hypot(a, b))  # rounding to 8 bits turns pale colours most
        assert tone.hue_deg[0] - slack <= hue <= tone.hue_deg[1] + slack, shade


def test_names_run_from_light_to_dark_within_a_tone(labs: np.ndarray) -> None:
    start = 0
    for tone in TONES:
        count = len(tone.names.strip().splitlines())
        assert (np.diff(labs[start : start + count, 0]) <= 0).all(), tone.names
        start += count


def test_the_range_is_that_of_real_lipsticks(labs: np.ndarray) -> None:
    families = Counter(tone.family for tone in TONES for _ in tone.names.strip().splitlines())
    assert set(families) == {"nude", "pink", "coral", "red", "berry", "plum", "brown", "bold"}
    assert families["red"] >= 50 and families["nude"] >= 50 and families["bold"] <= 10
    low, middle, high = np.percentile(labs[:, 0], [5, 50, 95])
    assert 20 < low < 35 and 44 < middle < 56 and 68 < high < 80
    hue = (np.degrees(np.arctan2(labs[:, 2], labs[:, 1])) + 60) % 360 - 60
    assert np.mean((hue > -20) & (hue < 62)) > 0.85  # pink through red to orange and brown


def test_finishes_in_sensible_shares() -> None:
    shares = {finish: count / 300 for finish, count in Counter(shade.finish for shade in lipsticks.shades()).items()}
    assert set(shares) == set(FINISHES)
    assert 0.30 <= shares["matte"] <= 0.42 and 0.25 <= shares["satin"] <= 0.38
    assert 0.10 <= shares["gloss"] <= 0.20 and 0.05 <= shares["sheer"] <= 0.15 and 0.04 <= shares["metallic"] <= 0.12


def test_the_shipped_record_is_what_the_script_makes(tmp_path: Path) -> None:
    made = lipsticks.make(tmp_path)
    shipped = ASSETS / "products" / lipsticks.SKU
    assert sorted(path.name for path in made.iterdir()) == sorted(path.name for path in shipped.iterdir())
    for path in made.iterdir():
        assert path.read_bytes() == (shipped / path.name).read_bytes(), path.name
    product = read_product(shipped)
    assert product.kind == "lipstick" and product.attach == "lips"
    assert product.shades == lipsticks.shades()


def test_looks_wear_what_we_sell(tmp_path: Path) -> None:
    wearables_looks.make(tmp_path)
    colors = {shade.color: shade for shade in lipsticks.shades()}
    shipped = sorted((ASSETS / "looks").glob("*.json"))
    assert [path.stem for path in shipped] == sorted(wearables_looks.LOOKS)
    for path in shipped:
        assert path.read_bytes() == (tmp_path / path.name).read_bytes()
        look = look_from_json(path.read_text(encoding="utf-8"))
        assert json.loads(path.read_text(encoding="utf-8"))["wear"] == list(look.wear)
        for sku in look.wear:
            read_product(ASSETS / "products" / sku)
        (lips,) = (one for one in look.makeup if one.region == "lips")
        assert colors[lips.color].finish == lips.finish
