"""Light is read off a shaded face."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.canonical import canonical_face
from arkit.face.light import face_light
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
