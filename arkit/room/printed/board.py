"""Boards of many markers: they are read though part of them is hidden, and their corners are many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from arkit.errors import CheckError, NotFoundError
from arkit.room.printed.tags import dictionary, find_markers, searched

LEAST_CORNERS = 6


@dataclass(frozen=True, slots=True)
class Board:
    """A printed board.

    Attributes:
        kind: "charuco", a chessboard with markers in its white squares, or "grid", markers in rows.
        columns, rows: of squares, or of markers.
        pitch_m: from one square, or marker, to the next.
        family: of its markers, see `arkit.room.printed.tags`; numbers count from 0, row by row.
    """

    kind: Literal["charuco", "grid"]
    columns: int
    rows: int
    pitch_m: float
    family: str = "4x4_50"

    def __post_init__(self) -> None:
        if not (self.columns >= 2 and self.rows >= 2 and 0.005 <= self.pitch_m <= 2):
            raise CheckError(
                f"board: expected at least 2x2 and a pitch of 0.5 to 200 cm, got {self.columns}x{self.rows} and "
                f"{100 * self.pitch_m:g} cm"
            )


def find_board(pixels: np.ndarray, board: Board, side_m: float) -> tuple[np.ndarray, np.ndarray]:
    """The corners that are seen: (n, 2) metres about the board's middle (x right, y up) and (n, 2) pixels.

    Raises:
        NotFoundError: too little of the board is in view.
        CheckError: markers larger than the board's pitch.
    """
    if side_m >= board.pitch_m:
        raise CheckError(
            f"board: expected markers smaller than their pitch of {100 * board.pitch_m:g} cm, got {100 * side_m:g} cm"
        )
    points, pixels_seen = _charuco(pixels, board, side_m) if board.kind == "charuco" else _grid(pixels, board, side_m)
    if len(points) < LEAST_CORNERS:
        raise NotFoundError(
            f"board: expected at least {LEAST_CORNERS} of its corners in view, found {len(points)}; uncover it and "
            "take the picture from nearer"
        )
    return points - np.array([board.columns, -board.rows]) * board.pitch_m / 2, pixels_seen


def _charuco(pixels: np.ndarray, board: Board, side_m: float) -> tuple[np.ndarray, np.ndarray]:
    gray, scale = searched(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    printed = cv2.aruco.CharucoBoard((board.columns, board.rows), board.pitch_m, side_m, dictionary(board.family))
    corners, ids, _, _ = cv2.aruco.CharucoDetector(printed).detectBoard(gray)
    if ids is None:
        return np.zeros((0, 2)), np.zeros((0, 2))
    at = np.asarray(printed.getChessboardCorners())[ids.ravel()]
    return np.stack([at[:, 0], -at[:, 1]], axis=1).astype(np.float64), (corners.reshape(-1, 2) + 0.5) / scale


def _grid(pixels: np.ndarray, board: Board, side_m: float) -> tuple[np.ndarray, np.ndarray]:
    points, seen_px = [], []
    for seen in find_markers(pixels, families=[board.family]):
        row, column = divmod(seen.id, board.columns)
        if row < board.rows:
            middle = np.array([column + 0.5, -row - 0.5]) * board.pitch_m
            points.append(middle + np.array([[-1, 1], [1, 1], [1, -1], [-1, -1]]) * side_m / 2)
            seen_px.append(seen.corners_px)
    if not points:
        return np.zeros((0, 2)), np.zeros((0, 2))
    return np.concatenate(points), np.concatenate(seen_px)


__all__ = ["Board", "find_board"]
