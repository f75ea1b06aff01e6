"""Metres from a printed marker that lies on the floor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import map_coordinates
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

from arkit.color import srgb_to_linear
from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, project
from arkit.room.scale import Marker, Scaled
from arkit.room.vanishing import Manhattan
from arkit.room.view import room_pose
from arkit.spaces import CV_FLIP, apply

CORNER_SD_PX = 0.2  # measured on drawn and path-traced markers of 40 to 70 px: 0.05 to 0.2
STRAY_PX = 3.0  # lines that meet further from a corner than this followed something else
TILT_MOST_RAD = np.radians(20)  # a marker further from level than this does not lie on the floor
DICTIONARIES = {"4x4_50": cv2.aruco.DICT_4X4_50, "36h11": cv2.aruco.DICT_APRILTAG_36h11}


@dataclass(frozen=True, slots=True)
class Seen:
    """A marker in a picture: its family and number, its corners (4, 2) px from its own top left, clockwise."""

    family: str
    id: int
    corners_px: np.ndarray


def find_markers(pixels: np.ndarray) -> list[Seen]:
    """Find printed markers, largest first; corners in pixels from the picture's top left corner.

    Corners are refined in linear light: in sRGB a half covered pixel looks three quarters white, which makes every
    black square about 0.3 px smaller on each side, one percent of a marker 60 px wide.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    linear = srgb_to_linear(gray / 255.0).astype(np.float32)
    seen = []
    for family, name in DICTIONARIES.items():
        detector = cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(name), cv2.aruco.DetectorParameters())
        corners, ids, _ = detector.detectMarkers(gray)
        for quad, number in zip(corners, [] if ids is None else ids.ravel(), strict=True):
            seen.append(Seen(family, int(number), _sharpened(linear, quad.reshape(4, 2)) + 0.5))
    return sorted(seen, key=lambda marker: -cv2.contourArea(marker.corners_px.astype(np.float32)))


