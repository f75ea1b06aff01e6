"""Sizes of WebP pictures from their heads, against what Pillow decodes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from arkit.webp_head import webp_size


def webp(size_px: tuple[int, int], **options: object) -> bytes:
    width, height = size_px
    mode = "RGBA" if options.pop("alpha", False) else "RGB"
    codes = np.random.default_rng(0).integers(0, 255, (height, width, len(mode)), dtype=np.uint8)
    stream = io.BytesIO()
    Image.fromarray(codes).save(stream, "WEBP", **options)
    return stream.getvalue()


@pytest.mark.parametrize("size_px", [(1, 1), (33, 17), (640, 2), (2, 1025)])
@pytest.mark.parametrize(
    "options",
    [{}, {"lossless": True}, {"alpha": True}, {"alpha": True, "lossless": True}, {"exif": b"Exif\x00\x00II*\x00"}],
    ids=lambda one: "-".join(one) or "lossy",
)
def test_every_kind_says_its_size(size_px: tuple[int, int], options: dict[str, object]) -> None:
    assert webp_size(webp(size_px, **options)) == size_px


def test_what_is_no_webp_says_nothing() -> None:
    stream = io.BytesIO()
    Image.new("RGB", (9, 7)).save(stream, "PNG")
    whole = webp((9, 7))
    for data in (b"", stream.getvalue(), whole[:29], b"RIFF" + b"\0" * 40, whole[:12] + b"ALPH" + whole[16:]):
        assert webp_size(data) is None
