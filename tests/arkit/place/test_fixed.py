"""What hides products stays where it is when the camera moves."""

from __future__ import annotations

import numpy as np

from arkit.draw import Occluder
from arkit.frame import Camera, Frame
from arkit.place.fixed import depth_mesh, fixed_in_room
from arkit.room import Depth
from arkit.spaces import apply
from tests.arkit.room.follow import filmed as made

CAMERA = Camera(160, 90, 120.0, 120.0, 80.0, 45.0)
T_CAMERA_ROOM = made.walk(0.0)
VIEW = made.known_view(Frame(np.zeros((90, 160, 3), dtype=np.uint8), 0.0, CAMERA), T_CAMERA_ROOM)


def test_a_depth_picture_becomes_a_surface_torn_at_jumps() -> None:
    depth = np.full((90, 160), 4.0)
    depth[30:60, 50:100] = 1.5
    depth[:10] = 0.0
    mesh = depth_mesh(VIEW, Depth(depth))
    corners = -mesh.positions_m[mesh.triangles][..., 2]
    assert (np.ptp(corners, axis=1) < 1e-9).all(), "no triangle joins the box and the wall"
    assert set(np.unique(corners)) == {1.5, 4.0}
    near = mesh.positions_m[np.isclose(mesh.positions_m[:, 2], -1.5)]
    width = float(np.ptp(near[:, 0]))
    assert abs(width - 49 * 1.5 / 120) < 1e-9


def test_meshes_of_a_picture_stand_in_its_room() -> None:
    points = np.array([[0.0, 0, -2], [1, 0, -2], [0, 1, -2]])
    (fixed,) = fixed_in_room(VIEW, [Occluder(points, np.array([[0, 1, 2]]))])
    assert np.allclose(apply(VIEW.room.T_camera_room, fixed.positions_m), points)


def test_a_large_depth_picture_is_thinned() -> None:
    mesh = depth_mesh(VIEW, Depth(np.full((900, 1600), 3.0)))
    assert len(mesh.positions_m) < 100_000
    assert np.allclose(mesh.positions_m[:, 2], -3.0)


def test_nothing_hides_where_nothing_is_known() -> None:
    assert fixed_in_room(VIEW, None) == ()
