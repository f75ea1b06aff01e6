"""Doors, windows and open doorways: holes in a wall's points, found where no label tells them.

A wall's rectangle is divided into cells of 5 cm. A cell is a hole where the wall is not seen but something behind its
plane is (a door's leaf 3 cm back, a pane, the hall), or where nothing is seen at all though nothing stands before it.
What hangs on the wall is in front and no hole; what stands before it throws a shadow, and a shadow alone is no door.
Each edge is the middle of where the wall's points end, row by row; their scatter is its sd.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.room.scan.outline import Side
from arkit.room.scan.walls import Line
from arkit.spaces import pose
from arkit.surface import Measure, Opening, OpeningKind

CELL_M = 0.05
BAND_M = 0.1
SEEN = 0.15  # of the wall's usual density: below that a cell is not wall
BEHIND_M, BEFORE_M = 2.5, 0.8
LEAST_WIDTH_M, LEAST_HEIGHT_M, MOST_WIDTH_M = 0.45, 0.5, 4.0
DOOR_M = (1.75, 2.7)  # how high a door is
SILL_M = 0.2  # an opening that starts below is walked through
FULL = 0.65  # share of its box that must be hole
EDGE_SD_M = 0.004  # of an edge beyond its scatter: frames and leaves are not sharp


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Points beside one side, as seen from inside: (n,) metres along it, above the floor and into the room."""

    u: np.ndarray
    v: np.ndarray
    into: np.ndarray
    length_m: float
    thick_m: float  # a point this near is on the wall


def find_openings(points: np.ndarray, lines: list[Line], sides: list[Side], high_m: float) -> tuple[Opening, ...]:
    """The openings in the walls of an outline.

    Args:
        points: (n, 3) of the scan in room space.
        sides: of the outline; `lines` those they lie on.
    """
    found: list[Opening] = []
    for side in sides:
        if side.line >= 0 and np.linalg.norm(side.end - side.start) >= LEAST_WIDTH_M:
            found += _on_side(points, side, lines[side.line].spread_m, high_m)
    return tuple(found)


def _on_side(points: np.ndarray, side: Side, spread_m: float, high_m: float) -> list[Opening]:
    sheet = _sheet(points, side, spread_m, high_m)
    on = np.abs(sheet.into) < sheet.thick_m
    shape = (max(int(np.ceil(sheet.length_m / CELL_M)), 1), max(int(np.ceil(high_m / CELL_M)), 1))
    wall = _count(sheet, on, shape)
    usual = float(np.median(wall[wall > 0])) if (wall > 0).any() else 0.0
    if usual == 0:
        return []
    solid = wall > SEEN * usual
    behind = _count(sheet, (sheet.into < -sheet.thick_m) & (sheet.into > -BEHIND_M), shape) > 0
    before = _count(sheet, (sheet.into > sheet.thick_m) & (sheet.into < BEFORE_M), shape) > 0
    hole = ~solid & behind
    empty = ~solid & ~behind & ~before
    openings = []
    for cells in _pieces(_closed(hole | empty)):
        one = _opening(sheet, side, cells, hole, on)
        if one is not None:
            openings.append(one)
    return openings


def _sheet(points: np.ndarray, side: Side, spread_m: float, high_m: float) -> _Sheet:
    length = float(np.linalg.norm(side.end - side.start))
    along = (side.end - side.start) / length
    off = points[:, [0, 2]] - side.start
    u, into = off @ along, off @ np.array([-along[1], along[0]])
    near = (u > 0) & (u < length) & (points[:, 1] > 0) & (points[:, 1] < high_m)
    near &= (into > -BEHIND_M) & (into < BEFORE_M)
    return _Sheet(u[near], points[near, 1], into[near], length, float(np.clip(2.5 * spread_m, 0.018, 0.04)))


