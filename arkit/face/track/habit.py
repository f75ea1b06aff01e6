"""Undo the tracker's habit: it sees heads straighter than they are, some faces more than others.

The canonical face laid over the tracker's landmarks is the start. How far that turn is off was learned on 1000 pictures
(500 renders of ten mixed heads and their mirror images; yaw to 45, pitch to 20, roll to 12 degrees, five expressions)
by `bench/heads/learn_habit.py`: a cubic in pitch and yaw, and a linear part in where the landmarks miss the canonical
face, a number for each axis of each of 468 points. 300 more pairs, a neutral face and another expression in the same
place, taught it that an expression turns no head. Mean error in degrees (95th percentile) on other heads, and the
degrees by which open mouth, smile, grin and raised brows turn a head that keeps still:

    way                                       20 told heads, 12 poses   500 random poses, held-out heads   turned (told)
    the geometric pose as it is                     2.67 (4.53)               3.14 (6.71)                       0.93
    cubic in pitch and yaw                          1.54 (3.09)               2.25 (4.75)                       1.03
    cubic and misfits, linear, no pairs             0.96 (2.19)               1.35 (2.92)                       0.74
    cubic and misfits, linear (this one)            0.97 (2.20)               1.34 (2.92)                       0.41
    the same, ridge a tenth of it                   0.93 (2.06); trembles more in a video                       0.43

Measured on an earlier table, whose rows of these kinds were 1.59 (3.27) and 1.00 (2.29) on told heads:

    gains on pitch and yaw                          2.30 (4.42)               -
    landmarks instead of misfits                    1.03 (2.20)               1.48 (3.34), this way 1.44 (3.15)
    the landmarks' part different by turn           0.96 (2.01)               1.37 (2.82), but thrice the table
    the tracker's depth instead of its places       -                         1.91 (3.98); with both as without

(misfit: where a landmark is less where the canonical face in the geometric pose has it). With one turn for all twenty
heads instead of one for each that table erred by 1.40 (2.81), the geometric pose by 2.75 (4.73).

All is said in the line of sight, without roll and size, so a face at the picture's border, near or tilted, is treated
alike. On a face unlike all that were learned the answer stays near the geometric one: both parts have bounds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from math import asin, atan2, cos, hypot, sin
from pathlib import Path

import cv2
import numpy as np

from arkit.face.canonical import POINTS
from arkit.face.track.pose import HeadPose, model, shift_for
from arkit.frame import Camera
from arkit.spaces import pose

PATH = Path(__file__).with_name("habit.json")
LEARNED_PITCH_RAD, LEARNED_YAW_RAD = (
    float(np.radians(26.0)),
    float(np.radians(52.0)),
)  # beyond, the cubic stays what it is there
FADED_RAD = float(np.radians(8.0))  # so far beyond, the landmarks' part counts no more
SIZE_M = 0.06  # of the canonical face about its middle, root mean square
MOST_RAD = float(np.radians(8.0))  # no correction turns farther
MOST_OWN_RAD = float(np.radians(5.0))  # no face's own part of it does


@dataclass(frozen=True, slots=True)
class Outlook:
    """A face along the line of sight, its roll and size taken out.

    Attributes:
        rotation: (3, 3) the geometric turn in this view.
        T_camera_view: (3, 3) from this view to the camera's axes.
        misfit: (468, 2) how far the landmarks lie from the canonical face, x right, y up, in parts of the face's size.
    """

    rotation: np.ndarray
    T_camera_view: np.ndarray
    misfit: np.ndarray

    @property
    def angles_rad(self) -> tuple[float, float]:
        """Pitch and yaw against the line of sight."""
        turned = self.rotation
        return atan2(turned[2, 1], turned[2, 2]), asin(min(max(-turned[2, 0], -1.0), 1.0))


@dataclass(frozen=True, slots=True)
class Habit:
    """What was learned, radians about the face's own axes.

    Attributes:
        cubic: (10, 3) what pitch and yaw alone say.
        own: (936, 3) what the landmarks' misfit says beside that; it tells of pitch and yaw too, so
        rest: (10, 3) takes that out again.
        place: (10, 3) metres: what pitch and yaw add to the place by steady points, to make it the whole face's.
    """

    cubic: np.ndarray
    own: np.ndarray
    rest: np.ndarray
    place: np.ndarray

    def own_rad(self, seen: Outlook) -> np.ndarray:
        """Rotation vector (3,): what this face needs beside its turn, within its bound."""
        turn = seen.misfit.ravel() @ self.own + cubic_terms(*seen.angles_rad) @ self.rest
        return _learned(*seen.angles_rad) * _bounded(turn, MOST_OWN_RAD)

    def turn_rad(self, seen: Outlook, own_rad: np.ndarray | None = None) -> np.ndarray:
        """Rotation vector (3,) from the geometric turn to the true one, face axes; `own_rad` if it was calmed."""
        own = self.own_rad(seen) if own_rad is None else own_rad
        return _bounded(cubic_terms(*seen.angles_rad) @ self.cubic + own, MOST_RAD)


@cache
def habit() -> Habit:
    """The learned table."""
    data = json.loads(PATH.read_text(encoding="utf-8"))
    return Habit(*(np.asarray(data[name], dtype=np.float64) for name in ("cubic", "own", "rest", "place")))


def outlook(head: HeadPose, landmarks_px: np.ndarray, camera: Camera) -> Outlook:
    """Look at a face along the line of sight to it.

    Args:
        head: its geometric pose.
        landmarks_px: (468 or more, 2) pixels.
        camera: the camera that saw them.
    """
    T_camera_view = _sight(*head.T_camera_face[:3, 3].tolist())
    turned = T_camera_view.T @ head.T_camera_face[:3, :3]
    roll = atan2(turned[1, 0], turned[0, 0])
    c, s = cos(roll), sin(roll)
    T_camera_view = T_camera_view @ np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    rotation = T_camera_view.T @ head.T_camera_face[:3, :3]
    ways = np.full((3, POINTS), -1.0)
    ways[0] = (landmarks_px[:POINTS, 0] - camera.cx) / camera.fx
    ways[1] = (camera.cy - landmarks_px[:POINTS, 1]) / camera.fy
    x, y, z = T_camera_view.T @ ways
    away_m = float(np.linalg.norm(head.T_camera_face[:3, 3]))
    across_m, up_m, front_m = rotation @ model()
    deep_m = away_m - front_m
    misfit = np.zeros((POINTS, 2))
    misfit[:, 0] = (across_m / deep_m + x / z) * (-away_m / SIZE_M)
    misfit[:, 1] = (up_m / deep_m + y / z) * (-away_m / SIZE_M)
    return Outlook(rotation, T_camera_view, misfit)


def _sight(x: float, y: float, z: float) -> np.ndarray:
    """(3, 3) the smallest turn from straight ahead, -z, to the way to (x, y, z), which lies before the camera."""
    away = hypot(x, y, z)
    x, y, z = x / away, y / away, z / away
    near = 1 / (1 - z)
    return np.array([[1 - x * x * near, -x * y * near, -x], [-x * y * near, 1 - y * y * near, -y], [x, y, -z]])


def cubic_terms(pitch_rad: float, yaw_rad: float) -> np.ndarray:
    """(10,) all products of pitch and yaw up to the third power."""
    p = min(max(pitch_rad, -LEARNED_PITCH_RAD), LEARNED_PITCH_RAD)
    y = min(max(yaw_rad, -LEARNED_YAW_RAD), LEARNED_YAW_RAD)
    return np.array([1, p, y, p * p, p * y, y * y, p**3, p * p * y, p * y * y, y**3])


def unflattened(
    head: HeadPose, landmarks_px: np.ndarray, camera: Camera, own_rad: np.ndarray | None = None
) -> HeadPose:
    """The true pose from the geometric one; then the face is laid over the landmarks again."""
    return turned_by_habit(head, outlook(head, landmarks_px, camera), landmarks_px, camera, own_rad)


def turned_by_habit(
    head: HeadPose, seen: Outlook, landmarks_px: np.ndarray, camera: Camera, own_rad: np.ndarray | None = None
) -> HeadPose:
    """The same of a head that was looked at already."""
    rotation = seen.T_camera_view @ seen.rotation @ cv2.Rodrigues(habit().turn_rad(seen, own_rad))[0]
    place = shift_for(rotation, landmarks_px, camera) + rotation @ (cubic_terms(*seen.angles_rad) @ habit().place)
    return HeadPose(pose(rotation, place), head.residual)


def _bounded(turn_rad: np.ndarray, most_rad: float) -> np.ndarray:
    """A rotation vector (3,) made shorter where it is longer than `most_rad`."""
    return np.asarray(turn_rad * min(1.0, most_rad / max(float(np.linalg.norm(turn_rad)), 1e-12)))


def _learned(pitch_rad: float, yaw_rad: float) -> float:
    """1 for turns as they were learned from, falling to 0 at `FADED_RAD` beyond."""
    beyond = max(abs(pitch_rad) - LEARNED_PITCH_RAD, abs(yaw_rad) - LEARNED_YAW_RAD, 0.0)
    return max(0.0, 1.0 - beyond / FADED_RAD)


__all__ = ["PATH", "Habit", "Outlook", "cubic_terms", "habit", "outlook", "turned_by_habit", "unflattened"]
