from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from arkit.draw import check_picture_name, encode
from arkit.errors import CheckError


def fading() -> np.ndarray:
    """(64, 64, 4): a smooth colour field whose alpha fades from left to right."""
    row, column = np.indices((64, 64)) * 4
    return np.stack([row, column, 255 - row, column], axis=-1).astype(np.uint8)


def opened(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA"))


def test_png_keeps_every_byte() -> None:
    assert np.array_equal(opened(encode(fading(), ".PNG")), fading())


def test_webp_keeps_alpha_and_is_close_where_it_is_seen() -> None:
    back = opened(encode(fading(), ".webp"))
    assert np.array_equal(back[..., 3], fading()[..., 3])
    seen = fading()[..., 3] > 127
    assert np.abs(back[seen][:, :3].astype(int) - fading()[seen][:, :3]).mean() < 4


@pytest.mark.parametrize("name", ["poster.jpg", "poster", "poster.gif"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(CheckError, match=r"ending in \.png or \.webp"):
        check_picture_name(Path(name))
