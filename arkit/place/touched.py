"""The surface that a depth picture shows at a pixel: a desk to stand on, a wall to hang on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import rays
from arkit.place.bending import straight
from arkit.place.item import PlacedItem, checked_size
from arkit.room import Depth, RoomView, level_plane, plane_points, rest
from arkit.room.snap import wall_plane
from arkit.spaces import apply, inverse
from arkit.surface import Plane

_HALF = 0.02  # of the picture's width: half side of the window that is looked at
_LEAST = 30  # measured points in it
_LEVEL, _UPRIGHT = 0.96, 0.2  # sine of the steepest and of the flattest that a top and a wall may be
_REACH_M = 0.6  # how far about the pixel the surface is taken to go on
_DEPTH_SD = 0.01  # a depth camera's bias, as a part of the distance


def with_touched(view: RoomView, items: Sequence[PlacedItem], depth: Depth) -> tuple[RoomView, tuple[PlacedItem, ...]]:
    """The room with the tops and walls that its depth picture shows under these items, and the items resting on them.

    Raises:
        NotFoundError: nothing level, or upright, is measured at that pixel.
    """
    planes, resting = list(view.room.planes), []
    for item in items:
        needs = item.at_px is not None and not item.on and item.T_room_product is None and item.height_m is None
        if needs and item.surface in ("table", "wall"):
            plane = touched(view, depth, item)
            planes.append(plane)
            item = _resting(view, plane, item)
        resting.append(item)
    return replace(view, room=replace(view.room, planes=tuple(planes))), tuple(resting)


def _resting(view: RoomView, plane: Plane, item: PlacedItem) -> PlacedItem:
    pixel = straight(view, np.array([item.at_px]))
    point = plane_points(view.frame.camera, view.room.T_camera_room, plane, pixel)[0]
    placement = rest(plane, point, checked_size(item), yaw_rad=item.yaw_rad)
    return replace(item, T_room_product=placement.T_space_product)


def touched(view: RoomView, depth: Depth, item: PlacedItem) -> Plane:
    """The level or upright plane that is measured about an item's pixel."""
    assert item.at_px is not None
    points = _points(view, depth, item.at_px)
    if len(points) < _LEAST:
        raise NotFoundError(
            f"{item.surface}: expected a measured surface there, found {len(points)} depths; choose another point"
        )
    middle = np.median(points, axis=0)
    for _ in range(3):
        normal = np.linalg.svd(points - middle, full_matrices=False)[2][2]
        off = np.abs((points - middle) @ normal)
        points = points[off <= max(2.5 * float(np.median(off)), 0.003)]
        middle = points.mean(axis=0)
    eye = inverse(view.room.T_camera_room)[:3, 3]
    normal = normal if normal @ (eye - middle) > 0 else -normal
    sd = _DEPTH_SD * float(np.linalg.norm(eye - middle))
    if item.surface == "table" and normal[1] > _LEVEL:
        top = level_plane(max(float(middle[1]), 1e-3))
        return replace(top, outline_m=_around(middle[0], middle[2]), offset_sd_m=sd)
    if item.surface == "wall" and abs(normal[1]) < _UPRIGHT:
        outline = _around(0.0, -float(middle[1]))  # its own z points down
        return replace(wall_plane(np.array([middle[0], 0.0, middle[2]]), normal, outline), offset_sd_m=sd)
    way = "level" if item.surface == "table" else "upright"
    raise NotFoundError(
        f"{item.surface}: expected a {way} surface there, the depth picture shows another; choose another point"
    )


def _around(x: float, z: float) -> np.ndarray:
    """(4, 2) a square about a place."""
    return np.array([(x + i * _REACH_M, z + j * _REACH_M) for i, j in ((-1, -1), (1, -1), (1, 1), (-1, 1))])


def _points(view: RoomView, depth: Depth, at_px: tuple[float, float]) -> np.ndarray:
    """(n, 3) what is measured in a window about a pixel, room space."""
    high, wide = depth.depth_m.shape
    camera = view.frame.camera
    across, down = wide / camera.width, high / camera.height
    half = max(4, round(_HALF * wide))
    column, row = int(at_px[0] * across), int(at_px[1] * down)
    u, v = np.meshgrid(
        np.arange(max(column - half, 0), min(column + half + 1, wide)),
        np.arange(max(row - half, 0), min(row + half + 1, high)),
    )
    metres = depth.depth_m[v, u].ravel()
    pixels = np.stack([(u.ravel() + 0.5) / across, (v.ravel() + 0.5) / down], axis=1)[metres > 0]
    ways = rays(camera, straight(view, pixels))
    seen = ways / -ways[:, 2:] * metres[metres > 0, None]
    return apply(inverse(view.room.T_camera_room), seen)


__all__ = ["touched", "with_touched"]
