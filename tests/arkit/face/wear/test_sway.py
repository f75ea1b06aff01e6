"""Earrings swing as pendulums do: at rest they hang, moved they lag and come back, and time alone decides."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.wear.sway import GRAVITY, MOST_RAD, Sway

DOWN = np.array([0.0, -1.0, 0.0])
LENGTH_M = 0.03


def lean_rad(way: np.ndarray) -> float:
    """Angle off straight down, positive towards +x."""
    return float(np.arctan2(way[0], -way[1]))


def swing(places_x: list[float], step_s: float = 1 / 30, start_s: float = 0.0) -> list[float]:
    sway = Sway()
    return [
        lean_rad(sway.step("left", start_s + number * step_s, np.array([x, 0.0, -0.5]), LENGTH_M, DOWN))
        for number, x in enumerate(places_x)
    ]


def test_what_rests_hangs_straight() -> None:
    assert swing([0.1] * 20) == pytest.approx([0.0] * 20, abs=1e-9)


def test_a_moved_ear_leaves_its_earring_behind_and_it_comes_to_rest() -> None:
    leans = swing([0.0] * 3 + [0.004 * step for step in range(1, 6)] + [0.02] * 60)
    assert min(leans[3:8]) < -0.05, "it lags"
    assert max(leans) > 0.03, "it swings past"
    assert max(map(abs, leans[-10:])) < 0.01, "a second and a half later it is calm"


def test_its_period_is_a_pendulums() -> None:
    leans = np.array(swing([0.0, 0.004] + [0.004] * 120, step_s=1 / 120))
    crossings = np.flatnonzero(np.diff(np.sign(leans[4:])) != 0)
    period_s = 2 * np.diff(crossings).mean() / 120
    assert period_s == pytest.approx(2 * np.pi * np.sqrt(LENGTH_M / GRAVITY), rel=0.1)


def test_trembling_of_the_tracker_moves_it_little() -> None:
    noise = np.random.default_rng(4).normal(0, 0.0001, 90)
    assert np.std(swing(noise.tolist())) < np.radians(0.6)


def test_the_lobes_distance_drives_nothing() -> None:
    sway = Sway()
    for number in range(30):
        way = sway.step("left", number / 30, np.array([0.0, 0.0, -0.5 + 0.01 * (number % 2)]), LENGTH_M, DOWN)
        np.testing.assert_allclose(way, DOWN, atol=1e-9)


def test_the_same_times_give_the_same_swing_and_the_same_frame_the_same_place() -> None:
    places = [0.0, 0.002, 0.006, 0.01, 0.01]
    assert swing(places) == swing(places)
    assert swing(places) == pytest.approx(swing(places, start_s=64.0), abs=1e-9)
    sway = Sway()
    for number, x in enumerate(places):
        first = sway.step("left", number / 30, np.array([x, 0.0, -0.5]), LENGTH_M, DOWN)
        again = sway.step("left", number / 30, np.array([x, 0.0, -0.5]), LENGTH_M, DOWN)
        np.testing.assert_array_equal(first, again)


def test_a_jump_or_a_gap_starts_anew() -> None:
    for time_s, x in ((0.1, 0.3), (2.0, 0.01)):
        sway = Sway()
        for number in range(3):
            sway.step("left", number / 30, np.array([0.004 * number, 0.0, -0.5]), LENGTH_M, DOWN)
        way = sway.step("left", time_s, np.array([x, 0.0, -0.5]), LENGTH_M, DOWN)
        np.testing.assert_allclose(way, DOWN, atol=1e-12)


def test_it_never_flies_up() -> None:
    leans = swing([0.05 * (-1) ** number for number in range(40)])
    assert max(map(abs, leans)) <= MOST_RAD + 1e-6
