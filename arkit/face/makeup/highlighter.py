"""Highlighter: light added where a face stands out, more on the side that faces the lamp."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.pigment import linear_color, luminance, smoothstep, tinted
from arkit.look import Finish, Makeup

# Light added at full strength over the skin's own, and how much the picture's own texture sparkles in it.
GLOW: dict[Finish, tuple[float, float]] = {"matte": (0.40, 0.0), "satin": (0.60, 0.35), "shimmer": (0.80, 0.8)}
FLOOR = 0.10  # of a white sheet's light, added on the deepest skin too: a film mirrors the lamp, whatever lies below
LIT = (0.45, 1.15)  # broad luminance over the median where a glow begins and is full


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put highlighter on a canvas."""
    broad = canvas.in_cells(
        "broad light", lambda: cv2.GaussianBlur(luminance(canvas.small), (0, 0), 2.0) / canvas.level
    )
    lit = smoothstep((broad - LIT[0]) / (LIT[1] - LIT[0])) * np.minimum(broad, 1.6)
    spot = canvas.spread(canvas.laid("highlighter") * lit.astype(np.float32))
    if spot is None:
        return
    box, amount = spot
    glow, sparkle = GLOW[makeup.finish]
    color = linear_color(makeup.color)
    hue = color / max(float(color.max()), 1e-3) * canvas.white / max(float(canvas.white.max()), 1e-3)
    power = glow * canvas.level + FLOOR * float(canvas.white.max()) * glow
    cells = cv2.resize(broad, None, fx=canvas.chart.cell_px, fy=canvas.chart.cell_px, interpolation=cv2.INTER_LINEAR)
    detail = canvas.relative[box] / np.maximum(cells[box], 0.05)
    grains = 1 + sparkle * (np.clip(detail, 0.5, 2.0) ** 3 - 1)
    alpha = amount * canvas.bare_skin[box] * np.float32(makeup.strength)
    here = canvas.linear[box]
    room = np.clip(1 - luminance(np.ascontiguousarray(here)), 0, 1)  # what is nearly white cannot shine much more
    canvas.cover(box, alpha, here + tinted(grains * room, hue * np.float32(power)))


__all__ = ["paint"]
