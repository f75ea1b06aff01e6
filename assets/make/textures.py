"""Pictures made of numbers: periodic noise, cloth, heights to normals, arrays to bytes.

Arrays are (h, w) or (h, w, 3) float64; colours are sRGB 0…1; row 0 is the top. What is periodic tiles
without a seam.
"""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from PIL import Image


def noise(
    size: int | tuple[int, int], seed: int, *, scale: float | tuple[float, float] = 8.0, falloff: float = 2.0
) -> np.ndarray:
    """Periodic noise with mean 0 and standard deviation 1.

    Args:
        size: pixels, one side or (height, width).
        seed: same seed, same picture.
        scale: waves per picture below which the spectrum is flat, one number or (down, across); unequal gives streaks.
        falloff: how fast finer waves fade; 1 rough, 3 soft.
    """
    height, width = (size, size) if isinstance(size, int) else size
    down, across = (scale, scale) if isinstance(scale, int | float) else scale
    white = np.random.default_rng(seed).standard_normal((height, width))
    fy, fx = np.fft.fftfreq(height, 1 / height)[:, None] / down, np.fft.rfftfreq(width, 1 / width)[None] / across
    spectrum = np.fft.rfft2(white) / (1.0 + fx * fx + fy * fy) ** (falloff / 2)
    spectrum[0, 0] = 0.0
    field = np.fft.irfft2(spectrum, s=(height, width))
    return np.asarray(field / field.std())


