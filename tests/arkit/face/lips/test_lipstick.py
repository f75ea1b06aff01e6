"""The shade is met, the finishes differ, nothing else changes; tests/cases/face_lip_color.json is shared."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab, srgb_to_linear
from arkit.face.lips.lipstick import decode, encode, lip_color, paint_lips
from arkit.face.lips.mask import lip_mask
from arkit.frame import Frame
from arkit.look import FINISHES, Makeup
from tests.arkit.face.synthetic import mouth_picture, mouth_points

CASES = json.loads((Path(__file__).parents[3] / "cases" / "face_lip_color.json").read_text(encoding="utf-8"))
SHADES = ("#A2253B", "#C98A7D", "#4A1020", "#FF5577", "#7B2D5E")


def apart(pixels: np.ndarray, color: str) -> float:
    return float(delta_e(srgb_to_lab(pixels / 255), srgb_to_lab(hex_to_srgb(color))))


@pytest.mark.parametrize(
    "case", CASES["cases"], ids=lambda one: f"{one['finish']}-{one['color']}-{one['sheen']}-{one['own'][3]}"
)
def test_shared_cases(case: dict) -> None:
    bare = decode(np.array(case["bare_srgb"], dtype=np.uint8))
    makeup, own = Makeup("lips", case["color"], case["finish"]), np.array(case["own"])
    worn = lip_color(bare, case["median_luminance"], makeup, case["sheen"], own=own, own_median=case["own_median"])
    assert np.abs(encode(worn).astype(int) - case["worn_srgb"]).max() <= CASES["tolerance_code_values"]


@pytest.mark.parametrize("color", SHADES)
@pytest.mark.parametrize("finish", ["matte", "satin", "metallic"])
def test_covering_finishes_meet_the_shade_on_grey(color: str, finish: str) -> None:
    grey = decode(np.full((1, 3), 128, dtype=np.uint8))
    worn = encode(lip_color(grey, float(grey[0, 0]), Makeup("lips", color, finish)))
    assert apart(worn[0], color) <= 1.0


@pytest.mark.parametrize("color", SHADES)
def test_painted_mouth_has_the_shade_in_the_median(color: str) -> None:
    points = mouth_points()
    frame, lips, _ = mouth_picture(points, noise=6.0)
    worn, mask = paint_lips(frame, points, Makeup("lips", color))
    assert apart(np.median(worn.pixels[(mask > 240) & lips], axis=0), color) <= 1.0


def test_every_byte_outside_the_mask_stays() -> None:
    points = mouth_points()
    frame, _, _ = mouth_picture(points)
    before = frame.pixels.copy()
    worn, mask = paint_lips(frame, points, Makeup("lips", "#A2253B", "gloss"))
    np.testing.assert_array_equal(frame.pixels, before)
    np.testing.assert_array_equal(worn.pixels[mask == 0], before[mask == 0])
    assert (worn.pixels[mask > 128] != before[mask > 128]).any(axis=1).mean() > 0.99


def test_strength_zero_changes_nothing_and_half_lies_between() -> None:
    points = mouth_points()
    frame, lips, _ = mouth_picture(points)
    none, empty = paint_lips(frame, points, Makeup("lips", "#2040A0", strength=0))
    np.testing.assert_array_equal(none.pixels, frame.pixels)
    assert not empty.any()
    means = [
        paint_lips(frame, points, Makeup("lips", "#2040A0", strength=strength))[0].pixels[lips].mean(axis=0)
        for strength in (0.0, 0.5, 1.0)
    ]
    assert means[0][2] < means[1][2] < means[2][2]


def test_texture_stays_and_matte_calms_it() -> None:
    bare = decode(np.stack([np.linspace(60, 220, 50)] * 3, axis=1).astype(np.uint8))
    median = float(np.median(bare[:, 0]))
    spread = {}
    for finish in FINISHES:
        worn = encode(lip_color(bare, median, Makeup("lips", "#8A3040", finish))).astype(int).sum(axis=1)
        assert (np.diff(worn) >= 0).all()
        spread[finish] = np.ptp(worn)
    assert spread["matte"] < spread["satin"] < spread["gloss"]
    assert spread["satin"] < spread["metallic"]


def test_finishes_are_told_apart() -> None:
    points = mouth_points()
    frame, lips, _ = mouth_picture(points, noise=8.0)
    looks = [paint_lips(frame, points, Makeup("lips", "#A2253B", finish))[0].pixels[lips] for finish in FINISHES]
    for index, one in enumerate(looks):
        for other in looks[index + 1 :]:
            differences = delta_e(srgb_to_lab(one / 255), srgb_to_lab(other / 255))
            assert np.percentile(differences, 90) > 2


def test_bright_shades_on_highlights_keep_their_hue() -> None:
    bare = decode(np.array([[250, 245, 240]], dtype=np.uint8))
    worn = encode(lip_color(bare, 0.15, Makeup("lips", "#FF5577", "gloss")))[0].astype(int)
    assert worn[0] >= worn[2] >= worn[1]


def test_a_stated_light_too_strong_is_cut_as_a_sensor_cuts_it() -> None:
    bare, light = np.full((1, 3), 0.2, dtype=np.float32), np.array([3.0, 1.6, 0.8])
    worn = lip_color(bare, 0.2, Makeup("lips", "#D98B86"), illuminant_linear=light)
    np.testing.assert_allclose(worn[0], np.minimum(srgb_to_linear(hex_to_srgb("#D98B86")) * light, 1), atol=1e-4)


def test_mask_is_the_lips() -> None:
    points = mouth_points()
    frame, _, _ = mouth_picture(points)
    _, mask = paint_lips(frame, points, Makeup("lips", "#A2253B"))
    alpha = lip_mask(frame, points)
    left, top, right, bottom = alpha.box_px
    np.testing.assert_array_equal(mask[top:bottom, left:right], np.round(alpha.alpha * 255).astype(np.uint8))


def test_other_makeup_does_not_hide_where_the_lips_are() -> None:
    points = mouth_points()
    frame, _, _ = mouth_picture(points)
    powdered = Frame(np.full_like(frame.pixels, 140), frame.time_s, frame.camera)
    lipstick = Makeup("lips", "#A2253B", strength=0.5)
    alone, mask = paint_lips(frame, points, lipstick)
    over, same = paint_lips(powdered, points, lipstick, before=frame)
    np.testing.assert_array_equal(same, mask)
    np.testing.assert_array_equal(over.pixels[mask == 0], 140)
    rim = (mask > 20) & (mask < 60)
    assert np.abs(over.pixels[rim].astype(int) - 140).mean() < np.abs(alone.pixels[rim].astype(int) - 140).mean()
