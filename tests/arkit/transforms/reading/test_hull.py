"""Hulls of points whose outline is known, and SciPy's on random ones."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import ConvexHull

from arkit.transforms.reading.hull import convex_hull, is_inside, polygon_area


def test_a_full_square_has_four_corners() -> None:
    grid = np.stack(np.meshgrid(np.arange(5.0), np.arange(3.0)), axis=-1).reshape(-1, 2)
    hull = convex_hull(grid)
    assert {tuple(corner) for corner in hull} == {(0, 0), (4, 0), (4, 2), (0, 2)}
    assert polygon_area(hull) == 8
    assert is_inside(np.array([1.0, 1.0]), hull) and is_inside(np.array([4.0, 1.0]), hull)
    assert not is_inside(np.array([4.1, 1.0]), hull)


@pytest.mark.parametrize("seed", range(8))
def test_the_area_is_scipys(seed: int) -> None:
    random = np.random.default_rng(seed)
    points = random.normal(size=(3000, 2)) * (1, 10.0 ** (seed - 4)) + 1000 * (seed % 2)
    expected = ConvexHull(points)
    hull = convex_hull(points)
    assert polygon_area(hull) == pytest.approx(expected.volume, rel=1e-6)
    assert len(hull) == len(expected.vertices)


@pytest.mark.parametrize("points", [[], [[1, 2]], [[1, 2], [1, 2]], [[0, 0], [1, 1], [2, 2], [3, 3]]])
def test_what_has_no_area(points: list[list[float]]) -> None:
    assert polygon_area(convex_hull(np.array(points, dtype=float).reshape(-1, 2))) == pytest.approx(0)
