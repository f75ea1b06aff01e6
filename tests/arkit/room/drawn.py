"""Pictures of rooms and markers drawn in code, by a camera that is known."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.frame import Camera, camera_from_fov, project
from arkit.room.view import room_pose
from arkit.spaces import apply, rotation_y

HALF_WIDTH_M, DEPTH_M, HEIGHT_M = 2.4, 4.5, 2.6
NEAR_M = 0.05


def camera(fov_deg: float = 57.0, width: int = 960, height: int = 720) -> Camera:
    """A camera with a centred principal point."""
    return camera_from_fov(width, height, float(np.radians(fov_deg)))


def looking(yaw_deg: float, pitch_deg: float, roll_deg: float = 0.0, height_m: float = 1.45) -> np.ndarray:
    """T_camera_room of a camera turned left by `yaw_deg`, up by `pitch_deg`, then rolled."""
    p, r = np.radians([pitch_deg, roll_deg])
    pitch = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    roll = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    return room_pose((rotation_y(float(np.radians(yaw_deg))) @ pitch @ roll).T, height_m)


def room_edges() -> np.ndarray:
    """Edges (n, 2, 3) of a furnished box room, room space, metres."""
    x, z, y = HALF_WIDTH_M, -DEPTH_M, HEIGHT_M
    edges = [[(s, h, z), (s, h, 2)] for s in (-x, x) for h in (0.0, y)]
    edges += [[(-x, h, z), (x, h, z)] for h in (0.0, 0.1, y)]
    edges += [[(s, 0, z), (s, y, z)] for s in (-x, x)]
    edges += [[(b, 0, z), (b, 0, 2)] for b in np.linspace(-x, x, 18)[1:-1]]
    edges += [[(d, 0, z), (d, 2.04, z)] for d in (0.6, 1.45)] + [[(0.6, 2.04, z), (1.45, 2.04, z)]]
    edges += [[(-x, h, -3.0), (-x, h, -1.4)] for h in (0.8, 2.2)] + [[(-x, 0.8, w), (-x, 2.2, w)] for w in (-3.0, -1.4)]
    return np.array(edges, dtype=np.float64)


def picture(seen_by: Camera, T_camera_room: np.ndarray, noise: float = 3.0, seed: int = 1) -> np.ndarray:
    """The room's edges as dark lines on light walls, (h, w, 3) uint8, with noise and some clutter."""
    rng = np.random.default_rng(seed)
    image = np.full((seen_by.height, seen_by.width), 205, dtype=np.uint8)
    for edge in room_edges():
        points = _before_camera(apply(T_camera_room, edge))
        if points is not None:
            _line(image, project(seen_by, points), 90)
    for _ in range(12):
        middle = rng.uniform(0, 1, 2) * (seen_by.width, seen_by.height)
        _line(image, np.stack([middle, middle + rng.normal(0, 45, 2)]), 120)
    soft = cv2.GaussianBlur(image, (0, 0), 0.7) + rng.normal(0, noise, image.shape)
    return np.repeat(np.clip(soft, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def marker_picture(seen_by: Camera, T_camera_room: np.ndarray, corners_room: np.ndarray, seed: int = 1) -> np.ndarray:
    """The room with a printed marker (ArUco 4x4_50, number 3) whose corners lie at (4, 3), clockwise from its top left.

    Light is mixed before it is encoded, as in a camera: every pixel is the mean of nine points in linear light.
    """
    base = picture(seen_by, T_camera_room, noise=0.0, seed=seed)
    sheet = np.full((600, 600), 235, dtype=np.uint8)
    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    sheet[60:540, 60:540] = np.maximum(cv2.aruco.generateImageMarker(dictionary, 3, 480), 20)
    scale = 3
    source = np.array([[60, 60], [540, 60], [540, 540], [60, 540]], dtype=np.float32) - 0.5
    target = (project(seen_by, apply(T_camera_room, corners_room)) * scale - 0.5).astype(np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    size = seen_by.width * scale, seen_by.height * scale
    large = cv2.resize(base[..., 0], size, interpolation=cv2.INTER_NEAREST)
    cover = cv2.warpPerspective(np.full_like(sheet, 255), matrix, size, flags=cv2.INTER_NEAREST)
    printed = cv2.warpPerspective(sheet, matrix, size, flags=cv2.INTER_LINEAR)
    light = (np.where(cover > 0, printed, large) / 255.0) ** 2.2
    mean = cv2.resize(light, (seen_by.width, seen_by.height), interpolation=cv2.INTER_AREA) ** (1 / 2.2) * 255
    noisy = mean + np.random.default_rng(seed).normal(0, 3, mean.shape)
    return np.repeat(np.clip(noisy, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def square_on_floor(x: float, z: float, side_m: float, turn_rad: float) -> np.ndarray:
    """Corners (4, 3) of a marker on the floor, its top left first, clockwise; at turn 0 its top points to -z."""
    half = side_m / 2
    flat = np.array([[-half, 0, -half], [half, 0, -half], [half, 0, half], [-half, 0, half]])
    return flat @ rotation_y(turn_rad).T + (x, 0, z)


def _before_camera(points: np.ndarray) -> np.ndarray | None:
    """The part of a segment (2, 3) before the camera."""
    depth = -points[:, 2]
    if (depth < NEAR_M).all():
        return None
    if (depth < NEAR_M).any():
        behind = int(np.argmin(depth))
        share = (NEAR_M - depth[1 - behind]) / (depth[behind] - depth[1 - behind])
        points = points.copy()
        points[behind] = points[1 - behind] + share * (points[behind] - points[1 - behind])
    return points


def _line(image: np.ndarray, ends: np.ndarray, gray: int) -> None:
    inside, first, second = cv2.clipLine(
        (-20000, -20000, 40000, 40000), *(tuple(int(v) for v in np.rint(end)) for end in ends)
    )
    if not inside:
        return
    fixed = [tuple(int(v) for v in np.rint((end - 0.5) * 16)) for end in ends]
    if np.abs(fixed).max() < 2**20:
        cv2.line(image, fixed[0], fixed[1], gray, 2, cv2.LINE_AA, 4)
    else:
        cv2.line(image, first, second, gray, 2, cv2.LINE_AA)


__all__ = ["camera", "looking", "marker_picture", "picture", "room_edges", "square_on_floor"]
