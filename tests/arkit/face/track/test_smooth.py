"""The filter rests, follows, starts anew and lets go."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.track.smooth import LOST_S, SmoothState, is_shown, smooth
from tests.arkit.face.synthetic import camera, head_pose, landmarks

STEP_S = 1 / 30


def run(points: list[np.ndarray]) -> list[SmoothState]:
    state, states = None, []
    for index, frame_points in enumerate(points):
        state = smooth(state, index * STEP_S, frame_points)
        states.append(state)
    return states


def face() -> np.ndarray:
    return landmarks(camera(), head_pose(at_m=(0, 0, -0.6)))


def noisy(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return points + rng.normal(0, 0.09, 2) + rng.normal(0, 0.09, points.shape)


def test_rest_jitter_falls_to_a_seventh() -> None:
    rng = np.random.default_rng(0)
    states = run([noisy(face(), rng) for _ in range(90)])[30:]
    raw = np.std([state.raw_px for state in states], axis=0).mean()
    calm = np.std([state.points_px for state in states], axis=0).mean()
    assert calm < raw / 7


def test_a_moving_face_is_followed_within_half_a_frame() -> None:
    rng = np.random.default_rng(0)
    times_s = np.arange(120) * STEP_S
    truth = 40 * np.sin(2 * np.pi * 0.8 * times_s)
    states = run([noisy(face() + np.array([x, 0]), rng) for x in truth])
    seen = np.array([(state.points_px - face())[:, 0].mean() for state in states])
    late = np.arange(0, 3, 0.05)
    errors = [np.abs(np.interp(times_s - frames * STEP_S, times_s, truth) - seen)[20:].mean() for frames in late]
    assert late[int(np.argmin(errors))] <= 0.5
    assert np.abs(seen - truth)[20:].mean() < 1.2


def test_a_slow_drift_is_not_held_back() -> None:
    """Five pixels a second is less than noise does between two frames, and yet it may not run away."""
    rng = np.random.default_rng(2)
    away_px = np.maximum(0, np.arange(150) - 60) * STEP_S * 5
    states = run([noisy(face() + np.array([x, 0]), rng) for x in away_px])
    missing = [(state.points_px - face())[:, 0].mean() - x for state, x in zip(states, away_px, strict=True)]
    assert np.abs(missing[90:]).max() < 0.6


def test_a_turning_head_keeps_its_own_shape_calm() -> None:
    """A nod and a tilt are the head's motion: they do not open the filter for what single points do against it."""
    rng = np.random.default_rng(3)
    nods_deg, tilts_deg = 10 * np.sin(np.arange(90) / 9), 8 * np.sin(np.arange(90) / 7)
    turned = [
        landmarks(camera(), head_pose(pitch_deg=nod, roll_deg=tilt, at_m=(0, 0, -0.6)))
        for nod, tilt in zip(nods_deg, tilts_deg, strict=True)
    ]
    states = run([noisy(points, rng) for points in turned])
    missing = np.array([state.points_px - points for state, points in zip(states, turned, strict=True)])[30:]
    assert np.abs(missing.mean(axis=1)).max() < 0.8
    assert (missing - missing.mean(axis=1, keepdims=True)).std() < 0.35


def test_opening_mouth_is_not_held_back_by_a_resting_head() -> None:
    lip = list(range(14, 18))
    frames = []
    for index in range(40):
        points = face()
        points[lip, 1] += 20 * min(max(index - 10, 0) / 8, 1)
        frames.append(points)
    opened = run(frames)[20].points_px[lip, 1] - face()[lip, 1]
    assert opened.min() > 12


def test_a_jump_starts_anew() -> None:
    states = run([face(), face(), face() + np.array([150, 0])])
    assert states[-1].fresh
    np.testing.assert_array_equal(states[-1].points_px, states[-1].raw_px)


@pytest.mark.parametrize("later_s", [0.0, -1.0, LOST_S + 0.01])
def test_time_that_does_not_go_on_starts_anew(later_s: float) -> None:
    state = smooth(None, 5.0, face())
    assert smooth(state, 5.0 + later_s, face() + 3).fresh


def test_a_lost_face_is_shown_for_a_moment_only() -> None:
    state = smooth(None, 1.0, face())
    assert is_shown(state, 1.0 + LOST_S - 0.01)
    assert not is_shown(state, 1.0 + LOST_S + 0.01)
    assert not is_shown(None, 1.0)


def test_near_and_far_faces_are_smoothed_alike() -> None:
    rng = np.random.default_rng(5)
    far = [face() + rng.normal(0, 0.2, (478, 2)) for _ in range(40)]
    near = [points * 4 for points in far]
    np.testing.assert_allclose(run(near)[-1].points_px, run(far)[-1].points_px * 4, atol=1e-6)
