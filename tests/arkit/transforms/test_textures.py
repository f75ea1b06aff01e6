from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from arkit.document import Document
from arkit.errors import CheckError, ReadError, UnsupportedError
from arkit.transforms import apply, textures
from tests import build


def speckled(size: int = 128, channels: int = 3) -> np.ndarray:
    noise = np.random.default_rng(1).integers(0, 40, (size, size, 1)) * np.ones(channels, dtype=int)
    return (noise + np.linspace(0, 180, size).astype(int)[:, None, None]).astype(np.uint8)


def bumpy(size: int = 128) -> np.ndarray:
    """A smooth normal map: gentle waves."""
    x = np.sin(np.arange(size) / 9)[None, :] * 0.3
    y = np.cos(np.arange(size) / 7)[:, None] * 0.3
    x, y = np.broadcast_arrays(x, y)
    normals = np.stack([x, y, np.sqrt(1 - x**2 - y**2)], axis=-1)
    return np.round((normals + 1) * 127.5).astype(np.uint8)


def painted(image: bytes, key: str = "baseColorTexture") -> Document:
    box = build.box(1, 1, 1, image=image)
    if key == "baseColorTexture":
        return box
    material: dict[str, Any] = {"name": "m", key: {"index": 0}}
    return replace(box, gltf={**box.gltf, "materials": [material]})


def opened(document: Document) -> Image.Image:
    return Image.open(io.BytesIO(document.images[0]))


def test_colour_becomes_a_smaller_webp_that_looks_the_same() -> None:
    source = build.png(speckled())
    small = apply(painted(source), textures("webp"))
    assert len(small.images[0]) < len(source) / 2
    assert small.gltf["images"][0]["mimeType"] == "image/webp"
    assert small.gltf["textures"][0] == {"extensions": {"EXT_texture_webp": {"source": 0}}}
    assert small.gltf["extensionsRequired"] == ["EXT_texture_webp"]
    error = np.asarray(opened(small).convert("RGB"), dtype=float) - speckled()
    assert 10 * np.log10(255**2 / (error**2).mean()) > 25


def test_a_source_that_is_smaller_stays() -> None:
    source = build.png(np.full((8, 8, 3), 200))
    kept = apply(painted(source), textures("webp"))
    assert len(kept.images[0]) <= len(source)


def test_normals_keep_their_direction() -> None:
    small = apply(painted(build.png(bumpy()), "normalTexture"), textures("webp"))
    one, two = (np.asarray(rows, dtype=float) / 127.5 - 1 for rows in (bumpy(), opened(small).convert("RGB")))
    dots = (one * two).sum(axis=-1) / np.linalg.norm(one, axis=-1) / np.linalg.norm(two, axis=-1)
    assert np.degrees(np.arccos(np.clip(dots, -1, 1)).mean()) < 2.0


def test_masks_keep_each_channel() -> None:
    """Red and blue checkers of one texel would blur into each other in WebP's halved colour planes."""
    pattern = np.zeros((64, 64, 3), dtype=np.uint8)
    pattern[::2, ::2, 1] = pattern[1::2, 1::2, 2] = 255
    small = apply(painted(build.png(pattern), "occlusionTexture"), textures("webp"))
    error = (np.asarray(opened(small).convert("RGB"), dtype=float) - pattern) ** 2
    assert (10 * np.log10(255**2 / np.maximum(error.reshape(-1, 3).mean(axis=0), 1e-9))).min() > 36


def test_alpha_survives_and_white_alpha_goes() -> None:
    rgba = np.dstack([speckled(), np.full((128, 128), 255, dtype=np.uint8)])
    assert opened(apply(painted(build.png(rgba)), textures("webp"))).mode == "RGB"
    rgba[:64, :, 3] = 0
    clear = opened(apply(painted(build.png(rgba)), textures("webp")))
    assert clear.mode == "RGBA"
    assert np.asarray(clear)[:60, :, 3].max() == 0


def test_large_pictures_are_made_smaller_in_their_shape() -> None:
    small = apply(painted(build.png(speckled(256)[:, :128])), textures("webp", max_px=64))
    assert opened(small).size == (32, 64)


def test_stores_get_png_and_jpeg_without_extensions() -> None:
    web = apply(painted(build.png(speckled())), textures("webp"))
    store = apply(web, textures("common"))
    assert store.gltf["images"][0]["mimeType"] == "image/jpeg"
    assert store.gltf["textures"][0] == {"source": 0}
    assert "extensionsUsed" not in store.gltf
    normal = apply(painted(build.png(bumpy()), "normalTexture"), textures("common"))
    assert normal.images == (build.png(bumpy()),)


def test_ktx2_passes_for_the_web_and_is_refused_for_stores() -> None:
    ktx = b"\xabKTX 20\xbb\r\n\x1a\n" + b"\0" * 64
    assert apply(painted(ktx), textures("webp")).images == (ktx,)
    with pytest.raises(UnsupportedError, match="KTX2"):
        apply(painted(ktx), textures("common"))


def test_broken_pictures_and_wrong_options_are_refused() -> None:
    with pytest.raises(ReadError, match="image 0: expected a picture"):
        apply(painted(b"\x89PNG not really"), textures())
    with pytest.raises(CheckError, match="quality"):
        textures(quality=0)
