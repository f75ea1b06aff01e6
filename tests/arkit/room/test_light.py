"""Light follows the picture: its level, its colour, where its windows are."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import LUMINANCE_RGB
from arkit.room import estimate_light
from arkit.room.light import LEAST, MOST, SUN_SEEN
from arkit.surface import Light
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(0, -10)


def level(light: Light) -> float:
    """On a surface turned half towards the sun, which is how a product's surfaces are on average."""
    return float((light.ambient_rgb + light.sun_rgb * SUN_SEEN) @ LUMINANCE_RGB)


def plain(gray: int | tuple[int, int, int]) -> np.ndarray:
    pixels = np.zeros((720, 960, 3), dtype=np.uint8)
    pixels[:] = gray
    return pixels


def test_a_brighter_picture_means_more_light_within_bounds() -> None:
    levels = [level(estimate_light(plain(gray), CAMERA, T_CAMERA_ROOM)) for gray in (2, 60, 120, 180, 255)]
    assert (np.diff(levels) > 0).all()
    assert levels[0] == pytest.approx(LEAST) and levels[-1] <= MOST


def test_a_white_wall_in_full_light_needs_light_of_about_one() -> None:
    room = plain(150)
    room[:200] = 232  # sRGB 232 is 0.80 in linear light: white paint at display white
    assert level(estimate_light(room, CAMERA, T_CAMERA_ROOM)) == pytest.approx(1.0, abs=0.25)


@pytest.mark.parametrize(("columns", "sign"), [(slice(0, 220), -1), (slice(740, 960), 1)])
def test_light_comes_from_the_window(columns: slice, sign: int) -> None:
    room = plain(130)
    room[100:330, columns] = 255
    light = estimate_light(room, CAMERA, T_CAMERA_ROOM)
    assert sign * light.sun_direction[0] > 0.25 and light.sun_direction[1] > 0.3
    assert np.linalg.norm(light.sun_direction) == pytest.approx(1)


def test_a_bright_floor_is_no_lamp() -> None:
    room = plain(130)
    room[600:, :300] = 255
    light = estimate_light(room, CAMERA, T_CAMERA_ROOM)
    assert light.sun_direction[1] > 0.7 and light.sun_direction[2] > 0


def test_warm_light_is_warm_but_paint_is_not_all_light() -> None:
    ambient = estimate_light(plain((190, 160, 120)), CAMERA, T_CAMERA_ROOM).ambient_rgb
    assert ambient[0] > ambient[1] > ambient[2] > 0.4 * ambient[0]
