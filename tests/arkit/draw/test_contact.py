"""The shadow on the skin lies under what is worn, away from the light, and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import Drawing, contact_shadow
from arkit.surface import Light

SIZE = 120
FACE = np.array([[10, 10], [110, 10], [110, 110], [10, 110]], dtype=float)


def bar(opacity: float = 1.0) -> Drawing:
    """A horizontal bar across the picture."""
    rgba = np.zeros((SIZE, SIZE, 4), dtype=np.float32)
    rgba[50:54, 30:90, 3] = opacity
    flat = np.zeros((SIZE, SIZE), dtype=np.float32)
    clear = np.zeros((SIZE, SIZE, 3), dtype=np.float32)
    return Drawing(rgba, flat, flat + np.inf, rgba[..., 3], (30, 50, 90, 54), clear, np.zeros(3, dtype=np.float32))


def light(direction: tuple[float, float, float], sun: float = 0.6) -> Light:
    return Light(np.full(3, 0.5), np.full(3, sun), np.array(direction) / np.linalg.norm(direction))


def shadow(drawing: Drawing, lit: Light, skin: np.ndarray = FACE) -> np.ndarray:
    return contact_shadow(drawing, lit, px_per_m=1000.0, skin_px=skin).shadow


def test_shadow_is_faint_and_near() -> None:
    dark = shadow(bar(), light((0, 0.6, 0.8)))
    assert 0.08 < dark.max() < 0.5
    assert dark[52:64, 40:80].min() > 0.01
    assert not dark[90:].any() and not dark[:25].any()


@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_shadow_falls_away_from_the_light(side: float) -> None:
    middle = (shadow(bar(), light((side, 0, 0.8))).sum(axis=0) * np.arange(SIZE)).sum()
    middle /= shadow(bar(), light((side, 0, 0.8))).sum()
    assert (middle - 59.5) * side < -0.5
    above = shadow(bar(), light((0, 1, 0.8)))
    assert above[54:70].sum() > 2 * above[34:50].sum()


def test_no_shadow_beside_the_skin() -> None:
    half = FACE.copy()
    half[:, 0] = np.minimum(half[:, 0], 60)
    dark = shadow(bar(), light((0, 0.6, 0.8)), half)
    assert not dark[:, 61:].any() and dark[:, 30:50].any()


def test_clear_glass_throws_less_than_a_rim() -> None:
    assert shadow(bar(0.1), light((0, 0.5, 0.8))).sum() < 0.2 * shadow(bar(), light((0, 0.5, 0.8))).sum()


def test_nothing_drawn_throws_nothing() -> None:
    drawing = bar()
    empty = Drawing(drawing.rgba, drawing.shadow, drawing.depth_m, drawing.coverage, (0, 0, 0, 0), drawing.tinted,
                    drawing.behind_rgb)  # fmt: skip
    assert contact_shadow(empty, light((0, 1, 1)), px_per_m=1000.0, skin_px=FACE) is empty
