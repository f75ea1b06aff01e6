"""A live camera as frames. Pictures stay in this process; nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Frame, camera_from_fov


class Webcam:
    """An open camera; use it as a context, it is freed at the end.

    Args:
        name: its number ("0" is the first) or what the system calls it ("/dev/video2", a stream's address).
        clock: seconds, read as each picture arrives.
    """

    def __init__(self, name: str, fov_y_rad: float, clock: Callable[[], float]) -> None:
        self._device: Any = _opened(name)
        self._clock = clock
        if not self._device.isOpened():
            self._device.release()
            raise NotFoundError(f"camera {name}: expected one that answers, it does not; is it plugged in and free?")
        width = int(self._device.get(cv2.CAP_PROP_FRAME_WIDTH))
        height = int(self._device.get(cv2.CAP_PROP_FRAME_HEIGHT))
        self.camera = camera_from_fov(width, height, fov_y_rad)
        self.rate_hz = float(self._device.get(cv2.CAP_PROP_FPS) or 30.0)

    def frames(self) -> Iterator[Frame]:
        """Pictures as they come, until the camera ends."""
        start_s = self._clock()
        while True:
            there, bgr = self._device.read()
            if not there:
                return
            if bgr.shape[:2] != (self.camera.height, self.camera.width):
                bgr = cv2.resize(bgr, (self.camera.width, self.camera.height), interpolation=cv2.INTER_AREA)
            yield Frame(np.ascontiguousarray(bgr[..., ::-1]), self._clock() - start_s, self.camera)

    def close(self) -> None:
        """Let the camera go."""
        self._device.release()

    def __enter__(self) -> Webcam:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _opened(name: str) -> Any:
    """The camera, without what OpenCV itself says on stderr where there is none: the error says it in one sentence."""
    quiet: Any = cv2
    before = quiet.getLogLevel()
    quiet.setLogLevel(0)
    try:
        return cv2.VideoCapture(int(name) if name.isdigit() else name)
    finally:
        quiet.setLogLevel(before)


__all__ = ["Webcam"]
