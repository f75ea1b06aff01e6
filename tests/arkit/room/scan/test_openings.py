"""Openings where a scan is not as a scanner leaves it: closed walls, low hollows, walls that end in nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.room.scan import Scan, find_interior
from arkit.surface import Measure, Plane
from tests.arkit.room.scan.scanned import FURNISHED, Box, Hole, Plan, mesh, scan_points

SKIN_M = 0.09


def closed(plan: Plan, *, inside_out: bool = False) -> Scan:
    """A 5 x 4 m room as a modeller draws it: its walls have an outer skin, whose triangles face outward."""
    positions, triangles = mesh(plan)
    low, high = -SKIN_M, SKIN_M
    corners = ((low, low), (5 + high, low), (5 + high, 4 + high), (low, 4 + high))
    holes = tuple(replace(hole, at_m=hole.at_m + SKIN_M, recess_m=0.05) for hole in plan.holes)
    outer, faces = mesh(replace(plan, corners=corners, holes=holes, boxes=()))
    triangles = np.concatenate([triangles, faces[:, ::-1] + len(positions)])
    triangles = triangles[:, ::-1] if inside_out else triangles
    return Scan(np.concatenate([positions, outer]), triangles, unit="m", up="y")


@pytest.mark.parametrize("inside_out", [False, True])
def test_a_closed_wall_is_no_opening_and_its_door_is_one(inside_out: bool) -> None:
    found = find_interior(closed(FURNISHED, inside_out=inside_out))
    widths: dict[str, Measure] = {one.kind: one.width_m for one in found.openings}
    assert len(found.openings) == 2 and set(widths) == {"door", "window"}
    for kind, true_m in (("door", 0.9), ("window", 1.6)):
        assert abs(widths[kind].value - true_m) < max(2.5 * widths[kind].sd, 0.02), kind


def test_a_closed_room_without_doors_has_none() -> None:
    assert find_interior(closed(replace(FURNISHED, holes=()))).openings == ()


def test_a_hollow_too_low_to_walk_through_is_no_way_in() -> None:
    plan = replace(FURNISHED, holes=(Hole(0, 1.0, 0.0, 1.4, 1.0), Hole(1, 1.5, 0.0, 0.45, 2.0)))
    found = find_interior(Scan(scan_points(plan, np.random.default_rng(3))))
    assert [one.kind for one in found.openings] == []


def test_a_ragged_edge_is_told_less_surely_than_a_straight_one() -> None:
    plan = Plan(holes=(Hole(0, 1.5, 0.0, 0.9, 2.05, recess_m=0.3),), boxes=(Box(1.2, 3.4, 0.0, (2.0, 0.8, 0.9)),))
    points = scan_points(plan, np.random.default_rng(5))
    beside = (points[:, 0] > 2.4) & (points[:, 0] < 2.5) & (np.abs(points[:, 2]) < 0.05) & (points[:, 1] < 0.9)
    straight, ragged = (find_interior(Scan(kept, unit="m", up="y")).openings for kept in (points, points[~beside]))
    assert len(straight) == len(ragged) == 1
    assert ragged[0].width_m.sd > 1.4 * straight[0].width_m.sd
    assert abs(ragged[0].width_m.value - 0.9) < 2.5 * ragged[0].width_m.sd


def test_a_narrow_wall_about_a_wide_window_is_found_by_noisy_points() -> None:
    plan = Plan(
        corners=((0, 0), (3, 0), (3, 6), (0, 6)),
        height_m=2.45,
        holes=(Hole(0, 0.5, 0.0, 2.0, 2.15, recess_m=0.14), Hole(2, 1.0, 0.0, 0.8, 2.0)),
    )
    points = scan_points(plan, np.random.default_rng(7), noise_m=0.007)
    found = find_interior(Scan(points, unit="m", up="y"))
    outline = found.planes[0].outline_m
    assert outline is not None
    assert np.sort(np.ptp(outline @ _axes(found.planes), axis=0)) == pytest.approx([3.0, 6.0], abs=0.02)


def _axes(planes: tuple[Plane, ...]) -> np.ndarray:
    """(2, 2) x, z along and across the first wall, as columns."""
    wall = next(one for one in planes if one.kind == "wall")
    return np.asarray(wall.T_room_plane[[0, 2]][:, [0, 1]])
