"""What the shader is told of a material."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from arkit.draw.material import SLOTS, material


def rows(entry: dict[str, Any]) -> np.ndarray:
    return np.frombuffer(material(entry).block, dtype=np.float32).reshape(-1, 4)


def test_gltfs_default_is_white_metal_rough() -> None:
    made = material({})
    assert rows({})[0].tolist() == [1, 1, 1, 1] and rows({})[2].tolist() == [1, 1, 1, 1]
    assert not made.features and not made.textures and not made.blended and made.cast == 1


def test_index_of_refraction_and_specular_set_the_reflectance() -> None:
    assert rows({})[3] == pytest.approx([0.04, 0.04, 0.04, 1])
    dense = {"KHR_materials_ior": {"ior": 2.0}, "KHR_materials_specular": {"specularColorFactor": [1, 0.5, 0]}}
    assert rows({"extensions": dense})[3] == pytest.approx([1 / 9, 1 / 18, 0, 1])
    assert rows({"extensions": {"KHR_materials_specular": {"specularFactor": 0.0}}})[3, 3] == 0


def test_a_volume_tints_by_its_thickness() -> None:
    volume = {"attenuationColor": [0.25, 1, 1], "attenuationDistance": 0.02, "thicknessFactor": 0.01}
    assert rows({"extensions": {"KHR_materials_volume": volume}})[6, :3] == pytest.approx([0.5, 1, 1])
    assert rows({"extensions": {"KHR_materials_volume": {"thicknessFactor": 1}}})[6, :3] == pytest.approx([1, 1, 1])


def test_a_texture_transform_scales_turns_then_moves() -> None:
    transform = {"offset": [0.1, 0.2], "rotation": np.pi / 2, "scale": [2, 3], "texCoord": 1}
    info = {"index": 4, "texCoord": 0, "extensions": {"KHR_texture_transform": transform}}
    made = material({"occlusionTexture": info})
    first = len(rows({})) - 2 * len(SLOTS) + 2 * list(SLOTS).index("occlusion")
    u, v = rows({"occlusionTexture": info})[first : first + 2]
    assert u == pytest.approx([0, 3, 0.1, 1], abs=1e-6) and v[:3] == pytest.approx([-2, 0, 0.2], abs=1e-6)
    assert made.textures == {"occlusion": 4} and made.features == {"MAP_OCCLUSION"}


@pytest.mark.parametrize(
    ("entry", "cast"),
    [
        ({"alphaMode": "BLEND", "pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 0.3]}}, 0.3),
        ({"alphaMode": "OPAQUE", "pbrMetallicRoughness": {"baseColorFactor": [1, 1, 1, 0.3]}}, 1.0),
        ({"extensions": {"KHR_materials_transmission": {"transmissionFactor": 0.75}}}, 0.25),
    ],
)
def test_clear_things_take_less_light(entry: dict[str, Any], cast: float) -> None:
    assert material(entry).cast == pytest.approx(cast)
