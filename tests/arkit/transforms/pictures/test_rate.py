from __future__ import annotations

import numpy as np
import pytest

from arkit.transforms.pictures import webp
from arkit.transforms.pictures.rate import TILE_PX, Curve, Eye, curve, error, mosaic


def noise(height: int, width: int) -> np.ndarray:
    return np.random.default_rng(5).integers(0, 255, (height, width, 3)).astype(np.uint8)


def test_the_price_decides_the_quality() -> None:
    """Bytes double and errors quarter with every 20 steps: at a price p the best error is near bytes / 2p."""
    qualities = (20.0, 40.0, 60.0, 80.0)
    found = Curve(qualities, (1e3, 2e3, 4e3, 8e3), (64.0, 16.0, 4.0, 1.0))
    assert found.best(0.0)[0] == 20
    assert found.best(1e9)[0] == 80
    quality, cost = found.best(2e3 / 2 / 16)
    assert quality == pytest.approx(40, abs=1)
    assert cost == pytest.approx(2e3 + 2e3 / 2, rel=0.01)


def test_errors_that_cancel_do_not_reach_the_level_that_averages_them() -> None:
    """At level 0 half of the verdict is the view of half the size, which sees nothing; from level 1 on nobody does."""
    given = np.full((64, 64, 3), 100, dtype=np.uint8)
    checker = given + (np.indices((64, 64)).sum(axis=0) % 2)[..., None].astype(np.uint8) * 20 - 10
    assert error(given, checker, Eye(np.ones(4) / 3, 0, False)) == pytest.approx(50)
    assert error(given, checker, Eye(np.ones(4) / 3, 1, False)) == pytest.approx(0)


def test_colours_are_averaged_in_linear_light() -> None:
    """Black and white in turn is code 188 from afar, so 128 is 60 away; as data it is the mean, 127.5."""
    checker = (np.indices((64, 64)).sum(axis=0) % 2)[..., None].astype(np.uint8) * np.full(3, 255, dtype=np.uint8)
    gray = np.full_like(checker, 128)
    assert error(checker, gray, Eye(np.ones(4) / 3, 1, True)) == pytest.approx(59.5**2, rel=0.02)
    assert error(checker, gray, Eye(np.ones(4) / 3, 1, False)) == pytest.approx(0.25)


def test_weights_choose_the_channel() -> None:
    given = np.zeros((8, 8, 3), dtype=np.uint8)
    back = given.copy()
    back[..., 1] = 4
    assert error(given, back, Eye(np.array([1, 0, 1, 1]), 0, False)) == 0
    assert error(given, back, Eye(np.array([0, 0.5, 0, 0]), 0, False)) == pytest.approx(8)


def test_a_mosaic_is_made_of_whole_tiles_of_the_picture() -> None:
    picture = noise(512, 1024)
    cut = mosaic(picture, 3)
    assert cut.shape == (3 * TILE_PX, 3 * TILE_PX, 3)
    first = cut[:TILE_PX, :TILE_PX]
    places = [
        (row, column)
        for row in range(0, 512 - TILE_PX + 1, 2)
        for column in range(0, 1024 - TILE_PX + 1, 2)
        if np.array_equal(picture[row : row + 2, column : column + 2], first[:2, :2])
    ]
    assert any(np.array_equal(picture[r : r + TILE_PX, c : c + TILE_PX], first) for r, c in places)
    assert mosaic(noise(100, 30), 4).shape == (100, 30, 3)


def test_the_sample_foretells_the_whole() -> None:
    """A texture alike everywhere: bytes and error of the sample, scaled, are the whole's within a tenth."""
    y, x = np.mgrid[:512, :512]
    waves = np.sin(x / 3.0) * np.cos(y / 5.0) * 50 + 128
    picture = np.clip(waves[..., None] + noise(512, 512) / 8.0, 0, 255).astype(np.uint8)
    weights = np.array([1, 1, 1, 0]) / 3

    def encode(pixels: np.ndarray, quality: float) -> bytes:
        return webp.lossy(pixels, weights[:3], quality=quality, method=2)

    eye = Eye(weights, 0, True)
    part = curve(picture, eye, encode, (40.0, 80.0), 4)
    whole = curve(picture, eye, encode, (40.0, 80.0), 0)
    assert part.bytes == pytest.approx(whole.bytes, rel=0.1)
    assert part.errors == pytest.approx(whole.errors, rel=0.1)


def test_what_the_surface_does_not_show_costs_nothing() -> None:
    """Two halves of a picture, one spoilt: the error is all of it, none of it, or half by what is seen."""
    given = np.full((64, 128, 3), 100, dtype=np.uint8)
    back = given.copy()
    back[:, 64:] += 10
    weights = np.array([1.0, 0.0, 0.0, 0.0])
    shown = [np.array([row], dtype=np.float32) for row in ([1.0, 0.0], [0.0, 1.0], [1.0, 1.0])]
    errors = [error(given, back, Eye(weights, 0, False, seen)) for seen in shown]
    assert errors == pytest.approx([0.0, 100.0, error(given, back, Eye(weights, 0, False))], abs=1e-6)
