"""Where metres come from: a camera height, a marker, a sheet of paper, a card, a door, a length known somewhere.

Lines alone fix directions, never size. Each source answers the camera's height above the floor and widens the
covariance of the view by what it adds, so that an error told to a shopper holds all of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.spatial.transform import Rotation

from arkit.errors import CheckError
from arkit.frame import Camera
from arkit.room.manhattan.vanishing import Manhattan
from arkit.room.printed.board import Board
from arkit.room.view import floor_points, plane_points, refocused, room_pose
from arkit.spaces import pose, rotation_between
from arkit.surface import Measure, Plane, ScaleSource

Pixel = tuple[float, float]

# A phone held by an adult: at the eye, at the chest, or sitting. Of 150 pictures of rooms 0 to 49, where it is 0.96 to
# 1.71 m high (nine in ten), the interval holds 91 of 100; 1.45 and 0.22 m held 83.
EYE_HEIGHT_M, EYE_HEIGHT_SD_M = 1.40, 0.25
TYPED_SD_M = 0.02  # of a camera height somebody measured with a tape
LENGTH_SD_M = 0.005  # of a length somebody measured with a tape
CLICK_SD_PX = 1.5  # of a point somebody marked in a picture shown 1280 pixels long; larger ones are shown smaller
SHOWN_PX = 1280
# The way through a room door: 1.98 m (GB), 2.00 to 2.10 m (CN, DIN 18100), 2.03 m (US), lower in old and higher in new
# houses: anywhere from 1.95 to 2.15 m. (As the mean and spread of the norms, 2.04 and 0.04 m, it held 67 of 100.)
DOOR_HEIGHT_M, DOOR_HEIGHT_SD_M = 2.05, 0.058
SHEET_M = {"a4": (0.297, 0.210), "card": (0.0856, 0.05398)}  # ISO 216, ISO/IEC 7810 ID-1


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
    """Printed markers (ArUco or AprilTag) whose black squares measure `side_m`; one or several, or a board of them.

    Attributes:
        side_m: of the black square.
        on: where they lie or hang.
        above_floor_m, above_floor_sd_m: of the table's top, or of the marker's middle on a wall.
        board: how they are printed on one board.
    """

    side_m: float
    on: Literal["floor", "table", "wall"] = "floor"
    above_floor_m: float = 0.0
    above_floor_sd_m: float = 0.0
    board: Board | None = None

    def __post_init__(self) -> None:
        least = 0.02 if self.board is None else 0.004
        if not least <= self.side_m <= 2:
            raise CheckError(f"marker: expected a side of {100 * least:g} to 200 cm, got {100 * self.side_m:g}")
        if self.on not in ("floor", "table", "wall"):
            raise CheckError(f'marker: expected it on the "floor", a "table" or a "wall", got "{self.on}"')
        if not 0 <= self.above_floor_m <= 4 or not 0 <= self.above_floor_sd_m <= 0.5:
            raise CheckError(
                f"marker: expected at most 4 m above the floor, got {self.above_floor_m:g} ± {self.above_floor_sd_m:g}"
            )
        if (self.on == "floor") != (self.above_floor_m == 0):
            raise CheckError(
                f"marker: expected its height above the floor where it is on a table or a wall, 0 on the floor, got "
                f"{self.above_floor_m:g} m on the {self.on}"
            )


@dataclass(frozen=True, slots=True)
class KnownLength:
    """Two pixels lie `length_m` apart on the floor; or on a wall, where `foot_px` marks two pixels along its foot."""

    start_px: Pixel
    end_px: Pixel
    length_m: float
    foot_px: tuple[Pixel, Pixel] | None = None

    def __post_init__(self) -> None:
        if not 0.05 <= self.length_m <= 20:
            raise CheckError(f"known length: expected 5 to 2000 cm, got {100 * self.length_m:g}")


@dataclass(frozen=True, slots=True)
class Upright:
    """Something of known height stands on the floor: its foot and its top straight above, both in the picture.

    Without a height it is the way through a door, from the floor to the lower edge of its head.
    """

    foot_px: Pixel
    top_px: Pixel
    height_m: float = DOOR_HEIGHT_M
    sd_m: float = DOOR_HEIGHT_SD_M

    def __post_init__(self) -> None:
        if not 0.2 <= self.height_m <= 6 or not 0 < self.sd_m < self.height_m:
            raise CheckError(f"height: expected 0.2 to 6 m, got {self.height_m:g} ± {self.sd_m:g}")


SheetKind = Literal["a4", "card"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An A4 sheet or a bank card lies flat, on the floor or on a top `above_floor_m` above it.

    Attributes:
        kind: which.
        corners_px: its four corners once around, where somebody marked them; None to look for it.
        above_floor_m, above_floor_sd_m: height of what it lies on.
    """

    kind: SheetKind
    corners_px: tuple[Pixel, ...] | None = None
    above_floor_m: float = 0.0
    above_floor_sd_m: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in SHEET_M:
            raise CheckError(f'sheet: expected "a4" or "card", got "{self.kind}"')
        if self.corners_px is not None and np.shape(self.corners_px) != (4, 2):
            raise CheckError(f"sheet: expected four corners, got {len(self.corners_px)}")
        if not 0 <= self.above_floor_m <= 2 or not 0 <= self.above_floor_sd_m <= 0.5:
            raise CheckError(
                f"sheet: expected at most 2 m above the floor, got {self.above_floor_m:g} ± {self.above_floor_sd_m:g}"
            )


