"""Where the head is: the canonical face, at its own size, laid over the landmarks of one picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from arkit.errors import CheckError, NotFoundError
from arkit.face.canonical import POINTS, canonical_face
from arkit.frame import Camera
from arkit.spaces import CV_FLIP, pose, rotation_y

FOV_Y_RAD = float(np.radians(63.0))  # laptop and phone front cameras: 55 to 70 degrees; the tracker's own assumption
ROUNDS = 12
SETTLED = 1e-6  # radians and metres
SMALL = 0.01  # radians and metres: a step so small leaves the normal matrix as it is
NOSE_TIP = 4
PULLED, CHEEK = 0.05, 0.2  # how much points below the nose count for the place, and how much cheeks do
SAME = 1.2  # times the former residual: beyond it the former pose was no place to begin from
HUBER = 0.1  # of the distance between the eyes: farther off than this, a point counts less


@dataclass(frozen=True, slots=True)
class HeadPose:
    """The canonical face (not yet at the person's size) in front of the camera.

    Attributes:
        T_camera_face: canonical face space to camera space, metres of the canonical face.
        residual: mean distance of the rigid points from their place, as a part of the distance between the eyes.
    """

    T_camera_face: np.ndarray
    residual: float

    @property
    def confidence(self) -> float:
        """0 to 1: how well a face explains the landmarks; a clear face has about 0.9."""
        return float(np.exp(-((self.residual / 0.15) ** 2)))


@cache
def model() -> np.ndarray:
    """(3, 468) the canonical face, a row an axis: sums along it are the quickest."""
    return np.ascontiguousarray(canonical_face().positions_m.T)


def solve_head_pose(landmarks_px: np.ndarray, camera: Camera, former: HeadPose | None = None) -> HeadPose:
    """Find where the head is from its landmarks in one picture.

    Args:
        landmarks_px: (468 or more, 2), pixels, origin top left, y down.
        camera: the camera that took the picture.
        former: the pose a frame ago; it is begun from, and left where the landmarks fit it worse than they did.

    Raises:
        CheckError: `landmarks_px` has another shape.
        NotFoundError: no pose explains the landmarks.

    Source:
        Start: Terzakis, Lourakis, "SQPnP", ECCV 2020, on the points that move least with expression. Then our own
        Gauss-Newton over all 468 points with Huber weights.
    """
    if landmarks_px.ndim != 2 or landmarks_px.shape[0] < POINTS or landmarks_px.shape[1] != 2:
        raise CheckError(f"landmarks_px: expected shape (468 or 478, 2), got {landmarks_px.shape}")
    face = canonical_face()
    seen = landmarks_px[:POINTS].astype(np.float64)
    eyes_px = max(float(np.linalg.norm(seen[33] - seen[263])), 1e-6)
    rigid = face.rigid_ids
    if former is not None:
        found = _from(CV_FLIP @ former.T_camera_face, seen, camera, eyes_px)
        if found.residual <= SAME * former.residual and found.T_camera_face[2, 3] < 0:
            return found
    ok, turn, shift = cv2.solvePnP(
        face.positions_m[rigid], seen[rigid], camera.matrix_cv, None, flags=cv2.SOLVEPNP_SQPNP
    )
    if not ok or not np.isfinite(shift).all() or shift[2, 0] <= 0:
        raise NotFoundError("head pose: no pose explains the landmarks; expected a face in front of the camera")
    return _from(pose(cv2.Rodrigues(turn)[0], shift[:, 0]), seen, camera, eyes_px)


def _from(T_cv_face: np.ndarray, seen: np.ndarray, camera: Camera, eyes_px: float) -> HeadPose:
    face = canonical_face()
    matrix, errors_px = _refine(T_cv_face, seen, camera, HUBER * eyes_px)
    return HeadPose(CV_FLIP @ matrix, float(errors_px[face.rigid_ids].mean()) / eyes_px)


def rotation_from_angles(pitch_rad: float, yaw_rad: float, roll_rad: float) -> np.ndarray:
    """(3, 3): nod about x first, then turn about y, then tilt about z."""
    (cp, cr), (sp, sr) = np.cos([pitch_rad, roll_rad]), np.sin([pitch_rad, roll_rad])
    nod = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    tilt = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return np.asarray(tilt @ rotation_y(yaw_rad) @ nod)


def shift_for(
    rotation: np.ndarray, landmarks_px: np.ndarray, camera: Camera, weight: np.ndarray | None = None
) -> np.ndarray:
    """The translation (3,) that lays the turned canonical face over the picture: least squares on the rays.

    Where no `weight` (468,) is given, points that the mouth moves hardly count (`steadiness`): an expression does not
    move what sits on the nose.
    """
    x, y, z = rotation @ model()
    seen, weight = landmarks_px[:POINTS], steadiness() if weight is None else weight
    u, v = (seen[:, 0] - camera.cx) / camera.fx, (camera.cy - seen[:, 1]) / camera.fy
    right_u, right_v = -(x + u * z) * weight, -(y + v * z) * weight
    across, along, count = float(weight @ u), float(weight @ v), float(weight.sum())
    normal = np.array([[count, 0, across], [0, count, along], [across, along, float(weight @ (u * u + v * v))]])
    told = np.array([right_u.sum(), right_v.sum(), u @ right_u + v @ right_v])
    return np.asarray(cv2.solve(normal, told, flags=cv2.DECOMP_CHOLESKY)[1][:, 0])


@cache
def steadiness() -> np.ndarray:
    """(468,) how much each point counts for where the head is: 1 above the nose's tip, little where a mouth pulls.

    Bridge moved by open mouth, smile, grin and raised brows, heads 0 to 9, in mm: all points alike 1.28, 0.02 below the
    nose's tip 0.55, and less on the cheeks (this one) 0.46, only eyes and brows 0.49. The same with the distance from
    all points 0.58 and 0.52. What a steady place lacks against that of all points is learned (habit.py); ears
    calibrated on it err by 4.1 mm on heads left out, as before.
    """
    positions_m = canonical_face().positions_m
    down_m = positions_m[:, 1] - positions_m[NOSE_TIP, 1]
    weight = PULLED + (1 - PULLED) * np.clip((down_m + 0.015) / 0.02, 0, 1)
    cheek = (positions_m[:, 1] < -0.005) & (np.abs(positions_m[:, 0]) > 0.02)
    return np.asarray(np.where(cheek, CHEEK * weight, weight))


def _refine(T_cv_face: np.ndarray, seen: np.ndarray, camera: Camera, huber_px: float) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Newton with Huber weights on the reprojection: the pose (OpenCV axes) and the errors (n,) in pixels.

    What a step costs is the normal matrix; after a step that is small it hardly changes and is kept: the pose where the
    points' pulls are at rest is the same, in half the time.
    """
    rotation, shift = T_cv_face[:3, :3], T_cv_face[:3, 3]
    apart_u, apart_v = camera.cx - seen[:, 0], camera.cy - seen[:, 1]
    force = np.zeros((3, len(seen)))
    inverse, moved = None, np.inf
    for _ in range(ROUNDS):
        turned = rotation @ model()
        x, y, z = turned + shift[:, None]
        near = 1 / z
        x, y = x * near, y * near
        off_u, off_v = camera.fx * x + apart_u, camera.fy * y + apart_v
        errors_px = np.sqrt(off_u * off_u + off_v * off_v)
        weight = np.minimum(1, huber_px / np.maximum(errors_px, 1e-9))
        if inverse is None or moved > SMALL:
            inverse = cv2.invert(_normal(turned, x, y, near * np.sqrt(weight), camera), flags=cv2.DECOMP_SVD)[1]
        near *= weight
        np.multiply(camera.fx * near, off_u, out=force[0])
        np.multiply(camera.fy * near, off_v, out=force[1])
        np.negative(x * force[0] + y * force[1], out=force[2])
        (_, xy, xz), (yx, _, yz), (zx, zy, _) = (turned @ force.T).tolist()
        step = -inverse @ np.array([yz - zy, zx - xz, xy - yx, *force.sum(axis=1).tolist()])
        rotation, shift = cv2.Rodrigues(step[:3])[0] @ rotation, shift + step[3:]
        moved = float(np.abs(step).max())
        if moved < SETTLED:
            break
    return pose(rotation, shift), errors_px


def _normal(turned: np.ndarray, x: np.ndarray, y: np.ndarray, near: np.ndarray, camera: Camera) -> np.ndarray:
    """(6, 6) of a turn and a shift, from the slopes of all coordinates.

    Args:
        turned: (3, n) the points about the face's middle.
        x, y: (n,) their places in depths.
        near: (n,) one over their depth, times the root of their weight.
    """
    count = len(near)
    slopes = np.zeros((6, 2 * count))
    for axis, place, focal in ((0, x, camera.fx), (1, y, camera.fy)):
        rows = slopes[:, axis * count : (axis + 1) * count]
        flat = np.multiply(focal, near, out=rows[3 + axis])
        deep = np.multiply(-flat, place, out=rows[5])
        rows[0], rows[1] = turned[1] * deep, -turned[0] * deep
        rows[1 - axis] += turned[2] * (flat if axis == 0 else -flat)
        rows[2] = turned[1 - axis] * (-flat if axis == 0 else flat)
    return np.asarray(cv2.mulTransposed(slopes, False))


__all__ = ["FOV_Y_RAD", "HeadPose", "model", "rotation_from_angles", "shift_for", "solve_head_pose", "steadiness"]
