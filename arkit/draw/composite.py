"""Lay a drawing over the picture it was made for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from arkit.draw.scene import Drawing
from arkit.errors import CheckError
from arkit.frame import Frame

# Half a code value, as the smallest light that makes it: near black for what is added, near white for what is taken.
_ADDED = 0.5 / 255 / 12.92
_TAKEN = 0.5 / (255 * 1.055 / 2.4)


def composite(frame: Frame, drawing: Drawing) -> tuple[Frame, np.ndarray]:
    """Blend a drawing into a frame in linear light: rgb + background * (1 - alpha) * (1 - shadow).

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
    box = (slice(top, bottom), slice(left, right))
    rgba, shadow = drawing.rgba[box], drawing.shadow[box]
    touched = (rgba.max(axis=-1, initial=0.0) > _ADDED) | (shadow > _TAKEN)
    pixels = frame.pixels.copy()
    part = pixels[box]
    kept = (1 - rgba[touched, 3:]) * (1 - shadow[touched, None])
    part[touched] = encode(rgba[touched, :3] + decode(part[touched]) * kept)
    mask = np.zeros(frame.pixels.shape[:2], dtype=bool)
    mask[box] = touched
    return replace(frame, pixels=pixels), mask


def decode(codes: np.ndarray) -> np.ndarray:
    """sRGB uint8 to linear light float32, 0 to 1."""
    return np.asarray(_table()[codes])


def encode(light: np.ndarray) -> np.ndarray:
    """Linear light to sRGB uint8, cut to 0…1 and rounded."""
    return np.asarray(np.rint(curve(light) * 255), dtype=np.uint8)


def curve(light: np.ndarray) -> np.ndarray:
    """Linear light to sRGB, both 0 to 1 (IEC 61966-2-1)."""
    cut = np.clip(light, 0, 1)
    return np.where(cut <= 0.0031308, cut * 12.92, 1.055 * np.power(np.maximum(cut, 1e-8), 1 / 2.4) - 0.055)


@cache
def _table() -> np.ndarray:
    code = np.arange(256) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)


__all__ = ["composite", "curve", "decode", "encode"]
