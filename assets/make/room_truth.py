"""What is true of the room picture: its camera, and where named things are in metres and in pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
import room_plan as place

UNDER_CAMERA = np.array([place.EYE[0], 0.0, place.EYE[2]])  # the origin of room space, in the scene's coordinates


def scene_pose() -> np.ndarray:
    """T_camera_scene (4, 4): the scene's own coordinates to the camera's."""
    cy, sy, cp, sp = np.cos(place.YAW_RAD), np.sin(place.YAW_RAD), np.cos(place.PITCH_RAD), np.sin(place.PITCH_RAD)
    yaw = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    pitch = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    T_scene_camera = np.eye(4)
    T_scene_camera[:3, :3], T_scene_camera[:3, 3] = yaw @ pitch, place.EYE
    return np.linalg.inv(T_scene_camera)


def camera_truth(size: tuple[int, int]) -> dict[str, Any]:
    """Intrinsics in pixels and T_camera_room; room space has its origin on the floor under the camera."""
    width, height = size
    focal = height / 2 / np.tan(place.FOV_Y_RAD / 2)
    T_scene_room = np.eye(4)
    T_scene_room[:3, 3] = UNDER_CAMERA
    return {
        "width": width, "height": height, "fx": focal, "fy": focal, "cx": width / 2, "cy": height / 2,
        "T_camera_room": (scene_pose() @ T_scene_room).tolist(),
    }  # fmt: skip


def seen(points: np.ndarray, camera: dict[str, Any]) -> np.ndarray:
    """Pixels (n, 2) of scene points (n, 3)."""
    T = scene_pose()
    local = points @ T[:3, :3].T + T[:3, 3]
    u = camera["cx"] - camera["fx"] * local[:, 0] / local[:, 2]
    v = camera["cy"] + camera["fy"] * local[:, 1] / local[:, 2]
    return np.stack([u, v], axis=1)


def sheet_corners(side: float) -> np.ndarray:
    """Corners (4, 3) of a square around the marker's centre: its top left, then clockwise as printed."""
    half, (x, z), turn = side / 2, place.MARKER["center"], place.MARKER["turn_rad"]
    local = np.array([[-half, -half], [half, -half], [half, half], [-half, half]])
    c, s = np.cos(turn), np.sin(turn)
    turned = local @ np.array([[c, -s], [s, c]])
    return np.stack([x + turned[:, 0], np.full(4, 0.0008), z + turned[:, 1]], axis=1)


def room_truth(size: tuple[int, int]) -> dict[str, Any]:
    """Everything truth.json says."""
    camera = camera_truth(size)
    named = {f"floor {x:+.1f} {z:+.1f}": (x, 0.0, z) for z in (-2.5, -2.2, -0.2, 0.0) for x in (-1.5, -0.5, 0.5, 1.4)}
    named |= {f"rug {x:+.1f} {z:+.1f}": (x, place.RUG["thickness"], z) for z in (-1.7, -0.8) for x in (-1.3, -0.3)}
    named |= {"corner back left": (place.LEFT, 0.0, place.BACK), "corner back right": (place.RIGHT, 0.0, place.BACK)}
    points = np.array(list(named.values()))
    pixels = seen(points, camera)
    inside = (pixels >= 0).all(1) & (pixels < size).all(1)
    (x0, x1), top = place.DOOR["x"], place.DOOR["height"]
    foot, head = seen(np.array([[x0, 0.0, place.BACK], [x0, top, place.BACK]]), camera)
    eye = place.EYE
    walls = {
        "left": eye[0] - place.LEFT, "right": place.RIGHT - eye[0], "back": eye[2] - place.BACK,
        "front": place.FRONT - eye[2], "ceiling": place.HEIGHT,
    }  # fmt: skip
    return {
        "title": {"zh": "明亮的客厅", "en": "Bright living room"},
        "space": "metres, y up, origin on the floor under the camera, walls along x and z; cameras look along -z",
        "camera": camera,
        "camera_height_m": eye[1],
        "pitch_rad": place.PITCH_RAD, "yaw_rad": place.YAW_RAD, "fov_y_rad": place.FOV_Y_RAD,
        "floor": {"normal": [0, 1, 0], "offset_m": 0.0},
        "points": [
            {"name": name, "room_m": (point - UNDER_CAMERA).round(4).tolist(), "px": pixel.round(3).tolist()}
            for name, point, pixel, ok in zip(named, points, pixels, inside, strict=True) if ok
        ],
        "door": {
            "height_m": top, "width_m": round(x1 - x0, 4),
            "foot_px": foot.round(3).tolist(), "head_px": head.round(3).tolist(),
        },
        "walls_m": {name: round(value, 4) for name, value in walls.items()},
        "marker": {
            "dictionary": "DICT_4X4_50", "id": place.MARKER["id"], "side_m": place.MARKER["side"],
            "corners_m": (sheet_corners(place.MARKER["side"]) - UNDER_CAMERA).round(5).tolist(),
            "corners_px": seen(sheet_corners(place.MARKER["side"]), camera).round(3).tolist(),
            "sheet_px": seen(sheet_corners(place.MARKER["sheet"]), camera).round(3).tolist(),
        },
    }  # fmt: skip


__all__ = ["camera_truth", "room_truth", "scene_pose", "seen", "sheet_corners"]
