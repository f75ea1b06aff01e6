from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.document import Document, values
from arkit.transforms import apply, normals, weld
from tests import build


def without_normals(document: Document) -> Document:
    primitive = dict(document.gltf["meshes"][0]["primitives"][0])
    primitive["attributes"] = {"POSITION": primitive["attributes"]["POSITION"]}
    return replace(document, gltf={**document.gltf, "meshes": [{"primitives": [primitive]}]})


def attribute(document: Document, key: str) -> np.ndarray:
    return values(document, document.gltf["meshes"][0]["primitives"][0]["attributes"][key])


def test_a_ball_gets_the_normals_of_a_ball() -> None:
    ball = apply(without_normals(build.sphere(2, rows=64)), weld(), normals())
    wanted = attribute(ball, "POSITION") / 2
    turn = np.degrees(np.arccos(np.clip((attribute(ball, "NORMAL") * wanted).sum(axis=1), -1, 1)))
    assert turn.max() < 1.5


def test_a_box_stays_sharp_and_joins_within_a_face() -> None:
    box = apply(without_normals(build.box(1, 2, 3)), weld(), normals())
    assert len(attribute(box, "POSITION")) == 24
    assert np.abs(attribute(box, "NORMAL")).max(axis=1) == pytest.approx(np.ones(24))


def test_the_crease_decides() -> None:
    fold = np.radians(30)
    points = np.array([[0, 0, 0], [0, 0, 1], [1, 0, 0], [-np.cos(fold), np.sin(fold), 0]])
    roof = build.document(points, np.array([[0, 1, 2], [0, 3, 1]]))
    smooth = apply(roof, normals(np.radians(40)))
    sharp = apply(roof, normals(np.radians(20)))
    assert len(attribute(smooth, "NORMAL")) == 4
    assert len(attribute(sharp, "NORMAL")) == 6
    assert {tuple(row) for row in attribute(sharp, "NORMAL")[attribute(sharp, "POSITION")[:, 0] > 0.5].round(6)} == {
        (0, 1, 0)
    }


def test_authored_normals_are_left_alone() -> None:
    box = build.box(1, 1, 1)
    assert apply(box, normals()).gltf == box.gltf


def test_degenerate_triangles_still_get_a_unit_normal() -> None:
    flat = build.document(np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0]]), np.array([[0, 1, 2]]))
    assert np.linalg.norm(attribute(apply(flat, normals()), "NORMAL"), axis=1) == pytest.approx([1, 1, 1])


def test_weld_joins_only_what_is_equal_in_everything() -> None:
    box = build.box(1, 1, 1)
    assert len(attribute(apply(box, weld()), "POSITION")) == 24
    assert len(attribute(apply(without_normals(box), weld()), "POSITION")) == 8


def test_weld_indexes_loose_triangles_and_drops_empty_ones() -> None:
    points = np.array(
        [[0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [5, 5, 5], [5, 5, 5], [5, 5, 5]]
    )
    loose = build.document(points, np.arange(9).reshape(3, 3))
    primitive = {key: value for key, value in loose.gltf["meshes"][0]["primitives"][0].items() if key != "indices"}
    welded = apply(replace(loose, gltf={**loose.gltf, "meshes": [{"primitives": [primitive]}]}), weld())
    primitive = welded.gltf["meshes"][0]["primitives"][0]
    assert len(welded.accessors[primitive["indices"]]) == 6
    assert len(attribute(welded, "POSITION")) == 4
