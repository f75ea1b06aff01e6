"""The head is closed where it must hide, stays inside the skin, and knows its ears."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.canonical import canonical_face
from arkit.face.ears.find import SIDES, ear_px, ear_visible, find_ear
from arkit.face.shape import person_shape, surface_normals
from arkit.face.wear.occluder import head_mesh, head_occluder
from arkit.frame import project
from arkit.spaces import apply, inverse
from tests.arkit.face.synthetic import camera, head_pose, landmarks


def average() -> np.ndarray:
    return canonical_face().positions_m


def hits(start: np.ndarray, end: np.ndarray, mesh: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether the mesh lies between two points, by a dense walk through signed volumes of each triangle."""
    a, b, c = (mesh[0][mesh[1][:, corner]] for corner in range(3))

    def volume(p, q, r, s):
        return np.einsum("ij,ij->i", np.cross(q - p, r - p), s - p)

    start, end = np.broadcast_to(start, a.shape), np.broadcast_to(end, a.shape)
    crossed = volume(a, b, c, start) * volume(a, b, c, end) < 0
    sides = np.stack([volume(start, end, a, b), volume(start, end, b, c), volume(start, end, c, a)])
    return bool((crossed & ((sides > 0).all(axis=0) | (sides < 0).all(axis=0))).any())


@pytest.mark.parametrize("point_m", [(0.0, 0.0, -0.10), (0.04, 0.03, -0.05), (-0.05, 0.02, -0.09), (0.0, 0.08, -0.08)])
@pytest.mark.parametrize("eye_m", [(0.0, 0.0, 0.6), (0.5, 0.0, 0.3), (-0.5, 0.1, 0.1), (0.0, 0.5, 0.3)])
def test_what_lies_inside_the_head_is_hidden_from_everywhere(point_m: tuple, eye_m: tuple) -> None:
    assert hits(np.array(eye_m), np.array(point_m), head_mesh(average(), 1.0))


@pytest.mark.parametrize("point_m", [(0.0, 0.0, 0.04), (0.085, 0.0, -0.02), (-0.085, 0.02, -0.06), (0.0, 0.0, -0.22)])
def test_what_lies_outside_is_seen_from_its_own_side(point_m: tuple) -> None:
    point = np.array(point_m)
    away = point + np.array([np.sign(point[0]) * 0.5, 0.0, 0.5 if point[2] > 0 else 0.0 if point[0] else -0.5])
    assert not hits(away, point, head_mesh(average(), 1.0))


def test_size_is_that_of_an_adult_head() -> None:
    positions, _ = head_mesh(average(), 1.0)
    skull = positions[positions[:, 1] > -0.02]
    width, _, depth = np.ptp(skull, axis=0)
    assert 0.14 < width < 0.17
    assert 0.18 < depth < 0.23
    bigger, _ = head_mesh(average() * 1.1, 1.1)
    np.testing.assert_allclose(np.ptp(bigger, axis=0), np.ptp(positions, axis=0) * 1.1, rtol=0.01)


def test_plate_is_shrunk_inwards() -> None:
    shape = average()
    positions, _ = head_mesh(shape, 1.0)
    normals = surface_normals(shape, canonical_face().triangles)
    np.testing.assert_allclose(((positions[:468] - shape) * normals).sum(axis=1), -0.0015, atol=1e-9)
    assert normals[4] @ (0, 0, 1) > 0.7  # the tip of the nose looks forward


def test_occluder_stands_before_the_camera() -> None:
    T_camera_face = head_pose(5, 20, 0)
    positions, triangles = head_occluder(average(), T_camera_face, 1.0)
    assert triangles.min() == 0 and triangles.max() == len(positions) - 1
    assert (positions[:, 2] < 0).all()
    in_face = apply(inverse(T_camera_face), positions)
    assert np.ptp(in_face[:, 0]) > 0.16  # with ears


def test_shape_is_pulled_onto_the_landmarks() -> None:
    view, T_camera_face = camera(), head_pose(3, 15, -4)
    seen = landmarks(view, T_camera_face) + np.random.default_rng(1).normal(0, 2, (478, 2))
    shape = person_shape(seen, T_camera_face, 1.0, view)
    np.testing.assert_allclose(project(view, apply(T_camera_face, shape)), seen[:468], atol=0.2)


@pytest.mark.parametrize(("yaw_deg", "expected"), [(0, (True, True)), (50, (False, True)), (-50, (True, False))])
def test_the_far_ear_is_hidden(yaw_deg: float, expected: tuple[bool, bool]) -> None:
    """Turned to its left (yaw > 0) a face hides its left ear and shows the right one."""
    skull = head_mesh(average(), 1.0)
    T_camera_face = head_pose(yaw_deg=yaw_deg)
    seen = tuple(ear_visible(find_ear(average(), 1.0, side), T_camera_face, skull) for side in SIDES)
    assert seen == expected


def test_ears_lie_beside_the_head_left_at_plus_x() -> None:
    left, right = (find_ear(average(), 1.0, side) for side in SIDES)
    np.testing.assert_allclose(left.top_m, right.top_m * (-1, 1, 1))
    assert left.top_m[0] > 0.07 and left.top_m[1] > left.rest_m[1] > left.lobe_m[1]
    top, lobe = ear_px(left, head_pose(), camera())
    assert top[0] > 320 and lobe[1] > top[1]
