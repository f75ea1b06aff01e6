"""Views of a room that are no film, followed as if they were one: each must be called lost.

ICL-NUIM's five pictures lie 13 to 91 degrees and up to 1.35 m apart. Each of them in which the floor is found is taken
for a film's first picture, and the other four for what follows.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Camera, Frame
from arkit.room import find_room
from arkit.room.depth import read_depth
from arkit.room.follow import follow
from bench.room_rows import Row, at_most

KEPT = os.environ.get("ARKIT_TEST_DATA") or Path(__file__).resolve().parents[3] / "shared/data"
CAMERA, PER_METRE, VIEWS = Camera(640, 480, 481.2, 480.0, 319.5, 239.5), 5000, 5


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """One row; it needs none of the rendered rooms."""
    there = Path(KEPT) / "rooms" / "icl_nuim"
    if not there.is_dir():
        raise FileNotFoundError(f"{there} is absent (test data rooms/icl_nuim)")
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


def _frame(path: Path, time_s: float) -> Frame:
    return Frame(cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB), time_s, CAMERA)


__all__ = ["rows"]