Scale = CameraHeight | Marker | KnownLength | Upright | Sheet


@dataclass(frozen=True, slots=True)
class Scaled:
    """A camera with its metres: R_camera_room (3, 3), focal length, height, and the covariance of RoomView.

    `center_px` is the principal point where the source moved it; None where it stays.
    """

    R_camera_room: np.ndarray
    focal_px: float
    height_m: float
    covariance: np.ndarray
    source: ScaleSource
    center_px: Pixel | None = None


def with_height(lens: np.ndarray, slope: np.ndarray | float = 0.0) -> np.ndarray:
    """RoomView's covariance from Manhattan's (n, n), where log height follows it by a slope (n,)."""
    spread = np.insert(np.eye(len(lens)), 4, slope, axis=0)
    covariance: np.ndarray = spread @ lens @ spread.T
    return covariance


def by_height(found: Manhattan, height: CameraHeight) -> Scaled:
    """Metres from a camera height."""
    covariance = with_height(found.covariance)
    covariance[4, 4] = (height.sd_m / height.height_m) ** 2
    return Scaled(found.R_camera_room, found.focal_px, height.height_m, covariance, "camera_height")


def by_length(found: Manhattan, camera: Camera, known: KnownLength) -> Scaled:
    """Metres from a length on the floor or on a wall.

    Raises:
        CheckError: an end lies above the horizon, or the ends are so near each other that a click decides the scale.
    """
    pixels = np.array([known.start_px, known.end_px, *(known.foot_px or ())], dtype=np.float64)

    def length(seen: Camera, T: np.ndarray, clicked: np.ndarray) -> float:
        if known.foot_px is None:
            ends = floor_points(seen, T, clicked)
        else:
            foot = floor_points(seen, T, clicked[2:])
            ends = plane_points(seen, T, _standing_on(foot), clicked[:2])
        return float(np.linalg.norm(ends[1] - ends[0]))

    return _by_ratio(found, camera, pixels, length, Measure(known.length_m, LENGTH_SD_M), "known length")


