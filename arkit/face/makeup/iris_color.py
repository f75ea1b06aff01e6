"""Iris colour, as a tinted lens gives it: fibres and a dark rim; pupil and mirrored lamps stay the wearer's own."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from arkit.errors import CheckError
from arkit.face.iris import TRACKER_WIDTH
from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.eyes import Eye, box_of
from arkit.face.makeup.pigment import linear_color, luminance, smoothstep
from arkit.look import Makeup

COVER = 0.72
SHARP = 9.0  # how much the best shift outweighs the others
PUPIL = 0.38  # of the iris's radius, in a room
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
    start_px = float(np.linalg.norm(eye.iris[1:] - eye.iris[0], axis=1).mean()) / TRACKER_WIDTH
    start_px *= 2 / (1 + eye.narrow)  # the tracker's circle is a mean of the disc's two widths
    box = box_of(eye.iris, 0.35 * start_px + 2, canvas.bare.shape)
    if box is None or start_px < 2:
        return
    open_here = canvas.opening[box]
    center, radius = _found(
        canvas.bare[box], open_here, eye.iris[0] - (box[1].start, box[0].start), start_px, eye.narrow
    )
    from_x = (np.arange(open_here.shape[1]) + 0.5 - center[0])[None] / radius
    from_y = (np.arange(open_here.shape[0]) + 0.5 - center[1])[:, None] / radius
    x = (from_x * eye.axis[0] + from_y * eye.axis[1]) / eye.narrow
    y = from_x * -eye.up[0] + from_y * -eye.up[1]
    out = np.hypot(x, y).astype(np.float32)
    pixel = 1 / radius
    disc = smoothstep((1.0 - out) / max(1.6 * pixel, 0.10) + 0.5)
    pupil = smoothstep((PUPIL - out) / max(1.6 * pixel, 0.16) + 0.5)
    lids = smoothstep((open_here - 0.6) / 0.4)
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


def _found(
    plane: np.ndarray, open_here: np.ndarray, center: np.ndarray, radius: float, narrow: float
) -> tuple[np.ndarray, float]:
    """The disc's centre (2,) and radius, pixels of the plane, near where the tracker saw it.

    Every small shift and size is tried, and counts by how much brighter it is just outside than just inside, where the
    lids leave both in sight. The mean of all by that weight moves smoothly from frame to frame. The tracker's own
    circle is off by up to a sixth of its radius; measure_irises is better still, but costs 6 ms.
    """
    shifts = np.linspace(-0.2, 0.2, 7)
    sizes, dx, dy = (
        grid.reshape(-1, 1) for grid in np.meshgrid((0.85, 0.91, 0.97, 1.03), shifts, shifts, indexing="ij")
    )
    turn = np.arange(40) / 40 * 2 * np.pi
    limit = np.array(plane.shape[::-1]) - 1
    sums, shown = [], []
    for ring in (0.88, 1.12):
        x = center[0] + radius * (dx + narrow * sizes * ring * np.cos(turn))
        y = center[1] + radius * (dy + sizes * ring * np.sin(turn))
        column, row = (np.floor(one).astype(int).clip(0, most) for one, most in zip((x, y), limit, strict=True))
        sums.append(plane[row, column])
        shown.append(open_here[row, column] > 0.9)
    both = shown[0] & shown[1]
    count = both.sum(axis=1)
    step = ((sums[1] - sums[0]) * both).sum(axis=1) / np.maximum(count, 6)
    spread = max(float(np.ptp(step)), 1e-6)
    weight = np.exp(SHARP * step / spread - 8.0 * (dx**2 + dy**2)[:, 0]) * (count >= 8)
    total = float(weight.sum())
    if total <= 0:
        return center, radius
    mean = [float(weight @ one[:, 0]) / total for one in (dx, dy, sizes)]
    return center + radius * np.array(mean[:2]), radius * mean[2]


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
