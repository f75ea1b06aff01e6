from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arkit.document import Document
from arkit.transforms import apply, narrow, prune, quantize, reorder
from tests import build


def with_variants(box: Document) -> Document:
    """A grey box with a red and an unused blue material; a variant asks for the red one."""
    red = {"name": "red", "pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    mappings = {"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}}
    primitive = {**box.gltf["meshes"][0]["primitives"][0], "extensions": mappings}
    gltf = {
        **box.gltf,
        "materials": [*box.gltf["materials"], red, {"name": "blue"}],
        "meshes": [{"primitives": [primitive]}],
        "extensions": {"KHR_materials_variants": {"variants": [{"name": "red"}]}},
        "extensionsUsed": ["KHR_materials_variants"],
        "textures": [{"source": 1}, {"source": 0}],
        "images": [{"mimeType": "image/png"}, {"mimeType": "image/png"}],
    }
    return replace(box, gltf=gltf, images=(b"unused", b"red picture"))


def test_what_a_variant_needs_stays_and_the_rest_goes() -> None:
    pruned = apply(with_variants(build.box(1, 1, 1)), prune())
    assert [material["name"] for material in pruned.gltf["materials"]] == ["box material", "red"]
    assert pruned.images == (b"red picture",)
    assert pruned.gltf["textures"] == [{"source": 0}]
    assert pruned.gltf["materials"][1]["pbrMetallicRoughness"]["baseColorTexture"] == {"index": 0}
    mapping = pruned.gltf["meshes"][0]["primitives"][0]["extensions"]["KHR_materials_variants"]["mappings"][0]
    assert mapping["material"] == 1


def test_equal_arrays_and_pictures_are_stored_once() -> None:
    pair = build.together(build.box(1, 1, 1), build.box(1, 1, 1, name="other"))
    pruned = apply(pair, prune())
    assert len(pruned.accessors) == len(build.box(1, 1, 1).accessors)
    first, second = (mesh["primitives"][0] for mesh in pruned.gltf["meshes"])
    assert first["attributes"] == second["attributes"]


def test_an_unknown_extension_keeps_all_it_could_mean() -> None:
    box = build.with_accessor(build.box(1, 1, 1), np.zeros((7, 3), dtype=np.float32))
    own = len(box.accessors) - 1
    gltf = {**box.gltf, "extensionsUsed": ["VENDOR_warp"], "extensions": {"VENDOR_warp": {"curve": own}}}
    pruned = apply(replace(box, gltf=gltf), quantize(), prune())
    assert len(pruned.accessors[own]) == 7
    assert len(pruned.accessors) == len(box.accessors)
    used = pruned.gltf["meshes"][0]["primitives"][0]
    assert pruned.accessors[used["attributes"]["POSITION"]].dtype == np.int16
    assert pruned.gltf["accessors"][used["attributes"]["POSITION"]]["componentType"] == 5122


def test_holes_are_filled_from_the_end_where_an_extension_is_unknown() -> None:
    box = build.box(1, 1, 1)
    for _ in range(3):
        box = build.with_accessor(box, np.zeros((7, 3), dtype=np.float32))
    gltf = {**box.gltf, "extensionsUsed": ["VENDOR_warp"]}
    pruned = apply(replace(box, gltf=gltf), quantize(), narrow(), prune())
    primitive = pruned.gltf["meshes"][0]["primitives"][0]
    assert sorted([*primitive["attributes"].values(), primitive["indices"]]) == list(range(len(pruned.accessors)))
    assert pruned.accessors[primitive["attributes"]["POSITION"]].dtype == np.int16


def test_indices_are_narrowed_where_they_fit() -> None:
    small = apply(build.box(1, 1, 1), narrow(), prune())
    assert small.accessors[small.gltf["meshes"][0]["primitives"][0]["indices"]].dtype == np.uint16
    large = apply(build.document(np.zeros((70_000, 3)), np.array([[0, 1, 69_999]])), narrow())
    assert large.accessors[large.gltf["meshes"][0]["primitives"][0]["indices"]].dtype == np.uint32


@pytest.mark.parametrize("quick", [False, True])
def test_reordering_keeps_every_triangle_and_leaves_out_unused_vertices(quick: bool) -> None:
    random = np.random.default_rng(3)
    points, triangles = random.random((500, 3)), random.integers(0, 400, (300, 3))
    soup = build.document(points, triangles)
    ordered = apply(soup, reorder(quick=quick), prune())

    def corners(document: Document) -> list[list[float]]:
        primitive = document.gltf["meshes"][0]["primitives"][0]
        flat = document.accessors[primitive["indices"]].reshape(-1)
        rows = document.accessors[primitive["attributes"]["POSITION"]][flat].reshape(-1, 3, 3)
        return sorted(min(np.roll(one, turn, axis=0).reshape(-1).tolist() for turn in range(3)) for one in rows)

    assert corners(ordered) == corners(soup)
    primitive = ordered.gltf["meshes"][0]["primitives"][0]
    flat = ordered.accessors[primitive["indices"]].reshape(-1)
    assert flat.max() + 1 == len(ordered.accessors[primitive["attributes"]["POSITION"]]) == len(np.unique(triangles))
    first_seen = np.unique(flat, return_index=True)[1]
    assert (np.diff(first_seen) > 0).all()


