"""The size that frames are followed at: large ones are made smaller."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.errors import CheckError
from arkit.frame import Camera, Frame

LONGEST_PX = 1280


class Shrunk:
    """Frames of one camera as they are followed.

    Attributes:
        full: the camera as it is.
        camera: the same at that size.
        by: that size in parts of the full one.
    """

    def __init__(self, full: Camera) -> None:
        self.full = full
        self.by = min(1.0, LONGEST_PX / max(full.width, full.height))
        width, height = round(full.width * self.by), round(full.height * self.by)
        along, down = width / full.width, height / full.height
        self.camera = Camera(width, height, full.fx * along, full.fy * down, full.cx * along, full.cy * down)

    def gray(self, pixels: np.ndarray) -> np.ndarray:
        """(h, w) uint8 of a frame's pixels."""
        return self.fitted(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))

    def fitted(self, picture: np.ndarray) -> np.ndarray:
        """A picture of any size at the size that frames are followed at."""
        size = self.camera.width, self.camera.height
        if picture.shape[1::-1] == size:
            return picture
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))

    def check(self, frame: Frame) -> None:
        """Refuse a frame of another size than the first picture.

        Raises:
            CheckError: it is one.
        """
        if (frame.camera.width, frame.camera.height) != (self.full.width, self.full.height):
            raise CheckError(
                f"frame: expected {self.full.width}x{self.full.height} as the first picture, got "
                f"{frame.camera.width}x{frame.camera.height}; cut the film where its size changes"
            )


__all__ = ["Shrunk"]
