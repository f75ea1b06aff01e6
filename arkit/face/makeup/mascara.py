"""Mascara: lashes drawn one by one along the lids, thick at the root, fine at the tip, in small clumps.

They fan out as real ones do: inwards at the inner corner, long and outwards at the outer. Seen from the front the
middle ones point at the camera and look short. When the eye shuts, the upper ones come down.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.eyeliner import normals_out
from arkit.face.makeup.eyes import Eye, box_of, drawn
from arkit.face.makeup.pigment import linear_color, shaded, smoothstep
from arkit.look import LIDS_OF, Makeup, setting

COVER = 0.88
DEPTH = 0.35
ROOT_MM = 0.19
COUNTS = {"upper": (24, 40), "lower": (9, 14)}  # lashes at density 0, and how many more at 1


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put mascara on a canvas."""
    lids = makeup.lids or LIDS_OF["mascara"]
    target = linear_color(makeup.color) * canvas.white
    for eye in canvas.eyes:
        lashes: list[np.ndarray] = []
        if lids != "lower":
            lashes += [*_lashes(eye, makeup, "upper"), _root_line(eye.upper, eye.up, 0.30 * eye.mm_px)]
        if lids != "upper":
            lashes += _lashes(eye, makeup, "lower")
        box = box_of(np.concatenate(lashes), 2, canvas.bare.shape)
        if box is None:
            continue
        soft_px = max(0.05 * eye.mm_px, 0.8 * canvas.softness_px)
        alpha = cv2.GaussianBlur(drawn(lashes, box, eye), (0, 0), soft_px)
        ball = np.clip(canvas.opening[box] * 1.6 - 0.6, 0, 1)
        alpha = alpha * (1 - ball) * np.float32(COVER * makeup.strength * eye.seen)
        canvas.cover(box, alpha, shaded(target, canvas.relative[box], DEPTH))


def _root_line(line: np.ndarray, up: np.ndarray, thick: float) -> np.ndarray:
    """(n, 2) where lashes stand so dense that skin no longer shows."""
    t = np.linspace(0, 1, len(line))
    swell = thick * np.sqrt(np.clip(np.sin(np.pi * np.clip(t * 0.94 + 0.03, 0, 1)), 0, 1))
    return np.concatenate([line + normals_out(line, up) * swell[:, None], line[::-1]])


def _lashes(eye: Eye, makeup: Makeup, lid: str) -> list[np.ndarray]:
    """Outlines (10, 2) of the lashes of one lid, always the same ones."""
    least, more = COUNTS[lid]
    count = least + round(more * setting(makeup, "density"))
    line = eye.upper if lid == "upper" else eye.lower
    jitter = _jitter(lid, count)
    t = np.linspace(0.05 if lid == "upper" else 0.22, 0.99, count) + jitter[:, 0] * 0.35 / count
    places = np.clip(t, 0, 1) * (len(line) - 1)
    left = np.minimum(places.astype(int), len(line) - 2)
    roots = line[left] + (line[left + 1] - line[left]) * (places - left)[:, None]
    rise = 2 * eye.openness - 1 if lid == "upper" else -1.0
    clump = 0.16 * np.sin(2 * np.pi * t * count / 3.7)  # tips of neighbours lean together
    fan = 2.1 * (t - 0.42) + 0.14 * jitter[:, 1] + clump
    way = fan[:, None] * eye.axis + rise * eye.up
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
    # what of a lash's length is seen from the front: the middle ones point at the camera, the outer stand out sideways
    shown = 0.38 + 0.30 * smoothstep((t - 0.35) / 0.6)
    full = 0.55 + 0.45 * np.sin(np.pi * np.clip(0.12 + 0.74 * t, 0, 1))
    length = setting(makeup, "length_mm") * eye.mm_px * shown * full * (1 + 0.26 * jitter[:, 2])
    length = length * (max(abs(rise), 0.35) if lid == "upper" else 0.42)
    # a lash leaves the lid sideways and bends up
    aside = np.clip(1.25 * fan, -1, 1)[:, None] * eye.axis
    curl = setting(makeup, "curl")
    middle = roots + (way * (1 - 0.45 * curl) + aside * 0.45 * curl) * (0.55 * length)[:, None]
    tips = roots + (way + 0.20 * curl * np.sign(rise) * eye.up) * length[:, None]
    width = ROOT_MM * eye.mm_px * (1 + 0.3 * jitter[:, 3])
    return _tapered(roots, middle, tips, width if lid == "upper" else 0.5 * width)


@cache
def _jitter(lid: str, count: int) -> np.ndarray:
    """(count, 4) -1 to 1: how each lash differs from its neighbours in place, lean, length and width."""
    return np.random.default_rng(29 if lid == "upper" else 31).uniform(-1, 1, (count, 4))


def _tapered(roots: np.ndarray, middles: np.ndarray, tips: np.ndarray, widths: np.ndarray) -> list[np.ndarray]:
    """Outlines (12, 2) of bent strands that run out in a point."""
    s = np.linspace(0, 1, 6)[None, :, None]
    spine = (1 - s) ** 2 * roots[:, None] + 2 * s * (1 - s) * middles[:, None] + s**2 * tips[:, None]
    way = (1 - s) * (middles - roots)[:, None] + s * (tips - middles)[:, None]
    across = np.stack([way[..., 1], -way[..., 0]], axis=-1)
    across /= np.maximum(np.linalg.norm(across, axis=-1, keepdims=True), 1e-6)
    half = across * (widths[:, None, None] / 2) * (1 - s)
    return list(np.concatenate([spine + half, (spine - half)[:, ::-1]], axis=1))


__all__ = ["paint"]
