"""Where metres come from: a camera height, a printed marker, a length known on the floor.

Lines alone fix directions, never size. Each source answers the camera's height above the floor and widens the
covariance of the view by what it adds, so that an error told to a shopper holds all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from arkit.errors import CheckError
from arkit.frame import Camera
from arkit.room.vanishing import Manhattan
from arkit.room.view import floor_points, room_pose
from arkit.surface import ScaleSource

EYE_HEIGHT_M, EYE_HEIGHT_SD_M = 1.45, 0.15  # a phone held up by a standing adult, where nothing better is known
TYPED_SD_M = 0.02  # of a camera height somebody measured with a tape
LENGTH_SD_M = 0.005  # of a length somebody measured with a tape
CLICK_SD_PX = 1.5  # of a point somebody marked in the picture


@dataclass(frozen=True, slots=True)
class CameraHeight:
    """The camera stood `height_m` above the floor; without arguments the guess for a phone held by a standing adult."""

    height_m: float = EYE_HEIGHT_M
    sd_m: float = EYE_HEIGHT_SD_M

    def __post_init__(self) -> None:
        if not 0.1 <= self.height_m <= 10 or not 0 < self.sd_m < self.height_m:
            raise CheckError(f"camera height: expected 0.1 to 10 m, got {self.height_m:g} ± {self.sd_m:g}")


@dataclass(frozen=True, slots=True)
class Marker:
    """A printed marker (ArUco 4x4_50 or AprilTag 36h11) lies on the floor; its black square measures `side_m`."""

    side_m: float

    def __post_init__(self) -> None:
        if not 0.02 <= self.side_m <= 2:
            raise CheckError(f"marker: expected a side of 2 to 200 cm, got {100 * self.side_m:g}")


@dataclass(frozen=True, slots=True)
class KnownLength:
    """Two pixels on the floor lie `length_m` apart."""

    start_px: tuple[float, float]
    end_px: tuple[float, float]
    length_m: float

    def __post_init__(self) -> None:
        if not 0.05 <= self.length_m <= 20:
            raise CheckError(f"known length: expected 5 to 2000 cm, got {100 * self.length_m:g}")


Scale = CameraHeight | Marker | KnownLength


@dataclass(frozen=True, slots=True)
class Scaled:
    """A camera with its metres: R_camera_room (3, 3), focal length, height, and the covariance of RoomView."""

    R_camera_room: np.ndarray
    focal_px: float
    height_m: float
    covariance: np.ndarray
    source: ScaleSource


def by_height(found: Manhattan, height: CameraHeight) -> Scaled:
    """Metres from a camera height."""
    covariance = np.zeros((5, 5))
    covariance[:4, :4] = found.covariance
    covariance[4, 4] = (height.sd_m / height.height_m) ** 2
    return Scaled(found.R_camera_room, found.focal_px, height.height_m, covariance, "camera_height")


def by_length(found: Manhattan, camera: Camera, known: KnownLength) -> Scaled:
    """Metres from a length on the floor.

    Raises:
        CheckError: an end lies above the horizon, or the ends are so near each other that a click decides the scale.
    """
    ends = np.array([known.start_px, known.end_px], dtype=np.float64)

    def log_height(values: np.ndarray) -> float:
        """log of the height that makes the length right, for rotation, log focal factor and shifts of both ends."""
        zoom = float(np.exp(values[3]))
        seen = Camera(camera.width, camera.height, camera.fx * zoom, camera.fy * zoom, camera.cx, camera.cy)
        T = room_pose(Rotation.from_rotvec(values[:3]).as_matrix() @ found.R_camera_room, 1.0)
        points = floor_points(seen, T, ends + values[4:].reshape(2, 2))
        return float(np.log(known.length_m) - np.log(np.linalg.norm(points[1] - points[0])))

    start = log_height(np.zeros(8))
    if not np.isfinite(start):
        raise CheckError("known length: expected two different points on the floor, got one at or above the horizon")
    slope = gradient(log_height, np.zeros(8), 1e-3)
    clicks = float((slope[4:] ** 2).sum()) * CLICK_SD_PX**2 + (LENGTH_SD_M / known.length_m) ** 2
    if clicks > 0.2**2:
        raise CheckError(
            f"known length: expected points further apart, a click's error alone is {100 * np.sqrt(clicks):.0f} %; "
            "mark something longer or nearer"
        )
    spread = np.vstack([np.eye(4), slope[:4]])
    covariance = spread @ found.covariance @ spread.T
    covariance[4, 4] += clicks
    return Scaled(found.R_camera_room, found.focal_px, float(np.exp(start)), covariance, "known_length")


def gradient(function: Callable[[np.ndarray], float], at: np.ndarray, step: float) -> np.ndarray:
    """Gradient (n,) by central differences."""
    steps = np.eye(len(at)) * step
    return np.array([(function(at + d) - function(at - d)) / (2 * step) for d in steps])


__all__ = [
    "EYE_HEIGHT_M",
    "EYE_HEIGHT_SD_M",
    "TYPED_SD_M",
    "CameraHeight",
    "KnownLength",
    "Marker",
    "Scale",
    "Scaled",
    "by_height",
    "by_length",
    "gradient",
]
