from __future__ import annotations

import numpy as np
import pytest

from arkit.document import (
    Document,
    bounds,
    indices,
    instances,
    material_index,
    moved,
    node_matrix,
    rooted,
    triangle_count,
    values,
    variant_names,
    vertex_count,
)
from arkit.errors import CheckError, NotFoundError
from tests import build


def volume(document: Document) -> float:
    points = document.accessors[0].astype(np.float64)
    corners = points[indices(document, document.gltf["meshes"][0]["primitives"][0])]
    return float(np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) / 6)


def test_box_has_the_stated_size_and_faces_outward() -> None:
    box = build.box(1, 2, 3, at=(0, 1, 0))
    low, high = bounds(box)
    assert low.tolist() == [-0.5, 0, -1.5]
    assert high.tolist() == [0.5, 2, 1.5]
    assert volume(build.box(1, 2, 3)) == pytest.approx(6)


def test_sphere_volume_tends_to_four_thirds_pi() -> None:
    assert volume(build.sphere(1, rows=60)) == pytest.approx(4 / 3 * np.pi, rel=2e-3)


def test_moved_twice_uses_one_root() -> None:
    once = moved(build.box(1, 1, 1), np.array([0, 0.5, 0]))
    twice = moved(once, np.array([2.0, 0, 0]))
    assert len(twice.gltf["nodes"]) == len(once.gltf["nodes"]) == 2
    assert np.allclose(bounds(twice), [[1.5, 0, -0.5], [2.5, 1, 0.5]])


def test_rooted_scales_about_the_origin() -> None:
    low, high = bounds(rooted(build.box(1, 1, 1), np.diag([2.0, 2, 2, 1])))
    assert np.allclose([low, high], [[-1, -1, -1], [1, 1, 1]])


def test_node_matrix_turns_a_quarter_about_y() -> None:
    half = np.sqrt(0.5)
    matrix = node_matrix({"rotation": [0, half, 0, half], "translation": [1, 2, 3], "scale": [2, 2, 2]})
    assert np.allclose(matrix @ [0, 0, 1, 1], [3, 2, 3, 1])


def test_a_node_reached_twice_is_refused() -> None:
    box = build.box(1, 1, 1)
    looped = Document({**box.gltf, "nodes": [{"mesh": 0, "children": [0]}]}, box.accessors)
    with pytest.raises(CheckError, match="reached twice"):
        list(instances(looped))


@pytest.mark.parametrize("mode,expected", [(5, [[0, 1, 2], [3, 2, 1]]), (6, [[0, 1, 2], [0, 2, 3]]), (1, [])])
def test_indices_of_strips_fans_and_lines(mode: int, expected: list[list[int]]) -> None:
    quad = build.document(np.zeros((4, 3)), np.zeros((1, 3)))
    got = indices(quad, {"attributes": {"POSITION": 0}, "mode": mode})
    assert got.tolist() == expected


def test_values_maps_normalized_integers() -> None:
    packed = build.with_accessor(Document({}), np.array([[-32768], [0], [32767]], dtype=np.int16), normalized=True)
    assert values(packed, 0).reshape(-1).tolist() == [-1, 0, 1]


def test_counts_follow_instances_and_shared_positions() -> None:
    box = build.box(1, 1, 1)
    twice = Document({**box.gltf, "nodes": [{"mesh": 0}, {"mesh": 0}], "scenes": [{"nodes": [0, 1]}]}, box.accessors)
    assert triangle_count(twice) == 24
    assert vertex_count(twice) == 24


def test_variants_choose_their_material() -> None:
    box = build.box(1, 1, 1)
    mapping = {"extensions": {"KHR_materials_variants": {"mappings": [{"material": 1, "variants": [1]}]}}}
    primitive = {**box.gltf["meshes"][0]["primitives"][0], **mapping}
    names = {"KHR_materials_variants": {"variants": [{"name": "grey"}, {"name": "red"}]}}
    document = Document({**box.gltf, "extensions": names}, box.accessors)
    assert variant_names(document) == ("grey", "red")
    assert material_index(document, primitive) == 0
    assert material_index(document, primitive, "red") == 1
    assert material_index(document, primitive, "grey") == 0
    with pytest.raises(NotFoundError, match='got "blue"'):
        material_index(document, primitive, "blue")


def test_wrong_counts_are_refused_at_birth() -> None:
    with pytest.raises(CheckError, match="expected 1 accessor arrays, got 0"):
        Document({"accessors": [{}]})
    with pytest.raises(CheckError, match="expected 0 images, got 1"):
        Document({}, images=(b"",))


def test_bounds_of_nothing_is_an_error() -> None:
    with pytest.raises(NotFoundError, match="at least one triangle"):
        bounds(Document({"scenes": [{"nodes": []}]}))


def test_copies_of_gpu_instancing_stand_where_they_are_put() -> None:
    document = build.with_accessor(build.box(1, 1, 1), np.array([[0, 0, 0], [4, 0, 0], [0, 0, -2]], dtype=np.float32))
    document = build.with_accessor(document, np.array([[1, 1, 1], [1, 1, 1], [2, 2, 2]], dtype=np.float32))
    half = np.sqrt(0.5)
    document = build.with_accessor(
        document, np.array([[0, 0, 0, 1], [0, half, 0, half], [0, 0, 0, 1]], dtype=np.float32)
    )
    first = len(document.accessors) - 3
    gltf = dict(document.gltf)
    attributes = {"TRANSLATION": first, "SCALE": first + 1, "ROTATION": first + 2}
    extension = {"EXT_mesh_gpu_instancing": {"attributes": attributes}}
    gltf["nodes"] = [{**gltf["nodes"][0], "extensions": extension, "translation": [10, 0, 0]}]
    document = Document(gltf, document.accessors)
    one = bounds(build.box(1, 1, 1))
    low, high = bounds(document)
    assert triangle_count(document) == 36
    assert high[0] == pytest.approx(14 + one[1][0])
    assert low[0] == pytest.approx(10 + 2 * one[0][0])
    assert low[2] == pytest.approx(-2 + 2 * one[0][2])
    assert len({instance.node for instance in instances(document)}) == 1
