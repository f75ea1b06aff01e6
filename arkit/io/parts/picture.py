"""Pictures on their way into a glTF: their type and size, and maps packed the way glTF wants them."""

from __future__ import annotations

import io
import struct
import warnings

import numpy as np
from PIL import Image

from arkit.errors import CheckError, ReadError
from arkit.io.limits import Limits, hold
from arkit.webp_head import webp_size

_MAGICS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\xabKTX 20\xbb\r\n\x1a\n", "image/ktx2"),
)
_GRAY = ("L", "I;16", "I", "1", "LA")


def mime_type(data: bytes) -> str:
    """The media type of picture bytes by their magic, "" for one glTF does not know."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in (b"ftypavif", b"ftypavis"):
        return "image/avif"
    return next((name for magic, name in _MAGICS if data.startswith(magic)), "")


def open_picture(data: bytes, name: str, limits: Limits) -> Image.Image:
    """Decode a picture, its size checked before its pixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data))
            hold(f"{name}: pixels", picture.width * picture.height, limits.texels)
            picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ReadError(f"{name}: expected a picture, it cannot be decoded ({error})") from error
    return picture


def hold_pixels(data: bytes, name: str, limits: Limits) -> None:
    """Refuse a picture of too many pixels by its head, before anybody decodes it; what has no such head passes."""
    said = webp_size(data)
    size = said or (0, 0)
    if mime_type(data) == "image/ktx2" and len(data) >= 28:
        size = struct.unpack_from("<II", data, 20)
    elif said is None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                size = Image.open(io.BytesIO(data)).size
        except Image.DecompressionBombError as error:
            raise CheckError(f"{name}: pixels: expected at most {limits.texels:,}, got far more") from error
        except (OSError, ValueError, SyntaxError):
            pass  # who needs it decoded says that it cannot be
    hold(f"{name}: pixels", size[0] * max(size[1], 1), limits.texels)


def as_png(picture: Image.Image) -> bytes:
    """PNG bytes, colour or grey, 8 bits."""
    if picture.mode not in ("RGB", "RGBA", "L", "LA"):
        picture = picture.convert("RGBA" if "transparency" in picture.info or picture.mode == "PA" else "RGB")
    stream = io.BytesIO()
    picture.save(stream, "PNG", optimize=False)
    return stream.getvalue()


def gray(picture: Image.Image) -> np.ndarray:
    """(h, w) float64 0…1 of a picture's one channel, or of its mean."""
    if picture.mode.startswith("I"):
        return np.clip(np.asarray(picture, dtype=np.float64) / 65535, 0, 1)
    return np.asarray(picture.convert("L"), dtype=np.float64) / 255


def pack(roughness: Image.Image | None, metallic: Image.Image | None) -> bytes:
    """glTF's metallic-roughness picture: green roughness, blue metalness, white where one is missing."""
    given = next(one for one in (roughness, metallic) if one is not None)
    pixels = np.full((given.height, given.width, 3), 255, dtype=np.uint8)
    for channel, picture in ((1, roughness), (2, metallic)):
        if picture is not None:
            pixels[..., channel] = np.round(gray(picture.resize(given.size)) * 255)
    return as_png(Image.fromarray(pixels))


def with_alpha(base: Image.Image, opacity: Image.Image) -> bytes:
    """The base colour with `opacity` (its alpha channel if it has one, else its grey) as alpha."""
    mask = opacity.getchannel("A") if "A" in opacity.getbands() else opacity.convert("L")
    joined = base.convert("RGB")
    joined.putalpha(mask.resize(base.size))
    return as_png(joined)


def is_normal_map(picture: Image.Image) -> bool:
    """Whether a "bump" is a tangent-space normal map: bluish and mostly flat."""
    if picture.mode in _GRAY:
        return False
    mean = np.asarray(picture.convert("RGB").resize((32, 32)), dtype=np.float64).mean(axis=(0, 1)) / 255
    return bool(mean[2] > 0.7 and abs(mean[0] - 0.5) < 0.15 and abs(mean[1] - 0.5) < 0.15)


def normals_of_height(height: Image.Image, strength: float) -> bytes:
    """A tangent-space normal map (green up) of heights; white stands `strength` * 4 texels above black."""
    values = gray(height) * 4 * strength
    dx = (np.roll(values, -1, axis=1) - np.roll(values, 1, axis=1)) / 2
    dy = (np.roll(values, -1, axis=0) - np.roll(values, 1, axis=0)) / 2
    normals = np.stack([-dx, dy, np.ones_like(dx)], axis=-1)
    normals /= np.linalg.norm(normals, axis=-1, keepdims=True)
    return as_png(Image.fromarray(np.round((normals + 1) / 2 * 255).astype(np.uint8)))


__all__ = [
    "as_png",
    "gray",
    "hold_pixels",
    "is_normal_map",
    "mime_type",
    "normals_of_height",
    "open_picture",
    "pack",
    "with_alpha",
]
