"""Blush: a translucent flush from the apples of the cheeks up along the bone."""

from __future__ import annotations

import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.finish import lustre
from arkit.face.makeup.pigment import LUMINANCE, linear_color, shaded
from arkit.look import Makeup

COVER = 0.48  # of the skin hidden in the middle at strength 1
OWN = 0.7  # how far the shade takes the skin's own lightness: a pale powder does not lie like chalk on deep skin


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put blush on a canvas."""
    target = linear_color(makeup.color) * canvas.white
    ratio = canvas.level / max(float(target @ LUMINANCE), 1e-4)
    target = target * np.float32(ratio**OWN)
    for box, alpha in canvas.spreads(canvas.laid("blush")):
        alpha = alpha * canvas.bare_skin[box] * np.float32(COVER * makeup.strength)
        worn = shaded(target, canvas.relative[box])
        canvas.cover(box, alpha, worn + lustre(canvas, box, makeup, target))


__all__ = ["paint"]
