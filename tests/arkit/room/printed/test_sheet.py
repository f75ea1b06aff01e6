"""A sheet of paper or a card on the floor or a top gives metres; look-alikes are asked about, not guessed."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from arkit.errors import AmbiguousError, CheckError, NotFoundError
from arkit.frame import Frame, project
from arkit.room import Manhattan, Sheet
from arkit.room.printed.sheet import by_sheet
from arkit.room.scale import SHEET_M, Scaled
from arkit.spaces import apply, rotation_y
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -22, height_m=1.37)
FOUND = Manhattan(T_CAMERA_ROOM[:3, :3], CAMERA.fy, np.diag([0.002, 0.002, 0.002, 0.005]) ** 2, (9, 9, 9))
Place = tuple[float, float, float]


def corners(kind: str, place: Place, turn_rad: float) -> np.ndarray:
    """Corners (4, 2) px of a sheet whose middle lies at `place`, room space."""
    half = np.array(SHEET_M[kind]) / 2
    flat = np.array([[-1, 0, -1], [1, 0, -1], [1, 0, 1], [-1, 0, 1]]) * (half[0], 0, half[1])
    return project(CAMERA, apply(T_CAMERA_ROOM, flat @ rotation_y(turn_rad).T + place))


def picture(*quads: np.ndarray, gray: int = 248, floor: int = 130) -> Frame:
    """The drawn room on a darker floor with light quads; every pixel is the mean of 16 points in linear light."""
    scale, base = 4, drawn.picture(CAMERA, T_CAMERA_ROOM, noise=0.0)[..., 0]
    large = cv2.resize(np.minimum(base, floor), None, fx=scale, fy=scale, interpolation=cv2.INTER_NEAREST)
    for quad in quads:
        cv2.fillPoly(large, [np.rint((quad * scale - 0.5) * 16).astype(np.int32)], gray, shift=4)
    light = cv2.resize((large / 255.0) ** 2.2, (CAMERA.width, CAMERA.height), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(light, (0, 0), 0.7) ** (1 / 2.2) * 255
    noisy = soft + np.random.default_rng(3).normal(0, 2.5, soft.shape)
    return Frame(np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2), 0.0, CAMERA)


def scaled(frame: Frame, sheet: Sheet) -> Scaled:
    return by_sheet(frame.pixels, CAMERA, FOUND, sheet)


def height(found: Scaled) -> tuple[float, float]:
    return found.height_m, found.height_m * float(np.sqrt(found.covariance[4, 4]))


@pytest.mark.parametrize("turn_rad", [0.0, 0.6, 1.3, 2.5])
@pytest.mark.parametrize("place", [(-0.2, 0.0, -2.0), (0.5, 0.0, -2.6)])
def test_paper_on_the_floor(place: Place, turn_rad: float) -> None:
    view = scaled(picture(corners("a4", place, turn_rad)), Sheet("a4"))
    value, sd = height(view)
    assert value == pytest.approx(1.37, rel=0.02) and abs(value - 1.37) < 3 * sd and sd < 0.03
    assert view.source == "card"


def test_a_card_on_a_table_is_proposed_and_taken_when_confirmed() -> None:
    frame = picture(corners("card", (-0.1, 0.72, -1.1), 0.5), gray=240)
    on_table = Sheet("card", above_floor_m=0.72, above_floor_sd_m=0.01)
    with pytest.raises(AmbiguousError, match="hand these four corners over") as asked:
        scaled(frame, on_table)
    marked = tuple((u, v) for u, v in np.array(asked.value.facts["corners_px"]))
    value, sd = height(scaled(frame, replace(on_table, corners_px=marked)))
    assert value == pytest.approx(1.37, rel=0.03) and 0.01 <= sd < 0.04


def test_marked_corners_in_any_order_and_their_larger_error() -> None:
    quad, frame = corners("a4", (0.2, 0.0, -1.9), 0.4), picture()
    found = []
    for first in range(4):
        for way in (1, -1):
            turned = np.roll(quad, first, axis=0)[::way]
            marked = tuple((float(u), float(v)) for u, v in turned)
            found.append(height(scaled(frame, Sheet("a4", corners_px=marked))))
    assert [value for value, _ in found] == pytest.approx([found[0][0]] * 8, rel=1e-4)
    assert found[0][0] == pytest.approx(1.37, rel=0.01)
    assert found[0][1] > 1.3 * height(scaled(picture(quad), Sheet("a4")))[1]


def test_two_things_of_the_same_shape_and_different_size_are_asked_about() -> None:
    paper = corners("a4", (-0.3, 0.0, -2.0), 0.3)
    tray = corners("a4", (0.6, 0.0, -2.2), 0.3)
    middle = tray.mean(axis=0)
    with pytest.raises(AmbiguousError, match="mark the four corners"):
        scaled(picture(paper, middle + 1.4 * (tray - middle)), Sheet("a4"))


def test_other_shapes_are_not_taken() -> None:
    square = corners("a4", (0.1, 0.0, -2.0), 0.3)
    square[[1, 2]] = square[[0, 3]] + 0.7 * (square[[1, 2]] - square[[0, 3]])
    with pytest.raises(NotFoundError, match="A4 sheet"):
        scaled(picture(square), Sheet("a4"))
    with pytest.raises(CheckError, match="four corners"):
        marked = tuple((float(u), float(v)) for u, v in square)
        scaled(picture(), Sheet("a4", corners_px=marked))


def test_no_sheet_at_all() -> None:
    with pytest.raises(NotFoundError, match="none"):
        scaled(picture(), Sheet("card"))


def test_impossible_sheets() -> None:
    with pytest.raises(CheckError, match="at most 2 m"):
        Sheet("a4", above_floor_m=3.0)
