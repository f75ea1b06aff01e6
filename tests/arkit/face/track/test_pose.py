"""Known poses are recovered, in Python as in the viewer (tests/cases/face_head_pose.json)."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.face.track.pose import HeadPose, solve_head_pose
from arkit.frame import Camera
from tests.arkit.face.synthetic import camera, head_pose, landmarks

CASES = json.loads((Path(__file__).parents[3] / "cases" / "face_head_pose.json").read_text(encoding="utf-8"))


def turn_between_deg(a: np.ndarray, b: np.ndarray) -> float:
    cosine = (np.trace(a[:3, :3].T @ b[:3, :3]) - 1) / 2
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


@pytest.mark.parametrize("case", CASES["cases"], ids=[case["name"] for case in CASES["cases"]])
def test_shared_cases(case: dict) -> None:
    truth = np.array(case["T_camera_face"])
    found = solve_head_pose(np.array(case["landmarks_px"]), Camera(**case["camera"])).T_camera_face
    assert turn_between_deg(truth, found) < CASES["tolerance"]["rotation_deg"]
    distance = np.linalg.norm(truth[:3, 3])
    assert np.linalg.norm(truth[:3, 3] - found[:3, 3]) < CASES["tolerance"]["translation_relative"] * distance


def test_noise_of_a_pixel_moves_the_pose_little() -> None:
    view, truth = camera(), head_pose(8, -25, 5, (0.05, -0.04, -0.5))
    noise = np.random.default_rng(1).normal(0, 0.7, (478, 2))
    head = solve_head_pose(landmarks(view, truth) + noise, view)
    assert turn_between_deg(truth, head.T_camera_face) < 0.5
    assert 0.9 < head.confidence < 1


@pytest.mark.parametrize("former", [(8, -24, 5, (0.05, -0.04, -0.5)), (-20, 40, -30, (-0.1, 0.1, -0.9))])
def test_a_former_pose_shortens_the_way_and_changes_nothing(former: tuple) -> None:
    view = camera()
    points = landmarks(view, head_pose(8, -25, 5, (0.05, -0.04, -0.5)))
    points = points + np.random.default_rng(1).normal(0, 0.7, points.shape)
    alone = solve_head_pose(points, view)

    led = solve_head_pose(points, view, HeadPose(head_pose(*former), alone.residual))

    assert np.allclose(led.T_camera_face, alone.T_camera_face, atol=1e-6)


def test_a_former_pose_that_leads_astray_is_left() -> None:
    view, behind = camera(), head_pose(8, 179, 5, (0.05, -0.04, -0.5))
    points = landmarks(view, head_pose(8, -25, 5, (0.05, -0.04, -0.5)))

    led = solve_head_pose(points, view, HeadPose(behind, 0.02))

    assert np.allclose(led.T_camera_face, solve_head_pose(points, view).T_camera_face, atol=1e-6)


def test_confidence_falls_when_the_points_are_no_face() -> None:
    view = camera()
    scattered = np.random.default_rng(2).uniform(0, 480, (478, 2))
    assert solve_head_pose(scattered, view).confidence < 0.3


def test_wrong_shape_is_refused() -> None:
    with pytest.raises(CheckError, match="468 or 478"):
        solve_head_pose(np.zeros((68, 2)), camera())
