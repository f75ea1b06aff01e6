"""Walls tell how high the camera stands where the floor was first taken for another thing."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.frame import Camera, project
from arkit.room.follow.foot import height_by_walls
from arkit.room.follow.keyframe import FREE, KeyFrame
from arkit.room.snap import wall_plane
from arkit.room.view import room_pose
from arkit.spaces import apply, pose
from arkit.surface import Plane

CAMERA = Camera(1280, 720, 900.0, 900.0, 640.0, 360.0)
EYE_M, WALL_M = 1.45, 3.0
T = room_pose(np.eye(3), EYE_M)
OUTLINE = np.array([[-2.0, 0.0], [2.0, 0.0], [2.0, -2.5], [-2.0, -2.5]])
PLANES = (Plane("floor", pose()), wall_plane(np.array([0.0, 0.0, -WALL_M]), np.array([0.0, 0.0, 1.0]), OUTLINE))


def followed(points_m: np.ndarray, times: float, sd: float = 0.01) -> KeyFrame:
    """Places as they come out `times` as far as the first picture's height says, each as sure as `sd` of that."""
    eye = np.array([0.0, EYE_M, 0.0])
    far = eye + times * (points_m - eye)
    count, gray = len(far), np.zeros((720, 1280), dtype=np.uint8)
    none = np.zeros(count, dtype=np.int64)
    pixels = project(CAMERA, apply(T, far))
    surface = np.full(count, FREE)
    return KeyFrame(gray, T, pixels, far, sd * (far - eye), surface, np.ones(count), none, none.astype(bool))


def on_wall(count: int) -> np.ndarray:
    rng = np.random.default_rng(4)
    return np.stack([rng.uniform(-1.8, 1.8, count), rng.uniform(0.4, 2.2, count), np.full(count, -WALL_M)], axis=1)


@pytest.mark.parametrize("times", [1.0, 1.55])
def test_places_on_a_wall_tell_the_height(times: float) -> None:
    rng = np.random.default_rng(5)
    wall = on_wall(80)
    before = wall[:30] * (1, 1, rng.uniform(0.5, 0.9))  # a wardrobe before it
    key = followed(np.concatenate([wall, before]), times)
    assert height_by_walls(key, CAMERA, PLANES) == pytest.approx(times, rel=0.01)


def test_few_or_unsure_places_tell_nothing() -> None:
    assert height_by_walls(followed(on_wall(20), 1.5), CAMERA, PLANES) is None
    assert height_by_walls(followed(on_wall(80), 1.5, sd=0.2), CAMERA, PLANES) is None
    assert height_by_walls(followed(on_wall(80), 1.5), CAMERA, PLANES[:1]) is None


def test_places_that_disagree_tell_nothing() -> None:
    eye = np.array([0.0, EYE_M, 0.0])
    scattered = eye + np.linspace(0.4, 1.6, 90)[:, None] * (on_wall(90) - eye)
    assert height_by_walls(followed(scattered, 1.0), CAMERA, PLANES) is None
