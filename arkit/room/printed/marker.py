"""Metres, up and the lens from printed markers on the floor, a wall or a table."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy.optimize import OptimizeResult, least_squares
from scipy.spatial.transform import Rotation

from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, project
from arkit.room.manhattan.lens import Lens, straight_points
from arkit.room.manhattan.vanishing import CENTER_SD, Manhattan
from arkit.room.printed.board import find_board
from arkit.room.printed.tags import Seen, find_markers, half_hidden
from arkit.room.scale import Marker, Scaled
from arkit.room.view import refocused, room_pose
from arkit.spaces import CV_FLIP, apply

CORNER_SD_PX = 0.2  # measured on drawn and path-traced markers of 40 to 70 px: 0.05 to 0.2
SHARP_PX = 960  # of a longer picture the pixels are not as sharp: it was enlarged, or its lens is the limit
TILT_MOST_RAD = np.radians(20)  # a marker further from level (or upright) than this does not lie (or hang) there
MOST_MARKERS = 8
EDGE_SD_PX = 0.4  # of a black square's width
BURNT_SD_PX = 2.0  # the same where its white rim is overexposed: one stop took 1 px off it, three stops 3
ASTRAY = 8.0  # root mean square miss, sd, beyond which one of several markers does not lie with the others
ASTRAY_LORE = 2.5  # the same of rotation and lens: a print of another size would rather tilt the room than be missed
PLACES = {"floor": "lie on the floor", "table": "lie flat on the table", "wall": "hang upright on the wall"}
MEND = {"floor": "lay it flat", "table": "lay it flat", "wall": "hang it flat on the wall"}


@dataclass(frozen=True, slots=True)
class Print:
    """A flat print: its points (n, 2) m about its middle, x right and y up on the print, and where they are seen."""

    points_m: np.ndarray
    points_px: np.ndarray
    edge_sd_px: float = EDGE_SD_PX


def by_marker(pixels: np.ndarray, camera: Camera, found: Manhattan | None, marker: Marker, focal_sd: float) -> Scaled:
    """Metres, and a better up, from markers of one side that lie on the floor, lie on a table or hang on a wall.

    Lines, the focal length known before and the markers are weighed together, each by its covariance.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        camera: the camera so far.
        found: the room's axes from lines; without them the marker alone says where up is.
        marker: its side and where it is.
        focal_sd: relative standard deviation of the camera's focal length.

    Raises:
        NotFoundError: no marker in the picture.
        CheckError: the marker found does not lie or hang where it should.

    Source:
        First pose: Collins and Bartoli, "Infinitesimal plane-based pose estimation", IJCV 2014 (OpenCV's IPPE).
        Then rotation, focal length, height and each marker's place together, by least squares.
    """
    prints = _prints(pixels, marker, None if found is None else found.lens)
    up = None if found is None else found.R_camera_room[:, 1]
    poses = [_pose(one, camera, up, marker) for one in prints]
    if found is None:
        base, spread = _level(poses[0], marker), _unseen(camera, focal_sd)
    else:
        base, spread = found.R_camera_room, found.covariance
    whiten, size = np.linalg.inv(np.linalg.cholesky(spread)), len(spread) + 1
    start = np.concatenate([_start(base, poses[0], marker), np.zeros(size - 5)])
    corner_sd = CORNER_SD_PX * max(1.0, max(camera.width, camera.height) / SHARP_PX)
    places = [_place(base, T, marker) for T in poses]

    def solve(which: list[int]) -> tuple[OptimizeResult, np.ndarray]:
        """The best values for some of the prints, and their misses, sd."""

        def residuals(values: np.ndarray) -> np.ndarray:
            T, zoomed = _moved(base, camera, values[:size])
            miss = [
                project(zoomed, apply(T, _points_room(prints[index], place, marker))) - prints[index].points_px
                for index, place in zip(which, values[size:].reshape(len(which), 4), strict=True)
            ]
            seen = np.nan_to_num(np.concatenate(miss), nan=1e3).ravel() / corner_sd
            return np.concatenate([seen, whiten @ np.delete(values[:size], 4), 1e-3 * values[size + 3 :: 4]])

        first = np.concatenate([start, *(places[index] for index in which)])
        solved = least_squares(residuals, first, x_scale="jac", max_nfev=60)
        return solved, solved.fun[: -len(which)]

    kept = list(range(len(prints)))
    solved, misses = solve(kept)
    while len(kept) > 2 and _astray(misses, size - 1):  # the odd one out was lifted or is another size
        fewer = [[one for one in kept if one != index] for index in kept]
        answers = [solve(which) for which in fewer]
        best = int(np.argmin([answer.cost for answer, _ in answers]))
        kept, (solved, misses) = fewer[best], answers[best]
    prints, misses = [prints[index] for index in kept], misses[: 1 - size]
    misfit = float(np.sqrt(np.mean(misses**2)))
    covariance = np.linalg.inv(solved.jac.T @ solved.jac)[:size, :size] * max(misfit, 1.0) ** 2
    T, zoomed = _moved(base, camera, solved.x[:size])
    height = float(np.exp(solved.x[4]))
    covariance[4, 4] += (marker.above_floor_sd_m / height) ** 2 + _edge_sd(prints, marker) ** 2
    return Scaled(T[:3, :3], zoomed.fx, height, covariance, "marker", (zoomed.cx, zoomed.cy))


def _astray(misses: np.ndarray, known: int) -> bool:
    """Whether corners, or the last `known` values of lens and rotation, are further off than their sd explain."""
    corners, lore = misses[:-known], misses[-known:]
    return bool(np.sqrt(np.mean(corners**2)) > ASTRAY or np.sqrt(np.mean(lore**2)) > ASTRAY_LORE)


def _unseen(camera: Camera, focal_sd: float) -> np.ndarray:
    """What is known without lines, the covariance of Manhattan: nothing of the rotation, little of the lens."""
    center = CENTER_SD * float(np.hypot(camera.width, camera.height)) / camera.fx
    return np.diag([1.0, 1.0, 1.0, focal_sd, center, center]) ** 2


def _prints(pixels: np.ndarray, marker: Marker, lens: Lens | None) -> list[Print]:
    """What is seen of the markers, in the straight picture."""
    if marker.board is not None:
        points_m, points_px = find_board(pixels, marker.board, marker.side_m)
        return [Print(points_m, straight_points(lens, points_px))]
    seen = find_markers(pixels)
    if not seen:
        raise _unread(pixels)
    half = marker.side_m / 2
    square = np.array([[-half, half], [half, half], [half, -half], [-half, -half]])
    return [
        Print(square, straight_points(lens, one.corners_px), BURNT_SD_PX if one.burnt else EDGE_SD_PX)
        for one in seen[:MOST_MARKERS]
    ]


def _edge_sd(prints: list[Print], marker: Marker) -> float:
    """Relative sd of the size seen: overexposed white spreads over the black square, on all of its sides alike."""
    if marker.board is not None and marker.board.kind == "charuco":
        return 0.0
    return min(one.edge_sd_px / float(np.ptp(one.points_px, axis=0).max()) for one in prints)


def _unread(pixels: np.ndarray) -> NotFoundError:
    if half_hidden(pixels):
        return NotFoundError(
            "marker: expected one that can be read, found a black square of which part is hidden, creased or blurred; "
            "uncover it and its white rim, and take the picture from within 3 m",
            why="marker_hidden",
        )
    return NotFoundError(
        "marker: expected an ArUco or AprilTag marker, found none; lay it flat within 3 m of the camera with its "
        "white rim uncovered, or give the camera's height instead",
        why="no_marker",
    )


def _pose(one: Print, camera: Camera, up: np.ndarray | None, marker: Marker) -> np.ndarray:
    """T_camera_marker of the answer that lies or hangs best (or fits best); the marker's +z is its normal."""
    flat = np.column_stack([one.points_m, np.zeros(len(one.points_m))])
    _, turns, places, errors = cv2.solvePnPGeneric(flat, one.points_px, camera.matrix_cv, None, flags=cv2.SOLVEPNP_IPPE)
    answers = []
    for turn, place in zip(turns, places, strict=True):
        T = np.eye(4)
        T[:3, :3], T[:3, 3] = cv2.Rodrigues(turn)[0], place.ravel()
        answers.append(CV_FLIP @ T)
    if up is None:
        return np.asarray(answers[int(np.argmin(np.ravel(errors)))])
    tilts = [_tilt(T, up, marker) for T in answers]
    best = int(np.argmin(tilts))
    if tilts[best] > TILT_MOST_RAD:
        raise CheckError(
            f"marker: expected it to {PLACES[marker.on]}, it is tilted by {np.degrees(tilts[best]):.0f} degrees; "
            f"{MEND[marker.on]}, or say where it is",
            why="marker_tilted",
        )
    return np.asarray(answers[best])


def _tilt(T_camera_marker: np.ndarray, up: np.ndarray, marker: Marker) -> float:
    """How far, radians, its normal is from where it should point."""
    along = float(np.clip(T_camera_marker[:3, 2] @ up, -1, 1))
    return abs(float(np.arcsin(along))) if marker.on == "wall" else float(np.arccos(along))


def _level(T_camera_marker: np.ndarray, marker: Marker) -> np.ndarray:
    """R_camera_room from the marker alone: up is its normal, or its own up on a wall; z the level way to the camera."""
    up = T_camera_marker[:3, 1 if marker.on == "wall" else 2]
    if up[1] < 0.3:
        raise CheckError(
            f"marker: expected it to {PLACES[marker.on]} in an upright picture, it does not; {MEND[marker.on]}, turn "
            "the picture",
            why="marker_tilted",
        )
    toward = np.array([0.0, 0.0, 1.0]) - up * up[2]
    toward /= np.linalg.norm(toward)
    return np.stack([np.cross(up, toward), up, toward], axis=1)


def _start(base: np.ndarray, T_camera_marker: np.ndarray, marker: Marker) -> np.ndarray:
    """First values (5,): rotation, log focal factor, log height."""
    below = -float(T_camera_marker[:3, 3] @ base[:, 1])
    return np.array([0, 0, 0, 0, np.log(max(below + marker.above_floor_m, 0.05))])


def _place(base: np.ndarray, T_camera_marker: np.ndarray, marker: Marker) -> np.ndarray:
    """First x, z, heading and roll (4,) of a marker; what lies flat has no roll."""
    x, _, z = T_camera_marker[:3, 3] @ base
    if marker.on == "wall":
        normal, across = T_camera_marker[:3, 2] @ base, T_camera_marker[:3, 0] @ base
        heading = float(np.arctan2(normal[0], normal[2]))
        level = np.array([np.cos(heading), 0, -np.sin(heading)])
        return np.array([x, z, heading, np.arctan2(across[1], across @ level)])
    across = T_camera_marker[:3, 0] @ base
    return np.array([x, z, np.arctan2(-across[2], across[0]), 0.0])


def _points_room(one: Print, place: np.ndarray, marker: Marker) -> np.ndarray:
    """The print's points (n, 3), room space, for its x, z, heading and roll."""
    x, y = one.points_m.T
    if marker.on == "wall":
        c, s = np.cos(place[3]), np.sin(place[3])
        own = np.stack([c * x - s * y, s * x + c * y, np.zeros(len(x))], axis=1)
    else:
        own = np.stack([x, np.zeros(len(x)), -y], axis=1)
    turned = own @ Rotation.from_rotvec([0, place[2], 0]).as_matrix().T
    return np.asarray(turned + np.array([place[0], marker.above_floor_m, place[1]]))


def _moved(base: np.ndarray, camera: Camera, values: np.ndarray) -> tuple[np.ndarray, Camera]:
    """T_camera_room and camera for values (5,) or (7,) in the order of RoomView's covariance."""
    turned = Rotation.from_rotvec(values[:3]).as_matrix() @ base
    zoomed = refocused(camera, float(values[3]), values[5:])
    return room_pose(turned, float(np.exp(np.clip(values[4], -5, 5)))), zoomed


__all__ = ["Seen", "by_marker", "find_markers"]
