"""What a remembered picture learns of its floor."""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera, project
from arkit.room.follow.keyframe import FREE, KeyFrame
from arkit.room.follow.motion import eye_m
from arkit.spaces import apply
from tests.arkit.room.follow import filmed as made

CAMERA = Camera(1280, 720, 900.0, 900.0, 640.0, 360.0)
T = made.walk(0.0)


def key_of(points_m: np.ndarray, sd_m: float = 0.004) -> KeyFrame:
    count = len(points_m)
    spread = np.tile([0.0, sd_m, 0.0], (count, 1))
    pixels = project(CAMERA, apply(T, points_m))
    surface = np.full(count, FREE)
    none = np.zeros(count, dtype=np.int64)
    gray = np.zeros((720, 1280), dtype=np.uint8)
    return KeyFrame(gray, T, pixels, points_m.copy(), spread, surface, np.ones(count), none, none.astype(bool))


def scattered(rng: np.random.Generator, count: int, low_m: float, high_m: float) -> np.ndarray:
    return np.stack([rng.uniform(-1, 1, count), rng.uniform(low_m, high_m, count), rng.uniform(-4, -2, count)], axis=1)


def test_a_bed_taken_for_the_floor_makes_the_room_smaller() -> None:
    """The room as it comes out where a bed of 50 cm was taken for the floor: all distances are too large."""
    rng = np.random.default_rng(1)
    true = np.concatenate([scattered(rng, 40, 0.5, 0.5), scattered(rng, 20, 0, 0.01), scattered(rng, 60, 0.1, 1.2)])
    eye = eye_m(T)
    too_large = eye[1] / (eye[1] - 0.5)
    key = key_of(eye + too_large * (true - eye))
    assert key.points_m[:, 1].min() < -0.5
    height = key.level_below()
    assert height is not None
    key.shrink(height)
    assert np.abs(key.points_m - true).max() < 0.03
    assert np.allclose(project(CAMERA, apply(T, key.points_m)), key.pixels)


def test_a_room_that_stands_on_its_floor_stays() -> None:
    rng = np.random.default_rng(2)
    points = np.concatenate(
        [scattered(rng, 40, -0.02, 0.02), scattered(rng, 60, 0.1, 1.2), scattered(rng, 3, -1, -0.5)]
    )
    key = key_of(points)
    assert key.level_below() is None
    assert (key.points_m == points).all()


def test_what_came_out_on_the_floor_is_held_there() -> None:
    key = key_of(np.array([[0.0, 0.02, -2.5], [0.3, 0.3, -2.5], [0.2, 0.25, -3.0]]), sd_m=0.02)
    key.settle()
    assert 0 < key.points_m[0, 1] < 0.01
    assert abs(key.spread_m[0, 1]) < 0.015
    assert np.allclose(key.points_m[1:, 1], [0.3, 0.25])
