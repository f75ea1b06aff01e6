from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.document import Document, bounds, indices, values
from arkit.errors import CheckError
from arkit.spaces import pose, rotation_y
from arkit.transforms import UNIT_M, apply, center, orient, orientation, place, scale
from tests import build


def facing_out(document: Document) -> bool:
    """Whether every triangle of a convex document about its middle faces outward, as do its normals."""
    primitive = document.gltf["meshes"][0]["primitives"][0]
    points = values(document, primitive["attributes"]["POSITION"])
    corners = points[indices(document, primitive)]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    out = corners.mean(axis=1) - points.mean(axis=0)
    normals = values(document, primitive["attributes"]["NORMAL"])[indices(document, primitive)][:, 0]
    return bool(((faces * out).sum(axis=1) > 0).all() and ((normals * out).sum(axis=1) > 0).all())


def test_a_flat_document_is_rewritten_without_a_new_node() -> None:
    moved = place(pose(rotation_y(np.pi / 2), np.array([0, 1, 0])))(build.box(1, 2, 3))
    assert len(moved.gltf["nodes"]) == 1
    assert np.allclose(bounds(moved), [[-1.5, 0, -0.5], [1.5, 2, 0.5]])
    assert facing_out(moved)


def test_a_tree_keeps_its_nodes_below_a_new_root() -> None:
    box = build.box(1, 1, 1)
    tree = replace(box, gltf={**box.gltf, "nodes": [{"mesh": 0, "translation": [2, 0, 0]}]})
    moved = place(np.diag([0.001, 0.001, 0.001, 1]))(tree)
    assert moved.gltf["nodes"][0] == tree.gltf["nodes"][0]
    assert moved.gltf["nodes"][1]["name"] == "root"
    assert np.allclose(bounds(moved)[1], [0.0025, 0.0005, 0.0005])


@pytest.mark.parametrize(
    "up,top", [("y", (0, 1, 0)), ("z", (0, 0, 1)), ("x", (1, 0, 0)), ("-z", (0, 0, -1)), ("-x", (-1, 0, 0))]
)
def test_the_axis_that_pointed_up_points_up(up: str, top: tuple[float, float, float]) -> None:
    matrix = orientation(unit="cm", up=up)
    assert matrix[:3, :3] @ top == pytest.approx([0, 0.01, 0])
    assert np.linalg.det(matrix[:3, :3]) == pytest.approx(1e-6)


def test_a_z_up_front_looks_along_minus_y() -> None:
    assert orientation(unit="m", up="z")[:3, :3] @ [0, -1, 0] == pytest.approx([0, 0, 1])
    assert orientation(unit="m", up="y", front="x")[:3, :3] @ [1, 0, 0] == pytest.approx([0, 0, 1])


@pytest.mark.parametrize("unit", list(UNIT_M))
def test_units_become_metres(unit: str) -> None:
    box = apply(build.box(1, 1, 1), orient(unit=unit, up="y"))
    assert np.ptp(bounds(box), axis=0) == pytest.approx([UNIT_M[unit]] * 3)


def test_a_mirror_keeps_faces_outward() -> None:
    assert facing_out(apply(build.box(1, 2, 3), orient(unit="m", up="z", mirror=True)))


def test_unknown_unit_and_axis_are_refused() -> None:
    with pytest.raises(CheckError, match='got "yd"'):
        orientation(unit="yd", up="y")
    with pytest.raises(CheckError, match='got "w"'):
        orientation(unit="m", up="w")


@pytest.mark.parametrize(
    "pivot,low",
    [
        ("middle", (-0.5, -1, -1.5)),
        ("bottom", (-0.5, 0, -1.5)),
        ("top", (-0.5, -2, -1.5)),
        ("back", (-0.5, -1, 0)),
        ("keep", (9.5, -1, -1.5)),
    ],
)
def test_the_chosen_point_is_the_origin(pivot: str, low: tuple[float, float, float]) -> None:
    box = build.box(1, 2, 3, at=(10, 0, 0))
    assert bounds(apply(box, center(pivot)))[0] == pytest.approx(low)  # type: ignore[arg-type]


def test_scale_by_factor_and_to_a_height() -> None:
    box = build.box(1, 2, 3)
    assert np.ptp(bounds(apply(box, scale(2))), axis=0) == pytest.approx([2, 4, 6])
    assert np.ptp(bounds(apply(box, scale(height_m=0.5))), axis=0) == pytest.approx([0.25, 0.5, 0.75])
    for wrong in ({"factor": 0.0}, {"factor": float("nan")}, {}, {"factor": 1.0, "height_m": 1.0}):
        with pytest.raises(CheckError, match="scale: expected"):
            scale(**wrong)
