"""Whence light comes: mirrored with the picture, weak where nothing tells."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.room.layout import find_layout, find_lights, light_at
from arkit.room.layout.lights import FAINT, SHARE, bearings_at, direction_at
from tests.arkit.room import drawn
from tests.arkit.room.layout.test_find import painted, view_of

LAMP = np.array([1.3, 2.1, -1.4])
POINT = np.array([-0.3, 0.0, -2.2])
EYE = 1.45


def _chances(mirrored: bool) -> np.ndarray:
    T = drawn.looking(0, -24, height_m=EYE)
    pixels = painted(T, lamp=LAMP)[0]
    view = view_of(np.ascontiguousarray(pixels[:, ::-1]) if mirrored else pixels, T)
    return bearings_at(find_lights(view, find_layout(view)), POINT * ((-1, 1, 1) if mirrored else (1, 1, 1)))


def test_the_mirrored_picture_has_its_light_on_the_other_side() -> None:
    chance, mirrored = _chances(False), _chances(True)
    assert chance.sum() == pytest.approx(1) and (chance >= 0).all()
    ahead = np.arange(len(chance)) * 2 * np.pi / len(chance)
    ways = [np.angle((part * np.exp(1j * ahead)).sum()) for part in (chance, mirrored)]
    assert ways[0] == pytest.approx(-ways[1], abs=np.radians(15))
    assert np.sin(ways[0]) > 0.3


def test_a_blank_picture_leaves_the_bearing_open_and_the_shadow_weak() -> None:
    T = drawn.looking(0, -10, height_m=EYE)
    view = view_of(np.full((480, 640, 3), 170, dtype=np.uint8), T)
    lights = find_lights(view, find_layout(view))
    direction, sd = direction_at(lights, POINT)
    light, same = light_at(view, lights, POINT)
    assert np.linalg.norm(direction) == pytest.approx(1) and direction[1] > 0.4
    assert sd == same == light.sun_sd_rad > np.radians(50)
    whole = view.room.light
    part = light.sun_rgb * 0.6 / (whole.ambient_rgb + 0.6 * whole.sun_rgb)
    assert (part < SHARE).all() and (part >= SHARE * FAINT - 1e-9).all()
    assert light.ambient_rgb + 0.6 * light.sun_rgb == pytest.approx(whole.ambient_rgb + 0.6 * whole.sun_rgb)
