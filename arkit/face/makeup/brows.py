"""Brows: colour on the hairs and, as dense as wanted, powder between them; the hairs' own texture stays."""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np

from arkit.face.makeup.canvas import Canvas, Stencil
from arkit.face.makeup.eyes import box_of
from arkit.face.makeup.pigment import linear_color, shaded, smoothstep
from arkit.face.makeup.regions import brow_loops
from arkit.face.quantile import median, quantile
from arkit.look import Makeup, setting

HAIRS = 0.85  # of a hair covered at strength 1
BETWEEN = 0.62  # of the skin between hairs covered at density 1
ALONE = (
    0.2  # of the fill where no hair grows near, on a brow that has some: the tracker's is wider than many a real one
)
DEPTH = 0.65
DARKER = (0.06, 0.45)  # how much darker than the skin round it a pixel begins to be hair, and surely is


def paint(canvas: Canvas, makeup: Makeup) -> None:
    """Fill both brows on a canvas."""
    target = linear_color(makeup.color) * canvas.white
    for one in canvas.carried(("brows", makeup), partial(_stencils, canvas, makeup)):
        canvas.cover(one.box, one.alpha, shaded(target, canvas.bare[one.box] * np.float32(1 / one.level), DEPTH))


def _stencils(canvas: Canvas, makeup: Makeup) -> list[Stencil]:
    """Both brows; in a video they are carried along for two frames."""
    loops = brow_loops(canvas.landmarks_px - canvas.box_px[:2])
    found = [_stencil(canvas, makeup, loop) for loop in loops]
    return [one for one in found if one is not None]


def _stencil(canvas: Canvas, makeup: Makeup, loop: np.ndarray) -> Stencil | None:
    """One brow, and the median luminance beneath."""
    mm_px = canvas.chart.px_m / 1000
    box = box_of(loop, 6 * mm_px + 2, canvas.bare.shape)
    if box is None:
        return None
    shape = _shape(loop, box, mm_px)
    skin = max(quantile(canvas.bare[box], 0.75), 1e-4)
    dark = 1 - cv2.GaussianBlur(canvas.bare[box], (0, 0), max(0.15 * mm_px, 0.4)) / skin
    hair = smoothstep((dark - DARKER[0]) / (DARKER[1] - DARKER[0]))
    wide = np.minimum(cv2.GaussianBlur(shape, (0, 0), 1.3 * mm_px) * 2.0, 1)
    beside = np.clip(cv2.GaussianBlur(hair * wide, (0, 0), 1.6 * mm_px) / 0.35, 0, 1)
    core = shape > 0.5
    grown = float(hair[core].mean()) if core.any() else 0.0
    alone = 1 - (1 - ALONE) * float(smoothstep(np.array(grown / 0.2)))
    fill = BETWEEN * setting(makeup, "density") * (alone + (1 - alone) * beside)
    alpha = np.maximum(shape * fill, wide * hair * HAIRS)
    middle = median(canvas.bare[box][core]) if core.any() else skin
    seen = _seen(canvas, loop)
    return Stencil(box, np.asarray(alpha * np.float32(makeup.strength * seen), dtype=np.float32), max(middle, 1e-4))


def _shape(loop: np.ndarray, box: tuple[slice, slice], mm_px: float) -> np.ndarray:
    """(h, w) 0 to 1 the brow's area, soft all round and softer where it begins."""
    shape = (box[0].stop - box[0].start, box[1].stop - box[1].start)
    corner = np.array([box[1].start, box[0].start])
    canvas = np.zeros(shape, dtype=np.uint8)
    cv2.fillPoly(canvas, [np.round((loop - corner - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(canvas, (0, 0), max(0.9 * mm_px, 0.6)).astype(np.float32) / 255
    start, end = (loop[0] + loop[-1]) / 2 - corner, (loop[4] + loop[5]) / 2 - corner
    way = end - start
    x, y = np.arange(shape[1]), np.arange(shape[0])[:, None]
    along = ((x - start[0]) * way[0] + (y - start[1]) * way[1]) / max(float(way @ way), 1e-6)
    return np.asarray(soft * (0.35 + 0.65 * smoothstep((along + 0.02) / 0.28)), dtype=np.float32)


def _seen(canvas: Canvas, loop: np.ndarray) -> float:
    seen = canvas.chart.seen
    spots = np.floor(loop / canvas.chart.cell_px).astype(int).clip(0, np.array(seen.shape[::-1]) - 1)
    return float(seen[spots[:, 1], spots[:, 0]].mean())


__all__ = ["paint"]
