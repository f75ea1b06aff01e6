"""An eye as make-up needs it: both lids as lines, the skin above up to the brow as a net, the opening as a mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, floor

import cv2
import numpy as np

from arkit.face.makeup.chart import Chart, mirrored_ids
from arkit.face.makeup.pigment import smoothstep
from arkit.face.quantile import median, quantile

# The wearer's right eye, each line from the inner corner to the outer.
UPPER = (133, 173, 157, 158, 159, 160, 161, 246, 33)
LOWER = (133, 155, 154, 153, 145, 144, 163, 7, 33)
CREASE = (243, 190, 56, 28, 27, 29, 30, 247)
SOCKET = (244, 189, 221, 222, 223, 224, 225, 225)
UNDER_BROW = (193, 55, 65, 52, 53, 46)
OUTER_ENDS = ((247, 113), (113, 46), (46, 70))  # between these end crease, socket and brow, up and out from the corner
HEIGHTS = (0.0, 0.27, 0.62, 1.0)  # of lid, crease, socket, brow in the net
BEYOND = 0.42  # of the eye's width: how far the net goes on beyond the outer corner
ACROSS, UP, PAST = 96, 48, 20  # points of the net, and how many of those across lie beyond the outer corner
TURNED = (0.04, 0.22)  # cosine to the camera at which a lid begins to be painted, and is in full
SHARP_HALF = 0.55  # what a sharp picture's edges measure at half its size
WHITE_REACH = 0.10  # of the eye's width: how far beside the lids the white is looked for
WHITER = (1.8, 3.0)  # times the lid's luminance: the white must be so bright to be told from skin
CLOSED, OPEN = 0.08, 0.20  # opening over width
LEAST_FINE_PX = 160.0  # eyes narrower than this are drawn on a finer grid


@dataclass(frozen=True, slots=True)
class Eye:
    """One eye, pixels of the canvas.

    Attributes:
        upper, lower: (65, 2) the lids' edges from the inner corner to the outer.
        net: (48, 96, 2) the skin from lid to brow, from the inner corner to beyond the outer one.
        iris: (5, 2) the tracker's iris, or None.
        width_px: between the corners; mm_px: pixels a millimetre.
        axis, up: (2,) unit vectors from the inner to the outer corner, and square to that towards the brow.
        openness: 0 shut … 1 open.
        narrow: how much narrower than high a disc on this eye appears, 0 to 1.
        seen: 0 to 1, how far this side of the face looks at the camera.
    """

    upper: np.ndarray
    lower: np.ndarray
    net: np.ndarray
    iris: np.ndarray | None
    width_px: float
    mm_px: float
    axis: np.ndarray
    up: np.ndarray
    openness: float
    narrow: float
    seen: float


def find_eyes(points_px: np.ndarray, chart: Chart) -> tuple[Eye, Eye]:
    """The wearer's right and left eye.

    Args:
        points_px: (468 or 478, 2) landmarks in the canvas's pixels.
        chart: of the same canvas.
    """
    right, left = _lines()
    has_iris = len(points_px) >= 478
    irises = (points_px[468:473], points_px[473:478]) if has_iris else (None, None)
    return _eye(points_px, right, irises[0], chart), _eye(points_px, left, irises[1], chart)


@cache
def _lines() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Landmark ids of the lines of the right eye, then of the left."""
    right = [np.array(ids) for ids in (UPPER, LOWER, CREASE, SOCKET, UNDER_BROW, *OUTER_ENDS)]
    return right, [mirrored_ids()[ids] for ids in right]


def box_of(points_px: np.ndarray, margin_px: float, shape: tuple[int, ...]) -> tuple[slice, slice] | None:
    """The part of an (h, w) canvas that holds points (n, 2) with a margin; None where they lie outside."""
    x, y = points_px[..., 0], points_px[..., 1]  # ten times as fast as along the long axis of both
    left, top = max(floor(x.min() - margin_px), 0), max(floor(y.min() - margin_px), 0)
    right, bottom = min(ceil(x.max() + margin_px), shape[1]), min(ceil(y.max() + margin_px), shape[0])
    return None if min(right - left, bottom - top) < 2 else (slice(top, bottom), slice(left, right))


