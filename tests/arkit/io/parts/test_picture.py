from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from arkit.errors import CheckError, ReadError
from arkit.io.limits import Limits
from arkit.io.parts import picture
from tests import build


def gray(code: int) -> Image.Image:
    return Image.fromarray(np.full((4, 4), code, dtype=np.uint8))


def pixels(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)))


def test_roughness_goes_to_green_and_metalness_to_blue() -> None:
    assert pixels(picture.pack(gray(64), gray(255)))[0, 0].tolist() == [255, 64, 255]
    assert pixels(picture.pack(None, gray(10)))[0, 0].tolist() == [255, 255, 10]


def test_opacity_becomes_alpha() -> None:
    base = Image.fromarray(build.checkerboard(8))
    packed = pixels(picture.with_alpha(base, gray(99)))
    assert packed.shape == (8, 8, 4)
    assert set(packed[..., 3].reshape(-1)) == {99}


def test_a_flat_height_map_gives_flat_normals_and_a_ramp_leans_against_its_rise() -> None:
    assert pixels(picture.normals_of_height(gray(80), 1.0))[0, 0].tolist() == [128, 128, 255]
    ramp = Image.fromarray(np.tile(np.arange(64, dtype=np.uint8) * 4, (64, 1)))
    middle = pixels(picture.normals_of_height(ramp, 1.0))[32, 32]
    assert middle[0] < 126
    assert middle[1] == 128


def test_normal_maps_are_told_from_heights() -> None:
    assert picture.is_normal_map(Image.new("RGB", (8, 8), (128, 128, 255)))
    assert not picture.is_normal_map(gray(128))
    assert not picture.is_normal_map(Image.new("RGB", (8, 8), (120, 80, 60)))


@pytest.mark.parametrize("kind,mime", [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")])
def test_types_are_told_by_their_magic(kind: str, mime: str) -> None:
    stream = io.BytesIO()
    Image.new("RGB", (4, 4)).save(stream, kind)
    assert picture.mime_type(stream.getvalue()) == mime


def test_large_and_broken_pictures_are_refused() -> None:
    with pytest.raises(CheckError, match="pixels: expected at most 100"):
        picture.open_picture(build.png(np.zeros((20, 20, 3))), "a.png", Limits(texels=100))
    with pytest.raises(ReadError, match="cannot be decoded"):
        picture.open_picture(build.png(build.checkerboard())[:60], "a.png", Limits())
