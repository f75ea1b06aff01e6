"""A room with a platform: found in the scan, and its top a floor that products stand on."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.fit import Spot, Verdict, fit, open_room, shape_of
from arkit.room.scan import Scan, find_interior
from arkit.surface import Interior
from tests.arkit.room.scan.scanned import Box, Plan, scan_points

HIGH_M = 0.3


def room(edge_m: float, *, noise_m: float = 0.004) -> Interior:
    """A 5 x 4 m room raised by 30 cm beyond x = `edge_m`, a table on the raised part."""
    deep = 5 - edge_m
    boxes = (
        Box(edge_m + deep / 2, 2.0, 0.0, (deep, HIGH_M, 4.0)),
        Box(4.4, 0.6, 0.0, (1.0, 0.7, 0.8), base_m=HIGH_M),
    )
    points = scan_points(Plan(boxes=boxes), np.random.default_rng(2), noise_m=noise_m)
    return find_interior(Scan(points, unit="m", up="y"))


def test_a_platform_is_parted_from_what_stands_on_it() -> None:
    found = room(2.0).furniture
    platform = next(one for one in found if one.label == "platform")
    assert platform.size_m == pytest.approx([3.0, HIGH_M, 4.0], abs=0.2)
    assert any(one.label == "" and 0.6 < one.T_room_box[1, 3] + one.size_m[1] < 1.1 for one in found)


def test_what_the_lower_floor_is_too_narrow_for_stands_on_the_platform() -> None:
    answer = fit(open_room(room(1.2)), shape_of((2.0, 0.8, 1.4)))
    assert answer.fits is Verdict.YES and answer.spot is not None
    assert answer.level_m == pytest.approx(HIGH_M, abs=0.02)
    assert answer.spot.x_m > 1.8 and "raised floor" in answer.reasons[0]["en"]


def test_on_the_rim_it_stands_on_neither_floor() -> None:
    space, shape = open_room(room(2.0)), shape_of((1.0, 0.8, 1.0))
    assert fit(space, shape, spot=Spot(3.2, 2.6)).fits is Verdict.YES
    assert fit(space, shape, spot=Spot(2.0, 2.6)).fits is not Verdict.YES
    assert fit(space, shape, spot=Spot(1.1, 2.6)).level_m == 0.0


def test_the_ceiling_is_nearer_over_the_platform() -> None:
    space = open_room(room(1.2))
    assert fit(space, shape_of((1.0, 2.2, 1.0)), spot=Spot(2.5, 2.0)).fits is Verdict.YES
    assert fit(space, shape_of((1.0, 2.4, 1.0)), spot=Spot(2.5, 2.0)).fits is Verdict.NO


def test_a_bed_is_no_floor() -> None:
    plan = Plan(boxes=(Box(2.5, 2.0, 0.0, (2.0, 0.5, 2.1)),))
    found = find_interior(Scan(scan_points(plan, np.random.default_rng(4)), unit="m", up="y"))
    assert not any(one.label == "platform" for one in found.furniture)
