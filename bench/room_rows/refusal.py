"""Pictures that hold no answer: each must be refused in words, or answered with a deviation that owns up to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from arkit.errors import ArkitError
from arkit.room import RoomView, find_room
from bench.room_rows import Row, at_most
from bench.room_rows.camera import FAILED_DEG, nearest_turn
from bench.rooms.hard import KINDS, Hard, hard

ROOMS = 4  # of each kind


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """One row for each kind: how many were answered in silence though wrong or without an answer."""
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for one in hard(range(rooms[0], rooms[0] + min(ROOMS, len(rooms)))):
        found[one.kind].append(judged(one))
    for kind, answers in found.items():
        silent = sum(answer == "silent" for answer in answers)
        told = ", ".join(f"{answers.count(word)} {word}" for word in sorted(set(answers)))
        yield Row(f"hard: {kind}, silent", at_most(0), float(silent), told)


def judged(one: Hard) -> str:
    """ "refused", "right", "owned up" or "silent"."""
    try:
        view = find_room(one.frame)
    except ArkitError:
        return "refused"
    told_deg = float(np.degrees(np.sqrt(np.trace(view.covariance[:3, :3]))))
    error = _error_deg(one, view)
    if error is not None and error <= FAILED_DEG:
        return "right"
    return "owned up" if told_deg >= FAILED_DEG / 3 else "silent"


def _error_deg(one: Hard, view: RoomView) -> float | None:
    if one.shot is None:
        return None
    turn = nearest_turn(view.room.T_camera_room[:3, :3], one.shot.T_camera_room[:3, :3])
    return float(np.degrees(np.linalg.norm(turn)))


__all__ = ["judged", "rows"]
