"""How errors of a camera become errors of another fixed to it, and of a place that it shows."""

from __future__ import annotations

import numpy as np

from arkit.room.follow.motion import carried_to, moved, slide_sd_m, step_between
from arkit.spaces import apply, inverse
from tests.arkit.room.follow import filmed as made

RNG = np.random.default_rng(8)
MIXED = RNG.normal(0, 1, (6, 6)) * np.array([[2e-3]] * 3 + [[4e-3]] * 3)
COVARIANCE = MIXED @ MIXED.T
STEPS = RNG.multivariate_normal(np.zeros(6), COVARIANCE, 4000)
WAS, NOW = made.walk(0.0), made.walk(2.3)


def test_a_camera_fixed_to_another_errs_with_it() -> None:
    T_now_was = NOW @ inverse(WAS)
    drawn = np.array([step_between(NOW, T_now_was @ moved(WAS, step)) for step in STEPS])
    told = carried_to(COVARIANCE, T_now_was)
    assert np.allclose(np.cov(drawn.T), told, rtol=0.1, atol=0.03 * np.abs(told).max())


def test_a_place_is_shown_aside_by_as_much_as_told() -> None:
    place = np.array([0.4, 0.0, -2.6])
    there = apply(NOW, place[None])[0]
    way = there / np.linalg.norm(there)
    off = np.array([apply(moved(NOW, step), place[None])[0] - there for step in STEPS])
    aside = off - (off @ way)[:, None] * way
    assert abs(slide_sd_m(COVARIANCE, NOW, place) / np.sqrt((aside**2).sum(axis=1).mean()) - 1) < 0.05
    along = np.zeros((6, 6))
    along[3:, 3:] = np.outer(way, way) * 1e-4
    assert slide_sd_m(along, NOW, place) < 1e-9
