"""Foundation: the skin's broad colour is drawn towards a shade; pores, hairs and spots of light stay as they are.

Only a blurred picture of the skin's colour is changed, and the skin is multiplied by new over old: no smoothing.
The broad shading stays too, because the shade is set in the light that falls on each part of the face.
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.finish import lustre
from arkit.face.makeup.pigment import LUMINANCE, linear_color, luminance, thrice, tinted
from arkit.face.makeup.regions import on_face, skin_map
from arkit.look import Makeup

COVER = 0.9
BROAD_M = 0.007  # what is narrower than this is texture
EVEN = 0.25  # how far spots darker or lighter than their surroundings are evened
FACTORS = (0.4, 2.5)
LIGHTER, DARKER = 1.6, 0.62  # a wrong shade is shown as wrong only so far


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put foundation on a canvas."""
    cell, target = canvas.chart.cell_px, linear_color(makeup.color) * canvas.white
    aim = float(np.clip(float(target @ LUMINANCE) / canvas.level, DARKER, LIGHTER)) * canvas.level
    target = target * (aim / max(float(target @ LUMINANCE), 1e-4))
    where = canvas.in_cells("foundation", lambda: on_face(canvas.chart, skin_map()) * canvas.likeness)
    factors = canvas.in_cells(("foundation", makeup.color), lambda: _factors(canvas, where, target))
    spot = canvas.spread(where)
    if spot is None:
        return
    box, alpha = spot
    size = (factors.shape[1] * cell, factors.shape[0] * cell)
    fine = cv2.resize(factors, size, interpolation=cv2.INTER_LINEAR)[box]
    alpha = alpha * canvas.bare_skin[box] * np.float32(COVER * makeup.strength)
    added = lustre(canvas, box, makeup, target)
    if added.ndim:
        canvas.cover(box, alpha, canvas.linear[box] * (1 + fine) + added)
    else:
        canvas.multiply(box, alpha, fine)


def _factors(canvas: Canvas, where: np.ndarray, target: np.ndarray) -> np.ndarray:
    """(h, w, 3) cells: by how much more than 1 skin is multiplied to become `target` (3,) in the light there."""
    sd = BROAD_M * canvas.chart.px_m / canvas.chart.cell_px
    weight = np.maximum(where, np.float32(1e-4))
    side = 2 * round(1.2 * sd) + 1  # two boxes blur as a Gaussian of this sd does, at a fifth of the cost
    weighed = cv2.merge([*cv2.split(canvas.small * thrice(weight)), weight])
    red, green, blue, count = cv2.split(cv2.blur(cv2.blur(weighed, (side, side)), (side, side)))
    broad = cv2.merge((red, green, blue)) / thrice(count)
    light = luminance(broad) / np.float32(canvas.level)
    wide = cv2.blur(cv2.blur(light, (2 * side + 1, 2 * side + 1)), (2 * side + 1, 2 * side + 1))
    wanted = tinted(cv2.pow(light, 1 - EVEN) * cv2.pow(np.maximum(wide, np.float32(1e-3)), EVEN), target)
    return np.clip(wanted / np.maximum(broad, np.float32(1e-4)), *FACTORS) - np.float32(1)


__all__ = ["paint"]
