from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arkit.color import srgb_to_linear
from arkit.document import Document
from arkit.transforms import apply, prune, textures
from tests import build


def plain(*codes: int) -> bytes:
    return build.png(np.full((16, 16, len(codes)), codes, dtype=np.uint8))


def worn(image: bytes, **material: Any) -> Document:
    """A box with a material of our own that shows the picture as texture 0."""
    box = build.box(1, 1, 1, image=image)
    return replace(box, gltf={**box.gltf, "materials": [{"name": "m", **material}]})


def folded(document: Document) -> tuple[Document, dict[str, Any]]:
    after = apply(document, textures("webp"), prune())
    return after, after.gltf["materials"][0]


def test_one_colour_becomes_a_factor_in_linear_light() -> None:
    pbr = {"baseColorTexture": {"index": 0}, "baseColorFactor": [0.5, 1, 1, 0.8]}
    after, material = folded(worn(plain(200, 100, 50), pbrMetallicRoughness=pbr))
    expected = srgb_to_linear(np.array([200, 100, 50]) / 255) * [0.5, 1, 1]
    assert material["pbrMetallicRoughness"]["baseColorFactor"] == pytest.approx([*expected, 0.8], abs=1e-5)
    assert after.images == () and "textures" not in after.gltf


def test_alpha_is_folded_only_where_it_is_read() -> None:
    pbr = {"baseColorTexture": {"index": 0}}
    _, glass = folded(worn(plain(255, 255, 255, 51), pbrMetallicRoughness=dict(pbr), alphaMode="BLEND"))
    assert glass["pbrMetallicRoughness"]["baseColorFactor"][3] == pytest.approx(0.2)
    _, solid = folded(worn(plain(255, 255, 255, 51), pbrMetallicRoughness=dict(pbr)))
    assert solid["pbrMetallicRoughness"]["baseColorFactor"][3] == 1.0


def test_a_varying_alpha_keeps_a_picture_of_one_colour() -> None:
    rgba = np.full((16, 16, 4), 128, dtype=np.uint8)
    rgba[:8, :, 3] = 0
    after, material = folded(
        worn(build.png(rgba), pbrMetallicRoughness={"baseColorTexture": {"index": 0}}, alphaMode="MASK")
    )
    assert "baseColorTexture" in material["pbrMetallicRoughness"] and len(after.images) == 1


def test_roughness_and_metalness_become_factors() -> None:
    pbr = {"metallicRoughnessTexture": {"index": 0}, "roughnessFactor": 0.5}
    _, material = folded(worn(plain(9, 102, 255), pbrMetallicRoughness=pbr))
    assert material["pbrMetallicRoughness"] == pytest.approx({"roughnessFactor": 0.2, "metallicFactor": 1.0}, abs=1e-5)


def test_metal_nowhere_leaves_a_grey_roughness() -> None:
    """Blue 0 is a factor of 0; then only green is read, and the picture may be grey."""
    codes = np.zeros((64, 64, 3), dtype=np.uint8)
    codes[..., 1] = np.linspace(60, 220, 64)[:, None]
    after, material = folded(worn(build.png(codes), pbrMetallicRoughness={"metallicRoughnessTexture": {"index": 0}}))
    assert material["pbrMetallicRoughness"]["metallicFactor"] == 0.0
    assert "metallicRoughnessTexture" in material["pbrMetallicRoughness"] and len(after.images) == 1


@pytest.mark.parametrize(("codes", "stays"), [((128, 127, 255), False), ((128, 140, 254), True)])
def test_a_flat_normal_map_goes(codes: tuple[int, ...], stays: bool) -> None:
    _, material = folded(worn(plain(*codes), normalTexture={"index": 0}))
    assert ("normalTexture" in material) is stays


@pytest.mark.parametrize(("code", "stays"), [(255, False), (254, False), (180, True)])
def test_white_occlusion_goes(code: int, stays: bool) -> None:
    _, material = folded(worn(plain(code, 0, 0), occlusionTexture={"index": 0}))
    assert ("occlusionTexture" in material) is stays


def test_what_a_factor_of_zero_hides_goes() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (32, 32, 3)).astype(np.uint8)
    after, material = folded(worn(build.png(noise), emissiveTexture={"index": 0}))
    assert "emissiveTexture" not in material and after.images == ()
    _, lit = folded(worn(build.png(noise), emissiveTexture={"index": 0}, emissiveFactor=[1, 1, 1]))
    assert "emissiveTexture" in lit


def test_extensions_fold_into_their_own_factors() -> None:
    extensions = {
        "KHR_materials_sheen": {"sheenColorFactor": [1, 1, 1], "sheenColorTexture": {"index": 0}},
        "KHR_materials_clearcoat": {"clearcoatFactor": 0.5, "clearcoatTexture": {"index": 0}},
    }
    document = worn(plain(204, 102, 51), extensions=extensions)
    used = {**document.gltf, "extensionsUsed": sorted(extensions)}
    _, material = folded(replace(document, gltf=used))
    assert material["extensions"]["KHR_materials_clearcoat"] == {"clearcoatFactor": pytest.approx(0.4)}
    sheen = material["extensions"]["KHR_materials_sheen"]["sheenColorFactor"]
    assert sheen == pytest.approx(srgb_to_linear(np.array([204, 102, 51]) / 255), abs=1e-5)


def test_variants_that_share_a_picture_are_judged_one_by_one() -> None:
    """Blue is constant and green is not: the one that reads only blue loses the picture, the other keeps it."""
    codes = np.zeros((64, 64, 3), dtype=np.uint8)
    codes[..., 1] = np.linspace(60, 220, 64)[:, None]
    codes[..., 2] = 255
    pbr = {"metallicRoughnessTexture": {"index": 0}}
    document = worn(build.png(codes), pbrMetallicRoughness={**pbr, "roughnessFactor": 0.0})
    other = {"name": "other", "pbrMetallicRoughness": dict(pbr)}
    gltf = {**document.gltf, "materials": [*document.gltf["materials"], other]}
    primitive = gltf["meshes"][0]["primitives"][0]
    primitive["extensions"] = {"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}}
    gltf["extensions"] = {"KHR_materials_variants": {"variants": [{"name": "rough"}]}}
    gltf["extensionsUsed"] = ["KHR_materials_variants"]
    after = apply(replace(document, gltf=gltf), textures("webp"), prune())
    first, second = (material["pbrMetallicRoughness"] for material in after.gltf["materials"])
    assert first == {"roughnessFactor": 0.0, "metallicFactor": 1.0}
    assert "metallicRoughnessTexture" in second and len(after.images) == 1


def test_a_transform_nobody_uses_any_more_is_not_named() -> None:
    info = {"index": 0, "extensions": {"KHR_texture_transform": {"scale": [2, 2]}}}
    document = worn(plain(10, 20, 30), pbrMetallicRoughness={"baseColorTexture": info})
    after, _ = folded(replace(document, gltf={**document.gltf, "extensionsUsed": ["KHR_texture_transform"]}))
    assert "extensionsUsed" not in after.gltf


def test_factors_that_animations_may_move_stay() -> None:
    document = worn(plain(10, 20, 30), pbrMetallicRoughness={"baseColorTexture": {"index": 0}})
    after, material = folded(replace(document, gltf={**document.gltf, "extensionsUsed": ["KHR_animation_pointer"]}))
    assert "baseColorTexture" in material["pbrMetallicRoughness"] and len(after.images) == 1
