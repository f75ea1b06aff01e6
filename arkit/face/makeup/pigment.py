"""Colour on skin in linear light: what a pigment looks like there, and what the screen can show of it.

A pixel's light over the skin's own median tells how much light falls there: worn = shade * white * (Y / Y0) ** depth.
Texture and shading stay, and the shade is met where the skin is as bright as its median.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, hex_to_srgb, linear_to_srgb, srgb_to_linear

LUMINANCE = LUMINANCE_RGB.astype(np.float32)
MOST = 3.0  # relative luminance beyond which a pixel is a mirror image of the lamp, not skin
_STEPS = 4095


@cache
def linear_color(color: str) -> np.ndarray:
    """(3,) float32 linear light of "#RRGGBB"."""
    return srgb_to_linear(hex_to_srgb(color)).astype(np.float32)


def decode(srgb: np.ndarray) -> np.ndarray:
    """sRGB bytes (h, w, 3) to linear light, float32 0 to 1."""
    return np.asarray(cv2.LUT(srgb, _decoding()))


def encode(linear: np.ndarray) -> np.ndarray:
    """Linear light (h, w, 3) to sRGB bytes, by a table over the square root: right to a tenth of a code value.

    Each pass over new memory costs more than its sums, so one array serves for all.
    """
    places = cv2.sqrt(cv2.max(linear, 0.0) if linear.min(initial=0) < 0 else linear)
    places *= np.float32(_STEPS)
    return _encoding().take(places.astype(np.uint16), mode="clip")  # clipping saves the look whether to refuse


def luminance(linear: np.ndarray) -> np.ndarray:
    """(h, w) float32 luminance of linear light (h, w, 3)."""
    return np.asarray(cv2.transform(linear, LUMINANCE[None]))


def shaded(target: np.ndarray, relative: np.ndarray, depth: float = 1.0) -> np.ndarray:
    """A pigment (3,) or (h, w, 3) in the light that `relative` (h, w) tells of: (h, w, 3)."""
    light = np.minimum(relative, MOST)
    light = light if depth == 1 else cv2.pow(np.maximum(light, 0), depth)
    return np.asarray(target * thrice(light) if target.ndim == 3 else tinted(light, target), dtype=np.float32)


def thrice(plane: np.ndarray) -> np.ndarray:
    """(h, w, 3) a plane (h, w) for each channel: numpy spreads a last axis of three ten times as slowly."""
    return cv2.merge((plane, plane, plane))


def brightest(linear: np.ndarray) -> np.ndarray:
    """(h, w) the largest channel of (h, w, 3)."""
    red, green, blue = cv2.split(linear)
    return cv2.max(cv2.max(red, green), blue)


def tinted(plane: np.ndarray, color: np.ndarray) -> np.ndarray:
    """(h, w, 3) a plane (h, w) times a colour (3,)."""
    return cv2.merge([plane * np.float32(channel) for channel in color])


def in_gamut(linear: np.ndarray, cover: np.ndarray) -> np.ndarray:
    """Colours too bright for the screen lose chroma, not hue: each is mixed with the grey of its own luminance.

    Args:
        linear: (h, w, 3) linear light.
        cover: (h, w); where it is 0 a colour is not worn, and stays.
    """
    if float(linear.max(initial=0)) <= 1:
        return linear
    high = np.flatnonzero((brightest(linear) > 1) & (cover > 0))
    mapped = linear.reshape(-1, 3).copy()
    bright = mapped.take(high, axis=0)
    grey = np.clip(bright @ LUMINANCE, 0, 1)[:, None]
    keep = np.clip((1 - grey) / np.maximum(bright.max(axis=1, keepdims=True) - grey, 1e-6), 0, 1)
    mapped[high] = grey + (bright - grey) * keep
    return mapped.reshape(linear.shape)


def smoothstep(value: np.ndarray) -> np.ndarray:
    """0 below 0, 1 above 1, without a corner between."""
    value = np.clip(value, 0, 1)
    return value * value * (3 - 2 * value)


@cache
def _decoding() -> np.ndarray:
    return srgb_to_linear(np.arange(256) / 255).astype(np.float32)


@cache
def _encoding() -> np.ndarray:
    """(65536,) sRGB code in the middle of each step of the square root of linear light; beyond white is white."""
    return np.rint(np.clip(linear_to_srgb(((np.arange(2**16) + 0.5) / _STEPS) ** 2), 0, 1) * 255).astype(np.uint8)


__all__ = [
    "LUMINANCE",
    "MOST",
    "brightest",
    "decode",
    "encode",
    "in_gamut",
    "linear_color",
    "luminance",
    "shaded",
    "smoothstep",
    "thrice",
    "tinted",
]
