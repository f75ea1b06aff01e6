"""What a video's next frames take over of drawn lines: they go with the face, and are drawn anew where it bends."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.face.makeup import MakeupMemory, paint_makeup
from arkit.frame import Frame
from arkit.look import Makeup, Region
from tests.arkit.face.makeup.test_makeup import face

LINES = [Makeup("eyeliner", "#14100E", lids="both"), Makeup("mascara", "#0F0C0B"), Makeup("brows", "#33251C")]


def _moved(picture: np.ndarray, way: np.ndarray) -> np.ndarray:
    """A picture (h, w, …) gone by an affine map (2, 3) of pixel corners."""
    middle = way.copy()
    middle[:, 2] += way[:, :2] @ (0.5, 0.5) - 0.5
    return cv2.warpAffine(picture, middle, (640, 480), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


@pytest.mark.parametrize("makeup", LINES, ids=lambda one: one.region)
@pytest.mark.parametrize("way", [((1, 0, 3.4), (0, 1, -1.7)), ((1.004, -0.003, 1.3), (0.003, 1.004, -1.4))])
def test_drawn_lines_go_where_the_face_goes(makeup: Makeup, way: tuple[tuple[float, ...], ...]) -> None:
    frame, points = face(noise=0.0)
    memory, matrix = MakeupMemory(), np.array(way)
    drawn = paint_makeup(frame, points, makeup, memory=memory)[1].astype(np.float32)
    later = Frame(_moved(frame.pixels, matrix), frame.time_s + 1 / 30, frame.camera)
    carried = paint_makeup(later, points @ matrix[:, :2].T + matrix[:, 2], makeup, memory=memory)[1].astype(np.float32)
    there = carried > 0
    off, left_behind = (np.abs(one - carried)[there].mean() for one in (_moved(drawn, matrix), drawn))
    assert off < 1.5 < 0.15 * left_behind


@pytest.mark.parametrize("region", ["eyeliner", "mascara", "eyeshadow"])
def test_a_lid_that_comes_down_takes_its_paint_along_at_once(region: Region) -> None:
    frame, points = face(noise=0.0)
    memory, makeup = MakeupMemory(), Makeup(region, "#14100E")
    paint_makeup(frame, points, makeup, memory=memory)
    lower = points.copy()
    lower[[157, 158, 159, 160, 161]] += (0.0, 0.9)
    shown, anew = (paint_makeup(frame, lower, makeup, memory=one)[0].pixels.astype(int) for one in (memory, None))
    assert np.abs(shown - anew).max() <= 2
