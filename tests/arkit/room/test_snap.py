"""A product stands, hangs or leans where the pixel says, turned as asked; what is not there is refused."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import ArkitError, CheckError
from arkit.frame import Frame, project
from arkit.product import Attach
from arkit.room import RoomView, find_room, floor_point, snap
from arkit.room.snap import level_plane, snap_sd_m, surface_at, wall_plane, wall_through
from arkit.room.view import plane_points, varied
from arkit.spaces import apply, pose
from arkit.surface import Light, Measure, Plane, Room
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -12)
LIGHT = Light(np.ones(3), np.ones(3), np.array([0.0, 1.0, 0.0]))
UP_Z = np.array([0.0, 0.0, 1.0])
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


def furnished(*planes: Plane) -> Room:
    return Room(T_CAMERA_ROOM, (Plane("floor", pose()), *planes), LIGHT, Measure(1, 0.02), "marker", 0.01)


def seen(place_m: tuple[float, float, float]) -> tuple[float, float]:
    u, v = project(CAMERA, apply(T_CAMERA_ROOM, np.array([place_m])))[0]
    return float(u), float(v)


BACK = wall_plane(np.array([0.0, 0.0, -4.5]), np.array([0.0, 0.0, 1.0]), np.array([[-2.4, -2.6], [2.4, 0.0]]))
LEFT = wall_plane(np.array([-2.4, 0.0, 0.0]), np.array([1.0, 0.0, 0.0]), np.array([[-2, -2.6], [4.5, 0.0]]))


@pytest.mark.parametrize(("wall", "place"), [(BACK, (-0.8, 1.7, -4.5)), (LEFT, (-2.4, 1.5, -3.5))])
def test_a_picture_hangs_flat_and_upright_on_the_wall_it_was_put_on(
    wall: Plane, place: tuple[float, float, float]
) -> None:
    placement = snap(furnished(BACK, LEFT), CAMERA, seen(place), (LOW, HIGH), attach="wall")
    back = np.array([[x, y, LOW[2]] for x in (LOW[0], HIGH[0]) for y in (LOW[1], HIGH[1])])
    corners = apply(placement.T_space_product, back)
    normal = wall.T_room_plane[:3, 1]
    assert np.abs((corners - wall.T_room_plane[:3, 3]) @ normal).max() < 1e-9
    assert corners.mean(axis=0) == pytest.approx(place, abs=1e-6)
    assert placement.T_space_product[:3, 1] == pytest.approx([0, 1, 0])
    assert np.linalg.det(placement.T_space_product[:3, :3]) == pytest.approx(1)


def test_a_lamp_hangs_by_its_top_where_the_ceiling_or_the_floor_below_it_was_pointed_at() -> None:
    room = furnished(level_plane(2.6, kind="ceiling"))
    for pixel in (seen((0.2, 2.6, -4.4)), seen((0.2, 0.0, -4.4))):
        placement = snap(room, CAMERA, pixel, (LOW, HIGH), attach="ceiling", yaw_rad=0.4)
        assert apply(placement.T_space_product, np.array([[0.6, 1.1, -0.5]]))[0] == pytest.approx([0.2, 2.6, -4.4])


def test_a_vase_stands_on_a_top_of_stated_height_or_on_the_one_that_was_found() -> None:
    top = Plane("table", level_plane(0.74).T_room_plane, np.array([[-1, -4], [1, -4], [1, -2], [-1, -2]]))
    pixel = seen((0.3, 0.74, -2.8))
    for room, height_m in ((furnished(top), None), (furnished(), 0.74)):
        placement = snap(room, CAMERA, pixel, (LOW, HIGH), attach="table", height_m=height_m)
        assert apply(placement.T_space_product, np.array([[0.6, 0.3, -0.5]]))[0] == pytest.approx([0.3, 0.74, -2.8])


def test_a_wall_marked_by_two_points_along_its_foot() -> None:
    wall = wall_through(furnished(), CAMERA, seen((-1.0, 0, -4.5)), seen((1.0, 0, -4.5)))
    assert wall.T_room_plane[:3, 1] == pytest.approx([0, 0, 1], abs=1e-6)
    _, point = surface_at(furnished(wall), CAMERA, seen((0.4, 1.9, -4.5)), "wall")
    assert point == pytest.approx([0.4, 1.9, -4.5], abs=1e-6)


@pytest.mark.parametrize(
    ("attach", "words"),
    [
        ("wall", "found 0 walls"),
        ("ceiling", "give the height of the room"),
        ("table", "height of the top above the floor"),
        ("nose", "stands or hangs in a room"),
    ],
)
def test_what_is_not_there_is_refused_with_advice(attach: Attach, words: str) -> None:
    with pytest.raises(ArkitError, match=words):
        snap(furnished(), CAMERA, (500, 300), (LOW, HIGH), attach=attach)


def test_beside_the_wall_found_is_no_wall() -> None:
    small = wall_plane(np.array([0.0, 0.0, -4.5]), np.array([0.0, 0.0, 1.0]), np.array([[-2.4, -2.6], [-1.0, 0.0]]))
    with pytest.raises(ArkitError, match="found 1 walls"):
        surface_at(furnished(small), CAMERA, seen((1.0, 1.0, -4.5)), "wall")


def test_the_error_told_on_a_wall_is_that_of_many_perturbed_cameras() -> None:
    frame = Frame(np.zeros((720, 960, 3), dtype=np.uint8), 0.0, CAMERA)
    spread = np.diag([0.008, 0.008, 0.008, 0.02, 0.03]) ** 2
    view = RoomView(frame, furnished(BACK), spread, "given", Measure(1.45, 0.04))
    pixel, wall = seen((1.2, 2.0, -4.5)), Plane("wall", BACK.T_room_plane, BACK.outline_m, offset_sd_m=0.05)
    changes = np.random.default_rng(0).normal(size=(2000, 5)) * np.sqrt(np.diag(spread))
    shifts = np.random.default_rng(1).normal(size=2000) * 0.05
    places = []
    for change, shift in zip(changes, shifts, strict=True):
        camera, T = varied(view, change)
        places.append(plane_points(camera, T, wall_plane(np.array([0, 0, -4.5 + shift]), UP_Z), np.array([pixel]))[0])
    assert snap_sd_m(view, pixel, wall) == pytest.approx(np.sqrt(np.trace(np.cov(np.array(places).T))), rel=0.1)
