"""Where else it fits: places that are measured, and a proof where there is none."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.fit.rooms import rectangle_room
from arkit.room.space.freespace import floor_map, free_area_m2, suggest
from arkit.room.space.gaps import Spot
from arkit.room.space.nowhere import closest, nowhere
from arkit.room.space.obstacles import Obstacles, find_obstacles
from arkit.room.space.shape import box_shape
from arkit.room.space.swing import swing_free
from arkit.room.space.verdict import Verdict
from arkit.room.space.walkway import walkway_m
from arkit.spaces import pose
from arkit.surface import Furniture, Measure, Opening

DOOR = Opening("door", pose(None, np.array([0.0, 0.0, -1.5])), Measure(0.9, 0.0), Measure(2.0, 0.0))


def room(*boxes: tuple[float, float, float, float], openings: tuple[Opening, ...] = ()) -> Obstacles:
    """4 x 3 m with chests of a width and depth at x, z."""
    chests = tuple(Furniture("chest", pose(None, np.array([x, 0.0, z])), np.array([w, 1.0, d])) for w, d, x, z in boxes)
    return find_obstacles(rectangle_room(4, 3, 2.5, furniture=chests, openings=openings))


def test_free_area_is_the_floor_less_what_stands_on_it() -> None:
    bare, filled = (free_area_m2(floor_map(one, 0.02)) for one in (room(), room((1.0, 1.0, 0, 0))))
    assert bare == pytest.approx(12, rel=0.03) and bare - filled == pytest.approx(1, rel=0.06)


def test_the_best_places_lean_on_walls_and_are_measured() -> None:
    space = room()
    found = suggest(space, floor_map(space), box_shape((2.0, 0.8, 0.9), sd_m=0))
    assert len(found) >= 3
    for one in found[:3]:
        assert one.gaps.fits is Verdict.YES and one.gaps.sides_m["back"].value == pytest.approx(0.02, abs=0.005)


def test_it_finds_the_only_gap() -> None:
    space = room((1.0, 3.0, -1.5, 0), (1.95, 3.0, 1.025, 0))  # a strip of 105 cm is left
    found = suggest(space, floor_map(space), box_shape((0.98, 0.8, 0.6), sd_m=0))
    assert found and all(-0.7 <= one.spot.x_m <= -0.25 for one in found)
    assert suggest(space, floor_map(space), box_shape((1.15, 0.8, 1.15), sd_m=0)) == ()
    assert nowhere(space, floor_map(space), box_shape((1.4, 0.8, 1.4), sd_m=0))
    assert not nowhere(space, floor_map(space), box_shape((0.98, 0.8, 0.6), sd_m=0))


def test_the_nearest_to_a_place_lacks_what_the_room_lacks() -> None:
    space = room((1.0, 3.0, -1.5, 0), (1.95, 3.0, 1.025, 0))  # a strip of 105 cm is left
    spot, around = closest(space, floor_map(space), box_shape((1.15, 0.8, 1.15), sd_m=0))
    assert around.fits is Verdict.NO and around.least_m is not None and -0.101 < around.least_m.value < -0.045
    assert spot.x_m == pytest.approx(-0.475, abs=0.06)


@pytest.mark.parametrize("seed", range(4))
def test_nowhere_is_never_said_where_a_place_is(seed: int) -> None:
    generator = np.random.default_rng(seed)
    chests = [(*generator.uniform(0.3, 1.2, 2), *generator.uniform(-1.4, 1.4, 2)) for _ in range(4)]
    space = room(*chests)
    floor = floor_map(space)
    for size in generator.uniform((0.5, 0.5, 0.4), (2.5, 1.0, 1.2), (6, 3)):
        shape = box_shape(size, sd_m=0)
        assert not (suggest(space, floor, shape) and nowhere(space, floor, shape))


def test_places_keep_clear_of_the_door() -> None:
    space = room(openings=(DOOR,))
    shape = box_shape((1.8, 0.8, 0.9), sd_m=0)
    found = suggest(space, floor_map(space), shape)
    assert found and all(swing_free(DOOR, shape, one.spot) is Verdict.YES for one in found)


def test_a_leaf_of_either_hand() -> None:
    shape = box_shape((0.2, 0.8, 0.2), sd_m=0)
    places = [(0.0, -1.2), (0.38, -0.75), (1.5, -1.2), (0.0, -0.3)]
    found = [swing_free(DOOR, shape, Spot(*place)) for place in places]
    assert found == [Verdict.NO, Verdict.UNKNOWN, Verdict.YES, Verdict.YES]


def test_the_way_narrows_between_chests() -> None:
    space = room((1.6, 0.4, -1.2, 0), (1.6, 0.4, 1.2, 0), openings=(DOOR,))  # 80 cm between them
    way = walkway_m(floor_map(space, 0.025), DOOR, box_shape((1.0, 0.8, 0.5), sd_m=0), Spot(0, 1.2, np.pi))
    assert way == pytest.approx(0.8, abs=0.06)
    shut = room((4.0, 0.4, 0, 0), openings=(DOOR,))
    assert walkway_m(floor_map(shut), DOOR, box_shape((1.0, 0.8, 0.5), sd_m=0), Spot(0, 1.2, np.pi)) == 0