def by_upright(found: Manhattan, camera: Camera, known: Upright) -> Scaled:
    """Metres from something of known height that stands on the floor.

    Raises:
        CheckError: its foot lies above the horizon, its top below its foot, or both are too near each other.
    """
    pixels = np.array([known.foot_px, known.top_px], dtype=np.float64)

    def height(seen: Camera, T: np.ndarray, clicked: np.ndarray) -> float:
        foot = floor_points(seen, T, clicked[:1])[0]
        if not np.isfinite(foot).all():
            return np.nan
        facing = pose(rotation_between(np.array([0.0, 1.0, 0.0]), -foot), foot)
        return float(plane_points(seen, T, Plane("wall", facing), clicked[1:])[0, 1])

    return _by_ratio(found, camera, pixels, height, Measure(known.height_m, known.sd_m), "door height")


def _standing_on(foot: np.ndarray) -> Plane:
    """The upright plane through two points on the floor."""
    along = foot[1] - foot[0]
    turn = rotation_between(np.array([0.0, 1.0, 0.0]), np.array([-along[2], 0.0, along[0]]) + 1e-12)
    return Plane("wall", pose(turn, foot[0])) if np.isfinite(foot).all() else Plane("wall", pose())


def _by_ratio(
    found: Manhattan,
    camera: Camera,
    pixels: np.ndarray,
    measured: Callable[[Camera, np.ndarray, np.ndarray], float],
    truth: Measure,
    name: Literal["known length", "door height"],
) -> Scaled:
    """Metres from what a camera 1 m above the floor would measure between pixels (n, 2), and what it truly is."""

    known = len(found.covariance)

    def log_height(values: np.ndarray) -> float:
        """log of the height that makes it right, for changes as in found.covariance and shifts of all pixels."""
        seen = refocused(camera, float(values[3]), values[4:known])
        T = room_pose(Rotation.from_rotvec(values[:3]).as_matrix() @ found.R_camera_room, 1.0)
        length = measured(seen, T, pixels + values[known:].reshape(-1, 2))
        return float(np.log(truth.value / length)) if length > 0 else np.nan

    start = log_height(np.zeros(known + pixels.size))
    if not np.isfinite(start):
        raise CheckError(f"{name}: {_WANTED[name]}, got one at or above the horizon, or one place twice")
    slope = gradient(log_height, np.zeros(known + pixels.size), 1e-3)
    clicks = float((slope[known:] ** 2).sum()) * click_sd_px(camera) ** 2
    if not clicks <= 0.2**2:
        raise CheckError(
            f"{name}: expected points further apart, a click's error alone is {100 * np.sqrt(clicks):.0f} %; "
            "mark something longer or nearer"
        )
    covariance = with_height(found.covariance, slope[:known])
    covariance[4, 4] += clicks + (truth.sd / truth.value) ** 2
    source: ScaleSource = "known_length" if name == "known length" else "door_height"
    return Scaled(found.R_camera_room, found.focal_px, float(np.exp(start)), covariance, source)


_WANTED = {
    "known length": "expected two different points on the floor, or on a wall above its foot",
    "door height": "expected its foot on the floor and its top above it",
}


def click_sd_px(camera: Camera) -> float:
    """Standard deviation, pixels, of each coordinate of a point that somebody marked."""
    return CLICK_SD_PX * max(1.0, max(camera.width, camera.height) / SHOWN_PX)


def gradient(function: Callable[[np.ndarray], float], at: np.ndarray, step: float) -> np.ndarray:
    """Gradient (n,) by central differences."""
    steps = np.eye(len(at)) * step
    return np.array([(function(at + d) - function(at - d)) / (2 * step) for d in steps])


__all__ = [
    "CLICK_SD_PX",
    "DOOR_HEIGHT_M",
    "DOOR_HEIGHT_SD_M",
    "EYE_HEIGHT_M",
    "EYE_HEIGHT_SD_M",
    "SHEET_M",
    "TYPED_SD_M",
    "CameraHeight",
    "KnownLength",
    "Marker",
    "Pixel",
    "Scale",
    "Scaled",
    "Sheet",
    "SheetKind",
    "Upright",
    "by_height",
    "by_length",
    "by_upright",
    "click_sd_px",
    "gradient",
    "with_height",
]
