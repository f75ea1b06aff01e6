"""Eyeshadow: up to three shades between lid and brow, each fading into the next.

The first shade lies on the lid and fades above the crease; the second deepens crease and outer corner; the third
lifts the bone under the brow and the inner corner. They follow the lid when the eye shuts.
"""

from __future__ import annotations

from functools import cache, partial

import cv2
import numpy as np

from arkit.face.makeup.canvas import Box, Canvas, Stencil
from arkit.face.makeup.eyes import Eye, net_places, scattered
from arkit.face.makeup.finish import lustre
from arkit.face.makeup.pigment import linear_color, shaded, smoothstep
from arkit.look import Makeup

COVER = 0.85
PALE = 0.35  # on skin deeper than this the lightest shade is taken down, or it would lie like chalk
DEPTH = 0.85  # exponent of the skin's own shading


Spread = tuple[Box, np.ndarray, np.ndarray, np.ndarray, float]


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put eyeshadow on a canvas."""
    colors = np.stack([linear_color(color) * canvas.white for color in (makeup.color, *makeup.colors)])
    colors[2:] *= min(1.0, canvas.level / PALE) ** 0.4
    spreads = canvas.in_cells(("eyeshadow", len(colors)), partial(_spreads, canvas, len(colors)))
    stencils = canvas.carried(("eyeshadow", makeup), partial(_stencils, canvas, makeup, spreads))
    for (box, parts, _, grain, _), one in zip(spreads, stencils, strict=True):
        target = cv2.transform(parts, colors.T)
        worn = shaded(target, canvas.relative[box], DEPTH)
        canvas.cover(box, one.alpha, worn + lustre(canvas, box, makeup, target, grain))


def _stencils(canvas: Canvas, makeup: Makeup, spreads: list[Spread]) -> list[Stencil]:
    """Where shadow covers skin, and no eyeball."""
    return [
        Stencil(box, covered * (1 - np.minimum(canvas.opening[box], 1)) * np.float32(COVER * makeup.strength * seen))
        for box, _, covered, _, seen in spreads
    ]


def _spreads(canvas: Canvas, count: int) -> list[Spread]:
    found = [_spread(canvas, eye, count) for eye in canvas.eyes]
    return [one for one in found if one is not None]


def _spread(canvas: Canvas, eye: Eye, count: int) -> Spread | None:
    """The box round an eye; of each pixel (h, w, count) the part of each shade, (h, w) cover, glitter; `eye.seen`."""
    spread = scattered(_fields(count), eye, canvas.bare.shape)
    if spread is None:
        return None
    box, fields = spread
    weights = np.ascontiguousarray(fields[..., :count])
    bare = np.ones(weights.shape[:2], dtype=np.float32)
    for place in range(count):
        bare *= 1 - np.minimum(weights[..., place], 1)
    total = np.maximum(weights.sum(axis=-1), 1e-4)
    return box, weights / total[..., None], 1 - bare, np.ascontiguousarray(fields[..., count]), eye.seen


@cache
def _fields(count: int) -> np.ndarray:
    """(count + 1, 48, 96) how much of each shade lies at the net's points, and the glitter."""
    return np.stack([*_weights(count), _grain()])


def _weights(count: int) -> np.ndarray:
    """(count, 48, 96) how much of each shade lies at the net's points."""
    along, up = net_places()
    ends = smoothstep((along + 0.02) / 0.16) * smoothstep((1.36 - along) / 0.46)
    past = up + 0.10 - 1.6 * np.maximum(along - 0.94, 0)  # beyond the corner the lower edge rises, and is soft
    ends = ends * smoothstep(past / 0.36 + 3 * smoothstep((1.02 - along) / 0.22))
    tilt = 0.10 * (along - 0.5)  # the fade climbs towards the temple
    lid = ends * (1 - smoothstep((up - 0.26 - tilt) / 0.56))
    if count == 1:
        outer = 0.72 + 0.28 * smoothstep((along - 0.45) / 0.5)
        return np.asarray((lid * outer)[None])
    beyond = smoothstep((along - 0.62) / 0.34)
    crease = (
        np.exp(-(((up - 0.42 - tilt) / np.where(up > 0.42 + tilt, 0.27, 0.16)) ** 2))
        * smoothstep((along - 0.12) / 0.4)
        * 0.85
    )
    corner = beyond * (1 - smoothstep((up - 0.30 - tilt) / 0.5))
    second = ends * np.maximum(crease, corner)
    first = lid * (1 - 0.75 * np.minimum(second, 1))
    if count == 2:
        return np.stack([first, second])
    bone = np.exp(-(((up - 0.86) / 0.12) ** 2)) * smoothstep((along - 0.35) / 0.3) * smoothstep((1.12 - along) / 0.25)
    inner = np.exp(-((along / 0.11) ** 2) - (up / 0.16) ** 2)
    return np.stack([first * (1 - inner), second, np.maximum(0.4 * bone, 0.5 * inner)])


def _grain() -> np.ndarray:
    """(48, 96) 0 to 1: glitter that stays where it lies on the lid; the same every time."""
    return np.random.default_rng(11).beta(0.7, 1.3, net_places()[0].shape)


__all__ = ["paint"]
