"""Faces made in code: landmarks of a known pose, a painted mouth and painted eyes."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.face.canonical import IRIS_POINTS, POINTS, canonical_face
from arkit.face.lips.mask import INNER, OUTER, smooth_loop
from arkit.face.track.pose import rotation_from_angles
from arkit.frame import Camera, Frame, camera_from_fov, project
from arkit.spaces import apply, pose

SKIN, LIP, TEETH = (205, 160, 135), (165, 85, 85), (235, 230, 220)
PUPIL_M = np.array([[-0.0315, 0.0, 0.0], [0.0315, 0.0, 0.0]])


def camera(width: int = 640, height: int = 480, fov_y_deg: float = 63.0) -> Camera:
    return camera_from_fov(width, height, float(np.radians(fov_y_deg)))


def head_pose(pitch_deg: float = 0.0, yaw_deg: float = 0.0, roll_deg: float = 0.0, at_m=(0.0, 0.0, -0.5)) -> np.ndarray:
    return pose(rotation_from_angles(*np.radians([pitch_deg, yaw_deg, roll_deg])), np.array(at_m))


def landmarks(view: Camera, T_camera_face: np.ndarray, factor: float = 1.0) -> np.ndarray:
    """(478, 2) pixels of the canonical face, its irises 11.7 mm wide around pupils 63 mm apart."""
    points = np.zeros((IRIS_POINTS, 3))
    points[:POINTS] = canonical_face().positions_m
    ring = np.array([[1, 0, 0], [0, 1, 0], [-1, 0, 0], [0, -1, 0]]) * 0.00585
    for start, pupil in zip((468, 473), PUPIL_M, strict=True):
        points[start], points[start + 1 : start + 5] = pupil, pupil + ring
    return project(view, apply(T_camera_face, points * factor))


def mouth_points(width_px: float = 120.0, open_px: float = 30.0, middle=(160.0, 120.0)) -> np.ndarray:
    """(478, 2) landmarks of which only the lips are meant: ellipses, the inner one `open_px` high."""
    points = np.zeros((IRIS_POINTS, 2))
    turn = np.pi - np.arange(20) / 20 * 2 * np.pi
    circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    height = open_px / 2 + 0.16 * width_px
    points[list(OUTER)] = np.array(middle) + circle * (width_px / 2, height)
    points[list(INNER)] = np.array(middle) + circle * (width_px * 0.42, open_px / 2)
    return points


def mouth_picture(
    points: np.ndarray, size=(320, 240), noise: float = 2.0, *, seed: int = 3, time_s: float = 0.0
) -> tuple[Frame, np.ndarray, np.ndarray]:
    """A painted mouth on skin, and where lips and teeth are: (h, w) bool each."""
    width, height = size
    lip, gap = (_filled(points[list(loop)], size) for loop in (OUTER, INNER))
    picture = np.full((height, width, 3), SKIN, dtype=np.float64)
    picture[lip], picture[gap] = LIP, TEETH
    picture = cv2.GaussianBlur(picture, (0, 0), 0.7)
    rng = np.random.default_rng(seed)
    picture += rng.normal(0, noise, picture.shape)
    pixels = np.clip(np.round(picture), 0, 255).astype(np.uint8)
    return Frame(pixels, time_s, camera(width, height)), lip & ~gap, gap


def eye_picture(points: np.ndarray, view: Camera, iris_px: float) -> Frame:
    """White eyes with brown irises of `iris_px` at the landmarks' pupils, their edges mixed as light."""
    fine = 8
    covered = np.zeros((view.height * fine, view.width * fine), dtype=np.uint8)
    for start in (468, 473):
        center = np.round((points[start] * fine - 0.5) * 16).astype(int)
        cv2.circle(covered, tuple(center.tolist()), round(iris_px / 2 * fine * 16), 255, -1, cv2.LINE_AA, 4)
    part = cv2.resize(covered, (view.width, view.height), interpolation=cv2.INTER_AREA)[..., None] / 255
    white, brown = (srgb_to_linear(np.array(color) / 255) for color in ((225, 222, 220), (70, 45, 30)))
    codes = linear_to_srgb(white * (1 - part) + brown * part) * 255
    return Frame(np.round(codes).astype(np.uint8), 0.0, view)


def _filled(loop: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    canvas = np.zeros((size[1] * 8, size[0] * 8), dtype=np.uint8)
    cv2.fillPoly(canvas, [np.round(smooth_loop(loop) * 8).astype(np.int32)], 255)
    return cv2.resize(canvas, size, interpolation=cv2.INTER_AREA) > 127
