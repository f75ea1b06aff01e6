"""Pictures as arrays: opened within bounds, in eight bits, halved as a graphics card makes its mip levels."""

from __future__ import annotations

import functools
import io
import warnings

import numpy as np
from PIL import (
    Image,
    WebPImagePlugin,  # noqa: F401  without it the first WebP makes Pillow import all of its forty formats
)

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.errors import CheckError, ReadError
from arkit.transforms.pictures import webp
from arkit.webp_head import webp_size

_MAX_TEXELS = 16384 * 16384
_STEPS = 16383  # linear light in fourteen bits: a tenth of a code value at the darkest; four of them fit in sixteen
_TO_LINEAR = srgb_to_linear(np.arange(256) / 255).astype(np.float32)
_TO_STEPS = np.round(_TO_LINEAR * _STEPS).astype(np.uint16)
_BAND = 64  # rows, even
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
    said = webp_size(data)
    if said is not None:
        return said
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
    if pixels.shape[0] > _BAND:  # in bands, which stay in the processor's cache: half the time
        bands = [pixels[row : row + _BAND] for row in range(0, pixels.shape[0] - 1, _BAND)]
        return np.concatenate([halved(band, srgb=srgb) for band in bands])
    height, width = (side // 2 * 2 if side > 1 else 1 for side in pixels.shape[:2])
    rows, columns = min(2, height), min(2, width)
    cut = pixels[:height, :width]
    total, steps = _doubled(cut.astype(np.uint16), rows, columns), (rows * columns).bit_length() - 1
    if steps:  # a half goes to the even number
        total = (total + ((1 << steps) // 2 - 1) + ((total >> steps) & 1)) >> steps
    plain = total.astype(np.uint8)
    if not srgb:
        return plain
    light = _doubled(_TO_STEPS.take(cut[..., :3], mode="clip"), rows, columns)
    plain[..., :3] = _code_of_four().take(light << (2 - steps))
    return plain


@functools.cache
def _code_of_four() -> np.ndarray:
    """The code value of each sum of four steps of linear light."""
    return np.round(linear_to_srgb(np.arange(4 * _STEPS + 1) / (4 * _STEPS)) * 255).astype(np.uint8)


def _doubled(values: np.ndarray, rows: int, columns: int) -> np.ndarray:
    """The sums of `rows` x `columns` (1 or 2 each) neighbours of (h, w, c)."""
    if rows == 2:
        values = values[::2] + values[1::2]
    return values[:, ::2] + values[:, 1::2] if columns == 2 else values


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
    light: np.ndarray = _TO_LINEAR.take(pixels, mode="clip")
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
    quick = webp.decoded(data, channels) if data[8:12] == b"WEBP" else None
    if quick is not None:
        return quick
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGBA" if channels == 4 else "RGB"))


__all__ = ["KTX2", "codes", "decoded", "enlarged", "fitted", "halved", "linear", "opened", "size_px", "texels"]
