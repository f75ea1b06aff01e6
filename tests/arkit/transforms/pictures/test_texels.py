from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from arkit.errors import ReadError
from arkit.transforms.pictures.texels import codes, fitted, halved, linear, opened, size_px, texels
from tests import build


def test_colours_are_halved_in_linear_light_and_data_is_not() -> None:
    """Half black and half white is half the light: code 188; as data it is 127.5."""
    checker = np.zeros((4, 4, 3), dtype=np.uint8)
    checker[::2, ::2] = checker[1::2, 1::2] = 255
    assert (halved(checker, srgb=True) == 188).all()
    assert np.isin(halved(checker, srgb=False), (127, 128)).all()


def test_alpha_is_halved_as_data() -> None:
    clear = np.zeros((2, 2, 4), dtype=np.uint8)
    clear[0, :, 3] = 255
    assert halved(clear, srgb=True)[0, 0, 3] in (127, 128)


@pytest.mark.parametrize("height", [2048, 2050, 2051])
def test_bands_make_the_same_picture(height: int) -> None:
    tall = np.random.default_rng(0).integers(0, 255, (height, 6, 3)).astype(np.uint8)
    whole = tall[: height // 2 * 2].reshape(height // 2, 2, 3, 2, 3).mean(axis=(1, 3))
    found = halved(tall, srgb=False)
    assert found.shape == (height // 2, 3, 3)
    assert np.abs(found - whole).max() <= 0.5


def test_odd_and_thin_pictures() -> None:
    assert halved(np.zeros((1, 8, 3), dtype=np.uint8), srgb=True).shape == (1, 4, 3)
    assert halved(np.zeros((5, 3, 3), dtype=np.uint8), srgb=False).shape == (2, 1, 3)


def test_fitted_keeps_the_shape() -> None:
    assert fitted(np.zeros((300, 900, 3), dtype=np.uint8), 400, srgb=True).shape == (133, 400, 3)
    assert fitted(np.zeros((30, 90, 3), dtype=np.uint8), 400, srgb=True).shape == (30, 90, 3)


def test_linear_light_and_back() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(4, axis=-1)
    assert np.abs(codes(linear(ramp)) - ramp).max() < 0.01


@pytest.mark.parametrize(("mode", "channels"), [("L", 3), ("P", 3), ("RGB", 3), ("RGBA", 4), ("LA", 4), ("I;16", 3)])
def test_every_kind_of_picture_becomes_rgb_or_rgba(mode: str, channels: int) -> None:
    clear = Image.new("RGBA", (6, 4), (90, 90, 90, 40))
    kinds = {
        "I;16": Image.fromarray(np.full((4, 6), 90 * 257, dtype=np.uint16)),
        "P": Image.new("RGB", (6, 4), (90, 90, 90)).quantize(2),
    }
    kind = kinds.get(mode) or clear.convert(mode)
    stream = io.BytesIO()
    kind.save(stream, "PNG")
    found = texels(opened(stream.getvalue(), 0))
    assert found.shape == (4, 6, channels) and found.dtype == np.uint8
    assert found[0, 0, 0] == pytest.approx(90, abs=2)


def test_white_alpha_is_left_out() -> None:
    assert texels(Image.new("RGBA", (2, 2), (1, 2, 3, 255))).shape == (2, 2, 3)


def test_size_is_read_from_the_header() -> None:
    assert size_px(build.png(np.zeros((3, 7, 3), dtype=np.uint8))) == (7, 3)
    assert size_px(b"nothing") == (0, 0)
    ktx = b"\xabKTX 20\xbb\r\n\x1a\n" + bytes(8) + (64).to_bytes(4, "little") + (32).to_bytes(4, "little")
    assert size_px(ktx) == (64, 32)


def test_a_cut_off_picture_is_refused() -> None:
    with pytest.raises(ReadError, match="image 3: expected a picture"):
        opened(build.png(np.random.default_rng(0).integers(0, 255, (64, 64, 3)).astype(np.uint8))[:300], 3)
