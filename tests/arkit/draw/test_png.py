"""A picture written quickly is the picture."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from arkit.draw.png import quick_png


@pytest.mark.parametrize(("height", "width"), [(1, 1), (64, 5), (65, 40), (200, 33)])
def test_comes_back_as_it_was(height: int, width: int) -> None:
    pixels = np.random.default_rng(height).integers(0, 256, (height, width, 3), dtype=np.uint8)
    with Image.open(io.BytesIO(quick_png(pixels))) as picture:
        picture.verify()
    assert (np.asarray(Image.open(io.BytesIO(quick_png(pixels)))) == pixels).all()


def test_part_of_a_larger_picture() -> None:
    large = np.random.default_rng(0).integers(0, 256, (90, 80, 3), dtype=np.uint8)
    part = large[10:85, 7:60]
    assert (np.asarray(Image.open(io.BytesIO(quick_png(part)))) == part).all()


def test_smooth_picture_is_small() -> None:
    ramp = np.broadcast_to(np.arange(256, dtype=np.uint8)[:, None, None], (256, 300, 3))
    assert len(quick_png(ramp)) < ramp.size / 50
