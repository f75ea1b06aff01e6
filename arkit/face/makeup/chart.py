"""Where on the face each part of the picture lies: a coarse map from picture to a flat chart of the face.

The chart is the canonical face rolled out: u runs round the head's axis, v up the face, in metres; masks of soft
regions are drawn in it once, so that they follow anatomy, foreshortening and expression. The map of a picture is made
by scattering points of the face's surface over coarse cells and blurring (normalised convolution): 0.35 ms, where
filling the mesh's 898 triangles one by one took 4 ms and showed their facets. Points every 2.3 mm take twice the time
of these, every 3.3 mm; masks differ by up to 0.07 at the temples, colours by 0.2 ΔE00 on average.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import hypot

import cv2
import numpy as np

from arkit.face.canonical import POINTS, canonical_face
from arkit.face.makeup.pigment import smoothstep
from arkit.face.shape import surface_normals

CELLS = 72  # across the face's box
SAMPLE_M = 0.0033
SHOWN = (0.07, 0.175)  # samples a cell, blurred: where the face begins to be there, and how fast
AXIS_M = (0.075, 0.09375)  # how far the axis lies behind the eyes, and the radius of the roll
BROW_TO_HAIR = 1.3  # the tracker's face ends in mid forehead; the skin goes on by so many of its last steps
# The last row of landmarks on the forehead, from the wearer's right to left, and the row below it.
TOP_ROW = (21, 54, 103, 67, 109, 10, 338, 297, 332, 284, 251)
ROW_BELOW = (71, 68, 104, 69, 108, 151, 337, 299, 333, 298, 301)
HIDDEN_M = 0.02  # what lies this far behind something else is not seen
SEEN = (0.24, 0.62)  # cosine to the camera at which skin begins to count, and counts in full


@dataclass(frozen=True, slots=True)
class Chart:
    """The coarse map of one face in one picture; cell (0, 0) begins at the box's corner.

    Attributes:
        cell_px: side of a cell.
        u_m, v_m: (h, w) float32, place in the chart.
        facing: (h, w) float32, cosine between the skin and the way to the camera.
        seen: (h, w) float32, 0 to 1: the face is there and looks at the camera.
        turn: cosine of how far the head is turned aside, 1 when it faces the camera.
        px_m: pixels a metre of an average face.
    """

    cell_px: int
    u_m: np.ndarray
    v_m: np.ndarray
    facing: np.ndarray
    seen: np.ndarray
    turn: float
    px_m: float


@dataclass(frozen=True, slots=True)
class _Samples:
    """Points of the canonical surface: landmark ids and weights (4, n), place, normal (3, n), chart (2, n)."""

    ids: np.ndarray
    weights: np.ndarray
    positions_m: np.ndarray
    normals: np.ndarray
    chart_m: np.ndarray


@cache
def chart_points() -> np.ndarray:
    """(468, 2) chart coordinates in metres of the canonical points, the wearer's left at +u."""
    points = canonical_face().positions_m
    u = AXIS_M[1] * np.arctan2(points[:, 0], points[:, 2] + AXIS_M[0])
    return np.stack([u, points[:, 1]], axis=1)


@cache
def mirrored_ids() -> np.ndarray:
    """(468,) the landmark on the other side of the face."""
    points = canonical_face().positions_m
    apart = ((points[:, None] * (-1, 1, 1) - points[None]) ** 2).sum(axis=2)
    return np.asarray(apart.argmin(axis=1))


