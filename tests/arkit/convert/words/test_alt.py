from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arkit.convert.words import alt_text, stuffs
from arkit.document import Document
from arkit.transforms import apply, quantize
from tests import build


def made(material: dict[str, Any], **more: Any) -> Document:
    box = build.box(0.8, 0.73, 0.76, **more)
    pbr = {**box.gltf["materials"][0]["pbrMetallicRoughness"], **material.get("pbrMetallicRoughness", {})}
    return replace(box, gltf={**box.gltf, "materials": [{**material, "pbrMetallicRoughness": pbr}]})


def test_a_product_without_a_record_is_described() -> None:
    words = alt_text(
        made({"name": "oak", "pbrMetallicRoughness": {"roughnessFactor": 0.9}}, color=(0.2, 0.08, 0.03, 1))
    )
    assert words["en"] == "Product, 80 cm wide, 76 cm deep, 73 cm high: matte brown oak."
    assert words["zh"] == "商品，宽80厘米，深76厘米，高73厘米；棕色哑光橡木。"


def test_title_and_kind_name_it() -> None:
    box = build.box(1, 1, 1)
    assert alt_text(box, kind="armchair")["en"].startswith("Armchair, 100 cm wide")
    titled = alt_text(box, kind="armchair", title={"zh": "湾环抱扶手椅", "en": "Cove armchair"})
    assert titled["en"].startswith("Cove armchair, ") and titled["zh"].startswith("湾环抱扶手椅，")


@pytest.mark.parametrize(
    ("material", "english"),
    [
        ({"extensions": {"KHR_materials_transmission": {"transmissionFactor": 0.9}}}, "glass"),
        ({"extensions": {"KHR_materials_sheen": {"sheenColorFactor": [0.1, 0.1, 0.1]}}}, "fabric"),
        ({"pbrMetallicRoughness": {"metallicFactor": 1.0, "roughnessFactor": 0.1}}, "metal"),
        ({"name": "Leg_Walnut01"}, "walnut"),
        ({"name": "frameBrassTop"}, "brass"),
        ({"name": "Material.001"}, ""),
        ({"name": "mat_goldfish"}, ""),
        ({"name": "布面"}, "fabric"),
    ],
)
def test_what_it_is_made_of_comes_from_name_or_numbers(material: dict[str, Any], english: str) -> None:
    assert stuffs(made(material))[0].substance[0] == english


@pytest.mark.parametrize(("rough", "word"), [(0.1, "glossy"), (0.5, "satin"), (0.9, "matte")])
def test_roughness_is_the_finish(rough: float, word: str) -> None:
    assert stuffs(made({"pbrMetallicRoughness": {"roughnessFactor": rough}}))[0].finish[0] == word


def test_the_larger_surface_is_named_first() -> None:
    both = build.together(
        build.box(0.1, 0.1, 0.1, color=(0.6, 0.01, 0.01, 1)), build.box(1, 1, 1, color=(0, 0, 0.2, 1))
    )
    found = stuffs(both)
    assert [one.color[0] for one in found] == ["navy", "red"]
    assert found[0].part == pytest.approx(1 / 1.01, rel=1e-6)


def test_a_picture_is_named_by_what_the_surface_shows_of_it() -> None:
    """A picture three quarters green; the uv show only its red quarter."""
    picture = np.zeros((64, 64, 3), dtype=np.uint8)
    picture[:] = (30, 140, 60)
    picture[:32, :32] = (205, 30, 40)
    box = build.box(1, 1, 1, color=(1, 1, 1, 1), image=build.png(picture))
    assert stuffs(box)[0].color[0] == "green"
    uv = box.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]
    arrays = list(box.accessors)
    arrays[uv] = arrays[uv] * np.float32(0.45)
    assert stuffs(replace(box, accessors=tuple(arrays)))[0].color[0] == "red"


def test_packing_changes_no_word() -> None:
    box = made({"name": "velvet"}, color=(0.1, 0.12, 0.06, 1), image=build.png(build.checkerboard()))
    assert alt_text(apply(box, quantize())) == alt_text(box)


def test_colourways_are_counted_and_a_few_named() -> None:
    box = build.box(1, 1, 1)
    names = [{"name": f"shade {place}"} for place in range(9)]
    words = alt_text(replace(box, gltf={**box.gltf, "extensions": {"KHR_materials_variants": {"variants": names}}}))
    assert "9 colourways: shade 0, " in words["en"] and words["en"].endswith("shade 5 and 3 more.")
    assert "共9种配色" in words["zh"]


@pytest.mark.parametrize(("side_m", "told"), [(0.012, "12 mm wide"), (0.138, "13.8 cm wide"), (2.184, "218 cm wide")])
def test_lengths_are_told_as_people_say_them(side_m: float, told: str) -> None:
    assert told in alt_text(build.box(side_m, side_m, side_m))["en"]


def test_vertex_colours_are_colours() -> None:
    box = build.with_accessor(build.box(1, 1, 1, color=(1, 1, 1, 1)), np.tile(np.float32([0.6, 0.01, 0.01]), (24, 1)))
    gltf = {**box.gltf, "meshes": [{"primitives": [dict(box.gltf["meshes"][0]["primitives"][0])]}]}
    attributes = gltf["meshes"][0]["primitives"][0]["attributes"]
    gltf["meshes"][0]["primitives"][0]["attributes"] = {**attributes, "COLOR_0": len(box.accessors) - 1}
    assert stuffs(replace(box, gltf=gltf))[0].color[0] == "red"


def test_thin_glass_has_no_colour_of_its_own() -> None:
    pane = made({"name": "lens", "alphaMode": "BLEND"}, color=(0.1, 0.1, 0.1, 0.2))
    assert "clear glass" in alt_text(pane)["en"] and "透明玻璃" in alt_text(pane)["zh"]
