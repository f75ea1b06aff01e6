"""Glare on lips is told from their own light by its colour; a matte lipstick hides it.

tests/cases/face_lip_glare*.json are shared with the viewer.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from arkit.color import LUMINANCE_RGB, delta_e, hex_to_srgb, linear_to_srgb, srgb_to_lab, srgb_to_linear
from arkit.face.lips.finish import HIGHLIGHT, RECIPES
from arkit.face.lips.glare import LEAST, own_share
from arkit.face.lips.lipstick import decode, paint_lips
from arkit.face.lips.mask import LipMemory
from arkit.frame import Frame
from arkit.look import Finish, Makeup
from tests.arkit.face.synthetic import mouth_picture, mouth_points

DEEP_LIP = np.array([0.024, 0.010, 0.008])  # linear albedo of lips on dark skin


def lips(lamp: tuple[float, float, float], *, shining: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """Light (40, 80, 3) of a lip under a lamp, glare on its lower half, and the true own share (40, 80)."""
    rng = np.random.default_rng(3)
    own = DEEP_LIP * rng.normal(1, 0.05, (40, 80, 1)) * lamp
    glare = np.zeros((40, 80, 1))
    glare[20:] = shining
    light = own + glare * np.array(lamp)
    return light.astype(np.float32), (own @ LUMINANCE_RGB) / (light @ LUMINANCE_RGB)


def found(light: np.ndarray, lamp: tuple[float, float, float] | None) -> np.ndarray | None:
    cover = np.full(light.shape[:2], 255, dtype=np.uint8)
    luminance = (light @ LUMINANCE_RGB).astype(np.float32)
    return own_share(cover, light, luminance, None if lamp is None else np.array(lamp))


@pytest.mark.parametrize("name", ["face_lip_glare", "face_lip_glare_burnt"])
def test_the_shared_cases(name: str) -> None:
    case = json.loads((Path(__file__).parents[3] / "cases" / f"{name}.json").read_text(encoding="utf-8"))
    shape = (case["height"], case["width"])
    light = decode(np.array(case["pixels_srgb"], dtype=np.uint8).reshape(*shape, 3))
    cover = np.array(case["cover"], dtype=np.uint8).reshape(shape)
    share = own_share(cover, light, (light @ LUMINANCE_RGB).astype(np.float32))
    assert share is not None
    np.testing.assert_allclose(share.ravel(), case["own_share"], atol=case["tolerance"])


def test_a_burnt_highlight_leaves_no_dark_spot() -> None:
    own = np.random.default_rng(5).normal(1, 0.03, (40, 80, 1)) * (0.5, 0.13, 0.13)
    glare = np.zeros((40, 80, 1))
    glare[16:22, 30:40] = 0.8
    light = np.minimum(own + glare, 1).astype(np.float32)
    share = found(light, None)
    assert share is not None
    kept = share * (light @ LUMINANCE_RGB)
    assert kept[16:22, 30:40].min() > 0.85 * np.median(kept)
    assert kept[17:21, 31:39].max() < 1.1 * np.median(kept)  # patches at its corners hold little of it


@pytest.mark.parametrize("lamp", [(1.0, 1.0, 1.0), (1.5, 0.9, 0.45)])
def test_share_is_found_under_a_stated_lamp(lamp: tuple[float, float, float]) -> None:
    light, true = lips(lamp)
    share = found(light, lamp)
    assert share is not None
    inner = np.r_[0:16, 24:40]  # patches that straddle the glare's border hold some of both
    np.testing.assert_allclose(share[inner], np.maximum(true[inner], LEAST), atol=0.06)


def test_lips_without_glare_keep_their_light() -> None:
    light, _ = lips((1.0, 1.0, 1.0), shining=0.0)
    share = found(light, None)
    assert share is not None
    assert share.mean() > 0.97


def test_grey_lips_tell_nothing() -> None:
    assert found(np.full((40, 80, 3), 0.2, dtype=np.float32), None) is None


def glaring(noise: float = 0.0, time_s: float = 0.0) -> tuple[Frame, np.ndarray, np.ndarray]:
    """A mouth of dark lips, the lower one under a lamp; where the lips are; where the lower one is."""
    frame, where, _ = mouth_picture(mouth_points())
    light = np.where(where[..., None], DEEP_LIP, decode(frame.pixels))
    lower = where & (np.arange(where.shape[0])[:, None] > np.median(np.nonzero(where)[0]))
    light[lower] += 0.04
    codes = linear_to_srgb(light) * 255 + np.random.default_rng(round(time_s * 1000)).normal(0, noise, light.shape)
    return Frame(np.clip(np.round(codes), 0, 255).astype(np.uint8), time_s, frame.camera), where, lower


@pytest.mark.parametrize("finish", ["satin", "gloss", "metallic"])
def test_a_film_mirrors_the_lamp_once(finish: Finish) -> None:
    frame, _, lower = glaring()
    target = srgb_to_linear(hex_to_srgb("#C98A7D"))
    worn, mask = paint_lips(frame, mouth_points(), Makeup("lips", "#C98A7D", finish))
    brightest = np.percentile(decode(worn.pixels[lower & (mask > 240)]), 95, axis=0)
    most = RECIPES[finish].mirror * 0.04 + 0.8 * RECIPES[finish].lobe * HIGHLIGHT**2
    assert (brightest > target + 0.005).all()
    assert (brightest < 1.25 * target + most).all()


def test_satin_trembles_less_in_a_video_than_picture_by_picture() -> None:
    memory, worn = LipMemory(), Makeup("lips", "#B0182B", "satin")
    colors: dict[str, list[np.ndarray]] = {"video": [], "pictures": []}
    for number in range(24):
        frame, where, _ = glaring(4.0, number / 30)
        for name, kept in (("video", memory), ("pictures", None)):
            made, _ = paint_lips(frame, mouth_points(), worn, memory=kept)
            colors[name].append(decode(made.pixels[where]).mean(axis=0))
    tremble = {name: np.abs(np.diff(found[6:], axis=0)).mean() for name, found in colors.items()}
    assert tremble["video"] < 0.5 * tremble["pictures"]


def test_matte_covers_the_glare_and_gloss_does_not() -> None:
    points = mouth_points()
    shining, where, lower = glaring()
    apart = {}
    for finish in ("matte", "gloss"):
        worn, mask = paint_lips(shining, points, Makeup("lips", "#B0182B", finish))
        parts = (lower & (mask > 240), where & ~lower & (mask > 240))
        lab = [srgb_to_lab(np.median(worn.pixels[part], axis=0) / 255) for part in parts]
        apart[finish] = float(delta_e(*lab))
        if finish == "matte":
            assert delta_e(lab[0], srgb_to_lab(hex_to_srgb("#B0182B"))) < 4
    assert apart["matte"] < 4 < 8 < apart["gloss"]
