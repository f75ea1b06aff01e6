"""A product's shape: its hull, its outlines by height, and whether it has hollows."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.room.space.shape import box_shape, hull_2d, mesh_shape
from tests.arkit.room.space.solid import boxes, corner_sofa


def test_a_closed_box_is_full_and_set_down_in_its_middle() -> None:
    shape = mesh_shape(*boxes(((3, 5, -2), (4, 5.4, 0))))
    assert shape.full and shape.size_m == pytest.approx([1, 0.4, 2])
    assert shape.corners_m.min(axis=0) == pytest.approx([-0.5, 0, -1])
    assert len(shape.solids_m) == 1


def test_an_l_has_a_hollow_and_two_solid_parts() -> None:
    shape = mesh_shape(*corner_sofa())
    assert not shape.full and shape.size_m == pytest.approx([2.4, 0.7, 2.0])
    extents = sorted(np.ptp(part, axis=0).round(3).tolist() for part in shape.solids_m)
    assert [0.8, 0.7, 2.0] in extents or [2.4, 0.7, 0.8] in extents


def test_slabs_follow_a_lamp() -> None:
    foot, pole = ((-0.2, 0, -0.2), (0.2, 0.05, 0.2)), ((-0.02, 0.05, -0.02), (0.02, 1.5, 0.02))
    shape = mesh_shape(*boxes(foot, pole))
    assert np.ptp(shape.slabs[0].outline_m, axis=0) == pytest.approx([0.4, 0.4])
    assert np.ptp(shape.slabs[-1].outline_m, axis=0) == pytest.approx([0.04, 0.04])
    assert shape.slabs[-1].top_m == pytest.approx(1.5)


def test_the_silhouette_of_an_l_has_its_inner_corner() -> None:
    shape = mesh_shape(*corner_sofa())
    inner = np.array([0.8, 0.8]) - (1.2, 1.0)
    assert np.linalg.norm(shape.rim_m - inner, axis=1).min() <= shape.rim_slack_m
    hollow = np.array([1.6, 1.4]) - (1.2, 1.0)
    assert np.linalg.norm(shape.rim_m - hollow, axis=1).min() > 0.3


def test_a_round_hull_keeps_its_volume_and_an_outline_of_few_sides_holds_it() -> None:
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    rim = np.stack([np.cos(angle), 0 * angle, np.sin(angle)], axis=1)
    points = np.concatenate([rim, rim + np.array([0.0, 0.5, 0.0])])
    middle = [(i, (i + 1) % 400, 400 + i) for i in range(400)]
    shape = mesh_shape(points, np.array(middle))
    assert len(shape.corners_m) == 800 and len(shape.outline_m) == 64
    assert np.linalg.norm(shape.outline_m, axis=1).min() >= 0.999
    assert np.linalg.norm(shape.outline_m, axis=1).max() <= 1.002


def test_hull_2d_goes_once_around() -> None:
    grid = np.array([(x, z) for x in range(4) for z in range(3)], dtype=float)
    hull = hull_2d(grid)
    assert len(hull) == 4
    x, z = hull.T
    assert (x @ np.roll(z, -1) - z @ np.roll(x, -1)) / 2 == pytest.approx(6)


@pytest.mark.parametrize(
    ("size", "words"),
    [((0, 1, 1), "each above 0|width"), ((np.nan, 1, 1), "width"), ((220, 91, 83), "millimetres"), ((1, 1), "width")],
)
def test_sizes_that_no_product_has(size: tuple[float, ...], words: str) -> None:
    with pytest.raises(CheckError, match=words):
        box_shape(size)


def test_no_triangles() -> None:
    with pytest.raises(CheckError, match="triangles"):
        mesh_shape(np.zeros((0, 3)), np.zeros((0, 3), dtype=int))
