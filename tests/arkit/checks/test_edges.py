from __future__ import annotations

import numpy as np

from arkit.checks.edges import edges, joined_corners
from tests import build


def test_a_closed_box_has_neither_open_nor_crowded_edges() -> None:
    found = edges(build.box(1, 2, 3))
    assert (found.crowded, found.open, found.flat) == (0, 0, 0)


def test_three_sheets_on_one_edge_are_crowded() -> None:
    points = np.array([[0, 0, 0], [0, 1, 0], [1, 0, 0], [-1, 0, 0], [0, 0, 1]], float)
    found = edges(build.document(points, np.array([[0, 1, 2], [0, 1, 3], [0, 1, 4]])))
    assert (found.crowded, found.open) == (1, 6)


def test_a_needle_without_area_is_counted() -> None:
    points = np.array([[0, 0, 0], [1, 0, 0], [2, 0, 0], [0, 1, 0]], float)
    assert edges(build.document(points, np.array([[0, 1, 2], [0, 1, 3]]))).flat == 1


def test_points_at_one_place_have_one_number() -> None:
    numbers = joined_corners(np.array([[0, 0, 0], [5, 0, 0], [0, 0, 1e-9], [5, 5, 5]], float))
    assert numbers[0] == numbers[2]
    assert len(set(numbers.tolist())) == 3
