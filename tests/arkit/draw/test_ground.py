"""The shadow on a real plane."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import Item, Receiver, draw
from arkit.frame import Camera, project
from arkit.spaces import apply, pose
from arkit.surface import Light
from tests import build

SKY = Light(np.ones(3), np.zeros(3), np.array([0.0, 1.0, 0.0]))
DOWN = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])  # plane +y towards a camera that looks straight down at it
FLOOR = pose(DOWN, np.array([0.0, 0, -3.0]))
CAMERA = Camera(128, 128, 120.0, 120.0, 64.0, 64.0)


def shadow_at(light: Light, item: Item, points_m: list[tuple[float, float, float]]) -> np.ndarray:
    """Shadow at points of the floor, plane space."""
    drawing = draw([item], CAMERA, light, receiver=Receiver(FLOOR))
    columns, rows = np.floor(project(CAMERA, apply(FLOOR, np.array(points_m)))).astype(int).T
    return np.asarray(drawing.shadow[rows, columns])


def test_a_boxs_shadow_is_darkest_at_its_foot_and_fades_to_nothing() -> None:
    cube = Item(build.box(0.4, 0.4, 0.4, at=(0, 0.2, 0)), FLOOR)
    foot, near, far, border = shadow_at(SKY, cube, [(0.23, 0, 0), (0.35, 0, 0), (0.6, 0, 0), (1.2, 0, 0)])
    assert foot > near > far > 0.005
    assert 0.25 < foot < 0.55  # beside an endless wall half of the sky is gone
    assert border == 0


def test_a_floating_plates_shadow_is_the_part_of_the_sky_it_hides() -> None:
    """Under the middle of a disk of radius r at height h the cosine-weighted part of the sky is r² / (r² + h²)."""
    turn = np.arange(48) / 48 * 2 * np.pi
    rim = np.stack([0.3 * np.cos(turn), np.full(48, 0.2), 0.3 * np.sin(turn)], axis=1)
    triangles = np.array([[0, i + 1, i] for i in range(1, 47)])
    plate = build.document(rim, triangles, material={"doubleSided": True})
    seen_from_below = Camera(128, 128, 60.0, 60.0, 64.0, 64.0)
    drawing = draw([Item(plate, FLOOR)], seen_from_below, SKY, receiver=Receiver(FLOOR))
    assert drawing.shadow[64, 64] == pytest.approx(0.09 / 0.13, abs=0.03)


def test_the_sun_throws_it_to_the_other_side() -> None:
    light = Light(np.full(3, 0.2), np.ones(3), DOWN @ np.array([1.0, 1.5, 0.0]))
    cube = Item(build.box(0.3, 0.3, 0.3, at=(0, 0.15, 0)), FLOOR)
    away, towards = shadow_at(light, cube, [(-0.25, 0, 0), (0.25, 0, 0)])
    assert away > 0.6 and away > 3 * towards


def test_clear_glass_takes_less_light() -> None:
    solid, glass = (build.box(0.4, 0.4, 0.4, at=(0, 0.2, 0), color=(0.9, 0.9, 0.9, 1)) for _ in range(2))
    glass.gltf["materials"][0]["extensions"] = {"KHR_materials_transmission": {"transmissionFactor": 1.0}}
    dark, light = (shadow_at(SKY, Item(document, FLOOR), [(0.25, 0, 0)])[0] for document in (solid, glass))
    assert 0 < light < 0.2 * dark


def test_a_moved_camera_sees_the_same_shadow_and_a_moved_product_another() -> None:
    cube = build.box(0.4, 0.4, 0.4, at=(0, 0.2, 0))
    first = draw([Item(cube, FLOOR)], CAMERA, SKY, receiver=Receiver(FLOOR))
    aside = pose(None, np.array([0.25, 0.0, 0.0]))  # 10 pixels at 3 m
    panned = draw([Item(cube, aside @ FLOOR)], CAMERA, SKY, receiver=Receiver(aside @ FLOOR))
    assert np.abs(panned.shadow[:, 10:] - first.shadow[:, :-10]).max() < 0.01
    moved = draw([Item(cube, aside @ FLOOR)], CAMERA, SKY, receiver=Receiver(FLOOR))
    assert np.abs(moved.shadow - panned.shadow).max() < 0.02
    lifted = draw([Item(cube, FLOOR @ pose(None, np.array([0, 0.3, 0])))], CAMERA, SKY, receiver=Receiver(FLOOR))
    assert lifted.shadow[64, 76] < first.shadow[64, 76] * 0.8


def test_a_plane_seen_from_behind_or_above_the_horizon_catches_nothing() -> None:
    cube = build.box(0.4, 0.4, 0.4, at=(0, 0.2, 0))
    upside_down = pose(-DOWN, np.array([0.0, 0, -3.0])) @ pose(np.diag([-1.0, 1, 1]))
    assert not draw([Item(cube, FLOOR)], CAMERA, SKY, receiver=Receiver(upside_down)).shadow.any()
    level = pose(None, np.array([0.0, -0.3, -1.0]))
    drawing = draw([Item(cube, level)], CAMERA, SKY, receiver=Receiver(level))
    assert not drawing.shadow[:64].any() and drawing.shadow[64:].max() > 0.1


def test_there_is_no_edge_where_the_shadow_ends() -> None:
    drawing = draw([Item(build.box(0.4, 0.8, 0.4, at=(0, 0.4, 0)), FLOOR)], CAMERA, SKY, receiver=Receiver(FLOOR))
    outside = drawing.coverage == 0
    step = np.abs(np.diff(drawing.shadow, axis=1))
    beside = outside[:, 1:] & outside[:, :-1] & (np.minimum(drawing.shadow[:, 1:], drawing.shadow[:, :-1]) == 0)
    assert step[beside].max() < 0.004


def bearing_deg(light: Light) -> tuple[float, float]:
    """Where the shadow of a thin pole points, degrees from +x towards +z of the plane, and how round it is, 0 to 1."""
    pole = Item(build.box(0.02, 0.3, 0.02, at=(0, 0.15, 0)), FLOOR)
    drawing = draw([pole], CAMERA, light, receiver=Receiver(FLOOR))
    rows, columns = np.mgrid[:128, :128] + 0.5
    x, z = (columns - 64) / 120 * 3, (rows - 64) / 120 * 3  # metres from the pole's foot
    weight = np.where(np.hypot(x, z) > 0.06, drawing.shadow, 0)
    middle = (weight * x).sum() / weight.sum(), (weight * z).sum() / weight.sum()
    return float(np.degrees(np.arctan2(middle[1], middle[0]))), 1 - float(np.hypot(*middle)) / 0.2


@pytest.mark.parametrize("true_deg", [0, 37, 118, 251])
def test_the_suns_shadow_falls_straight_away_from_it(true_deg: float) -> None:
    away = np.radians(true_deg)
    sun = np.array([-np.cos(away), 1.2, -np.sin(away)])
    light = Light(np.zeros(3), np.ones(3), DOWN @ sun / np.linalg.norm(sun))
    found, _ = bearing_deg(light)
    assert abs((found - true_deg + 180) % 360 - 180) < 2


def test_where_the_suns_bearing_is_not_known_its_shadow_is_a_halo() -> None:
    toward = DOWN @ np.array([-1.0, 1.2, 0.0]) / np.hypot(1, 1.2)
    sharp, soft, any_way = (Light(np.zeros(3), np.ones(3), toward, sun_sd_rad=sd) for sd in (0.0, 0.5, 1.5))
    assert bearing_deg(sharp)[1] < bearing_deg(soft)[1] < bearing_deg(any_way)[1]
    cube = Item(build.box(0.3, 0.3, 0.3, at=(0, 0.15, 0)), FLOOR)
    points = [(0.22, 0, 0.0), (-0.22, 0, 0), (0, 0, 0.22), (0, 0, -0.22)]
    around = shadow_at(any_way, cube, points)
    assert around.min() > 0.1 and around.max() < 0.8 * shadow_at(sharp, cube, points).max()
