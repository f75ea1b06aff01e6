"""The colour of light as numbers: its temperature, its white in linear RGB, and what adapts one white to another.

A light's white is (3,) linear RGB of a white sheet under it, its luminance 1, in a picture balanced for daylight (D65):
(1, 1, 1) is D65, and a picture divided by the white looks as it would in daylight.
"""

from __future__ import annotations

import numpy as np

from arkit.color import LUMINANCE_RGB, WHITE_XYZ, XYZ_RGB
from arkit.errors import CheckError

COLDEST_K, WARMEST_K = 15000.0, 1500.0
# XYZ to the cones' sharpened responses (Lam 1985, as in ICC.1): where one white is turned into another.
BRADFORD = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])
_LEAST = 1e-3  # of the luminance: a candle's blue lies outside sRGB and is cut here
_MIREDS = np.linspace(1e6 / COLDEST_K, 1e6 / WARMEST_K, 1200)


def planck_uv(cct_k: np.ndarray | float) -> np.ndarray:
    """(..., 2) CIE 1960 u, v of a black body; right to 0.0001 from 1000 to 15000 K.

    Source:
        Krystek, "An algorithm to calculate correlated colour temperature", Color Res. Appl. 10, 1985.
    """
    t = np.asarray(cct_k, dtype=np.float64)
    u = (0.860117757 + 1.54118254e-4 * t + 1.28641212e-7 * t**2) / (1 + 8.42420235e-4 * t + 7.08145163e-7 * t**2)
    v = (0.317398726 + 4.22806245e-5 * t + 4.20481691e-8 * t**2) / (1 - 2.89741816e-5 * t + 1.61456053e-7 * t**2)
    return np.stack([u, v], axis=-1)


def white_linear(cct_k: np.ndarray | float, duv: np.ndarray | float = 0.0) -> np.ndarray:
    """(..., 3) linear RGB white, luminance 1, of light by its temperature and its distance to the black body.

    Args:
        cct_k: correlated colour temperature, 1500 to 15000 K.
        duv: distance in CIE 1960 u, v; above the black body (greenish) is positive. Daylight lies at 0.003.
    """
    kelvin = np.asarray(cct_k, dtype=np.float64)
    if np.any(kelvin < WARMEST_K) or np.any(kelvin > COLDEST_K):
        raise CheckError(f"colour temperature: expected {WARMEST_K:.0f} to {COLDEST_K:.0f} K, got {cct_k}")
    uv = planck_uv(kelvin) + np.asarray(duv)[..., None] * _across(kelvin)
    u, v = uv[..., 0], uv[..., 1]
    y = np.ones_like(u)
    xyz = np.stack([1.5 * u / v, y, (4 - u - 10 * v) / (2 * v)], axis=-1)
    rgb = np.maximum(xyz @ np.linalg.inv(XYZ_RGB).T, _LEAST)
    return np.asarray(rgb / (rgb @ LUMINANCE_RGB)[..., None])


def cct_of(white: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlated colour temperature (kelvin) and Duv of whites (..., 3); beyond 1500 to 15000 K the nearest end."""
    xyz = np.asarray(white, dtype=np.float64) @ XYZ_RGB.T
    total = xyz[..., 0] + 15 * xyz[..., 1] + 3 * xyz[..., 2]
    uv = np.stack([4 * xyz[..., 0] / total, 6 * xyz[..., 1] / total], axis=-1)
    locus = planck_uv(1e6 / _MIREDS)
    apart = ((uv[..., None, :] - locus) ** 2).sum(axis=-1)
    place = np.clip(apart.argmin(axis=-1), 1, len(_MIREDS) - 2)
    before, here, after = (np.take_along_axis(apart, (place + step)[..., None], -1)[..., 0] for step in (-1, 0, 1))
    bend = np.maximum(before - 2 * here + after, 1e-15)
    mired = _MIREDS[place] + np.clip((before - after) / (2 * bend), -1, 1) * (_MIREDS[1] - _MIREDS[0])
    kelvin = 1e6 / mired
    duv = ((uv - planck_uv(kelvin)) * _across(kelvin)).sum(axis=-1)
    return kelvin, duv


def adaptation(white_from: np.ndarray, white_to: np.ndarray, degree: float = 1.0) -> np.ndarray:
    """(3, 3) that turns linear RGB seen under one white into what it is under another: `pixels @ matrix.T`.

    Args:
        white_from, white_to: (3,) whites.
        degree: 1 turns white into white, 0 changes nothing; between them as an eye that adapts only so far.
    """
    to_cones = BRADFORD @ XYZ_RGB
    gains = np.maximum(to_cones @ white_to, 1e-4) / np.maximum(to_cones @ white_from, 1e-4)
    return np.asarray(np.linalg.solve(to_cones, (gains**degree)[:, None] * to_cones))


def _across(kelvin: np.ndarray) -> np.ndarray:
    """(..., 2) unit vector in u, v across the black body's line, towards green."""
    along = planck_uv(kelvin * 0.999) - planck_uv(kelvin * 1.001)
    across = np.stack([-along[..., 1], along[..., 0]], axis=-1)
    across *= np.sign(across[..., 1:])
    return np.asarray(across / np.linalg.norm(across, axis=-1, keepdims=True))


D65_LINEAR = np.linalg.solve(XYZ_RGB, WHITE_XYZ)

__all__ = ["BRADFORD", "COLDEST_K", "D65_LINEAR", "WARMEST_K", "adaptation", "cct_of", "planck_uv", "white_linear"]
