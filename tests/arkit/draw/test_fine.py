"""A fine drawing is the same drawing, smoother."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import Item, draw, draw_fine
from arkit.frame import camera_from_fov
from tests.arkit.draw.test_render import AMBIENT, CAMERA, at, matt, quad


def test_fine_and_plain_cover_and_colour_alike() -> None:
    item = Item(quad(matt(0.6, 0.3, 0.2), 0.11), at(-1.0, 0.013))
    plain, fine = draw([item], CAMERA, AMBIENT), draw_fine([item], CAMERA, AMBIENT)
    assert fine.rgba.shape == plain.rgba.shape and fine.depth_m.shape == plain.depth_m.shape
    assert fine.coverage.sum() == pytest.approx(plain.coverage.sum(), rel=0.03)
    row, column = CAMERA.height // 2, CAMERA.width // 2
    assert fine.rgba[row, column] == pytest.approx(plain.rgba[row, column], abs=0.01)
    assert fine.depth_m[row, column] == pytest.approx(1.0, rel=1e-3)
    left, top, right, bottom = fine.box_px
    inside = fine.coverage[top:bottom, left:right]
    assert inside.sum() == pytest.approx(fine.coverage.sum())


def test_outlines_have_more_steps() -> None:
    item = Item(quad(matt(0.6, 0.3, 0.2), 0.11), at(-1.0) @ np.diag([1, 1, 1, 1.0]))
    turned = item.T_camera_model.copy()
    c, s = np.cos(0.3), np.sin(0.3)
    turned[:2, :2] = [[c, -s], [s, c]]
    tilted = Item(item.document, turned)
    steps = [len(np.unique(np.round(one([tilted], CAMERA, AMBIENT).coverage, 3))) for one in (draw, draw_fine)]
    assert steps[1] > steps[0]


def test_large_pictures_are_drawn_plainly() -> None:
    camera = camera_from_fov(1000, 40, 0.1)
    item = Item(quad(matt(0.6, 0.3, 0.2), 0.01), at(-1.0))
    np.testing.assert_array_equal(draw([item], camera, AMBIENT).rgba, draw_fine([item], camera, AMBIENT).rgba)
