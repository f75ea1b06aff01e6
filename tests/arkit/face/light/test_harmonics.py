"""Light is read off a shaded face."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.canonical import canonical_face
from arkit.face.light.harmonics import basis, face_light, harmonics
from arkit.face.shape import surface_normals
from arkit.frame import Frame
from tests.arkit.face.synthetic import camera, head_pose, landmarks


def lit(direction: tuple[float, float, float], level: float):
    view, T_camera_face = camera(), head_pose()
    seen, shape = landmarks(view, T_camera_face), canonical_face().positions_m
    towards = np.array(direction) / np.linalg.norm(direction)
    shade = level * (0.6 + 0.5 * surface_normals(shape, canonical_face().triangles) @ towards)
    pixels = np.full((view.height, view.width, 3), 90, dtype=np.uint8)
    for (x, y), value in zip(seen[:468].astype(int), np.clip(shade, 0, 1), strict=True):
        pixels[y - 1 : y + 2, x - 1 : x + 2] = round(float(value) ** (1 / 2.2) * 255)
    return face_light(Frame(pixels, 0.0, view), seen, shape, T_camera_face)


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_sun_comes_from_the_bright_side(side: float) -> None:
    light = lit((side, 0.3, 0.6), 0.35)
    assert light.sun_direction[0] * side > 0.3
    assert np.linalg.norm(light.sun_direction) == pytest.approx(1)


def test_dark_pictures_get_little_light() -> None:
    bright, dark = lit((0, 0.5, 0.8), 0.6), lit((0, 0.5, 0.8), 0.05)
    total = [float((light.ambient_rgb + light.sun_rgb).mean()) for light in (bright, dark)]
    assert total[1] < 0.6 * total[0]


def test_a_face_outside_the_picture_gets_plain_light() -> None:
    view, T_camera_face = camera(), head_pose()
    seen = landmarks(view, T_camera_face) + 5000
    frame = Frame(np.zeros((view.height, view.width, 3), dtype=np.uint8), 0.0, view)
    light = face_light(frame, seen, canonical_face().positions_m, T_camera_face)
    assert light.ambient_rgb.min() > 0.3


def normals_of_a_face(yaw_deg: float = 0.0) -> np.ndarray:
    normals = surface_normals(canonical_face().positions_m, canonical_face().triangles)
    turned = normals @ head_pose(0, yaw_deg, 0)[:3, :3].T
    return turned[turned[:, 2] > 0.2]


def test_harmonics_explain_a_smooth_light_and_forget_outliers() -> None:
    normals = normals_of_a_face()
    true = np.array([0.9, 0.2, 0.15, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0])
    seen = basis(normals) @ true
    spoiled = seen.copy()
    spoiled[::9] *= 0.3  # brows and nostrils
    for relative in (seen, spoiled):
        found = basis(normals) @ harmonics(normals, relative)
        assert np.abs(found - seen).mean() < 0.05


@pytest.mark.parametrize("yaw_deg", [-40.0, 0.0, 40.0])
def test_the_side_is_right_on_a_turned_face(yaw_deg: float) -> None:
    normals = normals_of_a_face(yaw_deg)
    for side in (-1.0, 1.0):
        lamp = np.array([side, 0.4, 0.6]) / np.linalg.norm([side, 0.4, 0.6])
        found = harmonics(normals, 0.5 + 0.7 * np.clip(normals @ lamp, 0, None))
        assert found[3] * side > 0.05


def test_no_direction_is_black_and_the_parts_add_up() -> None:
    light = lit((1.0, 0.2, 0.3), 0.4)
    assert light.harmonics is not None
    around = np.random.default_rng(0).normal(size=(500, 3))
    around /= np.linalg.norm(around, axis=1, keepdims=True)
    assert (basis(around) @ light.harmonics).min() > 0
    ahead = float((basis(np.array([[0.0, 0.0, 1.0]])) @ light.harmonics)[0]) * light.ambient_rgb.mean()
    ahead += light.sun_rgb.mean() * max(light.sun_direction[2], 0)
    assert 0.3 < ahead < 1.6


def test_warm_skin_light_is_warm_but_followed_half_way() -> None:
    view, T_camera_face = camera(), head_pose()
    seen, shape = landmarks(view, T_camera_face), canonical_face().positions_m
    tints = []
    for color in ((200, 150, 120), (220, 140, 70)):
        frame = Frame(np.full((view.height, view.width, 3), color, dtype=np.uint8), 0.0, view)
        tints.append(face_light(frame, seen, shape, T_camera_face).ambient_rgb)
    assert tints[1][0] / tints[1][2] > 1.2 * tints[0][0] / tints[0][2]
    assert tints[1][0] / tints[1][2] < 2.1
