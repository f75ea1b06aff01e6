"""Mascara: lashes drawn one by one along the lids, thick at the root, fine at the tip, in small clumps.

They fan out as real ones do: inwards at the inner corner, long and outwards at the outer. Seen from the front the
middle ones point at the camera and look short. When the eye shuts, the upper ones come down.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas, Stencil
from arkit.face.makeup.eyeliner import normals_out
from arkit.face.makeup.eyes import Eye, box_of, drawn
from arkit.face.makeup.pigment import linear_color, shaded, smoothstep
from arkit.look import LIDS_OF, Makeup, setting

COVER = 0.88
DEPTH = 0.35
ROOT_MM = 0.19
_ASIDE = np.array([1.0, -1.0])
COUNTS = {"upper": (24, 40), "lower": (9, 14)}  # lashes at density 0, and how many more at 1


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Put mascara on a canvas."""
    target = linear_color(makeup.color) * canvas.white
    for one in canvas.carried(("mascara", makeup), partial(_stencils, canvas, makeup)):
        canvas.cover(one.box, one.alpha, shaded(target, canvas.relative[one.box], DEPTH))


def _stencils(canvas: Canvas, makeup: Makeup) -> list[Stencil]:
    """The lashes of both eyes; in a video they are carried along for two frames."""
    lids, found = makeup.lids or LIDS_OF["mascara"], []
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
        found.append(Stencil(box, alpha * (1 - ball) * np.float32(COVER * makeup.strength * eye.seen)))
    return found


def _root_line(line: np.ndarray, up: np.ndarray, thick: float) -> np.ndarray:
    """(n, 2) where lashes stand so dense that skin no longer shows."""
    return np.concatenate([line + normals_out(line, up) * (thick * _swell(len(line))), line[::-1]])


@cache
def _swell(count: int) -> np.ndarray:
    """(count, 1) 0 to 1: how thick the line of the roots is along the lid."""
    t = np.linspace(0, 1, count)
    return np.asarray(np.sqrt(np.clip(np.sin(np.pi * np.clip(t * 0.94 + 0.03, 0, 1)), 0, 1))[:, None])


@dataclass(frozen=True, slots=True)
class _Lashes:
    """The lashes of one lid before they stand on an eye, always the same ones; all (n,).

    Attributes:
        left, on: the sample of the lid's line before each root, and how far on towards the next.
        fan: how far each leans to the outer corner.
        shown: its length as seen from the front.
        width: at the root.
    """

    left: np.ndarray
    on: np.ndarray
    fan: np.ndarray
    shown: np.ndarray
    width: np.ndarray


def _lashes(eye: Eye, makeup: Makeup, lid: str) -> list[np.ndarray]:
    """Outlines (12, 2) of the lashes of one lid."""
    least, more = COUNTS[lid]
    line = eye.upper if lid == "upper" else eye.lower
    one = _standing(lid, least + round(more * setting(makeup, "density")), len(line))
    roots = line[one.left] + (line[one.left + 1] - line[one.left]) * one.on[:, None]
    rise = 2 * eye.openness - 1 if lid == "upper" else -1.0
    way = one.fan[:, None] * eye.axis + rise * eye.up
    way /= np.maximum(np.hypot(way[:, :1], way[:, 1:]), 1e-6)
    length = setting(makeup, "length_mm") * eye.mm_px * one.shown * (max(abs(rise), 0.35) if lid == "upper" else 0.42)
    # a lash leaves the lid sideways and bends up
    aside = np.clip(1.25 * one.fan, -1, 1)[:, None] * eye.axis
    curl = setting(makeup, "curl")
    middle = roots + (way * (1 - 0.45 * curl) + aside * 0.45 * curl) * (0.55 * length)[:, None]
    tips = roots + (way + 0.20 * curl * np.sign(rise) * eye.up) * length[:, None]
    width = eye.mm_px * one.width
    return _tapered(roots, middle, tips, width if lid == "upper" else 0.5 * width)


@cache
def _standing(lid: str, count: int, samples: int) -> _Lashes:
    """`count` lashes on a lid's line of `samples` points."""
    jitter = np.random.default_rng(29 if lid == "upper" else 31).uniform(-1, 1, (count, 4))
    t = np.linspace(0.05 if lid == "upper" else 0.22, 0.99, count) + jitter[:, 0] * 0.35 / count
    places = np.clip(t, 0, 1) * (samples - 1)
    left = np.minimum(places.astype(int), samples - 2)
    clump = 0.16 * np.sin(2 * np.pi * t * count / 3.7)  # tips of neighbours lean together
    # what of a lash's length is seen from the front: the middle ones point at the camera, the outer stand out sideways
    shown = 0.38 + 0.30 * smoothstep((t - 0.35) / 0.6)
    full = 0.55 + 0.45 * np.sin(np.pi * np.clip(0.12 + 0.74 * t, 0, 1))
    return _Lashes(
        left=left,
        on=places - left,
        fan=2.1 * (t - 0.42) + 0.14 * jitter[:, 1] + clump,
        shown=shown * full * (1 + 0.26 * jitter[:, 2]),
        width=ROOT_MM * (1 + 0.3 * jitter[:, 3]),
    )


def _tapered(roots: np.ndarray, middles: np.ndarray, tips: np.ndarray, widths: np.ndarray) -> list[np.ndarray]:
    """Outlines (12, 2) of bent strands that run out in a point."""
    begun, bent, ended, first, then, left = _bend()
    spine = begun * roots[:, None] + bent * middles[:, None] + ended * tips[:, None]
    way = first * (middles - roots)[:, None] + then * (tips - middles)[:, None]
    half = way[..., ::-1] * _ASIDE
    half *= left * (widths[:, None, None] / 2) / np.maximum(np.hypot(way[..., :1], way[..., 1:]), 1e-6)
    return list(np.concatenate([spine + half, (spine - half)[:, ::-1]], axis=1))


@cache
def _bend() -> tuple[np.ndarray, ...]:
    """Weights (1, 6, 1) along a strand: of its three points, of its two ways, and of its width."""
    s = np.linspace(0, 1, 6)[None, :, None]
    return (1 - s) ** 2, 2 * s * (1 - s), s**2, 1 - s, s, 1 - s


__all__ = ["paint"]
