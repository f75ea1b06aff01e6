"""The tracker's habit is undone alike for near, tilted, mirrored and off-centre faces, in Python as in the viewer."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from arkit.face.track.habit import MOST_RAD, unflattened
from arkit.face.track.pose import rotation_from_angles, solve_head_pose
from arkit.face.track.steady import mirror_ids
from arkit.frame import Camera, project
from arkit.spaces import apply, pose, rotation_between
from tests.arkit.face.synthetic import camera, head_pose, landmarks

CASES = json.loads((Path(__file__).parents[3] / "cases" / "face_habit.json").read_text(encoding="utf-8"))
MIRROR = np.diag([-1.0, 1.0, 1.0])


def turn_between_deg(a: np.ndarray, b: np.ndarray) -> float:
    cosine = (np.trace(a[:3, :3].T @ b[:3, :3]) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def undone(points: np.ndarray, view: Camera) -> np.ndarray:
    return unflattened(solve_head_pose(points, view), points, view).T_camera_face


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["name"] for case in CASES["cases"]])
def test_shared_cases(case: dict) -> None:
    found = undone(np.array(case["landmarks_px"]), Camera(**case["camera"]))
    truth = np.array(case["T_camera_face"])
    assert turn_between_deg(truth, found) < CASES["tolerance"]["rotation_deg"]
    assert np.linalg.norm(truth[:3, 3] - found[:3, 3]) < CASES["tolerance"]["translation_relative"] * 0.5


def test_a_nodding_head_nods_further_and_stays_on_its_landmarks() -> None:
    view, down, up = camera(), head_pose(pitch_deg=15), head_pose(pitch_deg=-15)
    nod_deg = turn_between_deg(undone(landmarks(view, down), view), undone(landmarks(view, up), view))
    assert 30.5 < nod_deg < 38
    seen = landmarks(view, down)
    middle = project(view, apply(undone(seen, view), np.zeros((1, 3))))[0]
    assert np.linalg.norm(middle - seen[[33, 133, 362, 263]].mean(axis=0)) < 4


@pytest.mark.parametrize("at_m", [(0.22, 0.0, -0.45), (-0.15, 0.12, -0.6), (0.0, 0.0, -0.35)])
def test_what_counts_is_the_line_of_sight(at_m: tuple[float, float, float]) -> None:
    """A head that shows itself alike is corrected alike, wherever in the picture it is."""
    view = camera()
    turn = rotation_from_angles(*np.radians([8, 20, 0]))
    toward = rotation_between(np.array([0, 0, -1.0]), np.array(at_m))
    straight = turn.T @ undone(landmarks(view, pose(turn, np.array([0, 0, -0.5]))), view)[:3, :3]
    aside = (toward @ turn).T @ undone(landmarks(view, pose(toward @ turn, np.array(at_m))), view)[:3, :3]
    assert turn_between_deg(straight, aside) < 0.35


def test_a_tilted_head_is_the_same_head_tilted() -> None:
    view = camera()
    upright = undone(landmarks(view, head_pose(10, 20, 0)), view)
    tilted = undone(landmarks(view, head_pose(10, 20, 30)), view)
    assert turn_between_deg(rotation_from_angles(0, 0, np.radians(30)) @ upright[:3, :3], tilted) < 0.05


def test_a_mirrored_face_is_corrected_in_the_mirror() -> None:
    view = camera()
    points = landmarks(view, head_pose(6, -25, 5))
    points[:468] += np.random.default_rng(5).normal(0, 0.5, (468, 2))
    mirrored = points[mirror_ids()] * (-1, 1) + (view.width, 0)
    assert turn_between_deg(MIRROR @ undone(points, view)[:3, :3] @ MIRROR, undone(mirrored, view)) < 0.2


@pytest.mark.parametrize("spread_px", [3.0, 12.0, 40.0])
def test_a_face_unlike_all_others_stays_near_the_geometric_answer(spread_px: float) -> None:
    view = camera()
    for seed in range(4):
        points = landmarks(view, head_pose(0, 15 * seed, 0))
        points += np.random.default_rng(seed).normal(0, spread_px, points.shape)
        geometric = solve_head_pose(points, view).T_camera_face
        assert turn_between_deg(geometric, undone(points, view)) <= np.degrees(MOST_RAD) + 1e-6
