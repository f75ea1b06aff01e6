"""The far eye of a turned head is looked for where its white shows, on skin that misleads the tracker only."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.chart import face_chart
from arkit.face.makeup.eyes import Eye, find_eyes
from arkit.frame import Frame
from tests.arkit.face.synthetic import camera, head_pose, landmarks

DEEP, FAIR = (52, 38, 30), (215, 175, 155)


def _eyes(yaw_deg: float, off: float, skin: tuple[int, int, int]) -> tuple[tuple[Eye, Eye], tuple[Eye, Eye]]:
    """Eyes as tracked and as found, where all eyeballs lie `off` of their width farther out than tracked."""
    view = camera(1280, 960)
    points = landmarks(view, head_pose(yaw_deg=yaw_deg, at_m=(0.0, 0.0, -0.36)))
    box = (0, 0, 1280, 960)
    tracked = find_eyes(points, face_chart(points, box))
    picture = np.tile(np.array(skin, dtype=np.uint8), (960, 1280, 1))
    for eye in tracked:
        white = np.concatenate([eye.upper[8:], eye.lower[::-1][:-8]]) + off * eye.width_px * eye.axis
        cv2.fillPoly(picture, [np.round(white).astype(np.int32)], (235, 232, 230), cv2.LINE_AA)
    canvas = Canvas(Frame(picture, 0.0, view), points)
    return find_eyes(points - canvas.box_px[:2], canvas.chart), canvas.eyes


def _gone(tracked: Eye, found: Eye) -> float:
    """How far the lids went out, in the eye's width."""
    return float((found.upper - tracked.upper).mean(axis=0) @ tracked.axis) / tracked.width_px


@pytest.mark.parametrize("yaw_deg", [45.0, -45.0])
def test_a_far_eye_goes_out_to_its_white_and_its_brow_stays(yaw_deg: float) -> None:
    tracked, found = _eyes(yaw_deg, 0.22, DEEP)
    gone = [_gone(one, two) for one, two in zip(tracked, found, strict=True)]
    assert max(gone) == pytest.approx(0.22, abs=0.08)
    assert min(gone) == 0
    far = int(np.argmax(gone))
    np.testing.assert_allclose(found[far].net[-1], tracked[far].net[-1])


@pytest.mark.parametrize(("yaw_deg", "off", "skin"), [(45.0, 0.22, FAIR), (0.0, 0.22, DEEP), (45.0, -0.1, DEEP)])
def test_an_eye_stays_where_nothing_speaks_against_it(yaw_deg: float, off: float, skin: tuple[int, int, int]) -> None:
    tracked, found = _eyes(yaw_deg, off, skin)
    for one, two in zip(tracked, found, strict=True):
        assert _gone(one, two) == 0
