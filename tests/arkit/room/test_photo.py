"""Photographs: upright, with what their lens says, or one clear sentence."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from arkit.errors import NotFoundError, ReadError, UnsupportedError
from arkit.room import decode_photo, read_photo
from arkit.room import photo as module
from arkit.room.photo import check_flat, check_seen
from tests import build


def jpeg(orientation: int = 1, focal: int | None = None) -> bytes:
    """40 x 20, its left half dark."""
    pixels = np.full((20, 40, 3), 220, dtype=np.uint8)
    pixels[:, :20] = 20
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    if focal is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.FocalLengthIn35mmFilm] = focal
    sink = io.BytesIO()
    Image.fromarray(pixels).save(sink, "JPEG", quality=95, exif=exif)
    return sink.getvalue()


def test_pixels_and_lens(tmp_path: Path) -> None:
    path = tmp_path / "room.jpg"
    path.write_bytes(jpeg(focal=26))
    photo = read_photo(path)
    assert photo.frame.pixels.shape == (20, 40, 3) and photo.focal_35mm == 26
    assert photo.frame.pixels[10, 5, 0] < 40 < 200 < photo.frame.pixels[10, 35, 0]


def test_a_turned_phone_gives_an_upright_picture() -> None:
    pixels = decode_photo(jpeg(orientation=6)).frame.pixels
    assert pixels.shape == (40, 20, 3) and pixels[5, 10, 0] < 40 < 200 < pixels[35, 10, 0]


def test_no_lens_said() -> None:
    assert decode_photo(build.png(np.zeros((4, 4, 3), dtype=np.uint8))).focal_35mm is None


@pytest.mark.parametrize("shape", [(300, 900), (900, 300)])
def test_a_strip_is_refused(shape: tuple[int, int]) -> None:
    with pytest.raises(UnsupportedError, match="expected one view through a lens, got a strip"):
        check_flat(np.zeros((*shape, 3), dtype=np.uint8))


def test_a_picture_all_around_is_refused_and_a_wide_one_is_not() -> None:
    v, u = np.mgrid[0:200, 0:400]
    around = 120 + 80 * np.sin(u * np.pi / 200) * np.sin(v * np.pi / 200)
    with pytest.raises(UnsupportedError, match="got one all around; take an ordinary photograph"):
        check_flat(np.repeat(around[..., None], 3, axis=2).astype(np.uint8))
    check_flat(np.repeat((u / 2)[..., None], 3, axis=2).astype(np.uint8))


def test_a_lens_is_not_believed_of_a_picture_that_was_cut() -> None:
    exif = Image.Exif()
    tags = exif.get_ifd(ExifTags.IFD.Exif)
    tags[ExifTags.Base.FocalLengthIn35mmFilm] = 26
    tags[ExifTags.Base.ExifImageWidth], tags[ExifTags.Base.ExifImageHeight] = 4000, 3000
    answers = []
    for size in ((400, 300), (300, 400), (300, 300)):
        sink = io.BytesIO()
        Image.new("RGB", size).save(sink, "JPEG", exif=exif)
        answers.append(decode_photo(sink.getvalue()).focal_35mm)
    assert answers == [26, 26, None]


def test_not_a_picture(tmp_path: Path) -> None:
    with pytest.raises(ReadError) as caught:
        decode_photo(b"hello", name="note.txt")
    assert caught.value.message == "note.txt: expected a JPEG, PNG or WebP picture, its bytes are none of these"
    with pytest.raises(ReadError, match="expected a whole picture, it cannot be decoded"):
        decode_photo(jpeg()[:700])
    with pytest.raises(NotFoundError, match="expected a picture there"):
        read_photo(tmp_path / "absent.jpg")


def test_grey_of_16_bits_keeps_its_shades() -> None:
    shades = np.array([[0, 20_000], [40_000, 65_535]], dtype=np.uint16)
    sink = io.BytesIO()
    Image.fromarray(shades).save(sink, "PNG")
    assert decode_photo(sink.getvalue()).frame.pixels[..., 0].tolist() == (shades >> 8).tolist()


def test_a_picture_that_claims_to_be_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 100)
    with pytest.raises(UnsupportedError, match="at most 60 million pixels, got far more"):
        decode_photo(jpeg())


def test_too_many_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PIXELS_MOST", 100)
    with pytest.raises(UnsupportedError, match="got 40x20"):
        decode_photo(jpeg())


def test_why_a_picture_shows_no_room() -> None:
    with pytest.raises(NotFoundError, match=r"at least 120 pixels along each side .* got 64x64; choose the photograph"):
        check_seen(np.full((64, 64, 3), 128, dtype=np.uint8))
    with pytest.raises(NotFoundError, match="nearly black; switch the lights on"):
        check_seen(np.full((480, 640, 3), 8, dtype=np.uint8))
    check_seen(np.full((480, 640, 3), 128, dtype=np.uint8))