def grid(size: int | tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Texel centres: u across and v down, each (h, w), 0…1."""
    height, width = (size, size) if isinstance(size, int) else size
    v, u = np.meshgrid((np.arange(height) + 0.5) / height, (np.arange(width) + 0.5) / width, indexing="ij")
    return u, v


def sampled(picture: np.ndarray, u: np.ndarray, v: np.ndarray) -> np.ndarray:
    """Periodic bilinear look-up at u across and v down (0…1, any range wraps)."""
    height, width = picture.shape[:2]
    x, y = u * width - 0.5, v * height - 0.5
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = x - x0, y - y0
    if picture.ndim == 3:
        fx, fy = fx[..., None], fy[..., None]
    rows, columns = (y0 % height, (y0 + 1) % height), (x0 % width, (x0 + 1) % width)
    top = picture[rows[0], columns[0]] * (1 - fx) + picture[rows[0], columns[1]] * fx
    bottom = picture[rows[1], columns[0]] * (1 - fx) + picture[rows[1], columns[1]] * fx
    return np.asarray(top * (1 - fy) + bottom * fy)


def unit(field: np.ndarray) -> np.ndarray:
    """The field stretched to 0…1."""
    low, high = field.min(), field.max()
    return np.asarray((field - low) / max(high - low, 1e-12))


def weave(size: int, yarns: int, seed: int, *, step: int = 1, uneven: float = 0.25) -> tuple[np.ndarray, np.ndarray]:
    """Woven cloth: height 0…1 and which yarn lies on top (0 weft, 1 warp).

    Args:
        size: pixels a side.
        yarns: threads across the picture; even for plain weave (`step` 1), a multiple of 4 for twill (`step` 2).
        seed: of the unevenness.
        step: 1 plain weave, 2 a two-over-two twill.
        uneven: how much the threads wander, in threads.
    """
    u, v = grid(size)
    x = u * yarns + uneven * 0.5 * noise(size, seed, scale=(2, 10))
    y = v * yarns + uneven * 0.5 * noise(size, seed + 1, scale=(10, 2))
    column, row = np.floor(x).astype(int), np.floor(y).astype(int)
    over = ((column + row) % 2 == 0) if step == 1 else ((column + row) % 4 < 2)
    across, along = x - column - 0.5, y - row - 0.5
    warp = np.sqrt(np.clip(1 - (across / 0.52) ** 2, 0, 1)) * (0.62 + 0.38 * np.cos(np.pi * along))
    weft = np.sqrt(np.clip(1 - (along / 0.52) ** 2, 0, 1)) * (0.62 + 0.38 * np.cos(np.pi * across))
    height = np.where(over, np.maximum(warp, 0.42 * weft), np.maximum(weft, 0.42 * warp))
    fibre = 0.06 * noise(size, seed + 2, scale=size / 8, falloff=1.0)
    return unit(height + fibre), over.astype(np.float64)


def loops(size: int, count: int, seed: int, *, radius_px: float = 14.0, thread_px: float = 4.5) -> np.ndarray:
    """Bouclé: `count` curled threads laid over each other; height 0…1."""
    rng = np.random.default_rng(seed)
    height = np.zeros((size, size))
    reach = int(np.ceil(radius_px * 1.5 + thread_px)) + 1
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1].astype(np.float64)
    for center_x, center_y, turn, bend, lift in rng.uniform(size=(count, 5)):
        stretch, angle = 0.6 + 0.7 * bend, turn * 2 * np.pi
        a = (x * np.cos(angle) + y * np.sin(angle)) / stretch
        b = -x * np.sin(angle) + y * np.cos(angle)
        away = np.abs(np.hypot(a, b) - radius_px * (0.6 + 0.5 * lift))
        stamp = np.sqrt(np.clip(1 - (away / thread_px) ** 2, 0, 1)) * (0.55 + 0.45 * lift)
        rows = (int(center_y * size) + np.arange(-reach, reach + 1)) % size
        columns = (int(center_x * size) + np.arange(-reach, reach + 1)) % size
        window = np.ix_(rows, columns)
        height[window] = np.maximum(height[window], stamp)
    return height


def toned(field: np.ndarray, stops: Sequence[str]) -> np.ndarray:
    """Colour a field 0…1 along evenly spaced sRGB "#RRGGBB" stops: (h, w, 3)."""
    colors = np.array([rgb(stop) for stop in stops])
    at = np.linspace(0, 1, len(stops))
    return np.stack([np.interp(field, at, colors[:, channel]) for channel in range(3)], axis=-1)


def rgb(color: str) -> np.ndarray:
    """sRGB "#RRGGBB" as (3,) 0…1."""
    return np.array([int(color[start : start + 2], 16) for start in (1, 3, 5)]) / 255


def linear(srgb: np.ndarray) -> np.ndarray:
    """sRGB 0…1 to linear light."""
    return np.asarray(np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4))


def balanced(picture: np.ndarray, color: str) -> np.ndarray:
    """The picture scaled in linear light so that its mean is exactly `color`: the swatch a shopper is promised."""
    target = linear(rgb(color))
    light = linear(np.clip(picture, 0, 1))
    for _ in range(4):
        light = np.clip(light * (target / light.mean(axis=(0, 1))), 0, 1)
    return np.asarray(np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055))


def normals(height: np.ndarray, *, depth: float) -> np.ndarray:
    """Normal map of a periodic height 0…1, +x right and +y up in the picture.

    Args:
        height: (h, w).
        depth: height of 1 in texels.
    """
    right = (np.roll(height, -1, axis=1) - np.roll(height, 1, axis=1)) * depth / 2
    down = (np.roll(height, -1, axis=0) - np.roll(height, 1, axis=0)) * depth / 2
    vectors = np.stack([-right, down, np.ones_like(height)], axis=-1)
    return vectors / np.linalg.norm(vectors, axis=-1, keepdims=True) * 0.5 + 0.5


def png(picture: np.ndarray) -> bytes:
    """Array 0…1 as PNG bytes; no date, no software name, so the same array gives the same bytes."""
    out = io.BytesIO()
    _image(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def jpeg(picture: np.ndarray, quality: int = 88) -> bytes:
    """Array 0…1 as JPEG bytes with full colour resolution."""
    out = io.BytesIO()
    _image(picture).convert("RGB").save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
    return out.getvalue()


def _image(picture: np.ndarray) -> Image.Image:
    return Image.fromarray(np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8))


__all__ = [
    "balanced",
    "grid",
    "jpeg",
    "linear",
    "loops",
    "noise",
    "normals",
    "png",
    "rgb",
    "sampled",
    "toned",
    "unit",
    "weave",
]
