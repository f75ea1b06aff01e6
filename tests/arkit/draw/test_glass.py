"""What is behind coloured glass is seen darker and in the glass's colour; an occluder cuts as softly as asked."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.color import srgb_to_linear
from arkit.draw import Item, Occluder, composite, draw
from arkit.frame import Frame
from tests.arkit.draw.test_render import AMBIENT, CAMERA, at, matt, quad, unlit

GLASSY = {"metallicFactor": 0, "roughnessFactor": 0.03}
FRESNEL = 0.04


def through(material: dict, behind: tuple[int, int, int]) -> np.ndarray:
    """Linear light (3,) of an even picture in the middle of a pane laid before it."""
    pixels = np.full((CAMERA.height, CAMERA.width, 3), behind, dtype=np.uint8)
    frame, _ = composite(Frame(pixels, 0.0, CAMERA), draw([Item(quad(material), at(-1.0))], CAMERA, AMBIENT))
    return np.asarray(srgb_to_linear(frame.pixels[CAMERA.height // 2, CAMERA.width // 2] / 255))


@pytest.mark.parametrize("tint", [(0.9, 0.5, 0.2), (0.2, 0.3, 0.25)])
def test_transmission_multiplies_each_channel_of_the_picture(tint: tuple[float, float, float]) -> None:
    pane = {
        "pbrMetallicRoughness": {"baseColorFactor": [*tint, 1.0], **GLASSY},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 1.0}},
    }
    bright, dark = through(pane, (230, 180, 140)), through(pane, (0, 0, 0))
    picture = srgb_to_linear(np.array([230, 180, 140]) / 255)
    assert bright - dark == pytest.approx(picture * np.array(tint) * (1 - FRESNEL), abs=0.012)


def test_a_painted_lens_swallows_light_by_its_alpha_and_colours_what_is_left() -> None:
    paint = {"baseColorFactor": [0.2, 0.1, 0.05, 0.8], **GLASSY}
    lens = {"pbrMetallicRoughness": paint, "alphaMode": "BLEND", "extras": {"glass": True}}
    kept = (through(lens, (230, 180, 140)) - through(lens, (0, 0, 0))) / srgb_to_linear(np.array([230, 180, 140]) / 255)
    assert kept == pytest.approx(0.2 * (np.array([1, 0.5, 0.25]) ** 0.8) * (1 - FRESNEL), abs=0.012)
    veil = {"pbrMetallicRoughness": paint, "alphaMode": "BLEND"}
    assert through(lens, (0, 0, 0)).mean() < 0.5 * through(veil, (0, 0, 0)).mean()  # black stays black behind a lens


def test_two_panes_dim_twice_whatever_their_order() -> None:
    pane = {
        "pbrMetallicRoughness": {"baseColorFactor": [0.8, 0.5, 0.3, 1.0], **GLASSY},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 1.0}},
    }
    pixels = np.full((CAMERA.height, CAMERA.width, 3), 200, dtype=np.uint8)
    drawn = draw([Item(quad(pane), at(-1.0)), Item(quad(pane), at(-1.2))], CAMERA, AMBIENT)
    row, column = CAMERA.height // 2, CAMERA.width // 2
    passed = 1 - drawn.rgba[row, column, 3] + drawn.tinted[row, column]
    assert passed == pytest.approx((np.array([0.8, 0.5, 0.3]) * (1 - FRESNEL)) ** 2, abs=0.01)
    assert composite(Frame(pixels, 0.0, CAMERA), drawn)[1].any()


def test_what_is_opaque_behind_glass_is_coloured_by_it_and_hides_the_picture() -> None:
    pane = {
        "pbrMetallicRoughness": {"baseColorFactor": [0.9, 0.4, 0.1, 1.0], **GLASSY},
        "extensions": {"KHR_materials_transmission": {"transmissionFactor": 1.0}},
    }
    drawn = draw([Item(quad(pane), at(-1.0)), Item(quad(unlit(0.5, 0.5, 0.5)), at(-1.2))], CAMERA, AMBIENT)
    alone = draw([Item(quad(pane), at(-1.0))], CAMERA, AMBIENT)
    row, column = CAMERA.height // 2, CAMERA.width // 2
    assert drawn.rgba[row, column, 3] == pytest.approx(1, abs=1e-3)
    assert drawn.tinted[row, column] == pytest.approx([0, 0, 0], abs=1e-3)
    glance = alone.rgba[row, column, :3] - alone.tinted[row, column] * alone.behind_rgb
    seen = drawn.rgba[row, column, :3] - glance
    assert seen == pytest.approx(0.5 * np.array([0.9, 0.4, 0.1]) * (1 - FRESNEL), abs=0.01)


def wall(left_m: float) -> Occluder:
    """A wall nearer than the product whose left edge stands at `left_m`."""
    corners = np.array([[left_m, -1, -0.5], [1, -1, -0.5], [1, 1, -0.5], [left_m, 1, -0.5]])
    return Occluder(corners, np.array([[0, 1, 2], [0, 2, 3]]))


def test_a_feathered_cut_is_wider_and_lies_where_the_hard_one_does() -> None:
    item = Item(quad(matt(0.5, 0.5, 0.5)), at(-1.0))
    hard, soft = (draw([item], CAMERA, AMBIENT, occluders=[wall(0.011)], feather_px=px) for px in (0.0, 3.0))
    rows = [drawing.coverage[CAMERA.height // 2] for drawing in (hard, soft)]
    partly = [int(((row > 0.02) & (row < 0.98)).sum()) for row in rows]
    assert partly[0] <= 1 and 3 <= partly[1] <= 6
    assert rows[1].sum() == pytest.approx(rows[0].sum(), abs=0.8)
    assert soft.rgba[CAMERA.height // 2, :, 3] == pytest.approx(rows[1], abs=1e-3)


def test_without_occluders_feathering_changes_nothing() -> None:
    item = Item(quad(matt(0.5, 0.4, 0.3)), at(-1.0))
    plain, soft = (draw([item], CAMERA, AMBIENT, feather_px=px) for px in (0.0, 3.0))
    np.testing.assert_array_equal(plain.rgba, soft.rgba)
