"""A floor that mirrors its wall is told from one that has its own pattern."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import linear_to_srgb
from arkit.frame import Camera, Frame
from arkit.room import RoomView
from arkit.room.gloss import find_gloss
from arkit.room.snap import wall_plane
from arkit.room.view import room_pose
from arkit.spaces import pose
from arkit.surface import Light, Measure, Plane, Room

CAMERA = Camera(800, 600, 700.0, 700.0, 400.0, 300.0)
EYE_M, WALL_M = 1.4, 4.0


def view(gloss: float, *, boards: float = 0.0) -> RoomView:
    """A wall with pictures 4 m away, over a floor that mirrors it by `gloss` and has stripes of its own."""
    v, u = np.mgrid[:600, :800] + 0.5
    x, y = (u - 400) / 700, -(v - 300) / 700
    wall = y * WALL_M + EYE_M > 0
    reach = np.where(wall, WALL_M, EYE_M / np.maximum(-y, 1e-6))
    height = np.where(wall, EYE_M + y * WALL_M, EYE_M + y * WALL_M)  # below 0: of the mirror image
    seen = painted(x * WALL_M, np.abs(height))
    cosine = -y / np.sqrt(1 + x**2 + y**2)
    fresnel = 0.04 + 0.96 * (1 - np.clip(cosine, 0, 1)) ** 5
    floor = 0.25 + boards * np.sign(np.sin(9 * x * reach)) + gloss * fresnel * (seen - 0.3)
    light = np.where(wall, seen, floor)
    noise = np.random.default_rng(2).normal(0, 0.004, light.shape)
    pixels = np.repeat((linear_to_srgb(np.clip(light + noise, 0, 1)) * 255)[..., None], 3, axis=2).astype(np.uint8)
    planes = (Plane("floor", pose()), wall_plane(np.array([0, 0, -WALL_M]), np.array([0, 0, 1.0])))
    room = Room(
        room_pose(np.eye(3), EYE_M),
        planes,
        Light(np.ones(3), np.ones(3), np.array([0, 1.0, 0])),
        Measure(1, 0.01),
        "marker",
        0.01,
    )
    return RoomView(Frame(pixels, 0.0, CAMERA), room, np.eye(5) * 1e-4, "given", Measure(EYE_M, 0.01))


def painted(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Linear light of the wall: doors, chests and pictures, no two as wide."""
    light = np.full(x.shape, 0.55)
    for left, right, low, high, value in (
        (-1.9, -1.2, 0.0, 1.1, 0.10),
        (-0.6, 0.2, 0.0, 0.7, 0.85),
        (0.5, 0.8, 0.2, 1.2, 0.2),
        (1.3, 2.0, 0.0, 0.9, 0.05),
    ):
        light = np.where((x > left) & (x < right) & (y > low) & (y < high), value, light)
    return light


@pytest.mark.parametrize("gloss", [1.0, 0.5])
def test_a_mirror_is_measured(gloss: float) -> None:
    found = find_gloss(view(gloss))
    assert found.value == pytest.approx(gloss, abs=0.15) and found.sd < 0.15


def test_a_dull_floor_and_one_with_boards_are_none() -> None:
    assert find_gloss(view(0.0)).value == 0.0
    assert find_gloss(view(0.0, boards=0.1)).value == 0.0


def test_without_a_wall_nothing_is_told() -> None:
    import dataclasses

    seen = view(1.0)
    bare = dataclasses.replace(seen, room=dataclasses.replace(seen.room, planes=seen.room.planes[:1]))
    assert find_gloss(bare) == Measure(0.0, 0.1)
