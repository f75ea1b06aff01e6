"""The light on a face, read off its own skin, so that what it wears stands in the same light."""

from __future__ import annotations

import numpy as np

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.face.canonical import POINTS, canonical_face
from arkit.face.lips import OUTER
from arkit.face.shape import surface_normals
from arkit.frame import Frame
from arkit.surface import Light

SKIN_ALBEDO = 0.36  # between fair (0.5) and deep (0.12); one picture cannot tell dark skin from little light,
TRUST = 0.6  # so the level follows the picture's only so far (an exponent), and stays within LEVELS
LEVELS = (0.35, 1.3)
ABOVE = np.array([0.25, 0.75, 0.6])  # where light mostly comes from; it counts like this many points:
ABOVE_WEIGHT = 40.0


def face_light(frame: Frame, landmarks_px: np.ndarray, shape_m: np.ndarray, T_camera_face: np.ndarray) -> Light:
    """Ambient light and one sun in camera space, from the luminance of the skin where the face turns this and that way.

    Args:
        frame: the picture without make-up.
        landmarks_px: (468 or 478, 2).
        shape_m: (468, 3) face plate in face space.
        T_camera_face: pose.
    """
    normals = surface_normals(shape_m, canonical_face().triangles) @ T_camera_face[:3, :3].T
    places = np.floor(landmarks_px[:POINTS]).astype(int)
    inside = ((places >= 0) & (places < (frame.camera.width, frame.camera.height))).all(axis=1)
    skin = inside & (normals[:, 2] > 0.25)
    skin[list(OUTER)] = False
    if skin.sum() < 40:
        return Light(np.full(3, 0.55), np.full(3, 0.6), ABOVE / np.linalg.norm(ABOVE))
    pixels = frame.pixels[places[skin, 1], places[skin, 0]] / 255
    luminance = srgb_to_linear(pixels) @ LUMINANCE_RGB
    level = float(np.median(luminance))
    keep = np.abs(np.log(np.maximum(luminance, 1e-4) / max(level, 1e-4))) < 0.8  # not brows, nostrils, highlights
    slope = _slope(normals[skin][keep], luminance[keep] / max(level, 1e-4))
    strength = float(np.clip(np.linalg.norm(slope), 0.1, 0.8))
    direction = slope / np.linalg.norm(slope)
    white = float(np.clip((max(level, 1e-3) / SKIN_ALBEDO) ** TRUST, *LEVELS))
    return Light(np.full(3, white * (1 - 0.6 * strength)), np.full(3, white * 0.9 * strength), direction)


def _slope(normals: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """How luminance grows with the normal (3,), relative to the mean: least squares with a lean to light from above."""
    matrix = np.column_stack([normals, np.ones(len(normals))])
    prior = np.zeros((3, 4))
    prior[:, :3] = np.eye(3) * np.sqrt(ABOVE_WEIGHT)
    aim = 0.35 * ABOVE * np.sqrt(ABOVE_WEIGHT)
    solved = np.linalg.lstsq(np.vstack([matrix, prior]), np.append(relative, aim), rcond=None)[0]
    slope = solved[:3]
    return np.asarray(slope if np.linalg.norm(slope) > 1e-6 else ABOVE)


__all__ = ["face_light"]
