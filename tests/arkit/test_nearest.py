from __future__ import annotations

import numpy as np

from arkit.nearest import nearest, on_triangles


def test_against_every_triangle_tried() -> None:
    random = np.random.default_rng(4)
    sizes = np.exp(random.normal(size=(300, 1, 1)) * 1.5 - 2)
    triangles = random.normal(size=(300, 1, 3)) + random.normal(size=(300, 3, 3)) * sizes
    points = random.normal(size=(200, 3)) * 2
    found = nearest(points, triangles)
    each = np.stack([on_triangles(np.broadcast_to(one, (300, 3)), triangles)[0] for one in points])
    assert np.array_equal(found.distance, each.min(axis=1))
    placed = np.einsum("ij,ijk->ik", found.weights, triangles[found.triangle])
    assert np.allclose(np.linalg.norm(placed - points, axis=1), found.distance, atol=1e-12)
    assert np.allclose(found.weights.sum(axis=1), 1)


def test_inside_edge_corner_and_a_triangle_without_area() -> None:
    triangle = np.array([[0.0, 0, 0], [2, 0, 0], [0, 2, 0]])
    points = np.array([[0.5, 0.5, 3], [1, -1, 0], [-3, -4, 0], [2, 2, 0]])
    distance, weights = on_triangles(points, np.broadcast_to(triangle, (4, 3, 3)))
    assert np.allclose(distance, [3, 1, 5, np.sqrt(2)])
    assert np.allclose(weights, [[0.5, 0.25, 0.25], [0.5, 0.5, 0], [1, 0, 0], [0, 0.5, 0.5]])
    flat = np.array([[[0.0, 0, 0], [1, 0, 0], [2, 0, 0]]])
    assert np.allclose(nearest(np.array([[1.5, 2, 0]]), flat).distance, 2)


def test_a_point_far_from_everything_finds_it() -> None:
    triangle = np.array([[[0.0, 0, 0], [1e-3, 0, 0], [0, 1e-3, 0]]])
    assert np.allclose(nearest(np.array([[0, 0, 100.0]]), triangle).distance, 100)
