from __future__ import annotations

import numpy as np
import pytest

from arkit.checks import color_difference, deviation_m, sample, triangle_soup
from arkit.document import moved
from arkit.nearest import on_triangles
from tests import build

pytest.importorskip("open3d", reason="open3d is not installed")


def test_a_surface_lies_on_itself() -> None:
    ball = build.sphere(0.4, rows=20)
    assert deviation_m(ball, ball) < 1e-6


@pytest.mark.parametrize("apart_m", [0.0001, 0.003, 0.05])
def test_balls_inside_each_other_are_their_radii_apart(apart_m: float) -> None:
    outer, inner = build.sphere(0.5, rows=40), build.sphere(0.5 - apart_m, rows=40)
    assert deviation_m(outer, inner) == pytest.approx(apart_m, rel=0.02)


def test_a_missing_part_is_seen_from_either_side() -> None:
    chair = build.together(build.box(1, 1, 1), build.box(0.1, 0.1, 0.1, at=(0, 0.8, 0)))
    assert deviation_m(chair, build.box(1, 1, 1)) == pytest.approx(0.35, abs=1e-6)
    assert deviation_m(build.box(1, 1, 1), chair) == pytest.approx(0.35, abs=1e-6)


def test_slivers_do_not_spoil_it() -> None:
    """A 2 m board 1 mm thick, cut into needles: float32 alone is wrong by tenths of a millimetre here."""
    x = np.linspace(0, 2, 60)
    points = np.concatenate([np.stack([x, x * 0, x * 0], axis=1), np.stack([x, x * 0 + 1e-3, x * 0], axis=1)])
    fan = np.array(
        [[0, place, place + 1] for place in range(1, 59)] + [[119, place, place + 1] for place in range(60, 118)]
    )
    board = build.document(points, fan)
    assert deviation_m(board, board) < 1e-6
    assert deviation_m(board, moved(board, np.array([0, 0, 2e-4]))) == pytest.approx(2e-4, rel=1e-2)


def test_distance_to_a_triangle_by_region() -> None:
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0]], dtype=float)
    points = np.array([[0.2, 0.2, 3], [-1, -1, 0], [2, 0, 0], [0.5, -2, 0], [1, 1, 0]], dtype=float)
    found, _ = on_triangles(points, np.broadcast_to(corners, (5, 3, 3)))
    assert found == pytest.approx([3, np.sqrt(2), 1, 2, np.sqrt(0.5)])


def test_samples_lie_on_their_triangles_in_proportion_to_area() -> None:
    soup = triangle_soup(build.together(build.box(1, 1, 1), build.box(3, 3, 3, at=(5, 0, 0))))
    points, which = sample(soup, 5000)
    assert on_triangles(points, soup[which])[0].max() < 1e-9
    assert np.isclose((points[:, 0] > 2).mean(), 0.9, atol=0.01)


def test_colors_are_compared_by_material() -> None:
    box = build.box(1, 1, 1, color=(0.2140411, 0.2140411, 0.2140411, 1))
    assert color_difference({"box material": (0.5, 0.5, 0.5)}, box) < 1e-3
    assert color_difference({"box material": (0.2140411,) * 3}, box) > 20
    assert color_difference({"another": (1.0, 0, 0)}, box) == 0
