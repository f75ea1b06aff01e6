"""Eyeliner: a line along the lashes, thin at the inner corner, with a wing if one is wanted."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas, Stencil
from arkit.face.makeup.eyes import Eye, box_of, drawn
from arkit.face.makeup.finish import lustre
from arkit.face.makeup.pigment import linear_color, shaded, smoothstep
from arkit.look import LIDS_OF, Makeup, setting

COVER = 0.92
DEPTH = 0.5
SOFT_MM = 0.22
WING = 0.42  # of the eye's width, at wing 1
FALLOFF = 0.46  # of a wing's length: how far it rises with each step outwards beyond the lower lid's own line


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put eyeliner on a canvas."""
    target = linear_color(makeup.color) * canvas.white
    for one in canvas.carried(("eyeliner", makeup), partial(_stencils, canvas, makeup)):
        worn = shaded(target, canvas.relative[one.box], DEPTH)
        canvas.cover(one.box, one.alpha, worn + lustre(canvas, one.box, makeup, target))


def _stencils(canvas: Canvas, makeup: Makeup) -> list[Stencil]:
    """The lines of both eyes; in a video they are carried along for two frames."""
    lids, found = makeup.lids or LIDS_OF["eyeliner"], []
    for eye in canvas.eyes:
        thick = setting(makeup, "thickness_mm") * eye.mm_px
        lines = [_upper(eye, thick, setting(makeup, "wing"))] if lids != "lower" else []
        lines += [_lower(eye, thick)] if lids != "upper" else []
        box = box_of(np.concatenate(lines), 3 * SOFT_MM * eye.mm_px + 2, canvas.bare.shape)
        if box is None:
            continue
        soft_px = max(SOFT_MM * eye.mm_px, 0.8 * canvas.softness_px)
        alpha = cv2.GaussianBlur(drawn(lines, box, eye), (0, 0), soft_px)
        ball = np.clip(canvas.opening[box] * 1.6 - 0.6, 0, 1)
        found.append(Stencil(box, alpha * (1 - ball) * np.float32(COVER * makeup.strength * eye.seen)))
    return found


def normals_out(line: np.ndarray, away: np.ndarray) -> np.ndarray:
    """(n, 2) unit normals of a line, on the side that `away` (2,) points to."""
    x, y = np.gradient(line, axis=0).T
    longest = np.maximum(np.hypot(x, y), 1e-6)
    longest[y * away[0] < x * away[1]] *= -1
    return np.stack([y / longest, -x / longest], axis=1)


def _upper(eye: Eye, thick: float, wing: float) -> np.ndarray:
    """(n, 2) outline of the line on the upper lid."""
    t = np.linspace(0, 1, len(eye.upper))
    out = normals_out(eye.upper, eye.up)
    growth = thick * (0.22 + 0.78 * smoothstep(t / 0.8))
    if wing <= 0:
        growth = growth * (1 - 0.75 * smoothstep((t - 0.88) / 0.12))
    edge = eye.upper + out * growth[:, None]
    rim = eye.upper - out * (0.18 * growth)[:, None]
    if wing <= 0:
        return np.concatenate([edge, rim[::-1]])
    corner = eye.upper[-1]
    lower_way = corner - eye.lower[int(0.72 * len(eye.lower))]
    lower_way = lower_way / max(float(np.linalg.norm(lower_way)), 1e-6)
    aim = 0.75 * eye.axis + 0.35 * lower_way + FALLOFF * eye.up
    tip = corner + aim / np.linalg.norm(aim) * (0.06 + wing * WING) * eye.width_px
    keep = int(0.9 * len(t))
    bend = np.linspace(0, 1, 12)[1:, None]
    start, middle = edge[keep - 1], edge[-1] + 0.2 * (tip - corner)
    upper_side = (1 - bend) ** 2 * start + 2 * bend * (1 - bend) * middle + bend**2 * tip
    hollow = corner + 0.45 * (tip - corner) + 0.04 * np.linalg.norm(tip - corner) * eye.up
    lower_side = (1 - bend) ** 2 * tip + 2 * bend * (1 - bend) * hollow + bend**2 * rim[-1]
    return np.concatenate([edge[:keep], upper_side, lower_side, rim[::-1]])


def _lower(eye: Eye, thick: float) -> np.ndarray:
    """(n, 2) outline of the line under the eye: its outer two thirds, thinner than above."""
    first = int(0.3 * len(eye.lower))
    line = eye.lower[first:]
    t = np.linspace(0, 1, len(line))
    out = normals_out(line, -eye.up)
    growth = 0.55 * thick * smoothstep(t / 0.5)
    return np.concatenate([line + out * growth[:, None], (line - out * (0.12 * growth)[:, None])[::-1]])


__all__ = ["normals_out", "paint"]
