"""Views of a room that are no film, followed as if they were one: each must be called lost.

ICL-NUIM's five pictures lie 13 to 91 degrees and up to 1.35 m apart. Each of them in which the floor is found is taken
for a film's first picture, and the other four for what follows.

The two pictures of TUM's desk are near enough to be followed, but show no floor: the desk is taken for it. What is told
must be lost, or as wrong as it says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Camera, Frame
from arkit.room import find_room
from arkit.room.depth import read_depth
from arkit.room.follow import follow
from arkit.room.follow.motion import eye_m
from bench.room_rows import Row, at_most

KEPT = os.environ.get("ARKIT_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared/data"
CAMERA, PER_METRE, VIEWS = Camera(640, 480, 481.2, 480.0, 319.5, 239.5), 5000, 5
DESK, APART_M = Camera(640, 480, 517.3, 516.5, 318.6, 255.3), 0.148  # from 427 ORB corners whose depth is known


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """Two rows; they need none of the rendered rooms."""
    there = Path(KEPT) / "rooms" / "icl_nuim"
    desk = there.parent / "tum_fr1"
    for folder in (there, desk):
        if not folder.is_dir():
            raise FileNotFoundError(f"{folder} is absent (test data rooms/{folder.name})")
    frames = [_frame(there / "color" / f"{number + 1}.png", number / 30) for number in range(VIEWS)]
    claimed = films = 0
    for number, first in enumerate(frames):
        try:
            depth = read_depth(there / "depth" / f"{number + 1}.png", PER_METRE)
            view = find_room(first, scale=depth, fov_y_rad=float(2 * np.arctan(CAMERA.height / 2 / CAMERA.fy)))
        except NotFoundError:
            continue
        films += 1
        others = [one for one in frames if one is not first]
        claimed += sum(not seen.lost for seen in list(follow([first, *others], view))[1:])
    note = f"of {films * (VIEWS - 1)} views, of {films} first pictures with a floor"
    yield Row("video, ICL-NUIM's views that are no film: not called lost", at_most(0), claimed, note)
    wrong, tried = _desk(desk)
    note = f"over 2 sd off and not called lost, of {tried}: either picture first, with its depth and without"
    yield Row("video, TUM's desk for a floor: silently wrong", at_most(0), wrong, note)


def _desk(there: Path) -> tuple[int, int]:
    """How often the camera's way from one picture to the other is silently wrong, and how often it was tried."""
    frames = [_frame(there / f"fr1_1_{number}.png", 0.0, DESK) for number in (1, 2)]
    wrong = tried = 0
    for first in (0, 1):
        depth = read_depth(there / f"fr1_1_{first + 1}_depth.png", PER_METRE)
        for scale in (depth, None):
            view = find_room(frames[first], scale=scale, fov_y_rad=float(2 * np.arctan(DESK.height / 2 / DESK.fy)))
            seen = list(follow([frames[first], replace(frames[1 - first], time_s=1 / 30)], view))[1]
            walked = float(np.linalg.norm(eye_m(seen.T_camera_room) - eye_m(view.room.T_camera_room)))
            sd = float(np.sqrt(np.trace(seen.covariance[3:, 3:])))
            wrong += not seen.lost and abs(walked - APART_M) > 2 * sd
            tried += 1
    return wrong, tried


def _frame(path: Path, time_s: float, camera: Camera = CAMERA) -> Frame:
    return Frame(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), time_s, camera)


__all__ = ["rows"]
