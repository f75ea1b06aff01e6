"""The forms a texture can be written in: lossy by quality, and without loss."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PIL import Image

from arkit.transforms.pictures import webp

Form = Literal["webp", "common"]
Effort = Literal["fast", "default", "max"]
_COLORS_OF_PALETTE = 256


@dataclass(frozen=True, slots=True)
class Codec:
    """One way to write pixels with loss: (h, w, 3 or 4) uint8, weights (3,), quality 0…100, method 0 quick…6 small.

    `lowest` is the quality below which its blocks show up close.
    """

    mime: str
    lowest: int
    alpha: bool
    encode: Callable[[np.ndarray, np.ndarray, float, int], bytes]


def codecs(form: Form, *, color: bool) -> tuple[Codec, ...]:
    """The ways a form knows for colours, the best guess first, or for data, whose channels must not blur."""
    if form == "webp":
        light, plain = (Codec("image/webp", 25, True, _webp(way)) for way in (True, False))
        return (light, plain) if color else (plain,)
    full, halved = (Codec("image/jpeg", 50, False, _jpeg(way)) for way in (0, 2))
    return (full, halved) if color else (full,)


def _webp(light: bool) -> Callable[[np.ndarray, np.ndarray, float, int], bytes]:
    def encode(pixels: np.ndarray, weights: np.ndarray, quality: float, method: int) -> bytes:
        return webp.lossy(pixels, weights, quality=quality, method=method, light=light)

    return encode


def _jpeg(subsampling: int) -> Callable[[np.ndarray, np.ndarray, float, int], bytes]:
    def encode(pixels: np.ndarray, weights: np.ndarray, quality: float, method: int) -> bytes:
        gray = bool((pixels[..., :1] == pixels).all())
        picture = Image.fromarray(pixels[..., 0] if gray else pixels)
        return _saved(picture, "JPEG", quality=round(quality), subsampling=0 if gray else subsampling, optimize=True)

    return encode


def lossless(form: Form, pixels: np.ndarray, *, quick: bool = False) -> tuple[bytes, str]:
    """The pixels without loss, and the type; `quick` for an estimate that is a few per cent larger."""
    if form == "webp":
        return webp.lossless(pixels, quality=20 if quick else 75, method=0 if quick else 4), "image/webp"
    picture = Image.fromarray(pixels)
    if pixels.shape[2] == 3 and (pixels[..., :1] == pixels).all():
        picture = Image.fromarray(pixels[..., 0])
    elif pixels.shape[2] == 3 and (few := picture.getcolors(_COLORS_OF_PALETTE)):
        picture = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=len(few))
        if not np.array_equal(np.asarray(picture.convert("RGB")), pixels):
            picture = Image.fromarray(pixels)
    return _saved(picture, "PNG", **({"compress_level": 4} if quick else {"optimize": True})), "image/png"


def _saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


__all__ = ["Codec", "Effort", "Form", "codecs", "lossless"]
