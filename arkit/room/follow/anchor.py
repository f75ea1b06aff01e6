"""A printed marker on the floor as a fixed place of the room, found anew from time to time."""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera
from arkit.room.follow.planes import on_planes
from arkit.room.follow.solve import seen_as
from arkit.room.printed.marker import Seen, find_markers
from arkit.room.view import RoomView

AROUND = 0.6  # of the marker's size, looked at around where it is expected
LEAST_PX = 24.0  # a marker seen smaller says less than the floor does


class Anchor:
    """The largest marker of the first picture.

    Attributes:
        points_m: (4, 3) its corners, room space.
    """

    def __init__(self, family: str, number: int, points_m: np.ndarray) -> None:
        self._name = (family, number)
        self.points_m = points_m

    def find(self, pixels: np.ndarray, camera: Camera, T_camera_room: np.ndarray) -> np.ndarray | None:
        """Its corners (4, 2) in a picture (h, w, 3) where the pose expects it; None where it is not seen."""
        expected, _, there = seen_as(camera, T_camera_room, self.points_m)
        low, high = expected.min(axis=0), expected.max(axis=0)
        if (there[:, 2] > -0.1).any() or (high - low).max() < LEAST_PX:
            return None
        around = AROUND * float((high - low).max()) + 16
        left, top = np.maximum(np.floor(low - around), 0).astype(int)
        right, bottom = np.ceil(high + around).astype(int)
        part = pixels[top : max(bottom, 0), left : max(right, 0)]
        if min(part.shape[:2]) < LEAST_PX:
            return None
        seen = [one for one in find_markers(part) if (one.family, one.id) == self._name]
        return seen[0].corners_px + np.array([left, top]) if seen else None


def anchored(view: RoomView) -> Anchor | None:
    """The marker of the first picture, where its floor is the marker's; None where metres come from elsewhere."""
    if view.room.scale_source != "marker":
        return None
    seen = find_markers(view.frame.pixels)
    if not seen:
        return None
    largest: Seen = seen[0]
    points, floor = on_planes(view.frame.camera, view.room.T_camera_room, largest.corners_px, view.room.planes[:1])
    return Anchor(largest.family, largest.id, points) if (floor == 0).all() else None


__all__ = ["Anchor", "anchored"]
