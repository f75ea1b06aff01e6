"""What stands on no bare floor is told so, with the nearest place that is free."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from arkit.frame import Frame, project
from arkit.place import PlacedItem, RoomView, arrange
from arkit.place.free import way_words
from arkit.room.view import floor_points
from arkit.spaces import apply, pose
from arkit.surface import Light, Measure, Plane, Room
from tests import build
from tests.arkit.room import drawn

CAMERA, T = drawn.camera(), drawn.looking(0, -15)
CHEST = build.box(0.8, 0.5, 0.4, at=(0, 0.25, 0))
LIGHT = Light(np.ones(3), np.zeros(3), np.array([0.0, 1.0, 0.0]))
ROOM = Room(T, (Plane("floor", pose()),), LIGHT, Measure(1.0, 0.02), "marker", 0.005)
VIEW = RoomView(
    Frame(np.full((CAMERA.height, CAMERA.width, 3), 120, np.uint8), 0.0, CAMERA),
    ROOM,
    np.diag([1e-5] * 5),
    "given",
    Measure(1.45, 0.02),
)


class Known:
    """A floor of which we know which part something stands on."""

    def __init__(self, taken: Callable[[np.ndarray], np.ndarray]) -> None:
        self._taken = taken

    def taken(self, points_m: np.ndarray) -> np.ndarray:
        return self._taken(points_m)

    def free(self, points_m: np.ndarray) -> np.ndarray:
        return ~self._taken(points_m)


def bed(points_m: np.ndarray) -> np.ndarray:
    """A bed of 1.6 x 2 m with its middle 3 m ahead."""
    return np.asarray((np.abs(points_m[:, 0]) < 0.8) & (np.abs(points_m[:, 2] + 3) < 1.0))


def pixel(x: float, z: float) -> tuple[float, float]:
    u, v = project(CAMERA, apply(T, np.array([[x, 0.0, z]])))[0].tolist()
    return u, v


def chest(x: float, z: float, yaw_rad: float = 0.0) -> PlacedItem:
    return PlacedItem(CHEST, pixel(x, z), yaw_rad, name="chest")


def test_on_a_bed_the_way_to_free_floor_is_told() -> None:
    (one,) = arrange(VIEW, [chest(0.3, -3.0)], bare=Known(bed))
    assert one.floor is not None and one.floor.centre_taken and one.floor.taken == pytest.approx(1.0)
    spot = floor_points(CAMERA, T, np.array([one.floor.nearest_px]))[0]
    # Its left side is 0.4 m from its middle: the nearest place is 1.2 m right of the bed's middle, and a hand more.
    assert 1.2 < spot[0] < 1.4 and spot[2] == pytest.approx(-3.0, abs=0.08)
    u, v = one.floor.nearest_px or (0, 0)
    (said,) = one.warnings
    assert said.startswith("chest: the point shows no bare floor") and f"to the right, at {u:.0f},{v:.0f}" in said
    assert int(said.split("seems to be ")[-1].split(" cm")[0]) == pytest.approx(98, abs=9)


def test_the_place_that_is_told_is_free_itself() -> None:
    (one,) = arrange(VIEW, [chest(-0.5, -2.6, 0.6)], bare=Known(bed))
    assert one.floor is not None and one.floor.nearest_px is not None
    (again,) = arrange(
        VIEW, [PlacedItem(CHEST, one.floor.nearest_px, 0.6, name="chest")], bare=Known(bed)
    )
    assert again.floor is not None and not again.floor.doubtful and not again.warnings


def test_a_footprint_half_on_the_bed_is_told_and_one_beside_it_is_not() -> None:
    half = arrange(VIEW, [chest(0.85, -3.0)], bare=Known(bed))[0]
    assert half.floor is not None and not half.floor.centre_taken and 0.4 < half.floor.taken < 0.5
    assert half.warnings[0].startswith(f"chest: {100 * half.floor.taken:.0f} % of the floor under it is not bare")
    beside = arrange(VIEW, [chest(1.25, -3.0)], bare=Known(bed))[0]
    assert beside.floor is not None and beside.floor.taken == 0 and not beside.warnings


def test_no_place_is_proposed_where_another_product_stands() -> None:
    items = [chest(1.2, -3.0), chest(0.3, -3.0)]
    _, second = arrange(VIEW, items, bare=Known(bed), collide="allow")
    assert second.floor is not None and second.floor.nearest_px is not None
    spot = floor_points(CAMERA, T, np.array([second.floor.nearest_px]))[0]
    assert abs(spot[0] - 1.2) > 0.75 or abs(spot[2] + 3) > 0.35


def test_without_free_floor_no_place_is_told() -> None:
    (one,) = arrange(VIEW, [chest(0.0, -3.0)], bare=Known(lambda points: np.ones(len(points), dtype=bool)))
    assert one.floor is not None and one.floor.nearest_px is None and "no free floor for it is seen" in one.warnings[0]


def test_only_what_is_put_on_the_floor_is_judged() -> None:
    where = pose(translation=np.array([0.0, 0.0, -3.0]))
    (kept,) = arrange(VIEW, [PlacedItem(CHEST, name="chest", T_room_product=where)], bare=Known(bed))
    assert kept.floor is None and not kept.warnings
    (unknown,) = arrange(VIEW, [chest(0.0, -3.0)])
    assert unknown.floor is None and not unknown.warnings


@pytest.mark.parametrize(
    ("away_m", "words"),
    [
        ((-0.8, 0.1), "81 cm to the left"),
        ((0.5, 0.2), "54 cm to the right"),
        ((0.1, 1.2), "120 cm farther away"),
        ((0.3, -0.4), "50 cm nearer"),
    ],
)
def test_ways_are_told_as_people_say_them(away_m: tuple[float, float], words: str) -> None:
    assert way_words(away_m) == words
