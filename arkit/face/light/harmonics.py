"""The light on a face, read off its own skin, so that what it wears stands in the same light.

Nine spherical harmonics are laid through the luminance of the skin by the normals of the face, robustly (brows, lips,
highlights and hair count less the less they fit), with a lean towards light from above where the face says nothing: its
back is never seen. The part that comes from one side becomes a sun, which throws shadows and makes highlights; the
rest stays as harmonics. The light's colour is that of the skin over that of an average skin, and followed half way.

Ten heads of the bench, ten skin tones, yaw 0, direction of the sun off by degrees on the mean, and the colour found
(red over blue; the candle's is 2.8); its side was right in all 40 pictures, both ways:

    way                            front   side   office   candle   candle's red over blue
    one slope, grey                 25.1    9.2      6.0     25.8   1.00
    nine harmonics (this one)       25.3   13.1      5.3     29.4   1.52

The slope alone finds a direction as well; harmonics stay for the dark side, which one slope cannot bend.
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.face.canonical import POINTS, canonical_face
from arkit.face.lips.mask import OUTER
from arkit.face.shape import surface_normals
from arkit.frame import Frame
from arkit.surface import Light

SKIN_ALBEDO = 0.36  # between fair (0.5) and deep (0.12); one picture cannot tell dark skin from little light,
TRUST = 0.6  # so the level follows the picture's only so far (an exponent), and stays within LEVELS
LEVELS = (0.35, 1.3)
SKIN_RGB = np.array([1.32, 0.95, 0.62])  # linear, luminance 1: the middle of the Monk scale in daylight
COLOR_TRUST, COLORS = 0.5, (0.7, 1.4)  # people differ as lights do: the colour is followed half way (an exponent)
ABOVE = np.array([0.25, 0.75, 0.6])  # where light mostly comes from
# What is expected before the face is looked at (order as in `basis`) and how many points it counts.
_EXPECTED = np.array([0.80, 0.16, 0.20, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
_LEAN = np.array([2.0, 25.0, 25.0, 12.0, 60.0, 60.0, 120.0, 60.0, 60.0])
_ROUNDS, _REJECT = 4, 2.5  # rounds of reweighting; robust deviations from which on a point counts nothing
_SUN_SHARE, _LEAST_SUN = 0.75, 0.06
_DARKEST = 0.12  # of the mean: no side of a room is blacker


def face_light(frame: Frame, landmarks_px: np.ndarray, shape_m: np.ndarray, T_camera_face: np.ndarray) -> Light:
    """Ambient light with its nine harmonics and one sun, camera space, from how bright the skin is by its normals.

    Args:
        frame: the picture without make-up.
        landmarks_px: (468 or 478, 2).
        shape_m: (468, 3) face plate in face space.
        T_camera_face: pose.

    Source:
        Ramamoorthi, Hanrahan, "An Efficient Representation for Irradiance Environment Maps", SIGGRAPH 2001.
    """
    normals = surface_normals(shape_m, canonical_face().triangles) @ T_camera_face[:3, :3].T
    places = np.floor(landmarks_px[:POINTS]).astype(int)
    inside = ((places >= 1) & (places < (frame.camera.width - 1, frame.camera.height - 1))).all(axis=1)
    skin = inside & (normals[:, 2] > 0.2)
    skin[list(OUTER)] = False
    if skin.sum() < 40:
        return Light(np.full(3, 0.55), np.full(3, 0.6), ABOVE / np.linalg.norm(ABOVE))
    rgb = _colors(frame, places[skin])
    luminance = rgb @ LUMINANCE_RGB
    level = max(float(np.median(luminance)), 1e-3)
    keep = np.abs(np.log(np.maximum(luminance, 1e-4) / level)) < 1.0
    coefficients = harmonics(normals[skin][keep], luminance[keep] / level)
    white = float(np.clip((level / SKIN_ALBEDO) ** TRUST, *LEVELS)) * _tint(np.median(rgb[keep], axis=0))
    return _split(coefficients, white)


def basis(normals: np.ndarray) -> np.ndarray:
    """(n, 9) the functions of a unit normal that `Light.harmonics` are the weights of."""
    x, y, z = normals.T
    return np.stack([np.ones_like(x), y, z, x, x * y, y * z, 3 * z * z - 1, x * z, x * x - y * y], axis=1)


def harmonics(normals: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """(9,) weights of `basis` that explain relative luminances (n,): least squares, reweighted, with a lean.

    OpenCV solves: numpy's LAPACK wakes its threads for nine unknowns and takes 3 ms where two cores are busy.
    """
    matrix = basis(normals)
    weight = np.ones(len(relative))
    lean = _LEAN * len(relative) / 300
    solved = _EXPECTED
    for _ in range(_ROUNDS):
        weighted = matrix * weight[:, None]
        right = weighted.T @ relative + lean * _EXPECTED
        solved = cv2.solve(weighted.T @ matrix + np.diag(lean), right, flags=cv2.DECOMP_CHOLESKY)[1][:, 0]
        apart = relative - matrix @ solved
        spread = max(1.4826 * float(np.median(np.abs(apart))), 0.02)
        weight = np.clip(1 - (apart / (_REJECT * spread)) ** 2, 0, None) ** 2
    return np.asarray(solved)


def _split(coefficients: np.ndarray, white: np.ndarray) -> Light:
    """A sun of what comes from one side (a cosine lobe: 1/4, 1/2 and 5/32 of its bands), the rest as harmonics."""
    slope = coefficients[[3, 1, 2]]
    length = float(np.linalg.norm(slope))
    direction = slope / length if length > 1e-6 else ABOVE / np.linalg.norm(ABOVE)
    sun = float(np.clip(_SUN_SHARE * 2 * length, _LEAST_SUN, 0.9))
    x, y, z = direction
    second = np.array([x * y * 6, y * z * 6, 0.5 * (3 * z * z - 1), x * z * 6, 1.5 * (x * x - y * y)]) * (5 / 32)
    rest = coefficients - sun * np.concatenate([[0.25], 0.5 * direction[[1, 2, 0]], second])
    return Light(white, white * sun, direction, _lifted(rest))


def _lifted(coefficients: np.ndarray) -> np.ndarray:
    """The harmonics with their bands flattened until no direction is darker than a real room's darkest side."""
    mean = max(float(coefficients[0]), 0.2)
    lowest = float((basis(_ALL_AROUND)[:, 1:] @ coefficients[1:]).min())
    flat = min(1.0, mean * (1 - _DARKEST) / max(-lowest, 1e-9))
    return np.concatenate([[mean], coefficients[1:] * flat])


