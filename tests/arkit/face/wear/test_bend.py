"""Glasses in one piece are opened like hinged ones, and nothing of them tears."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.document import Document
from arkit.face.ears.find import find_ear
from arkit.face.wear.bend import bent, find_grown_temples
from arkit.face.wear.glasses import fit_glasses
from arkit.face.wear.temples import front_points
from arkit.spaces import apply, rotation_y
from tests.arkit.face.wear.test_glasses import box, face, sheet


def one_piece(width_m: float = 0.13, node: dict | None = None) -> Document:
    """A plate and two straight temples in one mesh; the corners are those of the fitting tests."""
    half = width_m / 2
    temple = box((-0.001, -0.002, -0.14), (0.001, 0.002, 0.0))
    temples = [temple + np.array([side * half, 0.006, -0.008]) for side in (1, -1)]
    points = np.concatenate([sheet(width_m, 0.02, 0.0), *temples]).astype(np.float32)
    gltf = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, **(node or {})}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "accessors": [{"componentType": 5126, "count": len(points), "type": "VEC3"}],
    }
    return Document(gltf, (points,))


def test_temples_are_found_by_where_they_are() -> None:
    left, right = find_grown_temples(one_piece())
    assert left.hinge_m[0] == pytest.approx(0.065, abs=0.002) and right.hinge_m[0] == pytest.approx(-0.065, abs=0.002)
    assert left.points_m[:, 2].min() == pytest.approx(-0.148) and left.nodes == ()
    plate = one_piece()
    flat = Document(
        plate.gltf | {"accessors": [plate.gltf["accessors"][0] | {"count": 615}]}, (plate.accessors[0][:615],)
    )
    assert find_grown_temples(flat) == ()


@pytest.mark.parametrize("node", [{}, {"rotation": [0, 1, 0, 0], "scale": [-1, 1, -1]}, {"translation": [0, 0.001, 0]}])
def test_bending_turns_the_temple_and_leaves_the_front(node: dict) -> None:
    document = one_piece(node=node)
    left = find_grown_temples(document)[0]
    before, after = front_points(document), front_points(bent(document, left, rotation_y(0.1)))
    still = (before[:, 2] > left.hinge_m[2]) | (before[:, 0] < 0)
    np.testing.assert_allclose(after[still], before[still], atol=1e-7)
    end = before[:, 2] < -0.1
    expected = (before - left.hinge_m) @ rotation_y(0.1).T + left.hinge_m
    np.testing.assert_allclose(after[end & ~still], expected[end & ~still], atol=1e-6)


def test_one_piece_reaches_the_ears() -> None:
    person = face()
    fit = fit_glasses(one_piece(), person)
    points = apply(fit.placement.T_space_product, front_points(fit.document))
    for side, sign in (("left", 1), ("right", -1)):
        rest = find_ear(person.rest_shape_m, 1.0, side).rest_m
        at_ear = points[(np.abs(points[:, 2] - rest[2]) < 0.006) & (points[:, 0] * sign > 0)]
        assert np.abs(np.abs(at_ear[:, 0]) - abs(rest[0])).min() < 0.005
    plate = points[points[:, 2] > points[:, 2].max() - 0.005]
    assert np.ptp(plate[:, 0]) == pytest.approx(0.13, abs=1e-3)
