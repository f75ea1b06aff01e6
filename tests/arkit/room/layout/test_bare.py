"""Furniture and walls are no bare floor; floor is; what the picture does not show is neither."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from arkit.frame import project, rays
from arkit.room import RoomView
from arkit.room.depth import Depth
from arkit.room.layout import look_around
from arkit.room.layout.bare import BareByDepth, BareByLayout
from arkit.spaces import apply, inverse
from tests.arkit.room import drawn
from tests.arkit.room.layout.test_find import CAMERA, EYE, painted, view_of

T = drawn.looking(0, -18, height_m=EYE)
# On the floor: two bare places, one that the cupboard hides, one behind the far wall, one behind the camera.
PLACES = np.array([(-1.0, 0, -2.0), (0.6, 0, -2.2), (-0.05, 0, -3.0), (0.0, 0, -4.6), (0.0, 0, 2.0)])


@pytest.fixture(scope="module")
def view() -> RoomView:
    return view_of(painted(T, box=True)[0], T)


def test_by_the_layout(view: RoomView) -> None:
    bare = look_around(view).bare
    assert isinstance(bare, BareByLayout)
    assert bare.taken(PLACES).tolist() == [False, False, True, True, False]
    assert bare.free(PLACES).tolist() == [True, True, False, False, False]


def test_where_no_floor_was_found_nothing_is_said(view: RoomView) -> None:
    seen = look_around(view)
    none = replace(seen.layout, free=replace(seen.layout.free, area=0.0))
    assert not BareByLayout(view, none).taken(PLACES).any()


def test_by_depth_also_on_a_carpet_of_its_own_colour(view: RoomView) -> None:
    depth_m = painted(T)[1]
    v, u = np.mgrid[: CAMERA.height, : CAMERA.width]
    ways = rays(CAMERA, np.stack([u.ravel() + 0.5, v.ravel() + 0.5], axis=1)) @ T[:3, :3]
    eye = inverse(T)[:3, 3]
    front = (-2.6 - eye[2]) / ways[:, 2]
    hit = eye + ways * front[:, None]
    box = (np.abs(hit[:, 0] + 0.05) < 0.45) & (hit[:, 1] > 0) & (hit[:, 1] < 0.9)
    along = (front * -(ways @ T[:3, :3].T)[:, 2]).reshape(depth_m.shape)
    depth_m = np.where(box.reshape(depth_m.shape), along, depth_m)
    bare = look_around(view, Depth(depth_m[::2, ::2])).bare
    assert isinstance(bare, BareByDepth)
    assert bare.taken(PLACES).tolist() == [False, False, True, True, False]
    assert bare.free(PLACES).tolist() == [True, True, False, False, False]


def test_a_hole_in_the_depth_picture_says_nothing(view: RoomView) -> None:
    depth_m = painted(T)[1].copy()
    u, v = project(CAMERA, apply(T, PLACES[:1]))[0].astype(int)
    depth_m[v - 3 : v + 4, u - 3 : u + 4] = 0
    bare = BareByDepth(view, Depth(depth_m))
    assert not bare.taken(PLACES[:1]).any() and not bare.free(PLACES[:1]).any()
