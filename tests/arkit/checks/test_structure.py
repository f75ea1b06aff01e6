from __future__ import annotations

from dataclasses import replace

import numpy as np

from arkit.check import Check
from arkit.checks import structure
from arkit.document import Document, moved
from tests import build


def failed(document: Document) -> set[str]:
    return {check.rule for check in structure(document) if not check.ok}


def test_a_sound_box_passes_everything() -> None:
    assert failed(build.box(1, 2, 3, image=build.png(build.checkerboard()))) == set()


def test_sizes_no_shop_sells() -> None:
    assert failed(build.box(0.001, 0.002, 0.003)) == {"longest side, m, at least"}
    assert failed(build.box(55, 45, 55)) == {"longest side, m, at most"}


def test_missing_normals_and_uv_are_counted() -> None:
    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    bare = {**box.gltf["meshes"][0]["primitives"][0], "attributes": {"POSITION": 0}}
    rules = failed(replace(box, gltf={**box.gltf, "meshes": [{"primitives": [bare]}]}))
    assert rules == {"primitives without normals", "textured primitives without the uv they need"}


def test_the_transforms_texcoord_overrules_the_textures() -> None:
    box = build.box(1, 1, 1, image=build.png(build.checkerboard()))
    info = {"index": 0, "extensions": {"KHR_texture_transform": {"texCoord": 1}}}
    material = {"pbrMetallicRoughness": {"baseColorTexture": info}}
    assert "textured primitives without the uv they need" in failed(
        replace(box, gltf={**box.gltf, "materials": [material]})
    )


def test_triangles_without_area_and_against_their_normals() -> None:
    points = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [2, 0, 0]])
    up = np.tile([0, 0, 1.0], (4, 1))
    assert "triangles without area, part" in failed(
        build.document(points, np.array([[0, 1, 2], [0, 1, 3]]), normals=up)
    )
    assert "triangles against their normals, part" in failed(build.document(points, np.array([[0, 2, 1]]), normals=up))


def test_a_shell_turned_inside_out_is_found_though_its_normals_agree() -> None:
    ball = build.sphere(0.5)
    points, normals = ball.accessors[0], ball.accessors[1]
    triangles = ball.accessors[3].reshape(-1, 3)
    assert failed(build.document(points, triangles, normals=normals)) == set()
    turned = build.document(points, triangles[:, ::-1], normals=-normals)
    assert failed(turned) == {"closed parts turned inside out"}
    assert failed(build.document(points, triangles[5:, ::-1], normals=-normals)) == set(), "an open sheet has no inside"


def test_checks_carry_limit_value_and_source() -> None:
    for check in structure(moved(build.box(1, 1, 1), np.array([0, 5.0, 0]))):
        assert isinstance(check, Check)
        assert check.source in ("arkit", "glTF 2.0")
