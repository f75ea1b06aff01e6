"""How a finish mirrors light on skin: where the skin itself catches the light, so that it follows the lamp."""

from __future__ import annotations

import numpy as np

from arkit.face.makeup.canvas import Box, Canvas
from arkit.face.makeup.pigment import MOST, brightest, thrice, tinted
from arkit.look import Finish, Makeup

# Of a white sheet's light: what a finish adds where skin is 1.5 times as bright as its median, and of that how much
# is the shade's own hue. Glitter is how far single grains stand out.
_LUSTRE: dict[Finish, tuple[float, float, float]] = {
    "matte": (0.0, 0.0, 0.0),
    "satin": (0.06, 0.35, 0.0),
    "gloss": (0.16, 0.1, 0.0),
    "sheer": (0.02, 0.0, 0.0),
    "shimmer": (0.14, 0.6, 0.55),
    "metallic": (0.24, 0.85, 0.25),
}


def lustre(canvas: Canvas, box: Box, makeup: Makeup, target: np.ndarray, grain: np.ndarray | None = None) -> np.ndarray:
    """Linear light (h, w, 3) that a finish adds in a box, a mere 0 (of no axes) where it adds none.

    Args:
        target: (3,) or (h, w, 3) the shade in this light.
        grain: (h, w) 0 to 1 about 0.5, glitter that lies on the skin; the picture's own texture where None.
    """
    amount, own, glitter = _LUSTRE[makeup.finish]
    if amount == 0:
        return np.zeros((), dtype=np.float32)  # adding a last axis of three to a face takes 0.2 ms
    lit = np.minimum(canvas.relative[box], MOST) / 1.5
    lit = lit * lit
    if glitter and grain is not None:
        lit = lit * (1 + glitter * (4 * grain**2 - 1))
    peak = thrice(brightest(target)) if target.ndim == 3 else target.max()
    hue = target / np.maximum(peak, 1e-3)
    light = canvas.white * np.float32(1 - own) + hue * np.float32(own * float(canvas.white.max()))
    lit = np.float32(amount) * lit
    return np.asarray(thrice(lit) * light if light.ndim == 3 else tinted(lit, light), dtype=np.float32)


__all__ = ["lustre"]
