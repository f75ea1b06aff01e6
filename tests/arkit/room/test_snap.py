"""A product stands where the pixel says, on its base, turned as asked."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.frame import Frame, project
from arkit.room import find_room, floor_point, snap
from arkit.spaces import apply
from arkit.surface import Room
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12)
LOW, HIGH = np.array([-0.4, 0.3, -1.0]), np.array([1.6, 1.1, 0.0])


@pytest.fixture(scope="module")
def room() -> Room:
    return find_room(Frame(drawn.picture(CAMERA, T_CAMERA_ROOM), 0.0, CAMERA)).room


@pytest.mark.parametrize("point", [(300.0, 520.0), (700.0, 650.0)])
@pytest.mark.parametrize("yaw_rad", [0.0, 1.1, -2.5])
def test_the_middle_of_the_base_is_at_the_pixel(room: Room, point: tuple[float, float], yaw_rad: float) -> None:
    placement = snap(room, CAMERA, point, (LOW, HIGH), yaw_rad=yaw_rad, sku="sofa")
    base = np.array([[0.6, 0.3, -0.5]])
    in_room = apply(placement.T_space_product, base)
    assert in_room[0, 1] == pytest.approx(0, abs=1e-12)
    assert project(CAMERA, apply(room.T_camera_room, in_room))[0] == pytest.approx(point, abs=1e-6)
    assert (placement.space, placement.sku) == ("room", "sofa")


def test_yaw_turns_the_front_counter_clockwise_from_the_camera(room: Room) -> None:
    front = {
        yaw: snap(room, CAMERA, (480, 600), (LOW, HIGH), yaw_rad=np.radians(yaw)).T_space_product[:3, 2]
        for yaw in (0, 90)
    }
    assert front[0] == pytest.approx([0, 0, 1])
    assert front[90] == pytest.approx([1, 0, 0], abs=1e-12)
    toward_camera = -(room.T_camera_room[:3, :3].T @ np.array([0, 0, -1.0]))
    assert front[0] @ toward_camera > 0.9


def test_a_point_above_the_horizon(room: Room) -> None:
    with pytest.raises(CheckError, match=r"expected a pixel on the floor, got 400,100, .*lower in the picture"):
        floor_point(room, CAMERA, (400, 100))


@pytest.mark.parametrize("point", [(-3.0, 500.0), (400.0, 900.0), (float("nan"), 500.0)])
def test_a_point_outside_the_picture(room: Room, point: tuple[float, float]) -> None:
    with pytest.raises(CheckError, match="inside the picture of 960x720"):
        floor_point(room, CAMERA, point)