def _tint(skin_rgb: np.ndarray) -> np.ndarray:
    """The light's colour (3,), luminance 1."""
    over = skin_rgb / max(float(skin_rgb @ LUMINANCE_RGB), 1e-4) / SKIN_RGB
    tint = np.clip(over**COLOR_TRUST, *COLORS)
    return np.asarray(tint / float(tint @ LUMINANCE_RGB))


def _colors(frame: Frame, places: np.ndarray) -> np.ndarray:
    """Linear light (n, 3) at pixels (n, 2) that lie one pixel or more inside, each the mean of nine."""
    low, high = places.min(axis=0) - 1, places.max(axis=0) + 2
    crop = cv2.blur(frame.pixels[low[1] : high[1], low[0] : high[0]], (3, 3))
    return np.asarray(srgb_to_linear(crop[places[:, 1] - low[1], places[:, 0] - low[0]] / 255))


def _sphere(count: int = 96) -> np.ndarray:
    """(count, 3) unit vectors all around, evenly: a spiral."""
    height = 1 - 2 * (np.arange(count) + 0.5) / count
    turn = np.arange(count) * np.pi * (3 - np.sqrt(5))
    radius = np.sqrt(1 - height**2)
    return np.stack([radius * np.cos(turn), height, radius * np.sin(turn)], axis=1)


_ALL_AROUND = _sphere()

__all__ = ["basis", "face_light", "harmonics"]