def drawn(polygons: Sequence[np.ndarray], box: tuple[slice, slice], eye: Eye) -> np.ndarray:
    """Polygons (n, 2) in canvas pixels filled into a box: (h, w) float32, 0 to 1, edges to a fraction of a pixel."""
    fine = max(1, int(np.ceil(LEAST_FINE_PX / max(eye.width_px, 8.0))))
    height, width = box[0].stop - box[0].start, box[1].stop - box[1].start
    canvas = np.zeros((height * fine, width * fine), dtype=np.uint8)
    corner = np.array([box[1].start, box[0].start])
    places = np.round(((np.concatenate(polygons) - corner) * fine - 0.5) * 16).astype(np.int32)
    start = 0
    for polygon in polygons:
        cv2.fillPoly(canvas, [places[start : start + len(polygon)]], 255, cv2.LINE_AA, 4)
        start += len(polygon)
    small = cv2.resize(canvas, (width, height), interpolation=cv2.INTER_AREA) if fine > 1 else canvas
    return np.asarray(small.astype(np.float32) / 255)


def openings(eyes: Sequence[Eye], plane: np.ndarray) -> np.ndarray:
    """(h, w) float32 how much of each pixel of a luminance plane shows an eyeball.

    That is what lies between the tracker's lids, and beside them what is as bright as the eye's white where the lid's
    skin is much darker: on deep skin and turned heads the tracker's lids are off by some pixels.
    """
    found = np.zeros(plane.shape, dtype=np.float32)
    for eye in eyes:
        loop = np.concatenate([eye.upper, eye.lower[-2:0:-1]])
        reach = WHITE_REACH * eye.width_px
        box = box_of(loop, reach + 1, plane.shape)
        if box is None:
            continue
        ball = drawn([loop], box, eye)
        inside = plane[box][ball > 0.9]
        lid = eye.net[UP // 4, ACROSS // 5 : ACROSS - PAST : 6].astype(int)
        lid = lid.clip(0, (plane.shape[1] - 1, plane.shape[0] - 1))
        skin = max(median(plane[lid[:, 1], lid[:, 0]]), 1e-4)
        if len(inside) > 8:
            white = quantile(inside, 0.8)
            trust = _step(white / skin, *WHITER)
            near = np.clip(1.6 - cv2.distanceTransform((ball < 0.5).astype(np.uint8), cv2.DIST_L2, 3) / reach, 0, 1)
            like = smoothstep((plane[box] / skin - 1.3) / max(0.5 * (white / skin - 1.3), 0.1))
            ball = np.maximum(ball, trust * near * like)
        found[box] = np.maximum(found[box], ball)
    return found


def softness_px(plane: np.ndarray, *, coarser: int = 2) -> float:
    """How soft a picture's edges are, as the sd of the blur that made them: 0.3 (sharp, or noisy) and up.

    Painted lines finer than the camera could draw look pasted on. Read from how much a further blur takes away,
    which was measured on edges of known softness.
    """
    once, twice = cv2.GaussianBlur(plane, (0, 0), 1.0), cv2.GaussianBlur(plane, (0, 0), 2.0)
    kept = float(np.abs(once - twice).mean())
    ratio = float(np.abs(plane - once).mean()) / max(kept, 1e-9)
    found = float(np.interp(ratio, (0.369, 0.404, 0.444, 0.529, 0.638, 0.769, 0.883), (3, 2, 1.5, 1, 0.7, 0.5, 0.3)))
    if coarser > 0 and min(plane.shape) > 24:  # noise looks sharp; at half the size it is gone and the edges tell
        half = softness_px(cv2.resize(plane, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), coarser=coarser - 1)
        found = max(found, 2 * half) if half > SHARP_HALF else found
    return found


def scattered(values: np.ndarray, eye: Eye, shape: tuple[int, ...]) -> tuple[tuple[slice, slice], np.ndarray] | None:
    """Values (k, 48, 96) at the net's points as smooth masks in pixels: their box and (h, w, k) float32."""
    box = box_of(eye.net.reshape(-1, 2), 2, shape)
    if box is None:
        return None
    height, width = box[0].stop - box[0].start, box[1].stop - box[1].start
    cell = max(1, round(eye.width_px / 64))
    rows, columns = -(-height // cell), -(-width // cell)
    x, y = eye.net.reshape(-1, 2).T
    column, row = (np.floor((x - box[1].start) / cell).astype(int), np.floor((y - box[0].start) / cell).astype(int))
    keep = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
    spots = (row * columns + column)[keep]
    sums = np.zeros((rows * columns, 1 + len(values)), dtype=np.float32)
    sums[:, 0] = np.bincount(spots, minlength=rows * columns)
    for place, value in enumerate(values):
        sums[:, 1 + place] = np.bincount(spots, value.reshape(-1)[keep], rows * columns)
    sums = cv2.GaussianBlur(sums.reshape(rows, columns, -1), (0, 0), 1.1)
    known = np.ascontiguousarray(sums[..., 0])
    known = smoothstep(known * 4) / np.maximum(known, np.float32(1e-4))
    fields = np.stack([sums[..., 1 + place] * known for place in range(len(values))], axis=-1)
    if cell > 1:
        fields = cv2.resize(fields, (columns * cell, rows * cell), interpolation=cv2.INTER_LINEAR)
    return box, fields.reshape(*fields.shape[:2], len(values))[:height, :width]


@cache
def net_places() -> tuple[np.ndarray, np.ndarray]:
    """(48, 96) each, at the net's points: along the eye (0 inner corner, 1 outer) and up (0 lid, 1 brow)."""
    along = np.concatenate([np.linspace(0, 1, ACROSS - PAST), 1 + BEYOND * np.arange(1, PAST + 1) / PAST])
    across, up = np.meshgrid(along, np.interp(np.linspace(0, 3, UP), range(4), HEIGHTS))
    return across, up


def _eye(points: np.ndarray, lines: list[np.ndarray], iris: np.ndarray | None, chart: Chart) -> Eye:
    upper, lower, crease, socket, brow = (points[ids] for ids in lines[:5])
    ends = [(points[one] + points[other]) / 2 for one, other in lines[5:]]
    width = max(float(np.hypot(*(upper[-1] - upper[0]))), 1.0)
    gap = float(np.hypot(*(upper[2:7] - lower[2:7]).T).max())
    spots = np.floor(upper / chart.cell_px).astype(int).clip(0, np.array(chart.seen.shape[::-1]) - 1)
    socket = np.vstack([socket[:7], (socket[7] + ends[1]) / 2])
    rows = [upper, np.vstack([crease, ends[0]]), np.vstack([socket, ends[1]])]
    rows.append(_basis(7, 9) @ np.vstack([brow, ends[2]]))
    outward = (upper[-1] - upper[0]) / width
    rise = (rows[3][4] - upper[4]) * 0.3
    net = _basis(9, ACROSS - PAST) @ (_basis(4, UP) @ np.stack(rows).reshape(4, 18)).reshape(UP, 9, 2)
    steps = (np.arange(1, PAST + 1) / PAST)[None, :, None]
    net = np.concatenate([net, net[:, -1:] + steps * (BEYOND * width * outward + rise)], axis=1)
    across = np.array([outward[1], -outward[0]])
    dense = _basis(9, 65)
    return Eye(
        upper=dense @ upper,
        lower=dense @ lower,
        net=net,
        iris=iris,
        width_px=width,
        mm_px=chart.px_m / 1000,
        axis=outward,
        up=across if across @ (rows[3][4] - lower[4]) > 0 else -across,
        openness=_step(gap / width, CLOSED, OPEN),
        narrow=chart.turn,
        seen=_step(float(chart.facing[spots[:, 1], spots[:, 0]].mean()), *TURNED),
    )


def _step(value: float, low: float, high: float) -> float:
    return float(smoothstep(np.array((value - low) / (high - low))))


@cache
def _basis(points: int, steps: int) -> np.ndarray:
    """(steps, points) weights of an open Catmull-Rom curve through `points` points, ends doubled."""
    found = np.zeros((steps, points))
    for row, place in enumerate(np.linspace(0, points - 1, steps)):
        left = min(int(place), points - 2)
        t = place - left
        cubic = (-t + 2 * t**2 - t**3, 2 - 5 * t**2 + 3 * t**3, t + 4 * t**2 - 3 * t**3, -(t**2) + t**3)
        for step, weight in enumerate(cubic):
            found[row, min(max(left - 1 + step, 0), points - 1)] += weight / 2
    return found


__all__ = ["Eye", "box_of", "drawn", "find_eyes", "net_places", "openings", "scattered", "softness_px"]
