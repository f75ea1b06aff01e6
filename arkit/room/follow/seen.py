"""What following a room says of one frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import check_transform

Why = Literal["", "blurred", "cut", "covered", "plain", "unsure"]


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the camera was when a frame was taken.

    Attributes:
        time_s: of the frame.
        T_camera_room: room space of the first picture to camera space; where lost, the last one known.
        covariance: (6, 6) of a small turn (3,) about the camera's axes, radians, and a shift (3,) along them, metres,
            against the first picture; what the first picture itself does not know is in its `RoomView`.
        lost: whether the camera is not known: nothing should be drawn.
        why: "" where it is known; else what kept it from being found: the picture is "blurred", it is a "cut" to
            another scene, the known places are "covered" or out of the picture, or too "plain" to be recognised; or
            what is told may be off by a centimetre or more, `covariance` says by how much: "unsure". Then the camera
            is lost where the pictures leave it open, and not lost where only the room's size is doubtful, because the
            first picture took a bed or a table for the floor: what is drawn may slide.
        points: how many known places of the room agree with the answer.
        key_frames: how many pictures are remembered.
    """

    time_s: float
    T_camera_room: np.ndarray
    covariance: np.ndarray
    lost: bool
    why: Why
    points: int
    key_frames: int

    def __post_init__(self) -> None:
        check_transform(self.T_camera_room, "T_camera_room")
        if self.covariance.shape != (6, 6):
            raise CheckError(f"covariance: expected shape (6, 6), got {self.covariance.shape}")


__all__ = ["Seen", "Why"]
