"""What is read about a point: mirrored with the picture; dark floor tells of light from behind what stands there."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.room.layout.cues import ANGLES, BEARINGS, Seen, look_for_light
from arkit.room.layout.evidence import Evidence
from arkit.room.layout.nearby import COUNT, look_nearby, nearby_cues
from arkit.room.layout.upright import COLUMNS, ROWS, Upright

RATIO = 1.8
AZIMUTH = np.linspace(-0.6, 0.6, COLUMNS)
ELEVATION = np.linspace(-0.9, 0.5, ROWS)
REACH = 2.5 / np.cos(AZIMUTH)


def _picture(lightness: np.ndarray, thing: np.ndarray) -> tuple[Upright, Evidence]:
    """A wall 2.5 camera heights ahead, floor before it, ceiling above, and things where `thing` (ROWS, COLUMNS)."""
    tangent = np.tan(ELEVATION)[:, None]
    floor = (tangent < -1 / REACH) & ~thing
    ceiling = (tangent > (RATIO - 1) / REACH) & ~thing
    chance = np.stack([floor, ~floor & ~ceiling & ~thing, ceiling, thing]).astype(np.float64)
    color = np.stack([lightness, 0 * lightness, 0 * lightness], axis=-1).astype(np.float32)
    grid = Upright(AZIMUTH, ELEVATION, np.zeros((ROWS, COLUMNS, 2)), np.ones((ROWS, COLUMNS), dtype=bool), color)
    none = np.zeros((ROWS, COLUMNS))
    return grid, Evidence(none, none, none, none, np.zeros(COLUMNS), none, none, chance)


def _cues(lightness: np.ndarray, thing: np.ndarray, point: np.ndarray) -> np.ndarray:
    grid, evidence = _picture(lightness, thing)
    seen: Seen = look_for_light(grid, evidence, REACH, RATIO)
    return nearby_cues(seen, look_nearby(grid, evidence, seen, RATIO), point)


def _floor_x() -> tuple[np.ndarray, np.ndarray]:
    """x and z, camera heights, of the floor that each cell shows."""
    away = np.where(ELEVATION < -0.05, -1 / np.tan(np.minimum(ELEVATION, -0.05)), np.inf)[:, None]
    return away * np.sin(AZIMUTH), -away * np.cos(AZIMUTH)


def test_the_mirrored_picture_has_the_mirrored_cues() -> None:
    rng = np.random.default_rng(3)
    x, z = _floor_x()
    lightness = 55 + 12 * np.sin(1.3 * AZIMUTH * 6) + 4 * np.sin(7 * ELEVATION)[:, None] + rng.normal(0, 0.2, x.shape)
    thing = (np.abs(x - 0.5) < 0.2) & (np.abs(z + 1.6) < 0.2)
    point = np.array([0.21, 0.0, -1.41])
    cues = _cues(lightness, thing, point)
    mirrored = _cues(lightness[:, ::-1], thing[:, ::-1], point * (-1, 1, 1))
    assert cues.shape == (BEARINGS, COUNT) and np.isfinite(cues).all()
    apart = np.abs(cues - mirrored[(-np.arange(BEARINGS)) % BEARINGS])
    assert apart.mean() < 0.02 and np.abs(cues).mean() > 0.2


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_a_shadow_tells_of_light_from_the_other_side(side: float) -> None:
    x, z = _floor_x()
    thing = (np.abs(x) < 0.15) & (np.abs(z + 1.6) < 0.25)
    shadow = (side * x > 0.1) & (side * x < 0.55) & (np.abs(z + 1.6) < 0.25)
    cues = _cues(np.where(shadow, 35.0, 62.0), thing, np.array([0.0, 0.0, -1.6]))
    toward = np.cos(ANGLES[:, None] + side * np.pi / 2)[:, 0]  # the side away from the shadow
    for which in range(3):
        assert cues[:, which] @ toward > 0.5
