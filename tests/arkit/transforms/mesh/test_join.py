from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from arkit.document import Document, bounds, triangle_count
from arkit.transforms import apply, draw_calls, join, prune
from tests import build


def row(count: int = 3, **node: Any) -> Document:
    """Boxes side by side, each on its own node and mesh of no name, all in one material."""
    boxes = build.together(*(build.box(1, 1, 1, at=(2 * place, 0, 0)) for place in range(count)))
    meshes = [{"primitives": [{**one["primitives"][0], "material": 0}]} for one in boxes.gltf["meshes"]]
    nodes = [{"mesh": place, **node} for place in range(count)]
    return replace(boxes, gltf={**boxes.gltf, "meshes": meshes, "nodes": nodes, "materials": [{"name": "oak"}]})


def test_nameless_siblings_of_one_material_are_drawn_at_once() -> None:
    before = row()
    after = apply(before, join(), prune())
    assert (draw_calls(before), draw_calls(after)) == (3, 1)
    assert triangle_count(after) == triangle_count(before)
    assert np.allclose(bounds(after), bounds(before))
    assert len(after.gltf["nodes"]) == len(after.gltf["meshes"]) == 1
    assert after.gltf["scenes"][0]["nodes"] == [0]


def test_named_parts_survive() -> None:
    before = row()
    nodes = [{**node, "name": name} for node, name in zip(before.gltf["nodes"], ("seat", "leg", "leg"), strict=True)]
    after = apply(replace(before, gltf={**before.gltf, "nodes": nodes}), join())
    assert [node["name"] for node in after.gltf["nodes"]] == ["seat", "leg"]
    assert draw_calls(after) == 2 and triangle_count(after) == 36


def test_pivots_and_what_moves_stay() -> None:
    before = row()
    pivoted = [{**node, "translation": [place, 0, 0]} for place, node in enumerate(before.gltf["nodes"])]
    assert draw_calls(apply(replace(before, gltf={**before.gltf, "nodes": pivoted}), join())) == 3
    channel = {"sampler": 0, "target": {"node": 2, "path": "translation"}}
    moving = {"channels": [channel], "samplers": [{"input": 0, "output": 0}]}
    after = apply(replace(before, gltf={**before.gltf, "animations": [moving]}), join())
    assert draw_calls(after) == 2
    moved = after.gltf["animations"][0]["channels"][0]["target"]["node"]
    assert after.gltf["nodes"][moved]["mesh"] == 2


def test_primitives_of_a_mesh_are_joined_only_where_every_variant_agrees() -> None:
    box = build.box(1, 1, 1)
    one = box.gltf["meshes"][0]["primitives"][0]
    varied = {**one, "extensions": {"KHR_materials_variants": {"mappings": [{"material": 0, "variants": [0]}]}}}
    gltf = {**box.gltf, "meshes": [{"name": "box", "primitives": [one, varied, dict(one)]}]}
    after = apply(replace(box, gltf=gltf), join())
    assert draw_calls(after) == 2 and triangle_count(after) == 36
    joined = after.gltf["meshes"][0]["primitives"][0]
    assert joined["attributes"] == one["attributes"]


def test_unknown_extensions_and_other_attributes_keep_parts_apart() -> None:
    before = row()
    assert draw_calls(apply(replace(before, gltf={**before.gltf, "extensionsUsed": ["VENDOR_x"]}), join())) == 3
    first = before.gltf["meshes"][0]["primitives"][0]
    bare = {**first, "attributes": {"POSITION": first["attributes"]["POSITION"]}}
    meshes = [{"primitives": [bare]}, *before.gltf["meshes"][1:]]
    assert draw_calls(apply(replace(before, gltf={**before.gltf, "meshes": meshes}), join())) == 2
