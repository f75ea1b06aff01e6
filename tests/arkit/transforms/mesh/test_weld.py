from __future__ import annotations

import numpy as np

from arkit.document import triangle_count
from arkit.transforms import apply, weld
from tests import build

CORNERS = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 0, 0], [1, 1, 0], [-0.0, 1, 0]])


def test_equal_vertices_become_one_and_minus_zero_is_zero() -> None:
    small = apply(build.document(CORNERS, np.array([[0, 1, 2], [3, 4, 5]])), weld())
    primitive = small.gltf["meshes"][0]["primitives"][0]
    assert len(small.accessors[primitive["attributes"]["POSITION"]]) == 4
    points = small.accessors[primitive["attributes"]["POSITION"]]
    corners = points[small.accessors[primitive["indices"]].reshape(-1)]
    assert np.array_equal(corners, CORNERS.astype(np.float32))


def test_vertices_that_differ_in_one_attribute_stay_two() -> None:
    uv = np.array([[0.0, 0], [1, 0], [0, 1], [0.5, 0], [1, 1], [0, 1]])
    small = apply(build.document(CORNERS, np.array([[0, 1, 2], [3, 4, 5]]), uv=uv), weld())
    attributes = small.gltf["meshes"][0]["primitives"][0]["attributes"]
    assert len(small.accessors[attributes["POSITION"]]) == len(small.accessors[attributes["TEXCOORD_0"]]) == 5


def test_triangles_that_lose_their_area_and_unused_vertices_go() -> None:
    small = apply(build.document(CORNERS, np.array([[0, 1, 2], [1, 3, 2]])), weld())
    assert triangle_count(small) == 1
    assert len(small.accessors[small.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]) == 3


def test_what_has_nothing_to_join_stays_as_it_is() -> None:
    box = build.box(1, 1, 1)
    assert apply(box, weld()).gltf == box.gltf