def face_chart(landmarks_px: np.ndarray, box_px: tuple[int, int, int, int]) -> Chart:
    """Map the part `box_px` (left, top, right, bottom) of a picture.

    Args:
        landmarks_px: (468 or 478, 2) of this very picture.
    """
    left, top, right, bottom = box_px
    points = landmarks_px[:POINTS]
    cell = max(1, round(float((points.max(axis=0) - points.min(axis=0)).max()) / CELLS))
    width, height = -(-(right - left) // cell), -(-(bottom - top) // cell)
    axes = _axes(points)
    (ax, ay, az), (bx, by, bz) = axes.tolist()
    px_m = (hypot(ax, ay, az) + hypot(bx, by, bz)) / 2
    samples = _samples()
    square = (az * by - ay * bz, ax * bz - az * bx, ay * bx - ax * by)
    toward = np.array(square) / max(hypot(*square), 1e-9)
    turn = float(np.sqrt(max(1 - toward[0] ** 2, 0.2)))
    facing = _along(samples.normals, toward)
    column, row = (_placed(samples, points[:, axis] - start, cell) for axis, start in ((0, left), (1, top)))
    keep = (facing > 0.02) & (column >= 0) & (column < width) & (row >= 0) & (row < height)
    if abs(toward[0]) > 0.3:
        keep &= ~_hidden(_along(samples.positions_m, toward), row // 4 * 4096 + column // 4, keep)
    spots = (row * width + column)[keep]
    parts = (None, samples.chart_m[0][keep], samples.chart_m[1][keep], facing[keep])
    sums = np.zeros((height * width, 4), dtype=np.float32)
    for place, part in enumerate(parts):
        sums[:, place] = np.bincount(spots, part, width * height)
    count, u, v, turned = cv2.split(cv2.GaussianBlur(sums.reshape(height, width, 4), (0, 0), 1.2))
    known = np.maximum(count, 1e-6)
    facing = turned / known
    seen = smoothstep((facing - SEEN[0]) / (SEEN[1] - SEEN[0])) * smoothstep((count - SHOWN[0]) / SHOWN[1])
    return Chart(cell, u / known, v / known, facing, seen, turn, px_m)


def _placed(samples: _Samples, coordinate_px: np.ndarray, cell_px: int) -> np.ndarray:
    """(n,) which column or row of cells each sample lies in."""
    mixed = (coordinate_px.astype(np.float32) / cell_px).take(samples.ids)
    mixed *= samples.weights
    return np.asarray(np.floor(mixed.sum(axis=0)).astype(np.int64))


def _along(vectors: np.ndarray, way: np.ndarray) -> np.ndarray:
    """(n,) how far vectors (3, n) reach along a way (3,); so small a product costs less by hand than by threads."""
    x, y, z = (np.float32(one) for one in way)
    return np.asarray(x * vectors[0] + y * vectors[1] + z * vectors[2])


def _axes(points_px: np.ndarray) -> np.ndarray:
    """(2, 3) pixels a metre along the canonical face's axes: the best affine camera."""
    return np.asarray((_inverse() @ points_px)[:3].T)


@cache
def _inverse() -> np.ndarray:
    points = canonical_face().positions_m
    return np.asarray(np.linalg.pinv(np.column_stack([points, np.ones(len(points))])))


def _hidden(depth_m: np.ndarray, coarse: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """Which samples (n,) lie behind others: depth against the nearest of the same coarse cell (n,)."""
    spots = np.where(keep, coarse, 0)
    nearest = np.full(int(spots.max(initial=0)) + 1, -np.inf)
    np.maximum.at(nearest, spots[keep], depth_m[keep])
    return np.asarray(depth_m < nearest[spots] - HIDDEN_M)


@cache
def hairline() -> np.ndarray:
    """(11, 2) chart coordinates of where the forehead ends, from the wearer's right to the left."""
    return hairline_px(chart_points())


def hairline_px(landmarks_px: np.ndarray) -> np.ndarray:
    """(11, 2) pixels of where the forehead ends in a picture."""
    last, below = landmarks_px[list(TOP_ROW)], landmarks_px[list(ROW_BELOW)]
    return np.asarray(last + _beyond()[:, None] * (last - below))


def _beyond() -> np.ndarray:
    """(11,) how many steps the skin goes on over each landmark of the top row: nothing at the temples."""
    return BROW_TO_HAIR * np.sin(np.linspace(0.04, np.pi - 0.04, len(TOP_ROW))) ** 0.7


@cache
def _samples() -> _Samples:
    face = canonical_face()
    normals = surface_normals(face.positions_m, face.triangles)
    rows = [*_on_triangles(face.positions_m, face.triangles), *_on_forehead()]
    ids = np.array([row[0] for row in rows]).T.copy()
    weights = np.array([row[1] for row in rows], dtype=np.float32).T.copy()
    mixed = [
        np.einsum("kn,knc->nc", weights, array[ids]).astype(np.float32)
        for array in (face.positions_m, normals, chart_points())
    ]
    mixed[1] /= np.maximum(np.linalg.norm(mixed[1], axis=1, keepdims=True), 1e-6)
    return _Samples(ids, weights, *(np.ascontiguousarray(array.T) for array in mixed))


def _on_triangles(positions_m: np.ndarray, triangles: np.ndarray) -> Iterator[tuple[list[int], list[float]]]:
    """Ids and weights of points all over the triangles, as dense on each."""
    for triangle in triangles.tolist():
        a, b, c = positions_m[triangle]
        area = float(np.linalg.norm(np.cross(b - a, c - a))) / 2
        steps = max(1, int(np.ceil(np.sqrt(2 * area) / SAMPLE_M)))
        for one, two in ((i, j) for i in range(steps) for j in range(steps - i)):
            for third in (1, 2) if one + two < steps - 1 else (1,):
                first, second = (one + third / 3) / steps, (two + third / 3) / steps
                yield [*triangle, triangle[0]], [first, second, 1 - first - second, 0.0]


def _on_forehead() -> Iterator[tuple[list[int], list[float]]]:
    """Ids and weights of points between the last landmarks and the hairline: the last step, carried on."""
    for place in range(len(TOP_ROW) - 1):
        ids = [TOP_ROW[place], TOP_ROW[place + 1], ROW_BELOW[place], ROW_BELOW[place + 1]]
        for across in (np.arange(12) + 0.5) / 12:
            most = float(_beyond()[place] * (1 - across) + _beyond()[place + 1] * across)
            for out in most * (np.arange(16) + 0.5) / 16:
                yield ids, [(1 - across) * (1 + out), across * (1 + out), -(1 - across) * out, -across * out]


__all__ = ["Chart", "chart_points", "face_chart", "hairline", "hairline_px", "mirrored_ids"]
