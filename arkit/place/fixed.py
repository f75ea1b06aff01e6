"""What stands in a room and may hide products, fixed in its space: seen from elsewhere it hides other parts of them."""

from __future__ import annotations

import numpy as np

from arkit.draw import Occluder
from arkit.frame import rays
from arkit.place.before import Occluders, interior_occluders
from arkit.place.bending import straight
from arkit.room import Depth, RoomView
from arkit.spaces import apply, inverse
from arkit.surface import Interior

MOST_POINTS = 90_000  # of a depth picture's mesh: a larger one is thinned out
JUMP = 0.06  # relative: neighbours whose distances differ more are not one surface


def fixed_in_room(view: RoomView, occluders: Occluders | None) -> tuple[Occluder, ...]:
    """Occluders of one picture, as `place_all` takes them, as meshes in room space.

    Args:
        view: the picture that a depth picture was taken with, or in whose camera space meshes are.
        occluders: a depth picture, a scanned room in the view's room space, or meshes.
    """
    if occluders is None:
        return ()
    if isinstance(occluders, Interior):
        return interior_occluders(occluders, np.eye(4))
    T_room_camera = inverse(view.room.T_camera_room)
    if isinstance(occluders, Depth):
        occluders = (depth_mesh(view, occluders),)
    return tuple(Occluder(apply(T_room_camera, one.positions_m), one.triangles) for one in occluders)


def depth_mesh(view: RoomView, depth: Depth) -> Occluder:
    """A depth picture as a surface in camera space, torn where distances jump; what it did not see is not there."""
    step = max(1, int(np.ceil(np.sqrt(depth.depth_m.size / MOST_POINTS))))
    metres = depth.depth_m[::step, ::step].astype(np.float64)
    high, wide = depth.depth_m.shape
    camera = view.frame.camera
    u, v = np.meshgrid(np.arange(0, wide, step) + 0.5, np.arange(0, high, step) + 0.5)
    pixels = np.stack([u.ravel() * camera.width / wide, v.ravel() * camera.height / high], axis=1)
    ways = rays(camera, straight(view, pixels))
    points = ways / -ways[:, 2:] * metres.reshape(-1, 1)
    number = np.arange(metres.size).reshape(metres.shape)
    a, b, c, d = number[:-1, :-1], number[:-1, 1:], number[1:, 1:], number[1:, :-1]
    corners = np.concatenate([np.stack(three, axis=-1).reshape(-1, 3) for three in ((a, d, b), (b, d, c))])
    reach = metres.ravel()[corners]
    whole = (reach.min(axis=1) > 0) & (reach.max(axis=1) < (1 + JUMP) * reach.min(axis=1))
    return Occluder(points, corners[whole])


__all__ = ["depth_mesh", "fixed_in_room"]
