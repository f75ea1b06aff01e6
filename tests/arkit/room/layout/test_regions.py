"""What parts of a picture show: floor, wall, ceiling; a bent picture is judged where it would be straight."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from arkit.room.layout import find_layout
from arkit.room.layout.evidence import gather
from arkit.room.layout.upright import upright
from arkit.room.manhattan.lens import Lens, straight_points
from tests.arkit.room import drawn
from tests.arkit.room.layout.test_find import AHEAD, CAMERA, LEFT, offsets, painted, view_of

T = drawn.looking(24, -4, height_m=1.45)
LENS = Lens(-0.06, 0.005, (CAMERA.cx, CAMERA.cy), float(np.hypot(CAMERA.width, CAMERA.height)) / 2)


def bent(pixels: np.ndarray) -> np.ndarray:
    """The picture as a barrel lens shows it."""
    v, u = np.mgrid[: CAMERA.height, : CAMERA.width]
    at = straight_points(LENS, np.stack([u.ravel(), v.ravel()], axis=1) + 0.5).reshape(CAMERA.height, CAMERA.width, 2)
    x, y = (at - 0.5).astype(np.float32).transpose(2, 0, 1)
    return np.asarray(cv2.remap(pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def test_floor_is_below_and_wall_in_the_middle() -> None:
    T = drawn.looking(24, -18, height_m=1.45)
    view = view_of(painted(T)[0], T)
    grid = upright(view.frame.pixels, CAMERA, T[:3, :3])
    chance = gather(grid, view).chance
    assert chance.sum(axis=0)[grid.seen] == pytest.approx(1, abs=1e-4)
    assert not chance[:, ~grid.seen].any()
    low, level = (grid.tangent < -0.75)[:, None] & grid.seen, (np.abs(grid.tangent) < 0.1)[:, None] & grid.seen
    assert (chance[0][low] > 0.5).mean() > 0.8
    assert (chance[1][level] > 0.5).mean() > 0.9


def test_walls_of_a_bent_picture() -> None:
    view = replace(view_of(bent(painted(T)[0]), T), lens=LENS)
    found = offsets(find_layout(view).planes)
    assert found[(0, 0, 1)] == pytest.approx(AHEAD, rel=0.06)
    assert found[(1, 0, 0)] == pytest.approx(LEFT, rel=0.06)
