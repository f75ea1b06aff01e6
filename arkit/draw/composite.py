"""Lay a drawing over the picture it was made for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import cv2
import numpy as np

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.draw.scene import Drawing
from arkit.errors import CheckError
from arkit.frame import Frame

# The smallest light that makes half a code value: near black for what is added, near white for what is taken.
_ADDED = 0.5 / 255 / 12.92
_TAKEN = 0.5 / (255 * 1.055 / 2.4)
_STRIP_PX = 500_000  # laid at once: what is worked with stays near the processor
_DEPTHS = 4096  # of a shadow, in the table of its codes
_STEPS = 65536  # of linear light in the encoding table: 20 to a code value where they are fewest


def composite(frame: Frame, drawing: Drawing, grain: np.ndarray | None = None) -> tuple[Frame, np.ndarray]:
    """Blend a drawing into a frame in linear light: rgb + background * (1 - alpha) * (1 - shadow).

    Behind coloured glass each channel of the background is dimmed on its own.

    Args:
        frame: the picture.
        drawing: what is laid over it.
        grain: (h, w) code values for the box of `drawing`, added where it covers the picture and by as much.

    Returns:
        The new frame, and (h, w) bool: where it was written. All other bytes are the old frame's.

    Raises:
        CheckError: the drawing has another size.
    """
    if drawing.shadow.shape != frame.pixels.shape[:2]:
        height, width = frame.pixels.shape[:2]
        came = drawing.shadow.shape
        raise CheckError(f"drawing: expected the frame's {width}x{height}, got {came[1]}x{came[0]}")
    left, top, right, bottom = drawing.box_px
    pixels = frame.pixels.copy()
    mask = np.zeros(frame.pixels.shape[:2], dtype=bool)
    rows = max(1, _STRIP_PX // max(right - left, 1))
    for row in range(top, bottom, rows):
        strip = (slice(row, min(row + rows, bottom)), slice(left, right))
        noise = None if grain is None else grain[row - top : row - top + rows]
        mask[strip] = _laid(pixels[strip], drawing, strip, noise)
    return replace(frame, pixels=pixels), mask


def _laid(part: np.ndarray, drawing: Drawing, strip: tuple[slice, slice], grain: np.ndarray | None) -> np.ndarray:
    """Write the drawing's strip over `part` (h, w, 3) uint8; (h, w) bool, where."""
    rgba, shadow, tinted = drawing.rgba[strip], drawing.shadow[strip], drawing.tinted[strip]
    if not _any(rgba):
        return _shaded(part, shadow)
    red, green, blue, alpha = cv2.split(rgba)
    touched = (red > _ADDED) | (green > _ADDED) | (blue > _ADDED) | (alpha > _ADDED) | (shadow > _TAKEN)
    if not touched.any():
        return np.asarray(touched)
    light = cv2.LUT(part, _decoding())
    own: np.ndarray = cv2.merge((red, green, blue))
    opaque = 1 - alpha
    if _any(tinted):
        own = own - tinted * drawing.behind_rgb
        light *= (opaque[..., None] + tinted) * (1 - shadow)[..., None]
        alpha = np.clip(alpha[..., None] - tinted, 0, 1)
    else:
        kept = opaque * (1 - shadow)
        light *= kept[..., None]
        alpha = np.clip(alpha, 0, 1)[..., None]
    light += own
    np.clip(light, 0, 1, out=light)
    light *= _STEPS - 1
    light += 0.5
    codes = _encoding()[light.astype(np.uint16)]
    if grain is not None:
        codes = np.clip(np.rint(codes + grain[..., None] * alpha), 0, 255).astype(np.uint8)
    np.copyto(part, codes, where=touched[..., None])
    return np.asarray(touched)


def _shaded(part: np.ndarray, shadow: np.ndarray) -> np.ndarray:
    """Write a shadow alone over `part`, by a table of all codes in all its depths."""
    touched = np.asarray(shadow > _TAKEN)
    if touched.any():
        depth = (np.clip(shadow, 0, 1) * np.float32(_DEPTHS - 1) + np.float32(0.5)).astype(np.uint32)
        codes = _shades().take((depth << 8)[..., None] | part)
        np.copyto(part, codes, where=touched[..., None])
    return touched


def _any(layer: np.ndarray) -> bool:
    """Whether something is not 0; what is one number, broadcast, need not be looked through."""
    return bool((layer if layer.strides[0] else layer[:1, :1]).any())


@cache
def _shades() -> np.ndarray:
    """(_DEPTHS * 256,) uint8: each code in each depth of shadow."""
    light = (1 - np.arange(_DEPTHS, dtype=np.float32) / (_DEPTHS - 1))[:, None] * _decoding()
    return _encoding()[(light * (_STEPS - 1) + 0.5).astype(np.uint16)].ravel()


@cache
def _decoding() -> np.ndarray:
    """(256,) float32 linear light of each sRGB code."""
    return srgb_to_linear(np.arange(256) / 255).astype(np.float32)


@cache
def _encoding() -> np.ndarray:
    """(_STEPS,) uint8 sRGB code of each step of linear light."""
    return np.rint(linear_to_srgb(np.arange(_STEPS) / (_STEPS - 1)) * 255).astype(np.uint8)


__all__ = ["composite"]
