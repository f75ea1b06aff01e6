"""Lay a drawing over the picture it was made for."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.draw.scene import Drawing
from arkit.errors import CheckError
from arkit.frame import Frame

# The smallest light that makes half a code value: near black for what is added, near white for what is taken.
_ADDED = 0.5 / 255 / 12.92
_TAKEN = 0.5 / (255 * 1.055 / 2.4)
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
    box = (slice(top, bottom), slice(left, right))
    rgba, shadow = drawing.rgba[box], drawing.shadow[box]
    touched = (rgba.max(axis=-1, initial=0.0) > _ADDED) | (shadow > _TAKEN)
    pixels = frame.pixels.copy()
    part = pixels[box]
    over, tinted = rgba[touched], drawing.tinted[box][touched]
    kept = (1 - over[:, 3:] + tinted) * (1 - shadow[touched])[:, None]
    light = over[:, :3] - tinted * drawing.behind_rgb + _decoding()[part[touched]] * kept
    codes = _encoding()[(np.clip(light, 0, 1) * (_STEPS - 1) + 0.5).astype(np.uint16)]
    if grain is not None:
        own = grain[touched][:, None] * np.clip(over[:, 3:] - tinted, 0, 1)
        codes = np.clip(np.rint(codes + own), 0, 255).astype(np.uint8)
    part[touched] = codes
    mask = np.zeros(frame.pixels.shape[:2], dtype=bool)
    mask[box] = touched
    return replace(frame, pixels=pixels), mask


@cache
def _decoding() -> np.ndarray:
    """(256,) float32 linear light of each sRGB code."""
    return srgb_to_linear(np.arange(256) / 255).astype(np.float32)


@cache
def _encoding() -> np.ndarray:
    """(_STEPS,) uint8 sRGB code of each step of linear light."""
    return np.rint(linear_to_srgb(np.arange(_STEPS) / (_STEPS - 1)) * 255).astype(np.uint8)


__all__ = ["composite"]
