"""The grid's neighbours are those of SciPy's tree."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from arkit.transforms.mesh.neighbours import neighbours


def ball(count: int, seed: int = 0) -> np.ndarray:
    way = np.random.default_rng(seed).normal(size=(count, 3))
    return way / np.linalg.norm(way, axis=1)[:, None] * (1, 0.2, 3) + 100


@pytest.mark.parametrize("count", [500, 12_000])
def test_the_nearest_twelve_are_found(count: int) -> None:
    points, probes = ball(count), ball(300, seed=1)
    expected, which = cKDTree(points).query(probes, k=12)
    places, distances = neighbours(points, probes, 12)
    np.testing.assert_allclose(distances[:, 0], expected[:, 0], atol=1e-12)
    assert (places == which).mean() > 0.99


def test_what_is_far_off_has_no_neighbours() -> None:
    places, distances = neighbours(ball(2000), np.array([[100.0, 105.0, 100.0], [-5.0, 0.0, 0.0]]), 3)
    assert np.isinf(distances).all()
    assert places.shape == (2, 3)


def test_points_in_one_place() -> None:
    places, distances = neighbours(np.ones((4, 3)), np.ones((1, 3)), 2)
    assert (distances == 0).all() and set(places[0]) <= {0, 1, 2, 3}
