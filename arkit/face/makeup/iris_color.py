"""Iris colour, as a tinted lens gives it: fibres and a dark rim; pupil and mirrored lamps stay the wearer's own."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from arkit.errors import CheckError
from arkit.face.iris import TRACKER_WIDTH
from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.eyes import Eye, box_of, opening
from arkit.face.makeup.pigment import linear_color, luminance, smoothstep
from arkit.look import Makeup

COVER = 0.72
PUPIL = 0.42  # of the iris's radius, in a room
LAMP = (0.9, 1.8)  # times the skin's luminance: where a mirrored lamp begins and is full
UNDER_LIDS = 0.5  # of the light on the face reaches an iris, behind the cornea and below the brow
SHADE = 0.55  # how far lid and lashes darken the upper edge


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Colour both irises on a canvas."""
    for eye in canvas.eyes:
        if eye.iris is None:
            raise CheckError("iris: expected 478 landmarks, with irises, got 468; track with refined landmarks")
        _paint_iris(canvas, eye, makeup)


def _paint_iris(canvas: Canvas, eye: Eye, makeup: Makeup) -> None:
    assert eye.iris is not None
    center = eye.iris[0]
    radius = float(np.linalg.norm(eye.iris[1:] - center, axis=1).mean()) / TRACKER_WIDTH
    box = box_of(eye.iris, 0.15 * radius + 2, canvas.bare.shape)
    if box is None or radius < 2:
        return
    x = (np.arange(box[1].start, box[1].stop) + 0.5 - center[0])[None] / radius
    y = (np.arange(box[0].start, box[0].stop) + 0.5 - center[1])[:, None] / radius
    out = np.hypot(x, y).astype(np.float32)
    pixel = 1 / radius
    disc = smoothstep((1.0 - out) / max(1.6 * pixel, 0.10) + 0.5)
    pupil = smoothstep((PUPIL - out) / max(1.6 * pixel, 0.16) + 0.5)
    lids = smoothstep((opening(eye, box) - 0.35) / 0.6)
    bare = canvas.bare[box]
    lamp = smoothstep((bare / canvas.level - LAMP[0]) / (LAMP[1] - LAMP[0]))
    alpha = disc * (1 - pupil) * (1 - lamp) * lids * np.float32(COVER * makeup.strength * min(1.0, 1.4 * eye.seen))
    ring = (out > PUPIL) & (out < 0.95) & (lids > 0.9) & (lamp < 0.1)
    middle = float(np.median(bare[ring])) if ring.any() else float(canvas.level)
    detail = np.clip(bare / max(middle, 1e-4), 0.25, 2.5) ** 0.5
    worn = linear_color(makeup.color) * canvas.white * np.float32(UNDER_LIDS)
    paint_light = (detail * _pattern(x, y, out) * (1 - SHADE * smoothstep((-y - 0.05) / 0.9)))[..., None] * worn
    own = luminance(np.ascontiguousarray(canvas.linear[box]))[..., None]
    canvas.cover(box, alpha, np.maximum(paint_light, 0.5 * own * worn / max(float(worn.max()), 1e-3)))


def _pattern(x: np.ndarray, y: np.ndarray, out: np.ndarray) -> np.ndarray:
    """(h, w) factors on the shade: bright fibres round the pupil, a dark ring at the rim."""
    turn = ((np.arctan2(y, x) / (2 * np.pi)) % 1.0).astype(np.float32)
    fibres = _fibres()
    height, width = fibres.shape
    laid = cv2.remap(
        fibres, turn * width, np.clip(out, 0, 1) * (height - 1), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP
    )
    collar = 0.35 * np.exp(-(((out - 0.52) / 0.12) ** 2))
    rim = 1 - 0.72 * smoothstep((out - 0.74) / 0.22)
    return np.asarray((0.72 + 0.5 * laid + collar) * rim, dtype=np.float32)


@cache
def _fibres() -> np.ndarray:
    """(32, 256) 0 to 1, radius by angle: strands that wander a little; the same every time."""
    rng = np.random.default_rng(17)
    noise = rng.random((32, 256)).astype(np.float32)
    wrapped = np.concatenate([noise] * 3, axis=1)
    soft = cv2.GaussianBlur(wrapped, (0, 0), sigmaX=1.6, sigmaY=7)[:, 256:512]
    return np.asarray(np.clip((soft - soft.mean()) / (5 * soft.std()) + 0.5, 0, 1), dtype=np.float32)


__all__ = ["paint"]
