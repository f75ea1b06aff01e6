"""Colour as numbers: sRGB and linear light, CIELAB, and how different two colours look (CIEDE2000).

Arrays end in three channels. sRGB values and linear light run from 0 to 1.
"""

from __future__ import annotations

import numpy as np

from arkit.errors import CheckError

# Linear sRGB to CIE XYZ, D65 (IEC 61966-2-1), and the white that (1, 1, 1) has there.
XYZ_RGB = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE_XYZ = XYZ_RGB.sum(axis=1)
LUMINANCE_RGB = XYZ_RGB[1]


def srgb_to_linear(srgb: np.ndarray) -> np.ndarray:
    """Decode sRGB 0…1 to linear light (IEC 61966-2-1)."""
    srgb = np.asarray(srgb, dtype=np.float64)
    linear: np.ndarray = np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0) + 0.055) / 1.055) ** 2.4)
    return linear


def linear_to_srgb(linear: np.ndarray) -> np.ndarray:
    """Encode linear light to sRGB 0…1; what lies outside is clipped."""
    linear = np.clip(np.asarray(linear, dtype=np.float64), 0, 1)
    srgb: np.ndarray = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return srgb


def hex_to_srgb(color: str) -> np.ndarray:
    """(3,) sRGB 0…1 of "#RRGGBB"."""
    digits = color.removeprefix("#")
    try:
        return np.array([int(digits[place : place + 2], 16) for place in (0, 2, 4)]) / 255
    except ValueError as error:
        raise CheckError(f'color: expected "#RRGGBB", got "{color}"') from error


def linear_to_lab(linear: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of linear light."""
    ratio = np.asarray(linear, dtype=np.float64) @ XYZ_RGB.T / WHITE_XYZ
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = f[..., 0], f[..., 1], f[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def srgb_to_lab(srgb: np.ndarray) -> np.ndarray:
    """CIELAB (D65) of sRGB 0…1."""
    return linear_to_lab(srgb_to_linear(srgb))


def delta_e(lab_a: np.ndarray, lab_b: np.ndarray) -> np.ndarray:
    """CIEDE2000 difference of CIELAB colours.

    Source:
        Sharma, Wu, Dalal, "The CIEDE2000 color-difference formula: implementation notes", 2005.
    """
    a, b = np.asarray(lab_a, dtype=np.float64), np.asarray(lab_b, dtype=np.float64)
    chroma_mean = (np.hypot(a[..., 1], a[..., 2]) + np.hypot(b[..., 1], b[..., 2])) / 2
    g = 1.5 - 0.5 * np.sqrt(chroma_mean**7 / (chroma_mean**7 + 25.0**7))
    chroma_a, hue_a = _polar(a[..., 1] * g, a[..., 2])
    chroma_b, hue_b = _polar(b[..., 1] * g, b[..., 2])
    gray = chroma_a * chroma_b == 0
    turn = np.where(gray, 0, (hue_b - hue_a + np.pi) % (2 * np.pi) - np.pi)
    d_light, d_chroma = b[..., 0] - a[..., 0], chroma_b - chroma_a
    d_hue = 2 * np.sqrt(chroma_a * chroma_b) * np.sin(turn / 2)
    light, chroma = (a[..., 0] + b[..., 0]) / 2, (chroma_a + chroma_b) / 2
    far = np.abs(hue_a - hue_b) > np.pi
    hue = np.where(gray, hue_a + hue_b, (hue_a + hue_b + np.where(far, 2 * np.pi, 0)) / 2)
    t = (
        1
        - 0.17 * np.cos(hue - np.pi / 6)
        + 0.24 * np.cos(2 * hue)
        + 0.32 * np.cos(3 * hue + np.radians(6))
        - 0.20 * np.cos(4 * hue - np.radians(63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    degrees = np.degrees(hue) % 360
    bend = np.radians(60) * np.exp(-(((degrees - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(bend)
    parts = (d_light / s_light) ** 2 + (d_chroma / s_chroma) ** 2 + (d_hue / s_hue) ** 2
    difference: np.ndarray = np.sqrt(parts + rotation * (d_chroma / s_chroma) * (d_hue / s_hue))
    return difference


def _polar(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Chroma and hue (radians, 0…2π) of the a, b plane."""
    return np.hypot(a, b), np.arctan2(b, a) % (2 * np.pi)


__all__ = [
    "LUMINANCE_RGB",
    "delta_e",
    "hex_to_srgb",
    "linear_to_lab",
    "linear_to_srgb",
    "srgb_to_lab",
    "srgb_to_linear",
]
