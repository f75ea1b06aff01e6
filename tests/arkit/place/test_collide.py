"""Overlaps of shapes whose answer is written out."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.place.collide import is_flat, moved, overlap, separation
from arkit.place.shape import slices, struck, triangles_of
from arkit.spaces import pose, rotation_y
from tests import build

SQUARE = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def test_the_shortest_way_out() -> None:
    assert separation(SQUARE, np.add(SQUARE, (0.8, 0.1))) == pytest.approx([0.2, 0])
    assert separation(SQUARE, np.add(SQUARE, (0.1, -0.7))) == pytest.approx([0, -0.3])
    assert separation(SQUARE, np.add(SQUARE, (1.1, 0))) == pytest.approx([0, 0])
    diamond = SQUARE @ rotation_y(np.pi / 4)[np.ix_((0, 2), (0, 2))]
    way = separation(
        SQUARE, np.add(diamond, (0.9, 0.9))
    )  # across the corner: half diagonals 0.707 and 0.5 against 1.273
    assert way == pytest.approx([0, 0], abs=1e-6)


def test_layers_let_low_things_stand_under_an_overhang() -> None:
    lamp = build.box(0.1, 1.0, 0.1, at=(0, 0.5, 0))
    shade = build.box(0.6, 0.3, 0.6, at=(0, 1.15, 0))
    triangles = np.concatenate([triangles_of(lamp), triangles_of(shade)])
    standing = slices(triangles, np.eye(4))
    low = slices(triangles_of(build.box(0.4, 0.5, 0.4, at=(0, 0.25, 0))), pose(translation=np.array([0.3, 0, 0])))
    assert overlap(standing, low) == pytest.approx([0, 0])
    tall = slices(triangles_of(build.box(0.4, 1.2, 0.4, at=(0, 0.6, 0))), pose(translation=np.array([0.3, 0, 0])))
    assert overlap(standing, tall) == pytest.approx([0.2, 0], abs=1e-6)
    assert overlap(standing, moved(tall, np.array([0.2, 0]))) == pytest.approx([0, 0], abs=1e-6)


def test_a_slice_holds_edges_that_pass_through_it() -> None:
    leg = slices(triangles_of(build.box(0.2, 0.8, 0.1, at=(0, 0.4, 0))), np.eye(4))
    assert len(leg) == 8
    for one in leg:  # its corners lie only at the ends
        assert np.ptp(one.outline_m, axis=0) == pytest.approx([0.2, 0.1], abs=1e-6)


def test_a_rug_is_flat() -> None:
    assert is_flat(slices(triangles_of(build.box(2, 0.02, 1, at=(0, 0.01, 0))), np.eye(4)))
    assert not is_flat(slices(triangles_of(build.box(2, 0.1, 1, at=(0, 0.05, 0))), np.eye(4)))


def test_a_ray_meets_the_nearest_side() -> None:
    corners = triangles_of(build.box(1, 1, 1, at=(0, 0, 0)))
    hit = struck(corners, np.array([0.2, 3.0, 0.1]), np.array([0.0, -1.0, 0.0]))
    assert hit is not None
    assert hit[0] == pytest.approx([0.2, 0.5, 0.1]) and hit[1] == pytest.approx([0, 1, 0])
    assert struck(corners, np.array([2.0, 3.0, 0.0]), np.array([0.0, -1.0, 0.0])) is None


def test_a_stool_goes_between_a_tables_legs_and_not_into_one() -> None:
    top = build.box(1.2, 0.04, 0.8, at=(0, 0.73, 0))
    legs = [build.box(0.05, 0.71, 0.05, at=(x, 0.355, z)) for x in (-0.55, 0.55) for z in (-0.35, 0.35)]
    table = slices(triangles_of(build.together(top, *legs)), np.eye(4))
    stool = slices(triangles_of(build.box(0.4, 0.62, 0.4, at=(0, 0.31, 0))), np.eye(4))
    assert overlap(table, stool) == pytest.approx([0, 0])
    assert overlap(table, moved(stool, np.array([0, 0.4]))) == pytest.approx([0, 0])  # half out at the front
    assert overlap(table, moved(stool, np.array([0.36, 0.0]))) == pytest.approx([0, 0])  # between two legs at the side
    into = overlap(table, moved(stool, np.array([0.4, 0.3])))
    assert np.linalg.norm(into) == pytest.approx(0.075, abs=1e-6)  # a leg's inner sides: 0.525 and 0.325
    bar = slices(triangles_of(build.box(0.4, 0.8, 0.4, at=(0, 0.4, 0))), np.eye(4))
    assert np.linalg.norm(overlap(table, bar)) > 0.4  # through its top
