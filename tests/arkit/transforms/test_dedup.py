from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from arkit.document import Document, bounds, material_index, triangle_count
from arkit.transforms import apply, dedup, prune
from tests import build

RED = {"name": "red", "pbrMetallicRoughness": {"baseColorFactor": [1, 0, 0, 1]}}


def twins(**changes: Any) -> Document:
    """Two boxes that share nothing but are equal, with two red materials; a variant of each asks for the second red."""
    pair = build.together(build.box(1, 1, 1), build.box(1, 1, 1))
    variant = {"KHR_materials_variants": {"mappings": [{"material": 3, "variants": [0]}]}}
    meshes = [
        {"name": "box", "primitives": [{**mesh["primitives"][0], "extensions": variant}]}
        for mesh in pair.gltf["meshes"]
    ]
    gltf = {
        **pair.gltf,
        "meshes": meshes,
        "materials": [*pair.gltf["materials"], RED, {**RED}],
        "nodes": [{"name": "left", "mesh": 0}, {"name": "right", "mesh": 1, "translation": [3, 0, 0]}],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": "red"}]}},
        "extensionsUsed": ["KHR_materials_variants"],
    }
    return replace(pair, gltf={**gltf, **changes})


def test_equal_things_become_one_and_every_reference_follows() -> None:
    small = apply(twins(), dedup(), prune())
    assert len(small.gltf["meshes"]) == 1
    assert [node["mesh"] for node in small.gltf["nodes"]] == [0, 0]
    assert [node["name"] for node in small.gltf["nodes"]] == ["left", "right"]
    assert [one["name"] for one in small.gltf["materials"]] == ["box material", "red"]
    primitive = small.gltf["meshes"][0]["primitives"][0]
    assert material_index(small, primitive, "red") == 1
    assert triangle_count(small) == 24
    assert np.allclose(bounds(small), [(-0.5, -0.5, -0.5), (3.5, 0.5, 0.5)])
    assert len(small.accessors) == 4


def test_names_of_materials_and_meshes_count() -> None:
    named = twins()
    materials = [{**one, "name": f"m{index}"} for index, one in enumerate(named.gltf["materials"])]
    small = apply(replace(named, gltf={**named.gltf, "materials": materials}), dedup(), prune())
    assert [one["name"] for one in small.gltf["materials"]] == ["m0", "m1", "m3"]
    assert len(small.gltf["meshes"]) == 2


def test_textures_are_equal_once_their_pictures_are() -> None:
    box = build.box(1, 1, 1)
    pbr = {"baseColorTexture": {"index": 0}, "metallicRoughnessTexture": {"index": 1}}
    sheen = {"KHR_materials_sheen": {"sheenColorTexture": {"index": 2}}}
    gltf = {
        **box.gltf,
        "materials": [{"name": "cloth", "pbrMetallicRoughness": pbr, "extensions": sheen}],
        "textures": [
            {"source": 0, "sampler": 0},
            {"source": 1, "sampler": 1, "name": "b"},
            {"sampler": 1, "extensions": {"EXT_texture_webp": {"source": 2}}},
        ],
        "samplers": [{"wrapS": 10497}, {"wrapS": 10497, "name": "other"}],
        "images": [{"mimeType": "image/png", "name": name} for name in "abc"],
        "extensionsUsed": ["EXT_texture_webp", "KHR_materials_sheen"],
    }
    small = apply(replace(box, gltf=gltf, images=(b"same", b"same", b"same")), dedup(), prune())
    material = small.gltf["materials"][0]
    assert material["pbrMetallicRoughness"]["metallicRoughnessTexture"]["index"] == 0
    assert material["extensions"]["KHR_materials_sheen"]["sheenColorTexture"]["index"] == 1
    assert small.gltf["textures"][1]["extensions"]["EXT_texture_webp"]["source"] == 0
    assert small.images == (b"same",)
    assert len(small.gltf["samplers"]) == 1


def test_accessors_of_equal_bytes_and_other_meaning_stay_two() -> None:
    box = build.box(1, 1, 1)
    bits = np.arange(48, dtype=np.uint16).reshape(24, 2)
    box = build.with_accessor(build.with_accessor(box, bits), bits, normalized=True)
    primitive = box.gltf["meshes"][0]["primitives"][0]
    count = len(box.accessors)
    primitive["attributes"] = {**primitive["attributes"], "_A": count - 2, "TEXCOORD_1": count - 1}
    small = apply(box, dedup())
    attributes = small.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert attributes["_A"] == count - 2 and attributes["TEXCOORD_1"] == count - 1


def test_what_an_unknown_extension_may_mean_is_left_alone() -> None:
    vendor = {"VENDOR_paint": {"target": 3}}
    pair = twins()
    extensions = {**pair.gltf["extensions"], **vendor}
    used = ["KHR_materials_variants", "VENDOR_paint"]
    small = apply(twins(extensions=extensions, extensionsUsed=used), dedup())
    primitive = small.gltf["meshes"][0]["primitives"][0]
    assert material_index(small, primitive, "red") == 3
    assert small.gltf["materials"] == pair.gltf["materials"]


def test_what_an_animation_points_at_is_left_alone() -> None:
    target = {"path": "pointer", "extensions": {"KHR_animation_pointer": {"pointer": "/materials/1/emissiveFactor"}}}
    animation = {"channels": [{"sampler": 0, "target": target}], "samplers": [{"input": 0, "output": 0}]}
    used = ["KHR_animation_pointer", "KHR_materials_variants"]
    small = apply(twins(animations=[animation], extensionsUsed=used), dedup())
    assert small.gltf["meshes"][1]["primitives"][0]["material"] == 1
    assert [node["mesh"] for node in small.gltf["nodes"]] == [0, 1]


def test_the_old_document_stays() -> None:
    pair = twins()
    apply(pair, dedup())
    assert [node["mesh"] for node in pair.gltf["nodes"]] == [0, 1]
