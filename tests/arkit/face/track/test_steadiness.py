"""What a mouth does does not move the place of the head; and that place still follows the head."""

from __future__ import annotations

import numpy as np

from arkit.face.canonical import canonical_face
from arkit.face.track.pose import shift_for, steadiness
from tests.arkit.face.synthetic import camera, head_pose, landmarks


def test_a_wide_mouth_moves_the_place_by_less_than_all_points_would() -> None:
    view, standing = camera(), head_pose(at_m=(0.02, -0.01, -0.45))
    points = landmarks(view, standing)[:468]
    below = canonical_face().positions_m[:, 1] < -0.05
    points[below, 1] += 12.0  # the jaw drops, everything below the nose with it
    true_m = standing[:3, 3]
    moved = [
        np.linalg.norm((shift_for(standing[:3, :3], points, view, weight) - true_m)[:2])
        for weight in (np.ones(468), None)
    ]
    assert moved[1] < 0.25 * moved[0]


def test_the_place_of_an_undisturbed_face_is_exact() -> None:
    view, standing = camera(), head_pose(yaw_deg=25, at_m=(0.1, 0.05, -0.5))
    found = shift_for(standing[:3, :3], landmarks(view, standing), view)
    np.testing.assert_allclose(found, standing[:3, 3], atol=2e-4)


def test_eyes_and_brows_count_in_full_and_the_chin_hardly() -> None:
    weight = steadiness()
    assert weight[[33, 263, 9, 168, 6]].min() == 1
    assert weight[[152, 13, 14, 61, 291]].max() <= 0.05
