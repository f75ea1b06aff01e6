"""Every family of markers, boards that are half hidden, markers on tables and walls."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.errors import CheckError, NotFoundError
from arkit.frame import Frame, project
from arkit.room import Marker, find_markers, find_room
from arkit.room.printed.board import Board, find_board
from arkit.room.printed.tags import FAMILIES, dictionary, half_hidden
from arkit.spaces import apply
from tests.arkit.room import drawn

CAMERA, T_CAMERA_ROOM = drawn.camera(), drawn.looking(17, -14)
NOWHERE = drawn.square_on_floor(0.0, -40.0, 0.01, 0.0)


def printed(sheet: np.ndarray, corners_room: np.ndarray) -> np.ndarray:
    """A drawn room with a flat print whose whole picture fills the corners (4, 3), clockwise from its top left."""
    base = drawn.picture(CAMERA, T_CAMERA_ROOM, noise=0.0)[..., 0]
    h, w = sheet.shape
    source = np.array([[0, 0], [w, 0], [w, h], [0, h]], dtype=np.float32) - 0.5
    target = (project(CAMERA, apply(T_CAMERA_ROOM, corners_room)) * 3 - 0.5).astype(np.float32)
    matrix, size = cv2.getPerspectiveTransform(source, target), (CAMERA.width * 3, CAMERA.height * 3)
    large = cv2.resize(base, size, interpolation=cv2.INTER_NEAREST)
    cover = cv2.warpPerspective(np.full_like(sheet, 255), matrix, size, flags=cv2.INTER_NEAREST)
    light = (np.where(cover > 0, cv2.warpPerspective(sheet, matrix, size), large) / 255.0) ** 2.2
    mean = cv2.resize(light, (CAMERA.width, CAMERA.height), interpolation=cv2.INTER_AREA) ** (1 / 2.2) * 255
    noisy = mean + np.random.default_rng(1).normal(0, 2, mean.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def framed(family: str, number: int) -> np.ndarray:
    """A marker (480 px) with a white rim (60 px)."""
    sheet = np.full((600, 600), 235, dtype=np.uint8)
    sheet[60:540, 60:540] = np.maximum(cv2.aruco.generateImageMarker(dictionary(family), number, 480), 20)
    return sheet


def upright(middle: tuple[float, float, float], half: float) -> np.ndarray:
    """Corners (4, 3) of a square on a wall across the room."""
    return np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]]) + middle


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_family_is_read(family: str) -> None:
    corners = drawn.square_on_floor(0.2, -2.1, 0.375, 0.4)
    seen = find_markers(printed(framed(family, 7), corners))
    assert [(one.family, one.id) for one in seen] == [(family, 7)]
    true = project(CAMERA, apply(T_CAMERA_ROOM, drawn.square_on_floor(0.2, -2.1, 0.3, 0.4)))
    assert np.abs(seen[0].corners_px - true).max() < 0.3


def test_a_family_nobody_knows() -> None:
    with pytest.raises(CheckError, match=r'expected a family of 4x4_50, .* got "8x8"'):
        find_markers(np.zeros((50, 50, 3), dtype=np.uint8), families=["8x8"])


def test_a_marker_on_a_wall_gives_the_height_above_the_floor() -> None:
    pixels = printed(framed("36h11", 2), upright((-0.3, 1.3, -3.0), 0.25))
    scale = Marker(0.4, on="wall", above_floor_m=1.3, above_floor_sd_m=0.01)
    view = find_room(Frame(pixels, 0.0, CAMERA), scale=scale)
    assert view.height_m.value == pytest.approx(1.45, abs=3 * view.height_m.sd) and view.height_m.sd < 0.08
    with pytest.raises(CheckError, match="expected it to lie on the floor, it is tilted by"):
        find_room(Frame(pixels, 0.0, CAMERA), scale=Marker(0.4))


def test_a_marker_on_a_table() -> None:
    corners = drawn.square_on_floor(0.1, -1.8, 0.25, 0.5) + np.array([0, 0.72, 0])
    pixels = printed(framed("6x6_250", 9), corners)
    view = find_room(Frame(pixels, 0.0, CAMERA), scale=Marker(0.2, on="table", above_floor_m=0.72))
    assert view.height_m.value == pytest.approx(1.45, rel=0.02)


def test_where_it_is_must_fit_its_height() -> None:
    with pytest.raises(CheckError, match="expected its height above the floor where it is on a table"):
        Marker(0.2, on="wall")
    with pytest.raises(CheckError, match=r"got 0\.7 m on the floor"):
        Marker(0.2, above_floor_m=0.7)


@pytest.mark.parametrize("kind", ["charuco", "grid"])
def test_a_board_half_hidden_is_read(kind: str) -> None:
    board = Board("charuco" if kind == "charuco" else "grid", 6, 4, 0.1)
    shape = (6, 4)
    if kind == "charuco":
        made = cv2.aruco.CharucoBoard(shape, 0.1, 0.07, dictionary("4x4_50")).generateImage((1200, 800))
    else:
        made = np.full((800, 1200), 255, dtype=np.uint8)
        for number in range(24):
            row, column = divmod(number, 6)
            top, left = 200 * row + 30, 200 * column + 30
            made[top : top + 140, left : left + 140] = cv2.aruco.generateImageMarker(dictionary("4x4_50"), number, 140)
    made[:, :220] = 128
    flat = np.array([[-0.3, 0, -0.2], [0.3, 0, -0.2], [0.3, 0, 0.2], [-0.3, 0, 0.2]]) * 2 + (0.1, 0, -2.0)
    pixels = printed(np.clip(made, 20, 235), flat)
    view = find_room(Frame(pixels, 0.0, CAMERA), scale=Marker(0.14, board=Board(board.kind, 6, 4, 0.2)))
    assert view.height_m.value == pytest.approx(1.45, rel=0.015)


def test_a_board_that_is_not_there() -> None:
    with pytest.raises(NotFoundError, match="expected at least 6 of its corners in view, found 0; uncover it"):
        find_board(drawn.picture(CAMERA, T_CAMERA_ROOM), Board("charuco", 6, 4, 0.1), 0.07)
    with pytest.raises(CheckError, match="smaller than their pitch"):
        find_board(drawn.picture(CAMERA, T_CAMERA_ROOM), Board("grid", 6, 4, 0.1), 0.1)


@pytest.mark.parametrize(("width", "shade"), [(6, 60), (12, 60), (12, 190)])
def test_a_leg_across_a_marker_is_told(width: int, shade: int) -> None:
    corners = drawn.square_on_floor(0.2, -2.1, 0.375, 0.4)
    pixels, middle = printed(framed("36h11", 2), corners), project(CAMERA, apply(T_CAMERA_ROOM, corners)).mean(axis=0)
    ends = [(int(middle[0] + u), int(middle[1] + v)) for u, v in ((30, 90), (-30, -160))]
    cv2.line(pixels, ends[0], ends[1], (shade, shade, shade), width, cv2.LINE_AA)
    with pytest.raises(NotFoundError, match="found a black square of which part is hidden") as caught:
        find_room(Frame(pixels, 0.0, CAMERA), scale=Marker(0.3))
    assert caught.value.facts["why"] == "marker_hidden"


def test_a_shadow_across_a_marker_hides_nothing() -> None:
    corners = drawn.square_on_floor(0.2, -2.1, 0.375, 0.4)
    lit, middle = printed(framed("36h11", 2), corners), project(CAMERA, apply(T_CAMERA_ROOM, corners)).mean(axis=0)
    v, u = np.mgrid[: CAMERA.height, : CAMERA.width]
    share = np.where((u - middle[0]) * 0.6 + v - middle[1] > 0, 0.25, 1.0)[..., None] ** (1 / 2.2)
    view = find_room(Frame((lit * share).astype(np.uint8), 0.0, CAMERA), scale=Marker(0.3))
    assert view.height_m.value == pytest.approx(1.45, rel=0.01)


@pytest.mark.parametrize("gain", [2, 4])
def test_an_overexposed_rim_is_told_as_a_larger_error(gain: float) -> None:
    good = printed(framed("36h11", 2), drawn.square_on_floor(0.2, -2.1, 0.375, 0.4))
    bright = cv2.GaussianBlur((good / 255.0) ** 2.2 * gain, (0, 0), 0.8)
    burnt = (np.clip(bright, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8)
    assert [seen.burnt for seen in find_markers(good) + find_markers(burnt)] == [False, True]
    heights = []
    for pixels in (good, burnt):
        heights.append(
            find_room(Frame(pixels, 0.0, CAMERA), scale=Marker(0.3), fov_y_rad=float(np.radians(57))).height_m
        )
    added = np.sqrt(heights[1].sd ** 2 - heights[0].sd ** 2)  # the lens's part is in both, and hides it in their ratio
    assert 0.01 * 1.45 < added < 0.02 * 1.45, "as much as white that spreads by a pixel makes the square smaller"
    assert abs(heights[1].value - heights[0].value) < 2 * added


def test_several_markers_are_weighed_and_the_odd_one_is_left_out() -> None:
    spots = [(0.2, -2.1, 0.4), (-0.9, -2.6, 0.1), (0.9, -3.0, 0.8)]
    heights = []
    for sides in ((0.3, 0.3, 0.3), (0.3, 0.3, 0.36)):
        pixels = printed(framed("36h11", 2), drawn.square_on_floor(*spots[0][:2], 1.25 * sides[0], spots[0][2]))
        for number, (spot, side) in enumerate(zip(spots[1:], sides[1:], strict=True), start=3):
            more = printed(framed("36h11", number), drawn.square_on_floor(*spot[:2], 1.25 * side, spot[2]))
            away = np.abs(more.astype(int) - printed(framed("36h11", number), NOWHERE)).max(axis=2, keepdims=True) > 40
            pixels = np.where(cv2.dilate(away.astype(np.uint8), np.ones((3, 3)))[..., None] > 0, more, pixels)
        assert len(find_markers(pixels)) == 3
        heights.append(find_room(Frame(pixels, 0.0, CAMERA), scale=Marker(0.3)).height_m)
    alone = find_room(
        Frame(printed(framed("36h11", 2), drawn.square_on_floor(*spots[0][:2], 0.375, spots[0][2])), 0.0, CAMERA),
        scale=Marker(0.3),
    ).height_m
    assert abs(heights[0].value - 1.45) < 2 * heights[0].sd and heights[0].sd <= alone.sd
    assert heights[1].value == pytest.approx(1.45, rel=0.01), "a print of another size was believed"


def test_a_marker_with_its_middle_covered_is_told_from_none() -> None:
    sheet = framed("36h11", 2)
    sheet[200:400, 120:500] = 235
    frame = Frame(printed(sheet, drawn.square_on_floor(0.2, -2.1, 0.375, 0.4)), 0.0, CAMERA)
    assert half_hidden(frame.pixels) and not half_hidden(drawn.picture(CAMERA, T_CAMERA_ROOM))
    with pytest.raises(NotFoundError, match=r"found a black square of which part is hidden.*uncover it"):
        find_room(frame, scale=Marker(0.3))
