from __future__ import annotations

import pytest

from arkit.io.formats.mtl import read_mtl
from arkit.io.parts.material import Surface, gltf_material, roughness_of


def test_names_with_spaces_and_pbr_keys() -> None:
    text = "newmtl Hard Shiny Plastic\nKd 1 0 0\nPr 0.25\nPm 1\nTr 0.3\n# Kd 0 1 0\n\tnewmtl\tleather\n Ns 0\n"
    surfaces = read_mtl(text)
    assert list(surfaces) == ["Hard Shiny Plastic", "leather"]
    plastic = surfaces["Hard Shiny Plastic"]
    assert plastic.color_srgb == (1, 0, 0)
    assert (plastic.roughness, plastic.metallic) == (0.25, 1)
    assert plastic.alpha == pytest.approx(0.7)
    assert roughness_of(surfaces["leather"]) == 1.0


def test_map_options_and_paths_of_other_machines() -> None:
    text = (
        "newmtl a\n"
        "map_Kd -s 2 3 1 -o 0.5 0.25 0 -clamp on C:\\maps\\Oak Veneer.tif\n"
        'map_Bump -bm 0.4 "textures/oak bump.png"\n'
        "norm ./oak_n.png\n"
        "map_Pr\n"
    )
    maps = read_mtl(text)["a"].maps
    assert maps["base"].name == "C:\\maps\\Oak Veneer.tif"
    assert maps["base"].scale == (2, 3)
    assert maps["base"].offset == (0.5, 0.25)
    assert (maps["bump"].name, maps["bump"].strength) == ("textures/oak bump.png", 0.4)
    assert maps["normal"].name == "./oak_n.png"
    assert "roughness" not in maps


def test_colors_become_linear_light() -> None:
    material = gltf_material(Surface("a", color_srgb=(0.5, 1.0, 0.0)), lambda _: None)
    color = material["pbrMetallicRoughness"]["baseColorFactor"]
    assert color == pytest.approx([0.21404, 1, 0, 1], abs=1e-5)


def test_black_under_a_picture_is_an_exporters_default_and_turns_white() -> None:
    material = gltf_material(Surface("a", color_srgb=(0, 0, 0)), lambda slot: {"index": 0} if slot == "base" else None)
    assert material["pbrMetallicRoughness"]["baseColorFactor"] == [1, 1, 1, 1]


@pytest.mark.parametrize("shininess,low,high", [(1000, 0.1, 0.25), (100, 0.3, 0.45), (10, 0.55, 0.7)])
def test_shinier_is_smoother(shininess: float, low: float, high: float) -> None:
    assert low < roughness_of(Surface("a", shininess=shininess)) < high
