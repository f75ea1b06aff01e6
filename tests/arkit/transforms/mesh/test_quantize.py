from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.document import Document, bounds, instances, primitive_of, values
from arkit.errors import CheckError
from arkit.spaces import apply as move
from arkit.transforms import apply, plain, quantize
from tests import build


def placed(document: Document) -> np.ndarray:
    parts = [
        move(one.T_document_node, values(document, primitive_of(document, one)["attributes"]["POSITION"]))
        for one in instances(document)
    ]
    return np.concatenate(parts)


@pytest.mark.parametrize(
    "node", [{}, {"matrix": [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 2, 0, 5, 6, 7, 1]}, {"scale": [0.01] * 3}]
)
def test_no_vertex_moves_by_more_than_half_a_step(node: dict[str, object]) -> None:
    ball = build.sphere(0.7, rows=20)
    ball = replace(ball, gltf={**ball.gltf, "nodes": [{"mesh": 0, **node}]})
    small = apply(ball, quantize(step_m=1e-4))
    assert np.abs(placed(small) - placed(ball)).max() <= 0.5e-4 * 1.001
    assert small.gltf["extensionsRequired"] == ["KHR_mesh_quantization"]
    assert small.accessors[small.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"]].dtype == np.int16


@pytest.mark.parametrize("size_m", [0.02, 0.8])
def test_the_step_suits_the_product(size_m: float) -> None:
    ball = build.sphere(size_m / 2, rows=20)
    apart = np.abs(placed(apply(ball, quantize())) - placed(ball)).max()
    assert size_m / 65_536 * 0.4 < apart <= size_m / 65_536 * 0.502


def test_a_building_keeps_steps_of_a_twentieth_of_a_millimetre() -> None:
    parts = build.together(*(build.box(1.23456, 1.07071, 0.98765, at=(x, 0, 0)) for x in (0.0, 10.00321, 30.0)))
    assert np.abs(placed(apply(parts, quantize())) - placed(parts)).max() <= 2.6e-5


def test_a_node_with_more_to_do_gets_a_child() -> None:
    box = build.box(1, 1, 1)
    nodes = [{"mesh": 0, "children": [1], "rotation": [0, 1, 0, 0]}, {"translation": [0, 3, 0]}]
    tree = replace(box, gltf={**box.gltf, "nodes": nodes})
    small = apply(tree, quantize())
    assert small.gltf["nodes"][0]["children"] == [1, 2]
    assert "mesh" not in small.gltf["nodes"][0]
    assert np.abs(np.array(bounds(small)) - bounds(tree)).max() < 1e-4


def test_a_hinge_stays_where_it_is() -> None:
    box = build.box(1, 1, 1, at=(0, 0, -0.5))
    hinged = replace(
        box, gltf={**box.gltf, "nodes": [{"name": "temple_left", "mesh": 0, "translation": [0.07, 0, -0.01]}]}
    )
    small = apply(hinged, quantize())
    temple = small.gltf["nodes"][0]
    assert temple["translation"] == [0.07, 0, -0.01]
    assert "scale" not in temple and "mesh" not in temple
    assert np.abs(np.array(bounds(small)) - bounds(hinged)).max() < 1e-4


def test_parts_that_touched_still_touch() -> None:
    pair = build.together(build.box(0.3, 1, 1, at=(0.15, 0, 0)), build.box(1.7, 1, 1, at=(1.15, 0, 0)))
    points = placed(apply(pair, quantize()))
    first, second = points[:24, 0].max(), points[24:, 0].min()
    assert first == pytest.approx(second, abs=1e-9)


def test_skinned_and_morphed_meshes_keep_float_positions() -> None:
    box = build.box(1, 1, 1)
    skinned = replace(box, gltf={**box.gltf, "nodes": [{"mesh": 0, "skin": 0}], "skins": [{"joints": [0]}]})
    primitive = {**box.gltf["meshes"][0]["primitives"][0], "targets": [{"POSITION": 0}]}
    morphed = replace(box, gltf={**box.gltf, "meshes": [{"primitives": [primitive]}]})
    for document in (skinned, morphed):
        small = apply(document, quantize())
        position = small.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
        assert small.accessors[position].dtype == np.float32


def test_normals_uv_and_tangent_signs() -> None:
    ball = build.sphere(1, rows=20)
    signs = np.where(np.arange(len(ball.accessors[0])) % 2, 1.0, -1.0)[:, None]
    tangents = np.concatenate([ball.accessors[1], signs], axis=1).astype(np.float32)
    ball = build.with_accessor(ball, tangents)
    primitive = {**ball.gltf["meshes"][0]["primitives"][0]}
    primitive["attributes"] = {**primitive["attributes"], "TANGENT": len(ball.accessors) - 1}
    ball = replace(ball, gltf={**ball.gltf, "meshes": [{"primitives": [primitive]}]})
    small = apply(ball, quantize())
    attributes = small.gltf["meshes"][0]["primitives"][0]["attributes"]
    normals = values(small, attributes["NORMAL"])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    turn = np.degrees(np.arccos(np.clip((normals * ball.accessors[1]).sum(axis=1), -1, 1)))
    assert turn.max() < 0.46
    assert np.abs(values(small, attributes["TEXCOORD_0"]) - ball.accessors[2]).max() <= 0.5 / 2**12
    assert np.array_equal(values(small, attributes["TANGENT"])[:, 3:], signs)


def test_tiled_uv_stay_floats() -> None:
    box = build.box(1, 1, 1)
    uv = box.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]
    arrays = tuple(array * 3 if index == uv else array for index, array in enumerate(box.accessors))
    small = apply(replace(box, accessors=arrays), quantize())
    stored = small.accessors[small.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]]
    assert stored.dtype == np.float32
    assert stored.max() == 3


