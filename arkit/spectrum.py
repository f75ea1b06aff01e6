"""Colours as spectra, for light that is not daylight: which light a lamp sends, and what a paint makes of it.

A hex says nothing of a paint's spectrum. Of all reflectances that have the colour in daylight we take the smoothest,
as paints and skin mostly are (Burns, "Numerical methods for smoothest reflectance reconstruction", Color Res. Appl. 45,
2020: least slope squared). That reflectance is linear in the colour, so a light is one (3, 3) matrix. What it
cannot know are paints of one colour and unlike spectra.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np

from arkit.color import LUMINANCE_RGB, WHITE_XYZ, XYZ_RGB
from arkit.illuminant import adaptation, white_linear

Lamp = Literal["daylight", "office", "candle"]
LAMPS: tuple[Lamp, ...] = ("daylight", "office", "candle")
CANDLE_K, OFFICE_K = 1900.0, 4000.0
NANOMETRES = np.arange(400.0, 701.0, 5.0)
# CIE standard illuminant D65, 400 to 700 nm every 10 nm (ISO 11664-2).
_D65 = (
    82.75, 91.49, 93.43, 86.68, 104.86, 117.01, 117.81, 114.86, 115.92, 108.81, 109.35, 107.80, 104.79, 107.69, 104.41,
    104.05, 100.00, 96.33, 95.79, 88.69, 90.01, 89.60, 87.70, 83.29, 83.70, 80.03, 80.21, 82.28, 78.28, 69.72, 71.61,
)  # fmt: skip
# Peaks of a lamp with three phosphors: middle and width in nm, strength within blue, green and red.
_PHOSPHORS = (
    ((436.0, 4.0, 0.55), (452.0, 22.0, 0.5), (488.0, 8.0, 0.35)),
    ((544.0, 5.0, 1.0), (582.0, 8.0, 0.22)),
    ((611.0, 5.0, 1.0), (630.0, 8.0, 0.18), (590.0, 6.0, 0.12)),
)


@cache
def matching() -> np.ndarray:
    """(3, n) CIE 1931 x, y, z over `NANOMETRES`, each lobe a bell with two widths.

    Source:
        Wyman, Sloan, Shirley, "Simple analytic approximations to the CIE XYZ color matching functions", JCGT 2013.
    """
    x = _bell(599.8, 37.9, 31.0) * 1.056 + _bell(442.0, 16.0, 26.7) * 0.362 - _bell(501.1, 20.4, 26.2) * 0.065
    y = _bell(568.8, 46.9, 40.5) * 0.821 + _bell(530.9, 16.3, 31.1) * 0.286
    z = _bell(437.0, 11.8, 36.0) * 1.217 + _bell(459.0, 26.0, 13.8) * 0.681
    return np.stack([x, y, z])


def _bell(middle: float, below: float, above: float) -> np.ndarray:
    width = np.where(middle > NANOMETRES, below, above)
    return np.asarray(np.exp(-0.5 * ((NANOMETRES - middle) / width) ** 2))


@cache
def lamp_power(lamp: Lamp) -> np.ndarray:
    """(n,) what a lamp sends at each of `NANOMETRES`, luminance 1.

    Daylight is D65, a candle a black body of 1900 K, the office a lamp of three phosphors and mercury's lines, mixed to
    the colour of 4000 K as the common tubes are.
    """
    if lamp == "daylight":
        power = np.interp(NANOMETRES, np.arange(400.0, 701.0, 10.0), _D65)
    elif lamp == "candle":
        power = _black_body(CANDLE_K)
    else:
        parts = np.array([sum(w * _bell(m, s, s) for m, s, w in peaks) for peaks in _PHOSPHORS])
        weights = np.linalg.solve(_responses() @ parts.T, XYZ_RGB @ white_linear(OFFICE_K))
        power = weights @ parts
    return np.asarray(power / (_responses()[1] @ power))


@cache
def _responses() -> np.ndarray:
    """(3, n) x, y, z, each set right by less than 3 % so that D65 has exactly sRGB's white."""
    daylight = np.interp(NANOMETRES, np.arange(400.0, 701.0, 10.0), _D65)
    seen = matching() @ daylight
    return np.asarray(matching() * (WHITE_XYZ / seen * (seen[1] / WHITE_XYZ[1]))[:, None])


@cache
def smooth_reflectance() -> np.ndarray:
    """(n, 3) that turns linear RGB into the smoothest reflectance with that colour in daylight."""
    count = len(NANOMETRES)
    seen = np.linalg.solve(XYZ_RGB, _responses() * lamp_power("daylight"))  # (3, n): reflectance to linear RGB
    slope = np.diff(np.eye(count), axis=0)
    system = np.zeros((count + 3, count + 3))
    system[:count, :count], system[:count, count:], system[count:, :count] = 2 * slope.T @ slope, seen.T, seen
    return np.asarray(np.linalg.solve(system, np.vstack([np.zeros((count, 3)), np.eye(3)]))[:count])


@cache
def lamp_matrix(lamp: Lamp) -> np.ndarray:
    """(3, 3): linear RGB of a surface in daylight to linear RGB of it under a lamp of the same luminance.

    For a white sheet that is the lamp's white; channels may leave 0…1.
    """
    seen = np.linalg.solve(XYZ_RGB, _responses() * lamp_power(lamp))
    return np.asarray(seen @ smooth_reflectance())


def light_matrix(kelvin: float, white: np.ndarray) -> np.ndarray:
    """(3, 3) like `lamp_matrix` for light without peaks: D65 times how a black body differs from one of 6504 K.

    Args:
        kelvin: correlated colour temperature.
        white: (3,) the light's own; a white sheet comes out so exactly.
    """
    power = lamp_power("daylight") * _black_body(kelvin) / _black_body(6504.0)
    seen = np.linalg.solve(XYZ_RGB, _responses() * power)
    matrix = seen @ smooth_reflectance()
    found = matrix @ np.ones(3)
    return np.asarray(adaptation(found / (found @ LUMINANCE_RGB), white) @ matrix / (found @ LUMINANCE_RGB))


def _black_body(kelvin: float) -> np.ndarray:
    metres = NANOMETRES * 1e-9
    return np.asarray(metres**-5 / np.expm1(0.014387769 / (metres * kelvin)))  # second radiation constant, CODATA


def lamp_white(lamp: Lamp) -> np.ndarray:
    """(3,) linear RGB of a white sheet under a lamp, luminance 1."""
    return np.asarray(lamp_matrix(lamp) @ np.ones(3))


__all__ = [
    "CANDLE_K",
    "LAMPS",
    "NANOMETRES",
    "OFFICE_K",
    "Lamp",
    "lamp_matrix",
    "lamp_power",
    "lamp_white",
    "light_matrix",
    "matching",
    "smooth_reflectance",
]
