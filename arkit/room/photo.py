"""Read a photograph: upright pixels and what its EXIF says of the lens."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from arkit.errors import NotFoundError, ReadError, UnsupportedError
from arkit.frame import Camera, Frame

PIXELS_MOST = 60_000_000  # beyond any phone; a picture that claims more is refused before it is unpacked
_MOST = f"{PIXELS_MOST // 10**6} million pixels"
ASPECT_MOST = 2.2  # wider than any phone takes them, but for panoramas
POLE_SPREAD = 6.0  # of the topmost row, levels of 255, where it is one point of the sky or the ceiling
SMALLEST_PX, DARK = 120, 70  # a side; of 255, what a picture's lightest places send at least
_ONE_VIEW = "take an ordinary photograph of the room"
_STRIP_ROWS = 256  # of a photograph, copied at once
USUAL_FOCAL = 0.6  # focal length over the picture's diagonal of a phone's main camera (26 mm on 43.3 mm film)


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture with a first guess of its camera; `focal_35mm` is EXIF's FocalLengthIn35mmFilm where there is one."""

    frame: Frame
    focal_35mm: float | None


def read_photo(path: Path) -> Photo:
    """Read a JPEG, PNG or WebP photograph.

    Raises:
        NotFoundError: there is no such file.
        ReadError: it is not a picture.
        UnsupportedError: more than 60 million pixels.
    """
    try:
        return decode_photo(path.read_bytes(), name=path.name)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NotFoundError(f"{path}: expected a picture there, found none") from error


def decode_photo(data: bytes, *, name: str = "picture") -> Photo:
    """The same from the file's bytes; `name` is for the error's sentence."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken tags, which only the lens comes from
            pixels, focal = _opened(data, name)
    except UnidentifiedImageError as error:
        raise ReadError(f"{name}: expected a JPEG, PNG or WebP picture, its bytes are none of these") from error
    except Image.DecompressionBombError as error:
        raise UnsupportedError(f"{name}: expected at most {_MOST}, got far more") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ReadError(f"{name}: expected a whole picture, it cannot be decoded ({error})") from error
    return Photo(Frame(pixels, 0.0, usual_camera(pixels.shape[1], pixels.shape[0])), focal)


def check_flat(pixels: np.ndarray) -> None:
    """Refuse what no single view through a lens shows: a panorama, cut to a strip or all around.

    Raises:
        UnsupportedError: it is one.
    """
    height, width = pixels.shape[:2]
    if max(width / height, height / width) > ASPECT_MOST:
        raise UnsupportedError(f"picture: expected one view through a lens, got a strip {width}x{height}; {_ONE_VIEW}")
    if abs(width / height - 2) < 0.02 and _all_around(pixels):
        raise UnsupportedError(f"picture: expected one view through a lens, got one all around; {_ONE_VIEW}")


def check_seen(pixels: np.ndarray) -> None:
    """Say why a picture without lines has none, where that is plain: it is too small, or nearly black.

    Raises:
        NotFoundError: it is one of these.
    """
    height, width = pixels.shape[:2]
    if min(height, width) < SMALLEST_PX:
        raise NotFoundError(
            f"room: expected at least {SMALLEST_PX} pixels along each side to find a room's lines in, got "
            f"{width}x{height}; choose the photograph itself, not its thumbnail",
            why="small",
        )
    if float(np.percentile(pixels[::4, ::4].max(axis=2), 99)) < DARK:
        raise NotFoundError(
            "room: expected a picture in which the room can be seen, this one is nearly black; switch the lights on "
            "and take it again",
            why="dark",
        )


def _all_around(pixels: np.ndarray) -> bool:
    """Whether the right edge goes on at the left and the top is one point, as where all directions are shown."""
    small = pixels[:: max(1, len(pixels) // 256)].astype(np.int16)
    seam = float(np.abs(small[:, 0] - small[:, -1]).mean())
    usual = float(np.abs(small[:, 0] - small[:, small.shape[1] // 8]).mean())
    pole = float(pixels[0].std(axis=0).max())
    return seam < 4 + 0.15 * usual and pole < POLE_SPREAD


def _opened(data: bytes, name: str) -> tuple[np.ndarray, float | None]:
    with Image.open(io.BytesIO(data)) as opened:
        if opened.width * opened.height > PIXELS_MOST:
            raise UnsupportedError(f"{name}: expected at most {_MOST}, got {opened.width}x{opened.height}")
        if b"GPano:ProjectionType" in data[:65536] or b"GPano:FullPano" in data[:65536]:
            raise UnsupportedError(f"{name}: expected one view through a lens, got a panorama; {_ONE_VIEW}")
        focal = _focal_35mm(opened)
        ImageOps.exif_transpose(opened, in_place=True)
        if opened.mode.startswith("I;16"):  # Pillow would clip its 16 bits to white
            return _copied(Image.fromarray((np.asarray(opened) >> 8).astype(np.uint8))), focal
        return _copied(opened), focal


def _copied(picture: Image.Image) -> np.ndarray:
    """(h, w, 3) uint8 of a picture, strip by strip.

    At once, Pillow lays a converted picture and its bytes, twice, beside it: a photograph of 48 megapixels took 0.85 GB
    to read, in strips 0.34.
    """
    pixels = np.zeros((picture.height, picture.width, 3), dtype=np.uint8)
    for row in range(0, picture.height, _STRIP_ROWS):
        strip = picture.crop((0, row, picture.width, min(row + _STRIP_ROWS, picture.height)))
        pixels[row : row + _STRIP_ROWS] = np.asarray(strip if strip.mode == "RGB" else strip.convert("RGB"))
    return pixels


def _focal_35mm(opened: Image.Image) -> float | None:
    """EXIF's FocalLengthIn35mmFilm; None where the picture was cut to another shape since, which EXIF does not tell."""
    tags = opened.getexif().get_ifd(ExifTags.IFD.Exif)
    focal = tags.get(ExifTags.Base.FocalLengthIn35mmFilm)
    wide, high = (tags.get(tag) for tag in (ExifTags.Base.ExifImageWidth, ExifTags.Base.ExifImageHeight))
    if not focal:
        return None
    if wide and high:
        shape, was = (max(size) / min(size) for size in (opened.size, (float(wide), float(high))))
        if abs(shape / was - 1) > 0.02:
            return None
    return float(focal)


def usual_camera(width: int, height: int) -> Camera:
    """The camera of a usual phone, for a picture of which nothing is known."""
    focal = USUAL_FOCAL * float(np.hypot(width, height))
    return Camera(width, height, focal, focal, width / 2, height / 2)


__all__ = ["Photo", "check_flat", "check_seen", "decode_photo", "read_photo", "usual_camera"]
