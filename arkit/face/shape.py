"""The face plate at this person's size and shape: the canonical face pulled onto the landmarks."""

from __future__ import annotations

import numpy as np

from arkit.errors import CheckError
from arkit.face.canonical import POINTS, canonical_face
from arkit.frame import Camera, rays
from arkit.spaces import apply

FARTHEST_M = 0.015  # a landmark pulls its vertex no farther than this


def person_shape(landmarks_px: np.ndarray, T_camera_face: np.ndarray, factor: float, camera: Camera) -> np.ndarray:
    """Positions (468, 3) of the face in face space, metres of the person.

    Each canonical vertex, at the person's size, is moved across the line of sight until it appears at its landmark.

    Args:
        landmarks_px: (468 or 478, 2) pixels.
        T_camera_face: metric pose, as in FaceTrack.
        factor: the person's metres per canonical metre.
        camera: the camera that saw the landmarks.
    """
    if len(landmarks_px) < POINTS:
        raise CheckError(f"landmarks_px: expected 468 or 478 points, got {len(landmarks_px)}")
    model = canonical_face().positions_m * factor
    in_camera = apply(T_camera_face, model)
    directions = rays(camera, landmarks_px[:POINTS])
    seen = directions * (in_camera[:, 2:] / directions[:, 2:])
    pull = (seen - in_camera) @ T_camera_face[:3, :3]
    length = np.linalg.norm(pull, axis=1, keepdims=True)
    return np.asarray(model + pull * np.minimum(1, FARTHEST_M * factor / np.maximum(length, 1e-9)))


def surface_normals(positions: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Unit normals (n, 3) at the vertices, weighted by the area of the triangles round them."""
    a, b, c = (positions[triangles[:, corner]] for corner in range(3))
    by_triangle = np.cross(b - a, c - a)
    at, count = triangles.T.reshape(-1), len(positions)
    normals = np.stack([np.bincount(at, np.tile(column, 3), count) for column in by_triangle.T], axis=1)
    return np.asarray(normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12))


__all__ = ["person_shape", "surface_normals"]
