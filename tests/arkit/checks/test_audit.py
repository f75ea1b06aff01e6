"""The auditor's rules on things whose answers are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.check import Check
from arkit.checks import CHANNELS, Wanted, audit, channels
from arkit.checks.density import texel_density
from arkit.checks.stance import likeness, moved_roots, off_origin_m
from arkit.checks.tones import tones
from arkit.document import Document, moved
from arkit.transforms import apply, quantize
from tests import build


def rows(document: Document, wanted: Wanted | None = None) -> dict[str, Check]:
    return {one.rule: one for one in audit(document, wanted)}


def stool() -> Document:
    """A box of 1 x 0.5 x 1 m on the floor, in lawful colours and names."""
    box = build.box(1, 0.5, 1, at=(0, 0.25, 0), name="stool")
    gltf = {**box.gltf, "materials": [{**box.gltf["materials"][0], "name": "oak"}]}
    return replace(box, gltf=gltf)


def test_a_good_stool_fails_nothing() -> None:
    assert [one.rule for one in audit(stool(), Wanted((1, 0.5, 1), "floor")) if not one.ok] == []


def test_names_of_other_letters_are_told() -> None:
    box = stool()
    row = rows(replace(box, gltf={**box.gltf, "nodes": [{"name": "Große Kiste", "mesh": 0}]}))[
        "names of other letters than a-z, 0-9, _ and -"
    ]
    assert not row.ok and "Große Kiste" in str(row.value)


def test_texels_a_metre_of_a_picture_over_two_metres() -> None:
    """A face of 2 m with a picture of 256 px: 128 a metre; its sides of 2 x 1 m have sqrt(128 * 256) a metre."""
    image = build.png(np.full((256, 256, 3), 128))
    found = texel_density(build.box(2, 2, 1, image=image))
    assert found == pytest.approx((128, np.sqrt(128 * 256)), rel=1e-3)


def test_a_tiling_transform_multiplies_texels() -> None:
    box = build.box(2, 2, 2, image=build.png(np.full((64, 64, 3), 128)))
    info = {"index": 0, "extensions": {"KHR_texture_transform": {"scale": [4, 4]}}}
    gltf = {**box.gltf, "materials": [{"pbrMetallicRoughness": {"baseColorTexture": info}}]}
    assert texel_density(replace(box, gltf=gltf)) == pytest.approx((128, 128), rel=1e-3)


@pytest.mark.parametrize(("code", "safe"), [(20, False), (40, True), (230, True), (250, False)])
def test_a_picture_darker_than_30_or_brighter_than_243_is_unsafe(code: int, safe: bool) -> None:
    found = tones(build.box(1, 1, 1, color=(1, 1, 1, 1), image=build.png(np.full((8, 8, 3), code))))
    assert (found.unsafe == 0) is safe


def test_a_factor_darkens_the_picture() -> None:
    picture = build.png(np.full((8, 8, 3), 120))
    assert tones(build.box(1, 1, 1, color=(0.02, 0.02, 0.02, 1), image=picture)).unsafe == 1


def test_a_dark_metal_is_named() -> None:
    box = build.box(1, 1, 1)
    metal = {"name": "iron", "pbrMetallicRoughness": {"baseColorFactor": [0.1, 0.1, 0.1, 1], "metallicFactor": 1}}
    assert tones(replace(box, gltf={**box.gltf, "materials": [metal]})).dark_metals == ("iron",)


@pytest.mark.parametrize(
    ("attach", "at"), [("floor", (0, 0.25, 0)), ("wall", (0, 0, 0.5)), ("ceiling", (0, -0.25, 0)), ("", (0, 0.25, 0))]
)
def test_the_origin_is_where_the_product_rests(attach: str, at: tuple[float, float, float]) -> None:
    half = np.array([0.5, 0.25, 0.5])
    middle = np.array(at)
    assert off_origin_m(middle - half, middle + half, attach) == pytest.approx(0)
    shifted = middle + np.array([0.3, 0, 0])
    assert off_origin_m(shifted - half, shifted + half, attach) == pytest.approx(0.3)


def test_what_is_worn_has_its_origin_free() -> None:
    assert off_origin_m(np.full(3, -1.0), np.full(3, 2.0), "nose") is None


def test_a_wrong_size_is_told_by_side() -> None:
    found = rows(stool(), Wanted((1.0, 0.6, 1.0), "floor"))
    assert found["width off the stated one, m"].ok and found["depth off the stated one, m"].ok
    assert found["height off the stated one, m"].value == pytest.approx(0.1)
    assert not found["height off the stated one, m"].ok


def test_a_turned_sofa_is_suspected() -> None:
    """A back rest along x: left and right alike, front and back not. Turned by a quarter it is the other way."""
    seat, back = build.box(2, 0.4, 1, at=(0, 0.2, 0)), build.box(2, 0.5, 0.2, at=(0, 0.65, -0.4))
    sofa = build.together(seat, back)
    turn = [0, np.sin(np.pi / 4), 0, np.cos(np.pi / 4)]
    turned = replace(sofa, gltf={**sofa.gltf, "nodes": [{**node, "rotation": turn} for node in sofa.gltf["nodes"]]})
    across, along = likeness(sofa)
    assert across > along + 0.1
    rule = "left and right alike, at least as front and back"
    assert rows(sofa)[rule].ok and not rows(turned)[rule].ok


def test_a_moved_root_is_counted_and_quantization_is_not() -> None:
    assert moved_roots(moved(stool(), np.array([1.0, 0, 0]))) == 1
    assert moved_roots(apply(stool(), quantize())) == 0


def test_channels_take_the_rows_they_ask_for() -> None:
    audited = audit(stool(), Wanted((1.0, 0.6, 1.0), "floor"))
    held = channels(stool(), CHANNELS, file_bytes=1000, audited=audited)
    rule = "height off the stated one, m"
    assert [name for name, found in held.items() if any(one.rule == rule for one in found)] == [
        "khronos",
        "amazon",
        "shopify",
    ]
    amazon = next(one for one in held["amazon"] if one.rule == rule)
    assert not amazon.ok and "Amazon" in amazon.source
