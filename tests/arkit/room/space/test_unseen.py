"""What nobody saw is never called free: one depth picture of a room with a chest; places before, in and behind it."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.fit import Fit, Shape, Space, Spot, Verdict, fit, open_room, shape_of
from arkit.frame import Camera
from arkit.room.scan import interior_from_json, interior_to_json
from arkit.scan import PosedDepths, room_of_depths
from arkit.spaces import pose
from arkit.surface import Interior

CAMERA = Camera(320, 240, 200.0, 200.0, 160.0, 120.0)
EYE = np.array([0.0, 1.5, 2.3])
CHEST = np.array([(-0.4, 0.0, -0.5), (0.4, 1.0, 0.1)])  # within a room of 4 x 5 m, 2.5 m high


def seen_from(eye: np.ndarray, pitch_rad: float) -> tuple[np.ndarray, np.ndarray]:
    """The depth picture of that room, and T_world_camera."""
    c, s = np.cos(pitch_rad), np.sin(pitch_rad)
    turn = np.array([[1.0, 0, 0], [0, c, -s], [0, s, c]])
    u, v = np.meshgrid(np.arange(CAMERA.width) + 0.5, np.arange(CAMERA.height) + 0.5)
    own = np.stack([(u - CAMERA.cx) / CAMERA.fx, -(v - CAMERA.cy) / CAMERA.fy, -np.ones_like(u)], axis=-1)
    ways = own @ turn.T
    with np.errstate(divide="ignore", invalid="ignore"):
        room = (np.array([(-2.0, 0.0, -2.5), (2.0, 2.5, 2.5)])[:, None, None] - eye) / ways
        out = room.max(axis=0).min(axis=-1)
        chest = (CHEST[:, None, None] - eye) / ways
        enter, leave = chest.min(axis=0).max(axis=-1), chest.max(axis=0).min(axis=-1)
    return np.where((enter < leave) & (enter > 0), enter, out).astype(np.float32), pose(turn, eye)


@pytest.fixture(scope="module")
def room() -> Interior:
    depth, T_world_camera = seen_from(EYE, -0.25)
    return room_of_depths(PosedDepths([CAMERA], [T_world_camera], [depth]), up="y")


@pytest.fixture(scope="module")
def space(room: Interior) -> Space:
    return open_room(room)


def asked(space: Space, size: tuple[float, float, float], x: float, z: float) -> Fit:
    shape: Shape = shape_of(size, sd_m=0.003)
    return fit(space, shape, kind="sofa", spot=Spot(x, z), most=0)


def test_before_the_chest_is_free_and_in_it_is_not(space: Space) -> None:
    assert asked(space, (0.6, 0.5, 0.3), 0.0, 0.5).fits is Verdict.YES
    assert asked(space, (0.6, 0.5, 0.4), 0.0, 0.05).fits is Verdict.NO
    assert asked(space, (0.6, 0.5, 0.4), 1.95, -1.0).fits is Verdict.NO  # in the wall


def test_behind_the_chest_and_beside_the_camera_nobody_looked(space: Space) -> None:
    behind = asked(space, (0.4, 0.9, 0.3), 0.0, -0.9)
    assert behind.fits is Verdict.UNKNOWN and "seen" in behind.reasons[0]["en"] and "拍" in behind.reasons[0]["zh"]
    assert asked(space, (0.4, 0.9, 0.3), 0.0, 1.9).fits is Verdict.UNKNOWN  # at the camera's feet
    assert asked(space, (0.4, 0.9, 0.3), 0.0, 3.5).fits is Verdict.UNKNOWN  # what the picture's end hides may be room


def test_nothing_is_said_to_fit_nowhere(space: Space) -> None:
    hall = fit(space, shape_of((3.9, 0.8, 2.2), sd_m=0.003))
    assert hall.fits is Verdict.UNKNOWN and "not seen" in hall.reasons[0]["en"]
    tower = fit(space, shape_of((0.5, 2.8, 0.5), sd_m=0.003))
    assert tower.fits is Verdict.NO  # the ceiling was seen


def test_each_suggested_place_was_looked_through(space: Space) -> None:
    found = fit(space, shape_of((0.8, 0.6, 0.5), sd_m=0.003), kind="armchair")
    assert found.elsewhere
    for one in found.elsewhere:
        away = np.abs(np.array([one.spot.x_m, one.spot.z_m]) - (CHEST[:, [0, 2]].sum(axis=0) / 2))
        assert (away > (0.4, 0.3)).any() and one.gaps.fits is Verdict.YES


def test_a_second_picture_shows_what_the_first_hid() -> None:
    first, second = seen_from(EYE, -0.25), seen_from(np.array([1.6, 1.7, 0.3]), -0.25)
    turned = second[1].copy()
    assert np.allclose(turned[:3, 3], (1.6, 1.7, 0.3))
    both = PosedDepths([CAMERA] * 2, [first[1], second[1]], [first[0], second[0]])
    one = room_of_depths(PosedDepths([CAMERA], [first[1]], [first[0]]), up="y")
    two = room_of_depths(both, up="y")
    assert one.seen is not None and two.seen is not None
    assert (two.seen.height_m > 0.3).mean() > (one.seen.height_m > 0.3).mean()


def test_it_is_saved_with_the_room(room: Interior) -> None:
    again = interior_from_json(interior_to_json(room))
    assert again.seen is not None and room.seen is not None
    assert again.seen.height_m == pytest.approx(room.seen.height_m, abs=0.006)
    assert again.seen.origin_m == pytest.approx(room.seen.origin_m)
