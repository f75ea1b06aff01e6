"""Glasses rest on the nose at true size, temples lie on the ears, nothing cuts the face."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.document import Document, bounds, instances
from arkit.errors import CheckError
from arkit.face.canonical import canonical_face
from arkit.face.ears.find import find_ear
from arkit.face.size.scale import FaceScale
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import fit_glasses
from arkit.face.wear.temples import find_temples, front_points, turned
from arkit.spaces import apply, rotation_y
from arkit.surface import Measure
from arkit.track import FaceTrack
from tests.arkit.face.synthetic import camera, head_pose, landmarks


def box(low: tuple, high: tuple) -> np.ndarray:
    corners = np.array(np.meshgrid(*zip(low, high, strict=True))).reshape(3, -1).T
    along = np.linspace(0, 1, 60)[:, None]
    between = (1 - along) * corners[0] + along * corners[-1]
    between[:, :2] = corners[0, :2]
    return np.vstack([corners, between]).astype(np.float32)


def sheet(width_m: float, height_m: float, z_m: float) -> np.ndarray:
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, 41) * width_m, np.linspace(-0.5, 0.5, 15) * height_m)
    return np.stack([x, y, np.full_like(x, z_m)], axis=-1).reshape(-1, 3).astype(np.float32)


def glasses(width_m: float = 0.14, front_z_m: float = 0.0, rooted: bool = False) -> Document:
    """A plate before the eyes and two straight temples at hinges; corners 0, 1, 2 make the one triangle drawn."""
    half = width_m / 2
    hinge = (half - 0.002, 0.006, -0.008)
    plate = sheet(width_m, 0.02, front_z_m)
    temple = box((-0.001, -0.002, -0.14), (0.001, 0.002, 0.0))
    meshes = [plate, temple]
    nodes: list[dict] = [
        {"name": "frame", "mesh": 0},
        {"name": "temple_left", "mesh": 1, "translation": list(hinge)},
        {"name": "temple_right", "mesh": 1, "translation": [-hinge[0], *hinge[1:]]},
    ]
    roots = [0, 1, 2]
    if rooted:
        nodes.append({"name": "root", "children": roots, "rotation": [0, 1, 0, 0], "translation": [0.0, 0.1, 0.0]})
        roots = [3]
    gltf = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": roots}],
        "nodes": nodes,
        "meshes": [{"primitives": [{"attributes": {"POSITION": index}}]} for index in range(2)],
        "accessors": [{"componentType": 5126, "count": len(points), "type": "VEC3"} for points in meshes],
    }
    return Document(gltf=gltf, accessors=tuple(meshes))


def face(factor: float = 1.0) -> Face:
    view, T_camera_face = camera(), head_pose()
    seen = landmarks(view, T_camera_face)
    measure = Measure(63.0 * factor, 2.8)
    shape_m = canonical_face().positions_m * factor
    scale = FaceScale(Measure(factor, 0.04), measure, Measure(150.0, 8.0), "iris")
    return Face(FaceTrack(0.0, seen, T_camera_face, 0.9), scale, shape_m, shape_m)


def points_in_face(fit, name: str) -> np.ndarray:
    if name == "frame":
        points = front_points(fit.document)
    else:
        points = next(
            temple.points_m for temple in find_temples(fit.document) if (temple.hinge_m[0] > 0) == (name == "left")
        )
    return apply(fit.placement.T_space_product, points)


@pytest.mark.parametrize("factor", [0.9, 1.0, 1.12])
def test_width_on_the_face_is_the_true_width(factor: float) -> None:
    fit = fit_glasses(glasses(0.138), face(factor))
    assert np.ptp(points_in_face(fit, "frame")[:, 0]) == pytest.approx(0.138, abs=1e-6)
    np.testing.assert_allclose(np.linalg.det(fit.placement.T_space_product[:3, :3]), 1)


def test_bridge_sits_on_the_nose_at_eye_height() -> None:
    fit = fit_glasses(glasses(front_z_m=0.004), face(), sku="pair")
    x, y, z = fit.placement.T_space_product[:3, 3]
    nose = canonical_face().positions_m[6]
    assert (abs(x), abs(y - nose[1])) < (1e-6, 0.004)
    assert nose[2] - 0.004 < z < nose[2] + 0.012
    assert (fit.placement.sku, fit.placement.space) == ("pair", "face")


def test_a_front_that_would_cut_the_face_stands_off() -> None:
    near, far = (fit_glasses(glasses(front_z_m=z_m), face()) for z_m in (0.02, -0.003))
    assert near.pushed_m == 0
    assert 0.001 < far.pushed_m <= 0.010
    front = points_in_face(far, "frame")
    middle = front[np.abs(front[:, 0]) < 0.005]
    assert middle[:, 2].max() > canonical_face().positions_m[6, 2] - 0.003


@pytest.mark.parametrize("factor", [0.92, 1.0, 1.1])
def test_temples_open_to_the_ears(factor: float) -> None:
    person = face(factor)
    fit = fit_glasses(glasses(0.142), person)
    for side in ("left", "right"):
        rest = find_ear(person.rest_shape_m, factor, side).rest_m
        points = points_in_face(fit, side)
        at_ear = points[np.abs(points[:, 2] - rest[2]) < 0.006]
        assert np.abs(np.abs(at_ear[:, 0]) - abs(rest[0])).min() < 0.004
        assert abs(at_ear[:, 1].min() - rest[1]) < 0.008


def test_hinges_stay_where_they_are_when_temples_turn() -> None:
    document = glasses(rooted=True)
    left = find_temples(document)[0]
    opened = turned(document, left, rotation_y(0.1))
    again = find_temples(opened)[0]
    np.testing.assert_allclose(again.hinge_m, left.hinge_m, atol=1e-12)
    np.testing.assert_allclose(
        again.points_m, (left.points_m - left.hinge_m) @ rotation_y(0.1).T + left.hinge_m, atol=1e-9
    )
    right = find_temples(document)[1]
    np.testing.assert_allclose(find_temples(opened)[1].points_m, right.points_m)


def test_nodes_renamed_by_tools_and_split_temples_are_found() -> None:
    document = glasses()
    nodes = [dict(node) for node in document.gltf["nodes"]]
    nodes.append({**nodes[1], "name": "temple_left.001"})
    scenes = [{"nodes": [0, 1, 2, 3]}]
    split = Document({**document.gltf, "nodes": nodes, "scenes": scenes}, document.accessors)
    temples = find_temples(split)
    assert [len(temple.nodes) for temple in temples] == [2, 1]
    fit = fit_glasses(split, face())
    matrices = {
        tuple(np.round(item.T_document_node, 9).reshape(-1)) for item in instances(fit.document) if item.node in (1, 3)
    }
    assert len(matrices) == 1


def test_glasses_without_hinges_stay_in_one_piece() -> None:
    document = glasses()
    nodes = [{**node, "name": f"part{index}"} for index, node in enumerate(document.gltf["nodes"])]
    plain = Document({**document.gltf, "nodes": nodes}, document.accessors)
    fit = fit_glasses(plain, face())
    assert fit.document is plain
    np.testing.assert_allclose(bounds(fit.document), bounds(plain))


def test_glasses_in_millimetres_are_sent_to_convert() -> None:
    with pytest.raises(CheckError, match="arkit convert"):
        fit_glasses(glasses(140.0), face(), sku="pair")