def _sharpened(linear: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Corners (4, 2) where lines fitted to the square's four sides meet; the corners given where a side is not clear.

    Corner by corner refinement (cornerSubPix) rounds a blurred corner inwards: on drawn markers of 50 px it made the
    range 0.5 to 1.2 % too long; lines through the sides leave 0.1 to 0.2 %.
    """
    for _ in range(2):
        sides = [_side(linear, corners, index) for index in range(4)]
        lines = [side for side in sides if side is not None]
        if len(lines) < 4:
            return corners.astype(np.float64)
        meets = [np.cross(lines[index - 1], lines[index]) for index in range(4)]
        refined = np.array([meet[:2] / meet[2] for meet in meets])
        if np.linalg.norm(refined - corners, axis=1).max() > STRAY_PX:
            return corners.astype(np.float64)
        corners = refined
    return corners.astype(np.float64)


def _side(linear: np.ndarray, corners: np.ndarray, index: int) -> np.ndarray | None:
    """Homogeneous line (3,) along side `index` of a dark square: where light crosses half way from rim to ink."""
    start, end = corners[index], corners[(index + 1) % 4]
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    inward = np.array([-along[1], along[0]])
    cell = abs(float((corners.mean(axis=0) - start) @ inward)) / 3
    reach = float(np.clip(0.7 * cell, 1.5, 4.0))
    steps = np.linspace(-reach, reach, 33)
    middles = start + np.linspace(0.12, 0.88, 40)[:, None] * (end - start)
    points = middles[:, None] + steps[:, None] * inward
    profile = map_coordinates(linear, [points[..., 1], points[..., 0]], order=1, mode="nearest")
    half = (profile[:, :12].max(axis=1) + profile[:, -12:].min(axis=1)) / 2
    dark = profile < half[:, None]
    first = dark.argmax(axis=1)
    clear = (first > 0) & dark[:, -1]
    if clear.sum() < 20:
        return None
    rows, at = np.flatnonzero(clear), first[clear]
    before, after = profile[rows, at - 1], profile[rows, at]
    crossing = steps[at - 1] + (before - half[rows]) / np.maximum(before - after, 1e-9) * (steps[1] - steps[0])
    kept = np.abs(crossing - np.median(crossing)) < 1.0
    found = (middles[rows] + crossing[:, None] * inward)[kept]
    middle = found.mean(axis=0)
    normal = np.linalg.svd(found - middle)[2][1]
    return np.array([normal[0], normal[1], -normal @ middle])


def by_marker(pixels: np.ndarray, camera: Camera, found: Manhattan | None, marker: Marker, focal_sd: float) -> Scaled:
    """Metres, and a better up, from a marker on the floor.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        camera: the camera so far.
        found: the room's axes from lines; without them the marker alone says where up is.
        marker: its side.
        focal_sd: relative standard deviation of the camera's focal length.

    Raises:
        NotFoundError: no marker in the picture.
        CheckError: the marker found does not lie on the floor.

    Source:
        First pose: Collins and Bartoli, "Infinitesimal plane-based pose estimation", IJCV 2014 (OpenCV's IPPE_SQUARE).
        Then rotation, focal length, height and the marker's place and turn on the floor together, by least squares.
    """
    seen = find_markers(pixels)
    if not seen:
        raise NotFoundError(
            "marker: expected an ArUco 4x4_50 or AprilTag 36h11 on the floor, found none; lay it flat within 3 m with "
            "its white rim uncovered, or give --camera-height"
        )
    half = marker.side_m / 2
    square = np.array([[-half, half, 0], [half, half, 0], [half, -half, 0], [-half, -half, 0]])
    corners = seen[0].corners_px
    up = None if found is None else found.R_camera_room[:, 1]
    T_camera_marker = _pose(square, corners, camera, up)
    if found is None:
        base, spread = _level(T_camera_marker), np.diag([1.0, 1.0, 1.0, focal_sd**2])
    else:
        base, spread = found.R_camera_room, found.covariance
    start = _start(base, T_camera_marker)
    flat = np.stack([square[:, 0], np.zeros(4), -square[:, 1]], axis=1)
    whiten = np.linalg.inv(np.linalg.cholesky(spread))

    def residuals(values: np.ndarray) -> np.ndarray:
        T, zoomed = _moved(base, camera, values)
        turn = Rotation.from_rotvec([0, values[7], 0]).as_matrix()
        there = flat @ turn.T + np.array([values[5], 0, values[6]])
        miss = project(zoomed, apply(T, there)) - corners
        return np.concatenate([np.nan_to_num(miss, nan=1e3).ravel() / CORNER_SD_PX, whiten @ values[:4]])

    solved = least_squares(residuals, start, x_scale="jac", max_nfev=60)
    misfit = float(np.sqrt(np.mean(solved.fun[:8] ** 2)))
    covariance = np.linalg.inv(solved.jac.T @ solved.jac)[:5, :5] * max(misfit, 1.0) ** 2
    T, zoomed = _moved(base, camera, solved.x)
    return Scaled(T[:3, :3], zoomed.fx, float(np.exp(solved.x[4])), covariance, "marker")


def _pose(square: np.ndarray, corners: np.ndarray, camera: Camera, up: np.ndarray | None) -> np.ndarray:
    """T_camera_marker of the answer whose normal is nearest to `up` (or best fits); the marker's +z is its normal."""
    _, turns, places, errors = cv2.solvePnPGeneric(
        square, corners, camera.matrix_cv, None, flags=cv2.SOLVEPNP_IPPE_SQUARE
    )
    answers = []
    for turn, place in zip(turns, places, strict=True):
        T = np.eye(4)
        T[:3, :3], T[:3, 3] = cv2.Rodrigues(turn)[0], place.ravel()
        answers.append(CV_FLIP @ T)
    if up is None:
        return np.asarray(answers[int(np.argmin(np.ravel(errors)))])
    best = max(answers, key=lambda T: float(T[:3, 2] @ up))
    tilt = float(np.arccos(np.clip(best[:3, 2] @ up, -1, 1)))
    if tilt > TILT_MOST_RAD:
        raise CheckError(
            f"marker: expected it to lie on the floor, it is tilted by {np.degrees(tilt):.0f} degrees; lay it flat"
        )
    return best


def _level(T_camera_marker: np.ndarray) -> np.ndarray:
    """R_camera_room from the marker alone: its normal is up, the room's z the level way towards the camera."""
    up = T_camera_marker[:3, 2]
    if up[1] < 0.3:
        raise CheckError("marker: expected it flat on the floor in an upright picture; lay it flat, turn the picture")
    toward = np.array([0.0, 0.0, 1.0]) - up * up[2]
    toward /= np.linalg.norm(toward)
    return np.stack([np.cross(up, toward), up, toward], axis=1)


def _start(base: np.ndarray, T_camera_marker: np.ndarray) -> np.ndarray:
    """First values (8,): rotation, log focal factor, log height, x, z and turn of the marker on the floor."""
    place = T_camera_marker[:3, 3] @ base
    across = T_camera_marker[:3, 0] @ base
    turn = float(np.arctan2(-across[2], across[0]))
    return np.array([0, 0, 0, 0, np.log(max(-place[1], 0.05)), place[0], place[2], turn])


def _moved(base: np.ndarray, camera: Camera, values: np.ndarray) -> tuple[np.ndarray, Camera]:
    """T_camera_room and camera for the first five values."""
    zoom = float(np.exp(np.clip(values[3], -2, 2)))
    turned = Rotation.from_rotvec(values[:3]).as_matrix() @ base
    zoomed = Camera(camera.width, camera.height, camera.fx * zoom, camera.fy * zoom, camera.cx, camera.cy)
    return room_pose(turned, float(np.exp(np.clip(values[4], -5, 5)))), zoomed


__all__ = ["Seen", "by_marker", "find_markers"]
