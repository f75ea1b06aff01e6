"""Walls, ceiling and free floor of rooms painted in code; what the picture does not show is not made up."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.frame import Frame, project, rays
from arkit.room import RoomView
from arkit.room.depth import Depth
from arkit.room.layout import find_layout, interior_of, look_around, measured_layout, with_layout
from arkit.room.layout.interior import UNSEEN
from arkit.room.layout.lights import direction_at, find_lights
from arkit.room.snap import surface_at
from arkit.spaces import apply, inverse, pose
from arkit.surface import Light, Measure, Plane, Room
from tests.arkit.room import drawn

CAMERA = drawn.camera(66.0, 640, 480)
LEFT, RIGHT, AHEAD, TALL, EYE = 1.9, 1.6, 3.6, 2.5, 1.45
FLOOR, WALL, CEILING = (150, 110, 75), (205, 208, 200), (240, 238, 233)
FLAT = Light(np.ones(3), np.ones(3), np.array([0.0, 1.0, 0.0]))


def painted(T: np.ndarray, lamp: np.ndarray | None = None, box: bool = False) -> tuple[np.ndarray, np.ndarray]:
    """A box room as pixels (h, w, 3) uint8 and depth (h, w) metres; lit by a lamp, with a dark cupboard, if asked."""
    v, u = np.mgrid[: CAMERA.height, : CAMERA.width]
    ways = rays(CAMERA, np.stack([u.ravel() + 0.5, v.ravel() + 0.5], axis=1))
    along = 1 / -ways[:, 2]
    turned = ways @ T[:3, :3]
    eye = inverse(T)[:3, 3]
    reach, color, normal = np.full(len(ways), np.inf), np.zeros((len(ways), 3)), np.zeros((len(ways), 3))
    faces = [
        ((0, 1, 0), 0.0, FLOOR),
        ((0, -1, 0), -TALL, CEILING),
        ((1, 0, 0), -LEFT, WALL),
        ((-1, 0, 0), -RIGHT, WALL),
    ]
    faces += [((0, 0, 1), -AHEAD, WALL)]
    for axis, offset, paint in faces:
        facing = turned @ np.array(axis, dtype=float)
        with np.errstate(divide="ignore"):
            hit = (offset - eye @ np.array(axis)) / facing
        near = (facing < 0) & (hit > 0) & (hit < reach)
        reach[near], color[near], normal[near] = hit[near], paint, axis
    points = eye + turned * reach[:, None]
    light = np.ones(len(ways))
    if lamp is not None:
        away = lamp - points
        far = np.linalg.norm(away, axis=1)
        light = 0.35 + 1.6 * np.clip((away * normal).sum(axis=1), 0, None) / far**3
    linear = (color / 255.0) ** 2.2 * light[:, None]
    pixels = 255 * np.clip(linear, 0, 1).reshape(CAMERA.height, CAMERA.width, 3) ** (1 / 2.2)
    if box:
        pixels = np.ascontiguousarray(pixels)
        corners = np.array([[-0.5, 0, -2.6], [0.4, 0, -2.6], [0.4, 0.9, -2.6], [-0.5, 0.9, -2.6]])
        cv2.fillPoly(pixels, [np.rint(project(CAMERA, apply(T, corners))).astype(np.int32)], (40, 44, 60))
    noisy = cv2.GaussianBlur(pixels, (0, 0), 0.7) + np.random.default_rng(2).normal(0, 2, pixels.shape)
    depth = (reach * -ways[:, 2]).reshape(CAMERA.height, CAMERA.width)
    assert np.isfinite(along).all()
    return np.clip(noisy, 0, 255).astype(np.uint8), depth


def view_of(pixels: np.ndarray, T: np.ndarray) -> RoomView:
    """A view with its camera known as a marker would make it known."""
    spread = np.diag([0.003, 0.003, 0.003, 0.01, 0.01]) ** 2
    room = Room(T, (Plane("floor", pose()),), FLAT, Measure(1, 0.01), "marker", 0.003)
    return RoomView(Frame(pixels, 0.0, CAMERA), room, spread, "given", Measure(EYE, 0.01 * EYE))


def offsets(planes: tuple[Plane, ...]) -> dict[tuple[int, ...], float]:
    """Distance of each wall and ceiling from the room's origin, by its rounded normal."""
    found = {}
    for plane in planes[1:]:
        normal, origin = plane.T_room_plane[:3, 1], plane.T_room_plane[:3, 3]
        found[tuple(int(v) for v in np.rint(normal))] = -float(normal @ origin)
    return found


@pytest.fixture(scope="module")
def corner() -> RoomView:
    T = drawn.looking(24, -4, height_m=EYE)
    return view_of(painted(T)[0], T)


