"""The few pictures that are remembered, and which of them a new one is compared with."""

from __future__ import annotations

import numpy as np

from arkit.room.follow.keyframe import KeyFrame
from arkit.room.follow.motion import apart
from arkit.room.follow.recall import Described

MOST = 24  # remembered pictures: 22 MB at 720p
NEAR_M, NEAR_RAD = 0.5, 0.35  # one that was taken further away shows the floor too differently
STILL_NEAR = 1.5  # as far as a key frame can be compared with, at times
STAY = 0.8  # another one must be that much nearer


class Memory:
    """Key frames, the first of which is the picture that the room was found in and is never forgotten.

    Attributes:
        current: the one that new pictures are compared with.
    """

    def __init__(self, first: KeyFrame, described: Described) -> None:
        self._kept = [(first, described)]
        self.current = first

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def first(self) -> KeyFrame:
        """The picture that the room was found in."""
        return self._kept[0][0]

    @first.setter
    def first(self, key: KeyFrame) -> None:
        self._kept[0] = key, self._kept[0][1]

    def forget(self) -> None:
        """Keep only the first."""
        del self._kept[1:]
        self.current = self.first

    def choose(self, T_camera_room: np.ndarray) -> KeyFrame:
        """Make the key frame nearest to a pose the current one; some loyalty keeps it from going to and fro."""
        nearest = min((key for key, _ in self._kept), key=lambda key: far(key, T_camera_room))
        if far(nearest, T_camera_room) < STAY * far(self.current, T_camera_room):
            self.current = nearest
        return self.current

    def next_to(self, key: KeyFrame, T_camera_room: np.ndarray) -> KeyFrame | None:
        """Of the others than `key` the nearest to a pose, if it is near."""
        others = [other for other, _ in self._kept if other is not key]
        nearest = min(others, key=lambda other: far(other, T_camera_room), default=None)
        return nearest if nearest is not None and far(nearest, T_camera_room) < STILL_NEAR else None

    def nearest(self, T_camera_room: np.ndarray) -> list[tuple[KeyFrame, Described]]:
        """All of them, the nearest to a pose first."""
        return sorted(self._kept, key=lambda kept: far(kept[0], T_camera_room))

    def add(self, key: KeyFrame, described: Described) -> None:
        """Remember one more, the current from now on; of too many the one most like another is forgotten."""
        self._kept.append((key, described))
        self.current = key
        if len(self._kept) > MOST:
            others = self._kept[1:-1]
            poses = [kept[0].T_camera_room for kept in self._kept]
            near = [sorted(far(key, T) for T in poses)[1] for key, _ in others]
            del self._kept[1 + int(np.argmin(near))]


def far(key: KeyFrame, T_camera_room: np.ndarray) -> float:
    """How differently a pose sees the room than a key frame did; about 1 is as far as it can be compared."""
    metres, radians = apart(key.T_camera_room, T_camera_room)
    return float(np.hypot(metres / NEAR_M, radians / NEAR_RAD))


__all__ = ["Memory", "far"]
