"""Pictures of a document on the GPU: decoded, sRGB where glTF says so, with mipmaps."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
from PIL import Image

from arkit.document import Document
from arkit.errors import ReadError, UnsupportedError

LARGEST_PX = 4096  # no screen shows more of one product; larger pictures are halved until they fit
_SRGB8_ALPHA8 = 0x8C43
_LINEAR, _LINEAR_MIPMAP_LINEAR = 0x2601, 0x2703
_CLAMP, _MIRROR = 33071, 33648
_SOURCES = ("EXT_texture_webp", "EXT_texture_avif")


def decode(document: Document, image: int) -> np.ndarray:
    """Decode image `image` of the document to (h, w, 4) uint8, top row first.

    Raises:
        ReadError: the bytes are no picture.
        UnsupportedError: the picture is KTX2, which a GPU reads and we do not.
    """
    data = document.images[image]
    if data[:7] == b"\xabKTX 20":
        raise UnsupportedError(
            f"image {image}: expected PNG, JPEG, WebP or AVIF to draw, got KTX2: draw another profile"
        )
    try:
        with Image.open(io.BytesIO(data)) as picture:
            picture.thumbnail((LARGEST_PX, LARGEST_PX), Image.Resampling.BOX)
            return np.asarray(picture.convert("RGBA"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ReadError(f"image {image}: expected PNG, JPEG, WebP or AVIF, got {error}", image=image) from error


def upload_texture(ctx: Any, document: Document, texture: int, *, srgb: bool) -> Any:
    """Upload `gltf["textures"][texture]` with its sampler's wrapping, trilinear."""
    entry: Mapping[str, Any] = document.gltf["textures"][texture]
    pixels = decode(document, _image_of(entry))
    samplers = document.gltf.get("samplers", [])
    sampler = samplers[entry["sampler"]] if "sampler" in entry else {}
    wraps = (sampler.get("wrapS"), sampler.get("wrapT"))
    if _MIRROR in wraps:
        pixels = _mirrored(pixels, wraps)
    height, width = pixels.shape[:2]
    made = ctx.texture((width, height), 4, pixels.tobytes(), internal_format=_SRGB8_ALPHA8 if srgb else None)
    made.repeat_x, made.repeat_y = wraps[0] != _CLAMP, wraps[1] != _CLAMP
    made.build_mipmaps()
    made.filter = (_LINEAR_MIPMAP_LINEAR, _LINEAR)
    return made


def mirror_scale(document: Document, texture: int) -> tuple[float, float]:
    """What texture coordinates are multiplied with: 0.5 along an axis whose picture is stored with its mirror image."""
    entry = document.gltf["textures"][texture]
    sampler = document.gltf.get("samplers", [])[entry["sampler"]] if "sampler" in entry else {}
    return tuple(0.5 if sampler.get(key) == _MIRROR else 1.0 for key in ("wrapS", "wrapT"))  # type: ignore[return-value]


def _image_of(entry: Mapping[str, Any]) -> int:
    for name in _SOURCES:
        if name in entry.get("extensions", {}):
            return int(entry["extensions"][name]["source"])
    if "source" not in entry:
        raise UnsupportedError(f"texture: expected a PNG, JPEG, WebP or AVIF source, got {sorted(entry)}")
    return int(entry["source"])


def _mirrored(pixels: np.ndarray, wraps: tuple[int | None, int | None]) -> np.ndarray:
    """Picture and mirror image side by side, which repeats as the mirrored wrapping would."""
    if wraps[0] == _MIRROR:
        pixels = np.concatenate([pixels, pixels[:, ::-1]], axis=1)
    if wraps[1] == _MIRROR:
        pixels = np.concatenate([pixels, pixels[::-1]], axis=0)
    return pixels


__all__ = ["LARGEST_PX", "decode", "mirror_scale", "upload_texture"]
