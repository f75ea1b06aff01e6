"""See a worn face in another light: daylight, an office, a candle.

The picture is first brought to daylight by the light that was estimated in it. Then every pixel is taken for a surface
with the smoothest reflectance of its colour and lit by the lamp's spectrum: one matrix (arkit.spectrum). An eye
adapts to a lamp only so far, and less the dimmer and redder it is; what it leaves is shown. Against a plain tint
(Bradford by the lamp's white) 300 lipsticks come out 2.1 ΔE00 apart on average under the office's tube (most 4.6) and
7.2 under a candle (most 16.5): worth the matrix.

What one picture cannot give stays as it is: where the light comes from, its shadows and its highlights' places.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB
from arkit.face.lips.lipstick import decode, encode
from arkit.frame import Frame
from arkit.illuminant import D65_LINEAR, adaptation
from arkit.spectrum import Lamp, lamp_matrix, lamp_white


@dataclass(frozen=True, slots=True)
class Seeing:
    """How an eye meets a lamp: how far it adapts to the colour (0 to 1), and what is left of the brightness."""

    adapted: float
    level: float


SEEING: dict[Lamp, Seeing] = {
    "daylight": Seeing(1.0, 1.0),
    "office": Seeing(0.80, 0.92),
    "candle": Seeing(0.65, 0.55),
}


def relight(frame: Frame, lamp: Lamp, illuminant_linear: np.ndarray = D65_LINEAR) -> Frame:
    """The same picture under a lamp.

    Args:
        frame: make-up on or off.
        lamp: which.
        illuminant_linear: (3,) the light the picture was taken in (`LightCheck.illuminant_linear`).
    """
    matrix = relit_matrix(lamp, illuminant_linear).astype(np.float32)
    linear = cv2.transform(decode(frame.pixels), matrix).reshape(-1, 3)
    wild = (linear < 0).any(axis=1) | (linear > 1).any(axis=1)
    linear[wild] = shown(linear[wild])
    return Frame(encode(linear).reshape(frame.pixels.shape), frame.time_s, frame.camera)


def relit_matrix(lamp: Lamp, illuminant_linear: np.ndarray = D65_LINEAR) -> np.ndarray:
    """(3, 3) from linear RGB of the picture to linear RGB of what is seen."""
    seeing = SEEING[lamp]
    to_daylight = adaptation(illuminant_linear, D65_LINEAR)
    to_eye = adaptation(lamp_white(lamp), D65_LINEAR, seeing.adapted) @ lamp_matrix(lamp)
    kept = float(LUMINANCE_RGB @ to_eye @ D65_LINEAR)
    return np.asarray(to_eye @ to_daylight * (seeing.level / kept))


def shown(linear: np.ndarray) -> np.ndarray:
    """Colours (n, 3) the screen cannot show lose chroma towards the grey of their luminance, not hue or brightness."""
    gray = np.clip(linear @ LUMINANCE_RGB.astype(linear.dtype), 0, 1)[:, None]
    away = linear - gray
    with np.errstate(divide="ignore", invalid="ignore"):
        room = np.where(away > 0, (1 - gray) / away, np.where(away < 0, -gray / away, np.inf))
    return np.asarray(gray + away * np.minimum(room.min(axis=1, keepdims=True), 1))


__all__ = ["SEEING", "Seeing", "relight", "relit_matrix", "shown"]
