"""Make-up that works as a filter on the skin's own light: it deepens and tints, and keeps every pore."""

from __future__ import annotations

import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.pigment import LUMINANCE

TINTS = (0.55, 1.6)  # how far one channel may leave the others


def filtered(target: np.ndarray, canvas: Canvas, deepest: float, palest: float) -> tuple[float, float, float]:
    """Factors on linear light that take this face's skin to `target`, kept between two luminances.

    Args:
        target: (3,) the shade in this light.
        canvas: whose skin.
        deepest, palest: bounds of the luminance as multiples of the skin's own.
    """
    aim = float(np.clip(float(target @ LUMINANCE) / canvas.level, deepest, palest))
    hue = (target / max(float(target @ LUMINANCE), 1e-4)) / (canvas.skin / canvas.level)
    hue = np.clip(hue, *TINTS)
    factors = hue * aim
    luminous = float((factors * canvas.skin) @ LUMINANCE) / canvas.level
    red, green, blue = (factors * (aim / max(luminous, 1e-4))).tolist()
    return red, green, blue


__all__ = ["filtered"]
