"""The colour of lipstick on lips: mixed in linear light, so that the shade is met and the lips keep their texture.

For a lip pixel with luminance Y, where the lips' median is Y0, full cover gives `target * (Y / Y0) ** depth`: at the
median exactly the shade, darker in creases, lighter on what shines. The finishes differ in depth, in what becomes of
highlights, and in cover. Measured on 60 shades and 4 lips (CIEDE2000 of the median lip): sRGB mixing at 0.5 5.6, at
0.8 2.1, swapping a* and b* 8.2, this 0.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from arkit.color import LUMINANCE_RGB, hex_to_srgb, linear_to_srgb, srgb_to_linear
from arkit.errors import CheckError
from arkit.face.lips import LipMask, lip_mask
from arkit.frame import Frame
from arkit.look import Finish, Makeup

LUMINANCE = LUMINANCE_RGB.astype(np.float32)
HIGHLIGHT = (1.2, 2.6)  # where a highlight begins and is full, as a multiple of the median luminance


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a finish looks.

    Attributes:
        depth: exponent of the relative luminance: how much of the lips' own relief shows.
        kept: part of the light above `HIGHLIGHT[0]` that survives; matte swallows it.
        white, tinted: linear light added in full highlights, white or in the shade's own hue.
        cover: part of the lip that the pigment hides at strength 1.
    """

    depth: float
    kept: float
    white: float
    tinted: float
    cover: float


RECIPES: dict[Finish, Recipe] = {
    "matte": Recipe(depth=0.75, kept=0.25, white=0.0, tinted=0.0, cover=1.0),
    "satin": Recipe(depth=1.0, kept=0.8, white=0.06, tinted=0.0, cover=1.0),
    "gloss": Recipe(depth=1.15, kept=1.0, white=0.42, tinted=0.0, cover=0.92),
    "sheer": Recipe(depth=1.0, kept=1.0, white=0.10, tinted=0.0, cover=0.5),
    "metallic": Recipe(depth=1.5, kept=1.0, white=0.05, tinted=0.55, cover=1.0),
}


def paint_lips(frame: Frame, landmarks_px: np.ndarray, makeup: Makeup) -> tuple[Frame, np.ndarray]:
    """Put lipstick on one face.

    Args:
        frame: the picture.
        landmarks_px: (468 or 478, 2) of this very picture.
        makeup: shade, finish, strength.

    Returns:
        The new picture and its mask (h, w) uint8; where the mask is 0 every byte is the old one.
    """
    lips = lip_mask(frame, landmarks_px)
    left, top, right, bottom = lips.box_px
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    here = np.round(lips.alpha * makeup.strength * 255).astype(np.uint8)
    mask[top:bottom, left:right] = here
    if not here.any():
        return frame, mask
    pixels = frame.pixels.copy()
    box = pixels[top:bottom, left:right]
    touched = here > 0
    bare = decode(box[touched])
    median = lip_median(bare @ LUMINANCE, here[touched])
    worn = lip_color(bare, median, makeup, sheen(lips)[touched])
    alpha = here[touched].astype(np.float32)[:, None] / 255
    box[touched] = encode(bare + (worn - bare) * alpha)
    return Frame(pixels, frame.time_s, frame.camera), mask


def lip_color(bare: np.ndarray, median: float, makeup: Makeup, sheen_light: np.ndarray | float = 0.0) -> np.ndarray:
    """Fully worn lipstick on lip pixels.

    Args:
        bare: (n, 3) linear light of the bare lips.
        median: the lips' median luminance.
        makeup: shade and finish; its strength is not applied here.
        sheen_light: (n,) 0 to 1, where a wet film would mirror the light; only shining finishes use it.

    Returns:
        (n, 3) float32 linear light, 0 to 1.
    """
    recipe = RECIPES[makeup.finish]
    target = srgb_to_linear(hex_to_srgb(makeup.color))[None].astype(np.float32)
    relative = (bare @ LUMINANCE) / max(median, 1e-4)
    swallowed = np.minimum(relative, HIGHLIGHT[0]) + recipe.kept * np.maximum(relative - HIGHLIGHT[0], 0)
    shaded = target * (np.minimum(swallowed, 4.0) ** recipe.depth)[:, None]
    shine = _smoothstep((relative - HIGHLIGHT[0]) / (HIGHLIGHT[1] - HIGHLIGHT[0]))
    shine = np.maximum(shine, np.asarray(sheen_light) * np.clip(relative, 0.4, 1.2) ** 2)[:, None]
    hue = target / max(float(target.max()), 1e-3)
    pigment = shaded + shine * (recipe.tinted * hue + recipe.white)
    return np.asarray(_in_gamut(bare + (pigment - bare) * recipe.cover), dtype=np.float32)


def lip_median(luminance: np.ndarray, alpha: np.ndarray) -> float:
    """Median luminance of the pixels that are surely lip; refused when there is none."""
    core = alpha >= max(0.9 * float(alpha.max()), 1)
    if not core.any():
        raise CheckError("lips: expected at least one covered pixel, got none")
    return float(np.median(luminance[core]))


def sheen(lips: LipMask) -> np.ndarray:
    """Where a wet film mirrors a light from above (h, w), 0 to 1: a band on the lower lip, two spots on the upper."""
    lower = np.exp(-(((lips.across - 0.42) / 0.13) ** 2) - (lips.along / 0.42) ** 2) * 0.8
    upper = np.exp(-(((lips.across - 0.62) / 0.12) ** 2) - ((np.abs(lips.along) - 0.26) / 0.15) ** 2) * 0.45
    return np.asarray(np.where(lips.lower, lower, upper), dtype=np.float32)


def decode(srgb: np.ndarray) -> np.ndarray:
    """sRGB bytes to linear light, float32 0 to 1."""
    return _decoding()[srgb]


def encode(linear: np.ndarray) -> np.ndarray:
    """Linear light to sRGB bytes."""
    return np.asarray(np.rint(linear_to_srgb(linear) * 255), dtype=np.uint8)


@cache
def _decoding() -> np.ndarray:
    """(256,) float32 linear light of each sRGB code."""
    return srgb_to_linear(np.arange(256) / 255).astype(np.float32)


def _in_gamut(linear: np.ndarray) -> np.ndarray:
    """Colours too bright for the screen lose chroma, not hue: each is mixed with the grey of its own luminance."""
    luminance = np.clip(linear @ LUMINANCE, 0, 1)[:, None]
    peak = linear.max(axis=1, keepdims=True)
    keep = np.where(peak > 1, (1 - luminance) / np.maximum(peak - luminance, 1e-6), 1)
    return np.clip(luminance + (linear - luminance) * np.clip(keep, 0, 1), 0, 1)


def _smoothstep(value: np.ndarray) -> np.ndarray:
    value = np.clip(value, 0, 1)
    return value * value * (3 - 2 * value)


__all__ = ["RECIPES", "Recipe", "decode", "encode", "lip_color", "lip_median", "paint_lips", "sheen"]
