from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from arkit.transforms.pictures import webp


def photo(size: int = 128) -> np.ndarray:
    """Waves of several lengths in three colours that do not follow one another, and grain."""
    rng = np.random.default_rng(3)
    y, x = np.mgrid[:size, :size]
    waves = [np.sin(x / a) * np.cos(y / b) * 60 + 128 for a, b in ((9, 14), (23, 8), (15, 31))]
    return np.clip(np.dstack(waves) + rng.normal(0, 6, (size, size, 1)), 0, 255).astype(np.uint8)


def back(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


def mse(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    return ((one.astype(float) - two) ** 2).mean(axis=(0, 1))


def test_quality_buys_likeness() -> None:
    files = [webp.lossy(photo(), np.ones(3), quality=quality) for quality in (20, 60, 95)]
    errors = [mse(photo(), back(data)).mean() for data in files]
    assert [len(data) for data in files] == sorted(len(data) for data in files)
    assert errors == sorted(errors, reverse=True) and errors[-1] < 20


def test_fewer_bytes_than_pillow_at_the_same_likeness() -> None:
    sizes = []
    for quality in (60, 75, 90):
        stream = io.BytesIO()
        Image.fromarray(photo(256)).save(stream, "WEBP", quality=quality, method=4)
        wanted = mse(photo(256), back(stream.getvalue())).mean()
        ours = next(
            data
            for step in range(quality - 10, 101)
            if mse(photo(256), back(data := webp.lossy(photo(256), np.ones(3), quality=step))).mean() <= wanted
        )
        sizes.append(len(ours) / len(stream.getvalue()))
    assert np.mean(sizes) < 0.97


def test_the_channel_that_counts_is_kept_best() -> None:
    """Colours that change with every texel cannot all survive halved chroma."""
    grain = np.random.default_rng(6).integers(96, 160, (64, 64, 3)).astype(np.uint8)
    red, blue = (webp.lossy(grain, np.array(one), quality=98) for one in ((1, 0.01, 0.01), (0.01, 0.01, 1)))
    assert mse(grain, back(red))[0] < mse(grain, back(blue))[0] / 4
    assert mse(grain, back(blue))[2] < mse(grain, back(red))[2] / 4


def test_the_light_of_coloured_threads_stays() -> None:
    """Gold on purple, thread by thread: seen from afar the mean light must be the source's."""
    threads = np.where(np.indices((64, 64))[1][..., None] % 2, (230, 180, 40), (70, 20, 80)).astype(np.uint8)
    means = [(back(webp.lossy(threads, np.ones(3), quality=95, light=light)) / 255.0) ** 2.2 for light in (True, False)]
    wanted = ((threads / 255.0) ** 2.2).mean(axis=(0, 1))
    off = [np.abs(one.mean(axis=(0, 1)) - wanted).max() for one in means]
    assert off[0] < 0.01
    assert off[0] < off[1]


def test_grey_has_no_chroma() -> None:
    gray = np.repeat(photo()[..., :1], 3, axis=-1)
    luma, chroma = webp.planes(gray, np.array([1.0, 1.0, 1.0]))
    assert (chroma == 128).all()
    expected = 16 + gray[..., 0].astype(float) * 219 / 255
    assert np.abs(luma - expected).max() <= 1


@pytest.mark.parametrize("size", [(33, 17), (1, 1), (2, 5)])
def test_odd_sizes_and_alpha(size: tuple[int, int]) -> None:
    rgba = np.random.default_rng(1).integers(0, 255, (*size, 4)).astype(np.uint8)
    rgba[0, 0, 3] = 7
    found = back(webp.lossy(rgba, np.ones(3), quality=80))
    assert found.shape == rgba.shape
    assert np.array_equal(found[..., 3], rgba[..., 3])


@pytest.mark.parametrize("channels", [3, 4])
def test_what_is_decoded_here_is_what_pillow_decodes(channels: int) -> None:
    pixels = np.random.default_rng(4).integers(0, 255, (31, 47, channels)).astype(np.uint8)
    data = webp.lossy(pixels, np.ones(3), quality=70)
    assert np.array_equal(webp.decoded(data, channels), back(data))
    assert webp.decoded(b"RIFF" + bytes(60), channels) is None


def test_pillow_saves_where_the_library_is_not_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webp, "_library", lambda: None)
    assert mse(photo(), back(webp.lossy(photo(), np.ones(3), quality=90))).mean() < 40


def test_lossless_is() -> None:
    assert np.array_equal(back(webp.lossless(photo())), photo())
