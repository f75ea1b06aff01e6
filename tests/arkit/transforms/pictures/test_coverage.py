from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arkit.document import Document
from arkit.transforms.pictures.coverage import coverage
from arkit.transforms.pictures.slots import VIEW_PX, Use, seen_level, spare_halvings, uses
from tests import build


def square(side_m: float, repeats: float) -> Document:
    corners = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0]], dtype=np.float32) * side_m
    uv = np.array([[0, 1], [1, 1], [1, 0], [0, 0]], dtype=np.float32) * repeats
    picture = build.png(build.checkerboard())
    return build.document(corners, np.array([[0, 1, 2], [0, 2, 3]]), uv=uv, image=picture)


@pytest.mark.parametrize("side_m", [0.01, 3.0])
def test_density_is_per_product_side(side_m: float) -> None:
    found = coverage(square(side_m, 5))
    assert found.low[(0, 0)] == pytest.approx(5, rel=1e-5)
    assert found.middle[(0, 0)] == pytest.approx(5, rel=1e-5)


def test_the_place_of_the_node_counts() -> None:
    flat = square(1, 5)
    node = {**flat.gltf["nodes"][0], "scale": [2, 2, 2]}
    assert coverage(replace(flat, gltf={**flat.gltf, "nodes": [node]})).low[(0, 0)] == pytest.approx(5, rel=1e-5)


def test_variants_share_the_surface() -> None:
    """Two variants and the default: the default's material is worn in two of three."""
    flat = square(1, 1)
    gltf: dict[str, Any] = {**flat.gltf, "materials": [flat.gltf["materials"][0], {"name": "other"}]}
    primitive = gltf["meshes"][0]["primitives"][0]
    primitive["extensions"] = {"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [1]}]}}
    gltf["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "a"}, {"name": "b"}]}}
    assert coverage(replace(flat, gltf=gltf)).share == pytest.approx({0: 2 / 3, 1: 1 / 3})


def test_nothing_drawn_covers_nothing() -> None:
    assert coverage(Document({"asset": {"version": "2.0"}})).share == {}


def test_a_transform_of_the_texture_counts() -> None:
    flat = square(1, 1)
    info = flat.gltf["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]
    info["extensions"] = {"KHR_texture_transform": {"scale": [4, 9]}}
    (use,) = uses(flat, coverage(flat))
    assert use.low == pytest.approx(6, rel=1e-5)


def use_of(density: float, *, key: str = "baseColorTexture", mipped: bool = True) -> Use:
    """A picture laid `density` times along the product's longest side."""
    return Use(0, 0, key, 1.0, density, density, mipped)


def test_halving_leaves_three_texels_a_pixel_of_colour_to_the_nearest_power() -> None:
    per_pixel = 1024 / VIEW_PX
    assert spare_halvings([use_of(4 / per_pixel)], 1024, 1024) == 0
    assert spare_halvings([use_of(6 / per_pixel)], 1024, 1024) == 1
    assert spare_halvings([use_of(12 / per_pixel)], 1024, 1024) == 2
    assert spare_halvings([use_of(12 / per_pixel), use_of(2 / per_pixel)], 1024, 1024) == 0
    assert spare_halvings([use_of(12 / per_pixel, mipped=False)], 1024, 1024) == 0
    assert spare_halvings([use_of(0)], 1024, 1024) == 0
    assert spare_halvings([use_of(800)], 12, 12) == 1


def test_normals_keep_two_unless_colours_share_their_picture() -> None:
    per_pixel = 1024 / VIEW_PX
    normal = use_of(4 / per_pixel, key="normalTexture")
    assert spare_halvings([normal], 1024, 1024) == 1
    assert spare_halvings([normal, use_of(4 / per_pixel)], 1024, 1024) == 0


def test_the_level_seen_is_the_one_the_framing_shows() -> None:
    assert seen_level([use_of(1.1 * VIEW_PX / 512)], 512, 512) == 0
    assert seen_level([use_of(4.1 * VIEW_PX / 512)], 512, 512) == 2
