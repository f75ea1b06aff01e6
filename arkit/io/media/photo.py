"""One still picture: upright pixels, what of it is transparent, its colour profile, and back.

What only the file knows travels beside the frame: transparency and colour profile are written again, so that what was
not changed looks as it did. The rest of the file's words (place, time, camera) is left out on purpose.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from arkit.errors import CheckError, ReadError
from arkit.io.atomic import appearing

PHOTO_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")
MOST_PIXELS = 60_000_000
ORIENTATION, EXIF_IFD, FOCAL_LENGTH_35MM = 0x0112, 0x8769, 0xA405  # EXIF 2.3 tags
SIDEWAYS = (5, 6, 7, 8)
FILM_DIAGONAL_MM = 43.27
JPEG_QUALITY = 95
MOVING = ("GIF", "WEBP", "PNG")  # a phone's JPEG or a TIFF may hold more pictures, too, and yet stands still
SEE_THROUGH = ("RGBA", "LA", "PA", "La", "RGBa")


@dataclass(frozen=True, slots=True)
class Photo:
    """A decoded picture.

    Attributes:
        pixels: (h, w, 3) uint8, upright.
        alpha: (h, w) uint8, 0 where one sees through; None where the file has none.
        profile: the ICC colour profile as it lay in the file, or None.
        gray: whether the file holds no colour.
    """

    pixels: np.ndarray
    alpha: np.ndarray | None = None
    profile: bytes | None = None
    gray: bool = False


@dataclass(frozen=True, slots=True)
class PhotoHeader:
    """Size of the upright picture, how many pictures the file holds, and the lens where the camera wrote it down."""

    width: int
    height: int
    count: int
    fov_y_rad: float | None


def photo_header(path: Path) -> PhotoHeader | None:
    """What a file says of its picture; None where it is none.

    Raises:
        CheckError: the picture is far too large.
    """
    try:
        picture = Image.open(path)
    except Image.DecompressionBombError as error:
        raise CheckError(f"{path}: expected at most {MOST_PIXELS // 10**6} megapixels, got far more") from error
    except (OSError, ValueError, SyntaxError):
        return None
    with picture:
        count = getattr(picture, "n_frames", 1) if picture.format in MOVING else 1
        exif = _exif(picture)
        width, height = picture.size
        turned = exif.get(ORIENTATION, 1) in SIDEWAYS and picture.format != "TIFF"  # Pillow turns a TIFF itself
        if turned and count == 1:
            width, height = height, width
        fov_y_rad = _lens(exif.get_ifd(EXIF_IFD).get(FOCAL_LENGTH_35MM), width, height) if count == 1 else None
        return PhotoHeader(width, height, count, fov_y_rad)


def read_photo(path: Path) -> Photo:
    """Decode a picture.

    Raises:
        ReadError: the file breaks off or is damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken tags: the pixels are what is wanted
            with Image.open(path) as picture:
                profile = picture.info.get("icc_profile")
                upright = ImageOps.exif_transpose(picture)
                if upright.mode.startswith("I;16"):  # Pillow would clip its 16 bits to white
                    upright = Image.fromarray((np.asarray(upright) >> 8).astype(np.uint8))
                gray = upright.mode in ("L", "LA", "La", "1", "I", "F")
                if upright.mode == "CMYK":
                    profile = None  # it describes inks, and we write light
                return Photo(np.array(upright.convert("RGB")), _alpha(upright), profile, gray)
    except (OSError, ValueError, SyntaxError) as error:
        raise ReadError(f"{path}: expected a whole picture, it cannot be decoded ({error})") from error


def write_photo(
    pixels: np.ndarray, path: Path, *, alpha: np.ndarray | None = None, profile: bytes | None = None
) -> None:
    """Write (h, w, 3) or (h, w) uint8 whole. PNG keeps every byte; JPEG and WebP are lossy, JPEG knows no `alpha`."""
    kind = {".png": "PNG", ".webp": "WEBP"}.get(path.suffix.lower(), "JPEG")
    picture = Image.fromarray(pixels)
    if alpha is not None and kind != "JPEG":
        picture.putalpha(Image.fromarray(alpha))
    words: dict[str, Any] = {"quality": JPEG_QUALITY, **({"icc_profile": profile} if profile else {})}
    if kind == "WEBP" and alpha is not None:
        words["exact"] = True  # keep the colours under what is transparent
    with appearing(path) as temporary:
        picture.save(temporary, kind, **words)


def _alpha(picture: Image.Image) -> np.ndarray | None:
    if picture.mode not in SEE_THROUGH and "transparency" not in picture.info:
        return None
    return np.array(picture.convert("RGBA").getchannel("A"))


def _exif(picture: Image.Image) -> Image.Exif:
    """What the camera wrote down; nothing where the file is broken (reading its pixels will say so)."""
    try:
        return picture.getexif()
    except (OSError, ValueError, SyntaxError):
        return Image.Exif()


def _lens(focal_mm: Any, width: int, height: int) -> float | None:
    """Vertical field of view from the 35 mm equivalent focal length (equal diagonals), None where it is not told."""
    try:
        focal = float(focal_mm or 0)
    except (TypeError, ValueError):
        return None
    if not 8 <= focal <= 1200:
        return None
    return float(2 * np.arctan(FILM_DIAGONAL_MM * height / np.hypot(width, height) / 2 / focal))


__all__ = ["MOST_PIXELS", "PHOTO_SUFFIXES", "Photo", "PhotoHeader", "photo_header", "read_photo", "write_photo"]
