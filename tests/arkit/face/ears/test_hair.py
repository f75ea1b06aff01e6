"""Hair is seen where skin should be, and hides what lies behind it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.face.canonical import canonical_face
from arkit.face.ears.find import SIDES, find_ear
from arkit.face.ears.hair import VOTES, CoverVotes, ear_covered, hair_mesh
from arkit.frame import Frame, project
from arkit.spaces import apply
from tests.arkit.face.synthetic import SKIN, camera, head_pose, landmarks
from tests.arkit.face.wear.test_occluder import hits


def scene(hair_side: str) -> tuple[Frame, np.ndarray, np.ndarray]:
    """Noisy skin everywhere, and dark hair round one ear."""
    view, T_camera_face = camera(), head_pose(at_m=(0, 0, -0.45))
    rng = np.random.default_rng(0)
    pixels = np.clip(np.array(SKIN) + rng.normal(0, 6, (view.height, view.width, 3)), 0, 255).astype(np.uint8)
    ear = find_ear(canonical_face().positions_m, 1.0, hair_side)
    middle = project(view, apply(T_camera_face, ear.top_m[None]))[0]
    cv2.circle(pixels, tuple(int(value) for value in middle), 26, (45, 33, 28), -1)
    return Frame(pixels, 0.0, view), landmarks(view, T_camera_face), T_camera_face


@pytest.mark.parametrize("hair_side", SIDES)
def test_the_covered_ear_is_told_from_the_bare_one(hair_side: str) -> None:
    frame, points, T_camera_face = scene(hair_side)
    shape = canonical_face().positions_m
    found = [ear_covered(frame, points, find_ear(shape, 1.0, side), T_camera_face) for side in SIDES]
    assert found == [side == hair_side for side in SIDES]


def test_an_ear_outside_the_picture_is_not_judged() -> None:
    frame, points, T_camera_face = scene("left")
    T_camera_face = T_camera_face.copy()
    T_camera_face[0, 3] = 0.6
    assert not ear_covered(frame, points, find_ear(canonical_face().positions_m, 1.0, "left"), T_camera_face)


@pytest.mark.parametrize("side", SIDES)
def test_hair_hides_a_temple_from_before_and_from_the_side(side: str) -> None:
    sign = 1.0 if side == "left" else -1.0
    mesh = hair_mesh(canonical_face().positions_m, side, 1.0)
    temple = np.array([sign * 0.076, 0.006, -0.06])
    assert hits(np.array([0.0, 0.0, 0.6]), temple, mesh)
    assert hits(np.array([sign * 0.6, 0.0, 0.0]), temple, mesh)
    assert not hits(np.array([0.0, 0.0, 0.6]), np.array([sign * 0.066, 0.006, 0.012]), mesh)


def test_one_look_does_not_overturn_many() -> None:
    votes = CoverVotes()
    assert votes.covered("left", True)
    for _ in range(VOTES):
        votes.covered("left", True)
    assert votes.covered("left", False)
    assert not CoverVotes().covered("right", False)
