"""Distances of outlines against brute force on their rims."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.room.space.obstacles import padded
from arkit.room.space.polygons import separations_m, slides_m
from arkit.room.space.shape import hull_2d

SQUARE = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def rim(outline: np.ndarray, count: int = 120) -> np.ndarray:
    part = np.linspace(0, 1, count)[:, None, None]
    return (outline * (1 - part) + np.roll(outline, -1, axis=0) * part).reshape(-1, 2)


def test_distance_is_that_of_the_nearest_rim_points() -> None:
    generator = np.random.default_rng(2)
    for _ in range(12):
        one, other = (hull_2d(generator.normal(size=(7, 2))) for _ in range(2))
        other = other + generator.normal(size=2) * 3 + (4, 0)
        found = separations_m(one, padded(other[:8])[None])[0]
        exact = np.linalg.norm(rim(one)[:, None] - rim(other[:8])[None], axis=2).min()
        assert found == pytest.approx(exact, abs=0.02) if found > 0 else exact < 0.05


def test_overlap_depth_of_squares_segments_and_points() -> None:
    wall = padded(np.array([(0.3, -5.0), (0.3, 5.0)]))
    inside = padded(np.array([(0.0, 0.1)]))
    apart = padded(SQUARE + np.array([3.0, 0.0]))
    assert separations_m(SQUARE, np.stack([wall, inside, apart])) == pytest.approx([-0.2, -0.4, 2.0])


def test_sliding_stops_at_the_first_touch() -> None:
    corner = padded(np.array([(2.0, 0.2), (3.0, -0.3), (3.0, 0.7)]))
    beside = padded(SQUARE + np.array([2.0, 1.0005]))
    behind = padded(SQUARE - np.array([2.0, 0.0]))
    distance, where = slides_m(SQUARE, np.stack([corner, beside, behind]), np.array([1.0, 0.0]))
    assert distance[0] == pytest.approx(1.5) and np.isinf(distance[1:]).all()
    assert where[0] == pytest.approx(0.2)


def test_a_long_wall_beside_and_behind_is_not_ahead() -> None:
    wall = padded(np.array([(-9.0, 0.6), (9.0, 0.6), (9.0, 0.65), (-9.0, 0.65)]))
    turned = SQUARE @ np.array([[np.cos(0.1), np.sin(0.1)], [-np.sin(0.1), np.cos(0.1)]])
    ahead = np.array([np.cos(0.1), np.sin(0.1)])
    assert slides_m(turned, wall[None], ahead)[0][0] == pytest.approx((0.6 - (turned @ (0, 1)).max()) / np.sin(0.1))
    assert slides_m(SQUARE, wall[None], np.array([1.0, 0.0]))[0][0] == np.inf
