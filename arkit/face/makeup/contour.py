"""Contour: a painted shadow under the cheekbones, at temples, jaw and nose; cool, and never paler than the skin."""

from __future__ import annotations

import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.filters import filtered
from arkit.face.makeup.pigment import linear_color
from arkit.look import Makeup

COVER = 0.8
DEEPEST, PALEST = 0.42, 0.8  # of the skin's own luminance, at full cover


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put contour on a canvas."""
    spot = canvas.spread(canvas.laid("contour"))
    if spot is None:
        return
    box, alpha = spot
    factors = filtered(linear_color(makeup.color) * canvas.white, canvas, DEEPEST, PALEST)
    excess = tuple(factor - 1 for factor in factors)
    canvas.multiply(box, alpha * canvas.bare_skin[box] * np.float32(COVER * makeup.strength), excess)


__all__ = ["paint"]