def test_walls_and_ceiling_of_a_corner(corner: RoomView) -> None:
    layout = find_layout(corner)
    found = offsets(layout.planes)
    assert found[(0, 0, 1)] == pytest.approx(AHEAD, rel=0.05)
    assert found[(1, 0, 0)] == pytest.approx(LEFT, rel=0.05)
    assert found[(0, -1, 0)] == pytest.approx(TALL, rel=0.05)
    away = {"wall": AHEAD, "ceiling": TALL}
    for plane in layout.planes[1:]:
        assert plane.offset_sd_m is not None and 0 < plane.offset_sd_m < 0.5 * away[plane.kind]


def test_a_wall_found_carries_a_picture(corner: RoomView) -> None:
    seen = with_layout(corner, find_layout(corner))
    place = np.array([[-0.4, 1.6, -AHEAD]])
    u, v = project(CAMERA, apply(corner.room.T_camera_room, place))[0]
    plane, point = surface_at(seen.room, CAMERA, (float(u), float(v)), "wall")
    assert plane.T_room_plane[:3, 1] == pytest.approx([0, 0, 1])
    assert point == pytest.approx(place[0], abs=0.2)


def test_free_floor_ends_at_the_walls_and_at_furniture() -> None:
    T = drawn.looking(0, -18, height_m=EYE)
    bare, standing = (find_layout(view_of(painted(T, box=box)[0], T)) for box in (False, True))
    assert standing.free_m2.value < bare.free_m2.value
    around = [(x, 0.0, z) for x in (-1.0, -0.5, 0.0, 0.5, 1.0) for z in (-1.8, -2.0, -2.2, -2.4)]
    middle = project(CAMERA, apply(T, np.array([(0.0, 0.45, -2.6), (0.0, 1.8, -AHEAD), *around])))
    box, wall, *floor = (standing.chance[int(v), int(u)] for u, v in middle)
    assert np.mean(floor) > 0.9 and min(floor) > 0.3 > max(box, wall)
    assert np.mean(np.array(floor) > 0.8) >= 0.9, "a cell or two may be taken for the box's own foot"


def test_a_wall_alone_has_no_free_floor_and_no_ceiling() -> None:
    T = drawn.looking(0, 0, height_m=EYE)
    pixels = np.full((CAMERA.height, CAMERA.width, 3), 205, dtype=np.uint8)
    seen = look_around(view_of(pixels, T))
    assert not any(plane.kind == "ceiling" for plane in seen.view.room.planes)
    assert any("walls" in warning for warning in seen.warnings)


def test_what_is_not_seen_free_is_a_box() -> None:
    T = drawn.looking(0, -18, height_m=EYE)
    interior = interior_of(view_of(painted(T, box=True)[0], T))

    def covered(x: float, z: float) -> bool:
        for box in interior.furniture:
            middle, half = box.T_room_box[:3, 3], box.size_m / 2
            if abs(x - middle[0]) <= half[0] and abs(z - middle[2]) <= half[2]:
                return True
        return False

    assert all(box.label == UNSEEN for box in interior.furniture)
    assert covered(-0.05, -3.0) and not covered(0.0, -2.0)
    assert interior.planes[0].kind == "floor" and interior.scale.sd == pytest.approx(0.01)


def test_planes_measured_by_depth() -> None:
    T = drawn.looking(24, -4, height_m=EYE)
    pixels, depth = painted(T)
    noise = np.random.default_rng(0).normal(0, 0.008, depth.shape)
    view = view_of(pixels, T)
    planes = measured_layout(view, Depth(depth + noise))
    found = offsets(planes)
    assert found[(0, 0, 1)] == pytest.approx(AHEAD, abs=0.02)
    assert found[(1, 0, 0)] == pytest.approx(LEFT, abs=0.02)
    assert found[(0, -1, 0)] == pytest.approx(TALL, abs=0.02)
    assert look_around(view, Depth(depth)).view.room.planes[1].offset_sd_m is not None


@pytest.mark.parametrize("lamp", [(1.2, 2.2, -1.0), (-1.5, 1.9, -2.4)])
def test_light_comes_from_the_lamp_that_lights_the_floor(lamp: tuple[float, float, float]) -> None:
    T = drawn.looking(0, -24, height_m=EYE)
    view = view_of(painted(T, lamp=np.array(lamp))[0], T)
    lights = find_lights(view, find_layout(view))
    for point in (np.array([0.0, 0.0, -2.0]), np.array([-0.6, 0.0, -2.8])):
        direction, sd = direction_at(lights, point)
        true = np.array(lamp) - point
        off = np.arctan2(direction[0], -direction[2]) - np.arctan2(true[0], -true[2])
        assert abs(np.degrees((off + np.pi) % (2 * np.pi) - np.pi)) < 25
        assert 0 < sd < np.pi


def test_a_camera_that_looks_up_is_asked_about() -> None:
    level, up = (drawn.looking(24, pitch, height_m=EYE) for pitch in (-4, 10))
    assert not any("upright" in words for words in look_around(view_of(painted(level)[0], level)).warnings)
    (words, *_) = look_around(view_of(painted(up)[0], up)).warnings
    assert words.startswith("camera: seems to look 10 degrees up; if the picture lies on its side")
