"""Stand a product on the floor at a pixel."""

from __future__ import annotations

import numpy as np

from arkit.errors import CheckError
from arkit.frame import Camera
from arkit.placement import Placement
from arkit.room.view import FARTHEST_M, floor_points, horizon_px
from arkit.spaces import pose, rotation_y
from arkit.surface import Room


def floor_point(room: Room, camera: Camera, point_px: tuple[float, float]) -> np.ndarray:
    """The place on the floor that a pixel shows, room space (3,), metres.

    Raises:
        CheckError: the pixel lies outside the picture, above the horizon, or so near it that distance is noise.
    """
    u, v = point_px
    if not (0 <= u <= camera.width and 0 <= v <= camera.height):
        raise CheckError(
            f"point: expected a pixel inside the picture of {camera.width}x{camera.height}, got {u:g},{v:g}"
        )
    point = floor_points(camera, room.T_camera_room, np.array([point_px]))[0]
    left, right = horizon_px(camera, room.T_camera_room)
    line = left + (right - left) * u / camera.width
    if not np.isfinite(point).all() or np.hypot(point[0], point[2]) > FARTHEST_M:
        raise CheckError(
            f"point: expected a pixel on the floor, got {u:g},{v:g}, at or above the horizon (there at v = {line:.0f}) "
            "or too near it; choose a point lower in the picture"
        )
    return point


def snap(
    room: Room,
    camera: Camera,
    point_px: tuple[float, float],
    bounds: tuple[np.ndarray, np.ndarray],
    *,
    yaw_rad: float = 0.0,
    sku: str = "",
) -> Placement:
    """Stand a product on the floor: the middle of its base at a pixel.

    Args:
        room, camera: from `find_room`.
        point_px: the pixel.
        bounds: lowest and highest corner (3,) of the product in its own space, metres.
        yaw_rad: turn about up, counter-clockwise seen from above; at 0 its front faces along the room's +z, towards
            the camera.
        sku: of the product.
    """
    low, high = bounds
    base = np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    turn = rotation_y(yaw_rad)
    return Placement(sku, "room", pose(turn, floor_point(room, camera, point_px) - turn @ base))


__all__ = ["floor_point", "snap"]
