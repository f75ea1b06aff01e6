"""Rigid transforms between coordinate spaces.

`T_a_b` is a (4, 4) float64 matrix that maps coordinates in b to coordinates in a, so `T_a_c = T_a_b @ T_b_c`.
Spaces are right-handed, metres, y up; a model's front faces +z; cameras look along -z.
"""

from __future__ import annotations

import numpy as np

from arkit.errors import CheckError

# Camera space of OpenCV (x right, y down, z forward) in ours (x right, y up, z backward), and back: its own inverse.
CV_FLIP = np.diag([1.0, -1.0, -1.0, 1.0])


def check_transform(matrix: np.ndarray, name: str) -> np.ndarray:
    """Return `matrix` as (4, 4) float64, refusing wrong shapes, NaN and a last row other than 0 0 0 1."""
    matrix = np.asarray(matrix, dtype=np.float64)
    if matrix.shape != (4, 4):
        raise CheckError(f"{name}: expected shape (4, 4), got {matrix.shape}", name=name)
    if not np.isfinite(matrix).all():
        raise CheckError(f"{name}: expected finite numbers, got NaN or infinity", name=name)
    if max(abs(a - b) for a, b in zip(matrix[3].tolist(), (0.0, 0.0, 0.0, 1.0), strict=True)) > 1e-8:
        raise CheckError(f"{name}: expected a last row of 0 0 0 1, got {matrix[3].tolist()}", name=name)
    return matrix


def pose(rotation: np.ndarray | None = None, translation: np.ndarray | None = None) -> np.ndarray:
    """Build a (4, 4) transform from a (3, 3) rotation and a (3,) translation in metres."""
    matrix = np.eye(4)
    if rotation is not None:
        matrix[:3, :3] = rotation
    if translation is not None:
        matrix[:3, 3] = translation
    return matrix


def inverse(T_a_b: np.ndarray) -> np.ndarray:
    """Invert an affine transform: `T_b_a`."""
    (ax, ay, az), (bx, by, bz), (cx, cy, cz) = np.asarray(T_a_b, dtype=np.float64)[:3, :3].tolist()
    x, y, z = by * cz - bz * cy, bz * cx - bx * cz, bx * cy - by * cx
    volume = ax * x + ay * y + az * z
    if volume == 0 or not np.isfinite(volume):
        raise np.linalg.LinAlgError("Singular matrix")
    # By cofactors: LAPACK wakes its threads for three unknowns, 0.6 ms where the cores are busy.
    adjugate = (
        (x, az * cy - ay * cz, ay * bz - az * by),
        (y, ax * cz - az * cx, az * bx - ax * bz),
        (z, ay * cx - ax * cy, ax * by - ay * bx),
    )
    linear = np.array(adjugate) / volume
    return pose(linear, -linear @ T_a_b[:3, 3])


def apply(T_a_b: np.ndarray, points_b: np.ndarray) -> np.ndarray:
    """Map points (n, 3) in b to (n, 3) float64 in a."""
    return np.asarray(points_b, dtype=np.float64) @ T_a_b[:3, :3].T + T_a_b[:3, 3]


def rotation_y(angle_rad: float) -> np.ndarray:
    """(3, 3) rotation about +y, counter-clockwise seen from above."""
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def rotation_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Smallest (3, 3) rotation that turns direction `a` into direction `b` (Rodrigues)."""
    a = np.asarray(a, dtype=np.float64) / np.linalg.norm(a)
    b = np.asarray(b, dtype=np.float64) / np.linalg.norm(b)
    cosine = float(a @ b)
    if cosine < -1 + 1e-12:
        axis = np.cross(a, np.eye(3)[np.argmin(np.abs(a))])
        axis /= np.linalg.norm(axis)
        return 2 * np.outer(axis, axis) - np.eye(3)
    v = np.cross(a, b)
    cross = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.eye(3) + cross + cross @ cross / (1 + cosine)


__all__ = ["CV_FLIP", "apply", "check_transform", "inverse", "pose", "rotation_between", "rotation_y"]
