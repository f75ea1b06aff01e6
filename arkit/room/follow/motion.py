"""Small moves of a camera as six numbers: a turn (3,) about its axes, radians, then a shift (3,), metres."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.spaces import inverse


def moved(T_camera_room: np.ndarray, step: np.ndarray) -> np.ndarray:
    """The pose after a small step (6,) in camera space."""
    T = np.eye(4)
    T[:3, :3] = cv2.Rodrigues(np.asarray(step[:3], dtype=np.float64))[0]
    T[:3, 3] = step[3:]
    return T @ T_camera_room


def step_between(T_from: np.ndarray, T_to: np.ndarray) -> np.ndarray:
    """The step (6,) for which `moved(T_from, step)` is `T_to`."""
    T = T_to @ inverse(T_from)
    return np.concatenate([cv2.Rodrigues(T[:3, :3])[0].ravel(), T[:3, 3]])


def eye_m(T_camera_room: np.ndarray) -> np.ndarray:
    """(3,) where the camera stands, room space."""
    return np.asarray(-T_camera_room[:3, :3].T @ T_camera_room[:3, 3])


def apart(T_one: np.ndarray, T_other: np.ndarray) -> tuple[float, float]:
    """Metres between two cameras, and radians between the ways they look."""
    cosine = float(T_one[2, :3] @ T_other[2, :3])
    return float(np.linalg.norm(eye_m(T_one) - eye_m(T_other))), float(np.arccos(np.clip(cosine, -1.0, 1.0)))


def carried_to(covariance: np.ndarray, T_now_was: np.ndarray) -> np.ndarray:
    """The covariance (6, 6) of a camera's steps as steps of another camera that is fixed to it."""
    R, (x, y, z) = T_now_was[:3, :3], T_now_was[:3, 3]
    adjoint = np.zeros((6, 6))
    adjoint[:3, :3] = adjoint[3:, 3:] = R
    adjoint[3:, :3] = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]]) @ R
    return np.asarray(adjoint @ covariance @ adjoint.T)


def slide_sd_m(covariance: np.ndarray, T_camera_room: np.ndarray, point_m: np.ndarray) -> float:
    """Standard deviation, metres, by which a place (3,) of the room is shown aside of where it is.

    Turn and shift of a camera that looks at one marker err together and far: the marker stays where it is.
    """
    x, y, z = there = T_camera_room[:3, :3] @ point_m + T_camera_room[:3, 3]
    slopes = np.concatenate([np.array([[0, z, -y], [-z, 0, x], [y, -x, 0]]), np.eye(3)], axis=1)
    way = there / np.linalg.norm(there)
    across = (np.eye(3) - np.outer(way, way)) @ slopes
    return float(np.sqrt(np.trace(across @ covariance @ across.T)))


__all__ = ["apart", "carried_to", "eye_m", "moved", "slide_sd_m", "step_between"]
