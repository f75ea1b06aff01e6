"""A tracked face."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import check_transform


@dataclass(frozen=True, slots=True)
class FaceTrack:
    """One face in one frame.

    Attributes:
        time_s: the frame's time.
        landmarks_px: (n, 2) float64, pixels, origin top left, y down; n is 468 or 478 (with irises).
        T_camera_face: face space (metres, origin between the eyes, +y up, +z out of the face) to camera space.
        confidence: 0 to 1.
    """

    time_s: float
    landmarks_px: np.ndarray
    T_camera_face: np.ndarray
    confidence: float

    def __post_init__(self) -> None:
        if self.landmarks_px.ndim != 2 or self.landmarks_px.shape[1] != 2:
            raise CheckError(f"landmarks_px: expected shape (n, 2), got {self.landmarks_px.shape}")
        check_transform(self.T_camera_face, "T_camera_face")
        if not 0 <= self.confidence <= 1:
            raise CheckError(f"confidence: expected 0 to 1, got {self.confidence}")


__all__ = ["FaceTrack"]
