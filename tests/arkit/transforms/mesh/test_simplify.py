from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from arkit.document import Document, bounds, triangle_count, values
from arkit.errors import CheckError
from arkit.nearest import nearest
from arkit.transforms import apply, simplify
from arkit.transforms.mesh.apart import apart
from arkit.transforms.mesh.simplify import Tolerance, pixel_m, simplified
from tests import build


def plate(side: int = 30, *, bend: float = 0.0, at: float = 0.0) -> Document:
    """A square metre in the xy plane, uv over the whole picture, bent into a wave of `bend` metres."""
    x, y = np.meshgrid(np.linspace(0, 1, side + 1), np.linspace(0, 1, side + 1))
    z = bend * np.sin(x * 2 * np.pi)
    slope = bend * 2 * np.pi * np.cos(x * 2 * np.pi)
    normals = np.stack([-slope, np.zeros_like(x), np.ones_like(x)], axis=-1).reshape(-1, 3)
    corner = (np.arange(side)[:, None] * (side + 1) + np.arange(side)).reshape(-1)
    a, b, c, d = corner, corner + 1, corner + side + 2, corner + side + 1
    triangles = np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
    return build.document(
        np.stack([x + at, y, z], axis=-1).reshape(-1, 3),
        triangles,
        normals=normals / np.linalg.norm(normals, axis=1, keepdims=True),
        uv=np.stack([x, 1 - y], axis=-1).reshape(-1, 2),
        image=build.png(build.checkerboard()),
    )


def surface(document: Document, primitive: int = 0) -> np.ndarray:
    one = document.gltf["meshes"][primitive]["primitives"][0]
    corners = document.accessors[one["indices"]].reshape(-1, 3)
    return values(document, one["attributes"]["POSITION"])[corners]


def test_a_flat_plate_becomes_a_few_triangles_of_the_same_shape() -> None:
    flat = plate()
    small = apply(flat, simplify(0.5))
    assert triangle_count(small) < 40
    assert np.allclose(bounds(small), bounds(flat))
    area = np.linalg.norm(np.cross(*(surface(small)[:, place] - surface(small)[:, 0] for place in (1, 2))), axis=1)
    assert area.sum() / 2 == pytest.approx(1, abs=1e-6)
    assert len(small.accessors[small.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"]]) < 40


def test_the_error_stays_within_what_was_stated() -> None:
    ball = build.sphere(0.2, rows=40)
    one_px = pixel_m(ball, height_px=1080, distance_m=1.0, fov_y_rad=np.radians(45))
    for error_px in (0.5, 2.0):
        small, done = simplified(ball, Tolerance(error_px * one_px, np.radians(3)))
        assert triangle_count(small) < triangle_count(ball) * 0.95
        away = nearest(ball.accessors[0].astype(np.float64), surface(small)).distance.max()
        assert away <= error_px * one_px
        assert done[0].apart.surface_m <= error_px * one_px
        assert done[0].before == triangle_count(ball) and done[0].after == triangle_count(small)


def test_a_picture_does_not_slide() -> None:
    wavy = plate(40, bend=0.0)
    uv = wavy.gltf["meshes"][0]["primitives"][0]["attributes"]["TEXCOORD_0"]
    bent = wavy.accessors[uv].copy()
    bent[:, 0] += 0.04 * np.sin(bent[:, 0] * 12)
    wavy = replace(wavy, accessors=tuple(bent if index == uv else one for index, one in enumerate(wavy.accessors)))
    small = apply(wavy, simplify(1.0, distance_m=None))
    assert 40 < triangle_count(small) < triangle_count(wavy)
    points = wavy.accessors[wavy.gltf["meshes"][0]["primitives"][0]["attributes"]["POSITION"]].astype(np.float64)
    found = nearest(points, surface(small))
    primitive = small.gltf["meshes"][0]["primitives"][0]
    corners = small.accessors[primitive["indices"]].reshape(-1, 3)[found.triangle]
    there = np.einsum("ij,ijk->ik", found.weights, values(small, primitive["attributes"]["TEXCOORD_0"])[corners])
    one_px = pixel_m(wavy, height_px=1080, distance_m=None, fov_y_rad=np.radians(45))
    assert np.quantile(np.linalg.norm(there - bent, axis=1), 0.97) <= 1.5 * one_px


def test_parts_that_touch_stay_together() -> None:
    pair = build.together(build.sphere(0.2, rows=40), build.sphere(0.2, rows=40))
    assert triangle_count(apply(pair, simplify(1.0))) == triangle_count(pair)


def test_bent_and_morphed_meshes_and_small_ones_stay() -> None:
    ball = build.sphere(0.2, rows=40)
    skinned = replace(ball, gltf={**ball.gltf, "nodes": [{"mesh": 0, "skin": 0}], "skins": [{"joints": [0]}]})
    primitive: dict[str, Any] = {**ball.gltf["meshes"][0]["primitives"][0], "targets": [{"POSITION": 0}]}
    morphed = replace(ball, gltf={**ball.gltf, "meshes": [{"primitives": [primitive]}]})
    for one in (skinned, morphed, build.box(1, 1, 1)):
        assert triangle_count(apply(one, simplify(2.0))) == triangle_count(one)


def test_what_saves_next_to_nothing_is_left_as_it_was() -> None:
    ball = build.sphere(0.2, rows=12)
    assert apply(ball, simplify(0.05)).accessors == ball.accessors


def test_apart_of_a_plate_lifted_in_the_middle() -> None:
    points = np.array([[0.0, 0, 0], [1, 0, 0], [1, 1, 0], [0, 1, 0], [0.5, 0.5, 0.1]])
    fan = np.array([[0, 1, 4], [1, 2, 4], [2, 3, 4], [3, 0, 4]])
    flat = np.array([[0, 1, 2], [0, 2, 3]])
    assert apart(points, fan, flat).surface_m == pytest.approx(0.1)
    assert apart(points, fan, fan).surface_m < 1e-12


def test_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(CheckError, match="simplify: expected"):
        simplify(0)
