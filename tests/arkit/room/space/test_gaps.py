"""Where a product stands: centimetres that can be counted on paper, and when nobody can tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.errors import CheckError, NotFoundError
from arkit.fit.rooms import rectangle_room
from arkit.room.space.gaps import Spot, gaps
from arkit.room.space.obstacles import find_obstacles
from arkit.room.space.shape import box_shape, mesh_shape
from arkit.room.space.verdict import Verdict
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture, Interior, Measure, Plane
from tests.arkit.room.space.solid import boxes

SOFA = box_shape((2.0, 0.8, 0.9), sd_m=0)


def furniture(
    label: str, size: tuple[float, float, float], at: tuple[float, float, float], yaw: float = 0
) -> Furniture:
    return Furniture(label, pose(rotation_y(yaw), np.array(at)), np.array(size))


def test_a_box_s_own_error_makes_a_near_miss_unknown() -> None:
    near = furniture("table", (1.0, 0.5, 0.6), (0, 0, 0.8))  # 5 cm before the sofa
    for sd_m, fits in ((0.002, Verdict.YES), (0.03, Verdict.UNKNOWN)):
        room = find_obstacles(rectangle_room(4, 3, 2.5, furniture=(replace(near, sd_m=sd_m),)))
        assert gaps(room, SOFA, Spot(0, 0)).fits is fits


def test_every_side_in_a_plain_room() -> None:
    room = find_obstacles(rectangle_room(4, 3, 2.5))
    found = gaps(room, SOFA, Spot(0.3, -0.8))
    sides = {side: gap.value for side, gap in found.sides_m.items()}
    assert sides == pytest.approx({"left": 0.7, "right": 1.3, "front": 1.85, "back": 0.25, "above": 1.7})
    assert found.fits is Verdict.YES and found.least_m is not None and found.least_m.value == pytest.approx(0.25)


def test_left_is_the_products_own_left() -> None:
    room = find_obstacles(rectangle_room(4, 3, 2.5))
    found = gaps(room, SOFA, Spot(0.3, 0.1, np.pi / 2))  # faces +x, its left is -z
    sides = {side: round(gap.value, 6) for side, gap in found.sides_m.items()}
    assert sides["front"] == pytest.approx(2 - 0.3 - 0.45) and sides["back"] == pytest.approx(2 + 0.3 - 0.45)
    assert sides["left"] == pytest.approx(1.5 + 0.1 - 1.0) and sides["right"] == pytest.approx(1.5 - 0.1 - 1.0)


def test_turned_its_corners_touch_first() -> None:
    room = find_obstacles(rectangle_room(4, 3, 2.5))
    yaw = np.radians(20)
    found = gaps(room, SOFA, Spot(0, 0, yaw))
    reach = 1.0 * np.sin(yaw) + 0.45 * np.cos(yaw)
    assert found.least_m is not None and found.least_m.value == pytest.approx(1.5 - reach)
    assert found.sides_m["front"].value == pytest.approx((1.5 - reach) / np.cos(yaw))
    assert abs(found.touches_m["front"]) == pytest.approx(1.0)


def test_a_collision_is_named_and_measured() -> None:
    table = furniture("table", (1.0, 0.5, 0.6), (0, 0, 0.6))
    room = find_obstacles(rectangle_room(4, 3, 2.5, furniture=(table,)))
    found = gaps(room, SOFA, Spot(0, 0))
    assert found.fits is Verdict.NO and found.collisions[0].label == "table"
    assert found.collisions[0].depth_m == pytest.approx(0.15) and "table" in found.reason["en"]
    assert "桌子" in found.reason["zh"]


def test_what_hangs_higher_is_above_it() -> None:
    cupboard = furniture("cabinet", (1.0, 0.6, 0.4), (0, 1.4, -1.3))
    room = find_obstacles(rectangle_room(4, 3, 2.5, furniture=(cupboard,)))
    found = gaps(room, SOFA, Spot(0, -1.0))
    assert found.fits is Verdict.YES and found.sides_m["above"].value == pytest.approx(0.6)
    assert found.sides["above"] == "cabinet"
    assert gaps(room, box_shape((1, 1.5, 0.5), sd_m=0), Spot(0, -1.2)).fits is Verdict.NO


def test_the_error_decides_near_the_edge() -> None:
    room = find_obstacles(rectangle_room(4, 3, 2.5, sd_m=0.01))
    verdicts = [gaps(room, SOFA, Spot(0, -1.05 + gap)).fits for gap in (0.05, 0.02, -0.01, -0.04)]
    assert verdicts == [Verdict.YES, Verdict.UNKNOWN, Verdict.UNKNOWN, Verdict.NO]


def test_outside_the_room() -> None:
    room = find_obstacles(rectangle_room(4, 3, 2.5))
    assert gaps(room, SOFA, Spot(9, 0)).fits is Verdict.NO


def test_a_chair_slides_under_a_table_top_but_not_into_a_chest() -> None:
    stool = mesh_shape(*boxes(((-0.2, 0, -0.2), (0.2, 0.4, 0.2)), ((-0.2, 0.4, -0.2), (0.2, 0.9, -0.15))), sd_m=0)
    top = furniture("table", (1.2, 0.05, 0.8), (0, 0.7, 0.5))
    chest = furniture("chest", (1.2, 0.6, 0.8), (0, 0, 0.5))
    under = gaps(find_obstacles(rectangle_room(4, 3, 2.5, furniture=(top,))), stool, Spot(0, 0.2))
    assert under.fits is Verdict.YES  # only its low seat is under the top, by slabs
    into = gaps(find_obstacles(rectangle_room(4, 3, 2.5, furniture=(chest,))), stool, Spot(0, 0.2))
    assert into.fits is Verdict.NO


def test_a_scanned_surface_stops_it_and_the_floor_does_not() -> None:
    points, faces = boxes(((0.5, -0.01, -0.5), (1.5, 0.4, 0.5)), ((-2, -0.05, -1.5), (2, 0.01, 1.5)))
    bare = rectangle_room(4, 3, 2.5)
    scan = Interior(bare.planes, (), (), points, faces, 0.004, Measure(1, 0), 0.0)
    found = gaps(find_obstacles(scan), box_shape((0.6, 0.8, 0.6), sd_m=0), Spot(0, 0))
    assert found.sides_m["left"].value == pytest.approx(0.2) and found.fits is Verdict.YES
    lies = gaps(find_obstacles(scan), box_shape((0.6, 0.8, 0.6), sd_m=0), Spot(0.4, 0))
    assert lies.fits is Verdict.NO


def test_a_rug_is_floor() -> None:
    rug = furniture("rug", (2, 0.01, 1.4), (0, 0, 0))
    assert gaps(find_obstacles(rectangle_room(4, 3, 2.5, furniture=(rug,))), SOFA, Spot(0, 0)).fits is Verdict.YES


def test_a_room_without_an_end_or_with_nan() -> None:
    none = np.zeros((0, 3))
    endless = Interior((Plane("floor", np.eye(4)),), (), (), none, none.astype(int), 0.01, Measure(1, 0), 0.0)
    with pytest.raises(NotFoundError, match="walls or the outline"):
        find_obstacles(endless)
    bare = rectangle_room(4, 3, 2.5)
    holed = Interior(bare.planes, (), (), np.full((3, 3), np.nan), np.array([[0, 1, 2]]), 0.01, Measure(1, 0), 0.0)
    with pytest.raises(CheckError, match="NaN"):
        find_obstacles(holed)


def cloud(*points: np.ndarray) -> Interior:
    """A plain room of which a scan kept some points, no triangles."""
    plain = rectangle_room(5, 4, 2.5)
    return replace(plain, positions_m=np.concatenate(points), surface_sd_m=0.004)


def shell(size: tuple[float, float, float], at: tuple[float, float], per_m2: float) -> np.ndarray:
    """Points all over a box that stands at x, z."""
    rng = np.random.default_rng(3)
    width, height, depth = size
    area = 2 * (width * height + depth * height) + width * depth
    unit = rng.uniform((-0.5, 0, -0.5), (0.5, 1, 0.5), (int(per_m2 * area), 3))
    side = rng.integers(0, 5, len(unit))
    for face, (axis, value) in enumerate(((0, -0.5), (0, 0.5), (2, -0.5), (2, 0.5), (1, 1.0))):
        unit[side == face, axis] = value
    return np.asarray(unit * size + (at[0], 0.0, at[1]))


@pytest.mark.parametrize("per_m2", [150, 1500])
def test_points_alone_are_in_the_way_where_no_box_was_found_for_them(per_m2: float) -> None:
    chair = shell((0.5, 0.8, 0.5), (0.4, 0.2), per_m2)
    strays = np.random.default_rng(1).uniform((-2.4, 0.1, -1.9), (2.4, 2.4, 1.9), (30, 3))
    room = find_obstacles(cloud(chair, strays))
    assert gaps(room, SOFA, Spot(0, 0)).fits is Verdict.NO
    assert gaps(room, SOFA, Spot(0, -1.2)).fits is Verdict.YES, "strays are alone"
    assert gaps(room, SOFA, Spot(0.4, -0.48)).fits is not Verdict.YES, "a hand's breadth into it, where points lie thin"


def test_a_few_points_in_the_way_leave_it_open() -> None:
    room = find_obstacles(cloud(np.array([(0.3, 0.4, 0.3), (0.31, 0.41, 0.3), (0.3, 0.42, 0.31)])))
    assert gaps(room, SOFA, Spot(0, 0)).fits is Verdict.UNKNOWN
