"""Pictures as arrays: opened within bounds, in eight bits, halved as a graphics card makes its mip levels."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import (
    Image,
    WebPImagePlugin,  # noqa: F401  without it the first WebP makes Pillow import all of its forty formats
)

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.errors import CheckError, ReadError

_MAX_TEXELS = 16384 * 16384
_STEPS = 4095  # linear light in twelve bits: half a code value at the darkest
_TO_LINEAR = srgb_to_linear(np.arange(256) / 255).astype(np.float32)
_TO_CODE = np.round(linear_to_srgb(np.arange(_STEPS + 1) / _STEPS) * 255).astype(np.uint8)
_BAND = 1024  # rows, even
KTX2 = b"\xabKTX 20\xbb"


def opened(data: bytes, index: int) -> Image.Image:
    """The picture of image `index`, loaded."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            if picture.width * picture.height > _MAX_TEXELS:
                raise CheckError(f"image {index}: expected at most {_MAX_TEXELS:,} pixels, got {picture.size}")
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadError(f"image {index}: expected a picture, it cannot be decoded ({error})") from error
    return picture


def size_px(data: bytes) -> tuple[int, int]:
    """Width and height from the header; (0, 0) for KTX2 and what cannot be read."""
    if data.startswith(KTX2):
        return int.from_bytes(data[20:24], "little"), int.from_bytes(data[24:28], "little")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 0, 0


def texels(picture: Image.Image) -> np.ndarray:
    """(h, w, 3) uint8, or (h, w, 4) where the alpha is not white everywhere."""
    if picture.mode.startswith("I"):
        gray = np.round(np.clip(np.asarray(picture, dtype=np.float64) / 65535, 0, 1) * 255).astype(np.uint8)
        return np.repeat(gray[..., None], 3, axis=-1)
    if "A" in picture.getbands() or "transparency" in picture.info:
        full = np.asarray(picture.convert("RGBA"))
        return full if full[..., 3].min() < 255 else np.ascontiguousarray(full[..., :3])
    return np.asarray(picture.convert("RGB"))


def halved(pixels: np.ndarray, *, srgb: bool) -> np.ndarray:
    """Half the size: the mean of each 2 x 2 block, colours in linear light, as the next mip level is made."""
    if pixels.shape[0] > _BAND:  # in bands, so that a scan's 16K picture does not stand in memory as floats
        bands = [pixels[row : row + _BAND] for row in range(0, pixels.shape[0] - 1, _BAND)]
        return np.concatenate([halved(band, srgb=srgb) for band in bands])
    height, width = (side // 2 * 2 if side > 1 else 1 for side in pixels.shape[:2])
    rows, columns = min(2, height), min(2, width)
    cut = pixels[:height, :width]
    parts = [cut[row::rows, column::columns] for row in range(rows) for column in range(columns)]
    plain = np.round(sum(part.astype(np.float32) for part in parts) / len(parts)).astype(np.uint8)
    if not srgb:
        return plain
    light = sum(_TO_LINEAR[part[..., :3]] for part in parts) / np.float32(len(parts))
    plain[..., :3] = _TO_CODE[np.round(light * _STEPS).astype(np.uint16)]
    return plain


def fitted(pixels: np.ndarray, max_px: int, *, srgb: bool) -> np.ndarray:
    """No side longer than `max_px`: halved while that suffices, then filtered to the size."""
    while max(pixels.shape[:2]) >= 2 * max_px:
        pixels = halved(pixels, srgb=srgb)
    longest = max(pixels.shape[:2])
    if longest <= max_px:
        return pixels
    height, width = (max(1, round(side * max_px / longest)) for side in pixels.shape[:2])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BOX))


def enlarged(pixels: np.ndarray, size_px: tuple[int, int]) -> np.ndarray:
    """A picture at a larger (width, height), as a graphics card fills it in."""
    return np.asarray(Image.fromarray(pixels).resize(size_px, Image.Resampling.BILINEAR))


def linear(pixels: np.ndarray) -> np.ndarray:
    """(h, w, 3 or 4) float32 0…1: colours in linear light, alpha as it is."""
    light = _TO_LINEAR[pixels]
    if pixels.shape[2] == 4:
        light[..., 3] = pixels[..., 3] / np.float32(255)
    return light


def codes(light: np.ndarray) -> np.ndarray:
    """Float code values of `linear`'s values."""
    back = np.asarray(linear_to_srgb(light) * 255, dtype=np.float32)
    if light.shape[2] == 4:
        back[..., 3] = light[..., 3] * 255
    return back


def decoded(data: bytes, channels: int) -> np.ndarray:
    """(h, w, channels) uint8 of bytes of our own making."""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA" if channels == 4 else "RGB"))


__all__ = ["KTX2", "codes", "decoded", "enlarged", "fitted", "halved", "linear", "opened", "size_px", "texels"]
