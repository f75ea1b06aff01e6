"""What really stands in the room and may hide a product, from whatever is known of it, as one depth picture."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from arkit.draw import Occluder, filled, mesh_depth
from arkit.errors import CheckError
from arkit.place.crop import Crop, photo_pixels
from arkit.room import Depth, RoomView
from arkit.spaces import apply
from arkit.surface import Furniture, Interior

Occluders = Depth | Interior | Sequence[Occluder]
_SAME_SHAPE = 0.01  # relative difference of two pictures' proportions that is rounding
_SIDES = ((0, 1, 2, 3), (4, 7, 6, 5), (0, 4, 5, 1), (1, 5, 6, 2), (2, 6, 7, 3), (3, 7, 4, 0))
_BOX = np.array([corners for a, b, c, d in _SIDES for corners in ((a, b, c), (a, c, d))])


def depth_before(view: RoomView, occluders: Occluders, part: Crop) -> np.ndarray:
    """(h, w) metres along -z of what the photograph shows, for a part of it; infinite where nothing is known.

    Args:
        view: the room.
        occluders: a depth picture of the photograph, of any size; a scanned room in the view's room space; or meshes in
            camera space.
        part: from `crop`.

    Raises:
        CheckError: the depth picture has other proportions than the photograph.
    """
    if isinstance(occluders, Depth):
        return _from_depth(view, occluders.depth_m, part)
    if isinstance(occluders, Interior):
        return mesh_depth(interior_occluders(occluders, view.room.T_camera_room), part.camera)
    return mesh_depth(occluders, part.camera)


def interior_occluders(interior: Interior, T_camera_room: np.ndarray) -> tuple[Occluder, ...]:
    """A room's surfaces, or the boxes of its furniture where it has none, in camera space."""
    if len(interior.triangles):
        return (Occluder(apply(T_camera_room, interior.positions_m), interior.triangles),)
    return tuple(_box(thing, T_camera_room) for thing in interior.furniture)


def _box(thing: Furniture, T_camera_room: np.ndarray) -> Occluder:
    wide, high, deep = thing.size_m
    flat = [(-wide / 2, -deep / 2), (wide / 2, -deep / 2), (wide / 2, deep / 2), (-wide / 2, deep / 2)]
    corners = np.array([(x, y, z) for y in (0.0, high) for x, z in flat])
    return Occluder(apply(T_camera_room @ thing.T_room_box, corners), _BOX)


def _from_depth(view: RoomView, depth_m: np.ndarray, part: Crop) -> np.ndarray:
    high, wide = depth_m.shape
    camera = view.frame.camera
    if abs(wide * camera.height / (high * camera.width) - 1) > _SAME_SHAPE:
        raise CheckError(
            f"depth: expected the proportions of the photograph's {camera.width}x{camera.height}, got {wide}x{high}; "
            "give the depth picture that was taken with it"
        )
    known = filled(depth_m.astype(np.float32), (high, wide))
    at = photo_pixels(view, part) * (wide / camera.width, high / camera.height) - 0.5
    at = at.astype(np.float32)
    how = cv2.INTER_LINEAR if np.isfinite(known).all() else cv2.INTER_NEAREST
    seen = cv2.remap(known, at[..., 0], at[..., 1], how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(seen, dtype=np.float32)


def furniture_of(occluders: Occluders | None) -> tuple[Furniture, ...]:
    """What is known to stand in the room."""
    return occluders.furniture if isinstance(occluders, Interior) else ()


__all__ = ["Occluders", "depth_before", "furniture_of", "interior_occluders"]
