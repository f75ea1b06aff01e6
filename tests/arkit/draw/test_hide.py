"""Depth pictures, meshes, mirrors and turned light against what mathematics says."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import Item, Occluder, Receiver, draw, filled, hide, item_depth, mesh_depth, reflection, turned_light
from arkit.draw.caster import coarse
from arkit.draw.plane_depth import foremost, plane_depth, sight_lines
from arkit.draw.turned import _basis
from arkit.frame import Camera
from arkit.spaces import pose, rotation_between
from arkit.surface import Light
from tests import build

CAMERA = Camera(160, 120, 120.0, 120.0, 80.0, 60.0)
LIGHT = Light(np.full(3, 0.6), np.full(3, 0.5), np.array([0.3, 0.8, 0.5]) / np.linalg.norm([0.3, 0.8, 0.5]))
FLOOR = Receiver(pose(translation=np.array([0, -0.5, 0])))
CUBE = Item(build.box(0.6, 0.6, 0.6, color=(0.8, 0.2, 0.2, 1)), pose(translation=np.array([0, -0.2, -3.0])))


def test_a_mesh_is_as_far_as_it_is(opengl: str) -> None:
    wall = np.array([(-9, -9, -2.5), (9, -9, -2.5), (9, 9, -2.5), (-9, 9, -2.5)], dtype=np.float64)
    depth = mesh_depth([Occluder(wall, np.array([[0, 1, 2], [0, 2, 3]]))], CAMERA)
    assert depth == pytest.approx(2.5, abs=2e-3)
    own = item_depth(CUBE, CAMERA)
    assert own[62, 80] == pytest.approx(2.7, abs=2e-3) and np.isinf(own[5, 5])


def test_what_is_nearer_hides_and_what_is_farther_does_not(opengl: str) -> None:
    drawing = draw([CUBE], CAMERA, LIGHT, receiver=FLOOR)
    depth = np.full((120, 160), 5.0, dtype=np.float32)
    depth[:, 80:] = 1.5
    cut = hide(drawing, CAMERA, depth)
    assert (cut.coverage[:, :80] == drawing.coverage[:, :80]).all() and (cut.coverage[:, 80:] == 0).all()
    assert (cut.rgba[:, 80:] == 0).all() and np.isinf(cut.depth_m[:, 80:]).all()
    noise = np.random.default_rng(1).normal(0, 0.008, depth.shape)
    own = np.where(np.isfinite(drawing.depth_m), drawing.depth_m, 9) * (1 + noise)
    kept = hide(drawing, CAMERA, own.astype(np.float32)).coverage.sum() / drawing.coverage.sum()
    assert kept > 0.98  # a sensor's error hides nothing


def test_a_surface_never_hides_what_lies_on_it(opengl: str) -> None:
    rug = Item(build.box(1.2, 0.004, 0.8, at=(0, 0.002, 0)), pose(translation=np.array([0, -0.5, -2.5])))
    drawing = draw([rug], CAMERA, LIGHT, receiver=FLOOR)
    floor = plane_depth(FLOOR.T_camera_plane, sight_lines(CAMERA, (0, 0, 160, 120)))
    near = np.where(np.isfinite(floor), floor * 0.985, 20).astype(np.float32)  # told 1.5 % too near
    assert hide(drawing, CAMERA, near, receivers=[FLOOR]).coverage.sum() == pytest.approx(drawing.coverage.sum())


def test_holes_are_filled_with_what_is_farther() -> None:
    depth = np.full((20, 20), 2.0)
    depth[:, 10:] = 4.0
    depth[8:12, 8:12] = 0
    whole = filled(depth, (20, 20))
    assert (whole[8:12, 8:12] == 4.0).all() and (whole[:, :8] == 2.0).all()
    assert np.isinf(filled(np.zeros((4, 4)), (8, 8))).all()


def test_the_floor_ends_where_a_wall_stands() -> None:
    wall = Receiver(pose(rotation_between(np.array([0, 1.0, 0]), np.array([0, 0, 1.0])), np.array([0, 0, -4.0])))
    box = (0, 0, 160, 120)
    floor_seen, wall_seen = (foremost([FLOOR, wall], number, CAMERA, box) for number in (0, 1))
    foot = 60 + 120 * 0.5 / 4  # v of the line where they meet
    rows = np.arange(120) + 0.5
    assert (floor_seen[:, 80] == (rows > foot)).all() and (wall_seen[:, 80] == (rows < foot)).all()
    short = Receiver(wall.T_camera_plane, low_m=np.array([0.0, -9.0]), high_m=np.array([9.0, 9.0]))
    assert foremost([FLOOR, short], 0, CAMERA, box)[62, :70].all()


def test_a_mirror_shows_things_upside_down(opengl: str) -> None:
    image = draw([CUBE], CAMERA, LIGHT, mirror=FLOOR)
    v, u = np.nonzero(image.coverage > 0.5)
    far, low, high = 60 + 120 * 0.5 / 3.3, 60 + 120 * 0.5 / 2.7, 60 + 120 * 1.1 / 2.7  # its back edge, its front face
    assert v.min() == pytest.approx(far, abs=1.5) and v.max() == pytest.approx(high, abs=1.5)
    assert u.mean() + 0.5 == pytest.approx(80, abs=0.6)
    assert (image.shadow == 0).all()
    dull = reflection([CUBE], CAMERA, LIGHT, FLOOR, 0.0)
    shown = reflection([CUBE], CAMERA, LIGHT, FLOOR, 1.0)
    assert dull is None and shown is not None
    alpha = shown.rgba[round(low) + 6, 80, 3]
    ray = np.array([0, -(round(low) + 6.5 - 60) / 120, -1])
    cosine = -ray[1] / np.linalg.norm(ray)
    assert alpha == pytest.approx(0.04 + 0.96 * (1 - cosine) ** 5, rel=0.06)


def test_turned_light_is_the_same_light() -> None:
    rng = np.random.default_rng(5)
    light = Light(np.ones(3), np.ones(3), np.array([0.0, 1.0, 0.0]), rng.normal(size=9))
    turn = rotation_between(np.array([0, 1.0, 0]), np.array([0.6, 0.0, 0.8]))
    ways = rng.normal(size=(20, 3))
    ways /= np.linalg.norm(ways, axis=1, keepdims=True)
    turned = turned_light(light, turn)
    assert turned.harmonics is not None and turned.sun_direction == pytest.approx([0.6, 0, 0.8])
    assert _basis(ways @ turn.T) @ turned.harmonics == pytest.approx(_basis(ways) @ light.harmonics, abs=1e-9)


def test_a_coarse_mesh_is_as_wide_as_the_fine_one() -> None:
    side = np.linspace(0, 1, 60)
    x, z = np.meshgrid(side, side)
    points = np.stack([x.ravel(), 0 * x.ravel(), z.ravel()], axis=1)
    corner = np.arange(59 * 60).reshape(59, 60)[:, :59].ravel()
    triangles = np.concatenate(
        [np.stack([corner, corner + 1, corner + 60], 1), np.stack([corner + 1, corner + 61, corner + 60], 1)]
    )
    merged, left = coarse(points, triangles, 0.05)
    assert len(left) < len(triangles) / 5
    one, two = (merged[left[:, i]] - merged[left[:, 0]] for i in (1, 2))
    assert np.abs(np.cross(one, two)[:, 1]).sum() / 2 == pytest.approx(1.0, rel=0.1)