def test_plain_undoes_it_for_stores() -> None:
    ball = build.sphere(0.5)
    back = apply(ball, quantize(), plain())
    assert "extensionsRequired" not in back.gltf
    assert "extensionsUsed" not in back.gltf
    attributes = back.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert {back.accessors[index].dtype.name for index in attributes.values()} == {"float32"}
    assert np.abs(placed(back) - placed(ball)).max() <= 0.26e-4


def test_steps_and_bits_out_of_range_are_refused() -> None:
    for wrong in ({"step_m": 0.0}, {"normal_bits": 4}, {"uv_bits": 20}):
        with pytest.raises(CheckError, match="quantize: expected"):
            quantize(**wrong)  # type: ignore[arg-type]


def uv_step(material: dict[str, object], image: bytes | None) -> float:
    """The smallest step between the uv of a ball once quantized."""
    ball = build.sphere(0.5, rows=200)
    gltf = {**ball.gltf, "materials": [material]}
    if image is not None:
        gltf |= {"images": [{"mimeType": "image/png"}], "textures": [{"source": 0}]}
    painted = replace(ball, gltf=gltf, images=() if image is None else (image,))
    small = apply(painted, quantize())
    stored = small.accessors[small.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]]
    assert stored.dtype == np.float32
    return next(
        float(2.0**-bits) for bits in range(8, 20) if np.array_equal(stored, np.round(stored * 2**bits) / 2**bits)
    )


def test_uv_lie_on_eighths_of_a_texel_of_the_largest_picture() -> None:
    picture = build.png(np.zeros((512, 256), dtype=np.uint8))
    plain = {"pbrMetallicRoughness": {"baseColorTexture": {"index": 0}}}
    repeated = {"index": 0, "extensions": {"KHR_texture_transform": {"scale": [4, 2]}}}
    assert uv_step(plain, picture) == 1 / 4096
    assert uv_step({"occlusionTexture": repeated}, picture) == 1 / 16384
    assert uv_step({"occlusionTexture": {"index": 0, "texCoord": 1}}, picture) == 1 / 4096
    assert uv_step({}, None) == 1 / 4096
