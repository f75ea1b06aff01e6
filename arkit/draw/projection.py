"""From our cameras to OpenGL's: clip matrices for a box of pixels, and the box that points fall into."""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera, project

Box = tuple[int, int, int, int]
NEAREST_M = 0.005
_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)


def corners(low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """(8, 3) corners of the box from `low` (3,) to `high` (3,)."""
    return np.asarray(low + _CORNERS * (high - low))


def clip_matrix(camera: Camera, box: Box, near_m: float, far_m: float) -> np.ndarray:
    """(4, 4) camera space to clip space, for a viewport that holds the pixels of `box` and nothing else.

    The principal point may lie anywhere. Row 0 of the box is the top: OpenGL stores it last.
    """
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    matrix = np.zeros((4, 4))
    matrix[0, 0] = 2 * camera.fx / width
    matrix[0, 2] = 1 - 2 * (camera.cx - left) / width
    matrix[1, 1] = 2 * camera.fy / height
    matrix[1, 2] = 2 * (camera.cy - top) / height - 1
    matrix[2, 2] = -(far_m + near_m) / (far_m - near_m)
    matrix[2, 3] = -2 * far_m * near_m / (far_m - near_m)
    matrix[3, 2] = -1
    return matrix


def pixel_box(camera: Camera, points_camera: np.ndarray) -> Box | None:
    """The smallest box of whole pixels around convex hull of points (n, 3), camera space; None where none is seen.

    When some of them lie behind the camera their hull may cover anything: the whole picture is the answer.
    """
    depths = -points_camera[:, 2]
    if not len(points_camera) or depths.max() <= NEAREST_M:
        return None
    if depths.min() <= NEAREST_M:
        return (0, 0, camera.width, camera.height)
    points = project(camera, points_camera)
    low, high = np.floor(points.min(axis=0)) - 1, np.ceil(points.max(axis=0)) + 1
    left, top = np.clip(low, 0, (camera.width, camera.height)).astype(int).tolist()
    right, bottom = np.clip(high, 0, (camera.width, camera.height)).astype(int).tolist()
    return (left, top, right, bottom) if right > left and bottom > top else None


def union(first: Box | None, second: Box | None) -> Box | None:
    """The smallest box that holds both."""
    if first is None or second is None:
        return first or second
    return (
        min(first[0], second[0]),
        min(first[1], second[1]),
        max(first[2], second[2]),
        max(first[3], second[3]),
    )


def depth_range(items: np.ndarray, occluders: np.ndarray) -> tuple[float, float]:
    """Near and far in metres: near before all points (n, 3), far behind the items' (what hides nothing may be cut)."""
    far = max(float((-items[:, 2]).max()), 2 * NEAREST_M) * 1.01
    nearest = min(float((-points[:, 2]).min()) for points in (items, occluders) if len(points))
    near = min(max(nearest * 0.99, NEAREST_M, far / 5000), far * 0.9)
    return near, far


__all__ = ["NEAREST_M", "Box", "clip_matrix", "corners", "depth_range", "pixel_box", "union"]