def test_vertices_that_two_primitives_share_stay_where_they_are() -> None:
    box = build.box(1, 1, 1)
    primitive = box.gltf["meshes"][0]["primitives"][0]
    shared = replace(box, gltf={**box.gltf, "meshes": [{"primitives": [primitive, dict(primitive)]}]})
    ordered = apply(shared, reorder())
    for one in ordered.gltf["meshes"][0]["primitives"]:
        assert one["attributes"] == primitive["attributes"]


def stripped(material: dict[str, Any], variant: dict[str, Any] | None = None) -> list[str]:
    """The attributes left on a box with two uv sets, tangents and white colours, in a material and a variant's."""
    box = build.box(1, 1, 1)
    uv = box.accessors[2]
    for extra in (uv, np.ones((24, 4), dtype=np.float32), np.full((24, 4), 65535, dtype=np.uint16)):
        box = build.with_accessor(box, extra, normalized=extra.dtype == np.uint16)
    count = len(box.accessors)
    primitive = {**box.gltf["meshes"][0]["primitives"][0]}
    own = {"TEXCOORD_1": count - 3, "TANGENT": count - 2, "COLOR_0": count - 1}
    primitive["attributes"] = {**primitive["attributes"], **own}
    gltf = {**box.gltf, "materials": [material], "meshes": [{"primitives": [primitive]}], "textures": [{}]}
    if variant is not None:
        primitive["extensions"] = {"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [0]}]}}
        gltf["materials"] = [material, variant]
    pruned = apply(replace(box, gltf=gltf), prune(attributes=True))
    return sorted(pruned.gltf["meshes"][0]["primitives"][0]["attributes"])


PLAIN = {"name": "plain"}
MOVED = {"index": 0, "texCoord": 0, "extensions": {"KHR_texture_transform": {"texCoord": 1}}}


def test_attributes_no_material_reads_go_when_asked() -> None:
    assert stripped(PLAIN) == ["NORMAL", "POSITION"]
    assert stripped({"normalTexture": {"index": 0}}) == ["NORMAL", "POSITION", "TANGENT", "TEXCOORD_0"]
    anisotropic = {"extensions": {"KHR_materials_anisotropy": {"anisotropyStrength": 1}}}
    assert stripped(anisotropic) == ["NORMAL", "POSITION", "TANGENT"]


def test_a_uv_set_that_only_a_texture_transform_or_a_variant_names_stays() -> None:
    assert stripped({"occlusionTexture": MOVED}) == ["NORMAL", "POSITION", "TEXCOORD_0", "TEXCOORD_1"]
    assert stripped(PLAIN, {"occlusionTexture": MOVED}) == ["NORMAL", "POSITION", "TEXCOORD_0", "TEXCOORD_1"]


def test_attributes_stay_where_an_extension_is_unknown_and_without_being_asked() -> None:
    assert len(stripped({"extensions": {"VENDOR_paint": {}}})) == 6
    pair = build.box(1, 1, 1)
    asked = apply(replace(pair, gltf={**pair.gltf, "extensionsUsed": ["VENDOR_shop"]}), prune(attributes=True))
    assert "TEXCOORD_0" in asked.gltf["meshes"][0]["primitives"][0]["attributes"]
    box = apply(build.box(1, 1, 1), prune())
    assert "TEXCOORD_0" in box.gltf["meshes"][0]["primitives"][0]["attributes"]


def test_coloured_vertices_keep_their_colours() -> None:
    box = build.with_accessor(build.box(1, 1, 1), np.linspace(0, 1, 72, dtype=np.float32).reshape(24, 3))
    primitive = {**box.gltf["meshes"][0]["primitives"][0]}
    primitive["attributes"] = {**primitive["attributes"], "COLOR_0": len(box.accessors) - 1}
    pruned = apply(replace(box, gltf={**box.gltf, "meshes": [{"primitives": [primitive]}]}), prune(attributes=True))
    assert sorted(pruned.gltf["meshes"][0]["primitives"][0]["attributes"]) == ["COLOR_0", "NORMAL", "POSITION"]