def _count(sheet: _Sheet, kept: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    cells = (sheet.u[kept] / CELL_M).astype(np.int64) * shape[1] + (sheet.v[kept] / CELL_M).astype(np.int64)
    return np.bincount(cells, minlength=shape[0] * shape[1])[: shape[0] * shape[1]].reshape(shape)


def _closed(mask: np.ndarray) -> np.ndarray:
    """Without specks: a cell stays where most of its 3x3 are."""
    padded = np.pad(mask.astype(np.int64), 1, mode="edge")
    rows, columns = mask.shape
    total = sum(padded[a : a + rows, b : b + columns] for a in range(3) for b in range(3))
    return np.asarray(total >= 5)


def _pieces(mask: np.ndarray) -> list[np.ndarray]:
    """(k, 2) cells of each connected piece."""
    import cv2

    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    return [np.argwhere(labels == number) for number in range(1, count)]


def _opening(sheet: _Sheet, side: Side, cells: np.ndarray, hole: np.ndarray, on: np.ndarray) -> Opening | None:
    low, high = cells.min(axis=0), cells.max(axis=0) + 1
    size = (high - low) * CELL_M
    if size[0] < LEAST_WIDTH_M or size[1] < LEAST_HEIGHT_M or size[0] > MOST_WIDTH_M:
        return None
    share = len(cells) / float((high - low).prod())
    through = float(hole[tuple(cells.T)].mean())
    if share < FULL or through < 0.25:
        return None
    (left, left_sd), (right, right_sd) = (_edge(sheet, on, low * CELL_M, high * CELL_M, 0, end) for end in (0, 1))
    (foot, foot_sd), (top, top_sd) = (_edge(sheet, on, low * CELL_M, high * CELL_M, 1, end) for end in (0, 1))
    if low[1] * CELL_M < SILL_M:
        foot, foot_sd = 0.0, 0.0
    kind: OpeningKind = "window"
    if foot == 0.0:
        kind = "door" if DOOR_M[0] <= top <= DOOR_M[1] and right - left < 2.2 else "opening"
    length = float(np.linalg.norm(side.end - side.start))
    along = (side.end - side.start) / length
    inward = np.array([-along[1], 0.0, along[0]])
    middle = side.start + along * (left + right) / 2
    up = np.array([0.0, 1.0, 0.0])
    place = np.array([middle[0], foot, middle[1]])
    T_room_opening = pose(np.stack([np.cross(up, inward), up, inward], axis=1), place)
    width = Measure(right - left, float(np.hypot(left_sd, right_sd)))
    return Opening(kind, T_room_opening, width, Measure(top - foot, float(np.hypot(foot_sd, top_sd))))


def _edge(sheet: _Sheet, on: np.ndarray, low: np.ndarray, high: np.ndarray, axis: int, end: int) -> tuple[float, float]:
    """Where the wall's points end beside a hole, metres along `axis`, and its sd; `end` 0 is the lower edge."""
    along, across = (sheet.u, sheet.v) if axis == 0 else (sheet.v, sheet.u)
    start, stop = low[1 - axis], high[1 - axis]
    margin = 0.15 * (stop - start)
    rough = float(high[axis] if end else low[axis])
    near = on & (across > start + margin) & (across < stop - margin) & (np.abs(along - rough) < 0.15)
    if near.sum() < 8:
        return rough, CELL_M / np.sqrt(3)
    bands = ((across[near] - start) / BAND_M).astype(np.int64)
    value = along[near] if end else -along[near]
    order = np.lexsort((value, bands))
    _, first = np.unique(bands[order], return_index=True)
    nearest = value[order][first]
    density = near.sum() / ((stop - start - 2 * margin) * 0.15)
    nearest = nearest - 1 / max(density * BAND_M, 1e-9)  # the wall goes on a little beyond its last point
    edge = float(np.median(nearest))
    scatter = 1.4826 * float(np.median(np.abs(nearest - edge)))
    sd = float(np.hypot(1.25 * scatter / np.sqrt(len(nearest)), EDGE_SD_M))
    return (edge if end else -edge), sd


__all__ = ["find_openings"]
