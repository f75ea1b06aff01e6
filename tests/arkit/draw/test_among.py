"""What stands on a rug shades the rug, and neither its own foot nor a bright rim about itself."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import Drawing, Item, Top, draw, shade_among
from arkit.frame import Camera, project
from arkit.spaces import apply, pose
from arkit.surface import Light
from tests import build

SKY = Light(np.ones(3), np.zeros(3), np.array([0.0, 1.0, 0.0]))
LEAN = np.radians(35)  # the camera looks down at the floor by so much
TURN = np.array([[1.0, 0, 0], [0, np.cos(LEAN), -np.sin(LEAN)], [0, np.sin(LEAN), np.cos(LEAN)]])
FLOOR = pose(TURN, np.array([0.0, 0.0, -2.5]))
CAMERA = Camera(320, 240, 420.0, 420.0, 160.0, 120.0)
THICK_M = 0.01


@pytest.fixture(scope="module")
def drawings() -> tuple[Drawing, Drawing]:
    """A white box on a white rug, before and after the rug is shaded."""
    rug = Item(build.box(1.6, THICK_M, 1.2, at=(0, THICK_M / 2, 0), color=(0.9, 0.9, 0.9, 1)), FLOOR)
    block = Item(build.box(0.3, 0.4, 0.3, at=(0, THICK_M + 0.2, 0), color=(0.9, 0.9, 0.9, 1)), FLOOR)
    plain = draw([rug, block], CAMERA, SKY)
    top = Top(FLOOR @ pose(np.eye(3), np.array([0, THICK_M, 0])), (1,))
    return plain, shade_among(plain, [rug, block], [top], CAMERA, SKY)


def left_of(drawings: tuple[Drawing, Drawing], x: float, y: float, z: float) -> float:
    """The part of the light that is left at a place, plane space, metres."""
    column, row = np.floor(project(CAMERA, apply(FLOOR, np.array([[x, y, z]])))[0]).astype(int)
    plain, shaded = (one.rgba[row, column, :3].sum() for one in drawings)
    return float(shaded / plain)


def test_the_rug_is_darkest_at_the_foot(drawings: tuple[Drawing, Drawing]) -> None:
    foot, near, far = (left_of(drawings, 0.0, THICK_M, z) for z in (0.19, 0.3, 0.58))
    assert foot < near < far
    assert foot < 0.8 and far > 0.93


def test_its_own_foot_is_not_darkened(drawings: tuple[Drawing, Drawing]) -> None:
    assert left_of(drawings, 0.0, THICK_M + 0.014, 0.15) > 0.99
    assert left_of(drawings, 0.0, THICK_M + 0.2, 0.15) == 1


def test_no_bright_rim_is_left_beside_it(drawings: tuple[Drawing, Drawing]) -> None:
    plain, shaded = (one.rgba[..., :3].sum(axis=2) for one in drawings)
    row = int(project(CAMERA, apply(FLOOR, np.array([[0.0, THICK_M + 0.1, 0.15]])))[0][1])
    nearer_m = -np.diff(drawings[0].depth_m[row, 100:160])
    rim = 101 + int(np.argmax(nearer_m > 0.02))  # the box's first pixel from the left, which the rug shares
    beside, shared, within = 1 - shaded[row, rim - 1 : rim + 2] / plain[row, rim - 1 : rim + 2]
    assert beside > 0.2 and within == 0
    assert 0.4 * beside < shared < 0.6 * beside
