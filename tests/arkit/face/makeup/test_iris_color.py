"""Colour of irises follows the drawn disc, not the tracker's, on every skin; it leaves alone what nobody can tell."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.face.makeup import paint_makeup
from arkit.face.size.iris import LEFT_LIDS, RIGHT_LIDS
from arkit.frame import Frame
from arkit.look import Makeup
from tests.arkit.face.synthetic import camera, head_pose, landmarks

PUPIL = 0.33  # of the iris
LENS = Makeup("iris", "#4F7FA0")


def eyes(skin=(205, 160, 135), white=(225, 222, 220), iris=(70, 45, 30), shift_px=(0.0, 0.0)):
    """A face, its landmarks, and where its irises (pupils too) and its pupils are drawn; `shift_px` from the tracker's.

    The tracker's irises keep the size they have on the synthetic face.
    """
    view = camera(1280, 960)
    points = landmarks(view, head_pose(at_m=(0.0, 0.0, -0.30)))
    picture = np.tile(np.array(skin, dtype=np.float32), (960, 1280, 1))
    disc, pupil = np.zeros((960, 1280), dtype=np.uint8), np.zeros((960, 1280), dtype=np.uint8)
    for start, lids in ((468, RIGHT_LIDS), (473, LEFT_LIDS)):
        ball = np.zeros_like(disc)
        cv2.fillPoly(ball, [np.round(points[list(lids)]).astype(np.int32)], 1)
        radius = float(np.linalg.norm(points[start + 1 : start + 5] - points[start], axis=1).mean())
        middle = np.round((points[start] + shift_px - 0.5) * 16).astype(int).tolist()
        for plane, part in ((disc, 1.0), (pupil, PUPIL)):
            drawn = np.zeros_like(disc)
            cv2.circle(drawn, middle, round(radius * part * 16), 1, -1, cv2.LINE_8, 4)
            plane |= drawn & ball
        picture[ball > 0] = white
    picture[disc > 0] = iris
    picture[pupil > 0] = 4
    noisy = cv2.GaussianBlur(picture, (0, 0), 0.7) + np.random.default_rng(3).normal(0, 1.5, picture.shape)
    return Frame(np.clip(np.round(noisy), 0, 255).astype(np.uint8), 0.0, view), points, disc > 0, pupil > 0


def overlap(mask: np.ndarray, disc: np.ndarray, pupil: np.ndarray) -> float:
    worn = (mask > 90) | pupil
    return float((worn & disc).sum() / (worn | disc).sum())


@pytest.mark.parametrize("shift_px", [(0.0, 0.0), (2.0, -2.0), (-2.5, 1.0)])
def test_the_drawn_iris_is_found_where_the_tracker_errs(shift_px: tuple[float, float]) -> None:
    frame, points, disc, pupil = eyes(shift_px=shift_px)
    worn, mask = paint_makeup(frame, points, LENS)
    assert overlap(mask, disc, pupil) > 0.85
    np.testing.assert_array_equal(worn.pixels[mask == 0], frame.pixels[mask == 0])


def test_an_iris_as_bright_as_deep_skin_is_no_mirrored_lamp() -> None:
    fair = eyes()
    deep = eyes(skin=(48, 40, 36), iris=(72, 56, 44))
    found = [overlap(paint_makeup(frame, points, LENS)[1], disc, pupil) for frame, points, disc, pupil in (fair, deep)]
    assert found[1] > 0.85 and abs(found[0] - found[1]) < 0.05


def test_the_pupil_stays_the_wearers() -> None:
    frame, points, _, pupil = eyes()
    _, mask = paint_makeup(frame, points, LENS)
    inner = cv2.erode(pupil.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert inner.any() and mask[inner].mean() < 40


def test_irises_that_nobody_can_tell_from_their_white_are_left_alone() -> None:
    clear, points, disc, _ = eyes()
    hazy, *_ = eyes(skin=(150, 140, 135), white=(152, 142, 138), iris=(149, 139, 135))
    strong, weak = (int(paint_makeup(frame, points, LENS)[1][disc].astype(int).sum()) for frame in (clear, hazy))
    assert weak < 0.3 * strong
