"""A turned rug is told as a second heading; it tilts nothing."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.frame import project
from arkit.room.camera import focal_prior
from arkit.room.manhattan.vanishing import Manhattan, find_manhattan
from arkit.spaces import apply, rotation_y
from tests.arkit.room import drawn

CAMERA, T = drawn.camera(), drawn.looking(20, -14)


def found(edges: np.ndarray) -> Manhattan:
    """What is found from edges (n, 2, 3) seen in the picture, ends off by 0.3 px."""
    seen = np.array([project(CAMERA, apply(T, edge)).ravel() for edge in edges])
    kept = seen[np.isfinite(seen).all(axis=1) & (np.abs(seen) < 3000).all(axis=1)]
    noisy = kept + np.random.default_rng(1).normal(0, 0.3, kept.shape)
    return find_manhattan(noisy, (960, 720), focal_prior(CAMERA, None, None))


def rug(turn_deg: float, lines: int) -> np.ndarray:
    """A rug of crossing stripes (n, 2, 3) on the floor."""
    across = [[(x, 0, -0.9), (x, 0, 0.9)] for x in np.linspace(-0.9, 0.9, lines)]
    along = [[(-0.9, 0, z), (0.9, 0, z)] for z in np.linspace(-0.9, 0.9, lines)]
    turned: np.ndarray = np.array(across + along) @ rotation_y(np.radians(turn_deg)).T + (-0.5, 0, -3.2)
    return turned


def about_up(answer: Manhattan) -> float:
    """Degrees of standard deviation about up."""
    up = answer.R_camera_room[:, 1]
    return float(np.degrees(np.sqrt(up @ answer.covariance[:3, :3] @ up)))


def test_a_turned_rug_is_told_and_does_not_pull() -> None:
    alone, with_rug = found(drawn.room_edges()), found(np.concatenate([drawn.room_edges(), rug(38, 12)]))
    assert alone.second_heading_rad == 0 and about_up(alone) < 3
    assert np.degrees(with_rug.second_heading_rad) == pytest.approx(38, abs=2.5)
    assert about_up(with_rug) > 15
    tilt = np.degrees(np.arccos(min(1.0, float(with_rug.R_camera_room[:, 1] @ T[:3, 1]))))
    assert tilt < 0.5 and with_rug.focal_px == pytest.approx(CAMERA.fx, rel=0.03)


def test_a_rug_along_the_walls_is_no_second_heading() -> None:
    assert found(np.concatenate([drawn.room_edges(), rug(0, 12)])).second_heading_rad == 0
