"""Bronzer: warmth where the sun meets a face; it filters the skin's light and so never turns it pale."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.filters import filtered
from arkit.face.makeup.finish import lustre
from arkit.face.makeup.pigment import linear_color
from arkit.look import Makeup

COVER = 0.75
DEEPEST = 0.55  # of the skin's own luminance, at full cover


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put bronzer on a canvas."""
    spot = canvas.spread(canvas.laid("bronzer"))
    if spot is None:
        return
    box, alpha = spot
    target = linear_color(makeup.color) * canvas.white
    worn = cv2.multiply(canvas.linear[box], (*filtered(target, canvas, DEEPEST, 0.92), 1.0))
    alpha = alpha * canvas.bare_skin[box] * np.float32(COVER * makeup.strength)
    canvas.cover(box, alpha, worn + lustre(canvas, box, makeup, target))


__all__ = ["paint"]
