"""Lenses are told from what else is see-through."""

from __future__ import annotations

from typing import Any

import pytest

from arkit.face.wear.glass import is_lens, with_glass
from tests import build


def material(roughness: float = 0.03, mode: str = "BLEND", metallic: float = 0.0, **more: Any) -> dict[str, Any]:
    pbr = {"metallicFactor": metallic, "roughnessFactor": roughness, "baseColorFactor": [0.1, 0.1, 0.1, 0.3]}
    return {"pbrMetallicRoughness": pbr, "alphaMode": mode, **more}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (material(), True),
        (material(roughness=0.35), False),  # a nose pad
        (material(mode="OPAQUE"), False),
        (material(mode="MASK"), False),
        (material(metallic=1.0), False),
        ({"alphaMode": "BLEND"}, False),  # glTF's defaults are rough metal
        (material(extensions={"KHR_materials_transmission": {"transmissionFactor": 0.9}}), False),
        (material(extensions={"KHR_materials_transmission": {"transmissionFactor": 0}}), True),
        (material(extensions={"KHR_materials_unlit": {}}), False),
    ],
)
def test_a_lens_is_smooth_blended_and_no_metal(entry: dict[str, Any], expected: bool) -> None:
    assert is_lens(entry) is expected


def test_only_lenses_are_marked_and_the_document_stays() -> None:
    document = build.box(1, 1, 1)
    document.gltf["materials"] = [material(extras={"own": 1}), material(roughness=0.4)]
    marked = with_glass(document)
    assert marked.gltf["materials"][0]["extras"] == {"own": 1, "glass": True}
    assert marked.gltf["materials"][1] is document.gltf["materials"][1]
    assert document.gltf["materials"][0]["extras"] == {"own": 1}
    plain = build.box(1, 1, 1)
    assert with_glass(plain) is plain
