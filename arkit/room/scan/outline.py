"""The outline of a room's floor: corners where walls meet, also round corners nobody scanned.

The walls' lines cut the plan into cells. A cell is inside where floor, ceiling or things were seen over most of it and
it is reached from the largest one without going through a wall; the cells' common boundary is the outline. Corners
are then exact meetings of lines, also behind a wardrobe. (A contour of the seen floor, simplified, was tried: corners
5 to 20 cm off wherever furniture stands in them.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.room.scan.walls import Line

CELL_M = 0.05
MOST_LINES = 24
INSIDE = (0.5, 0.35, 0.2, 0.1)  # share of a cell that must have been seen; less where a scan shows only parts
HALF = 0.5  # share of all that was seen which must come to lie inside
END_GAP_M = 0.3
THROUGH = 0.5  # share of a common edge that must be wall for it to part two cells
_Edge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Side:
    """One straight side of the outline, inside on its left seen from above with z down: from `start` to `end` (2,).

    `line` is the index of the wall's line it lies on, -1 where the scan merely ends; `seen` is the share of the side
    over which that wall was seen.
    """

    start: np.ndarray
    end: np.ndarray
    line: int
    seen: float = 0.0


def seen_mask(plan: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells of the plan that any point (n, 2) lies in, closed over gaps of 10 cm, and the mask's lowest corner."""
    low = plan.min(axis=0) - 5 * CELL_M
    cells = ((plan - low) / CELL_M).astype(np.int64)
    mask = np.zeros(cells.max(axis=0) + 6, dtype=bool)
    mask[cells[:, 0], cells[:, 1]] = True
    return ~_grown(~_grown(mask, 2), 2), low


def _grown(mask: np.ndarray, steps: int) -> np.ndarray:
    for _ in range(steps):
        mask = mask.copy()
        mask[1:] |= mask[:-1]
        mask[:-1] |= mask[1:]
        mask[:, 1:] |= mask[:, :-1]
        mask[:, :-1] |= mask[:, 1:]
    return mask


def find_outline(lines: list[Line], mask: np.ndarray, low: np.ndarray) -> list[Side]:
    """The sides of the room's outline, in order around it; [] where nothing was seen.

    Args:
        lines: the walls, largest first; the first MOST_LINES count.
        mask: (a, b) cells of the plan that were seen, the first corner of the first at `low` (2,).
    """
    lines = lines[:MOST_LINES]
    if not mask.any():
        return []
    walls = len(lines)
    lines = [*lines, *_ends(lines, mask, low)]
    high = low + np.array(mask.shape) * CELL_M
    cells = _cut([_rectangle(low - 0.5, high + 0.5)], lines)
    share, area = _seen_shares(cells, lines, mask, low)
    edges = _edges(cells)
    inside = next(
        (share > least for least in INSIDE if (share * area)[share > least].sum() > HALF * mask.sum() * CELL_M**2), None
    )
    if inside is None:
        return []
    chosen = _connected(cells, inside, area * share, edges, lines)
    return [
        Side(one.start, one.end, one.line, walled(lines[one.line], one.start, one.end))
        if 0 <= one.line < walls
        else Side(one.start, one.end, -1)
        for one in _around(cells, chosen, edges)
    ]


def _ends(lines: list[Line], mask: np.ndarray, low: np.ndarray) -> list[Line]:
    """Lines where the scan ends and no wall is near: square to the largest wall, about what was seen."""
    first = lines[0].normal if lines else np.array([1.0, 0.0])
    plan = low + (np.argwhere(mask) + 0.5) * CELL_M
    ends: list[Line] = []
    for normal in (first, np.array([-first[1], first[0]])):
        places = plan @ normal
        for distance in np.percentile(places, [0.5, 99.5]).tolist():
            near = (abs(float(one.normal @ normal)) > np.cos(np.radians(12)) for one in lines)
            off = (abs(abs(float(one.distance_m)) - abs(distance)) for one in lines)
            if not any(parallel and gap < END_GAP_M for parallel, gap in zip(near, off, strict=True)):
                ends.append(Line(normal, distance, np.zeros((0, 2)), 0.05, 0.02, 0.03, 0.0, 0.0))
    return ends


@dataclass(frozen=True, slots=True)
class _Cell:
    """A convex piece of the plan: corners (n, 2) in order, the line of each edge (corner i to i + 1), and its side of
    every line as a code."""

    corners: np.ndarray
    on: tuple[int, ...]
    code: int


def _rectangle(low: np.ndarray, high: np.ndarray) -> _Cell:
    corners = np.array([[low[0], low[1]], [high[0], low[1]], [high[0], high[1]], [low[0], high[1]]])
    return _Cell(corners, (-1, -1, -1, -1), 0)


def _cut(cells: list[_Cell], lines: list[Line]) -> list[_Cell]:
    """The cells, each cut by every line that goes through it."""
    for index, line in enumerate(lines):
        pieces: list[_Cell] = []
        for cell in cells:
            off = cell.corners @ line.normal - line.distance_m
            off[np.abs(off) < 1e-6] = 0.0
            for side, bit in ((1.0, 1), (-1.0, 0)):
                if (side * off > 0).any():
                    pieces.append(_half(cell, off * side, index, bit))
        cells = pieces
    return cells


def _half(cell: _Cell, off: np.ndarray, index: int, bit: int) -> _Cell:
    """The part of a cell where `off` (per corner) is not negative."""
    corners: list[np.ndarray] = []
    on: list[int] = []
    count = len(off)
    for one in range(count):
        after = (one + 1) % count
        if off[one] >= 0:
            corners.append(cell.corners[one])
            on.append(index if off[one] == 0 and off[after] < 0 else cell.on[one])
        if off[one] * off[after] < 0:
            share = off[one] / (off[one] - off[after])
            corners.append(cell.corners[one] + share * (cell.corners[after] - cell.corners[one]))
            on.append(index if off[after] < 0 else cell.on[one])
    return _Cell(np.array(corners), tuple(on), cell.code | bit << index)


def _seen_shares(
    cells: list[_Cell], lines: list[Line], mask: np.ndarray, low: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Of each cell: the share of it that was seen, and its area in m²."""
    fine = 2 if mask.size < 200_000 else 1
    shape = np.array(mask.shape) * fine
    u, v = np.meshgrid(*(low[k] + (np.arange(shape[k]) + 0.5) * CELL_M / fine for k in range(2)), indexing="ij")
    code = np.zeros(u.shape, dtype=np.int64)
    for index, line in enumerate(lines):
        code |= (u * line.normal[0] + v * line.normal[1] > line.distance_m).astype(np.int64) << index
    kept, which = np.unique(code, return_inverse=True)
    hits = np.bincount(which.ravel(), mask.repeat(fine, axis=0).repeat(fine, axis=1).ravel())
    seen = dict(zip(kept.tolist(), (hits * (CELL_M / fine) ** 2).tolist(), strict=True))
    area = np.array([_area(cell.corners) for cell in cells])
    return np.array([seen.get(cell.code, 0.0) for cell in cells]) / np.maximum(area, 1e-9), area


def _area(corners: np.ndarray) -> float:
    x, z = corners.T
    return float(abs(x @ np.roll(z, -1) - z @ np.roll(x, -1)) / 2)


def _edges(cells: list[_Cell]) -> dict[_Edge, list[tuple[int, int]]]:
    """Of every edge (its ends in tenths of a millimetre, in order): the cells beside it and its number in each."""
    found: dict[_Edge, list[tuple[int, int]]] = {}
    for number, cell in enumerate(cells):
        ends = [(round(float(x) * 1e4), round(float(z) * 1e4)) for x, z in cell.corners]
        for place, end in enumerate(ends):
            other = ends[(place + 1) % len(ends)]
            if end != other:
                key = (end, other) if end < other else (other, end)
                found.setdefault(key, []).append((number, place))
    return found


def _connected(
    cells: list[_Cell],
    inside: np.ndarray,
    seen_m2: np.ndarray,
    edges: dict[_Edge, list[tuple[int, int]]],
    lines: list[Line],
) -> np.ndarray:
    """Which cells belong to the room of the most that was seen; walls part rooms."""
    root = np.arange(len(cells))

    def top(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = int(root[one])
        return one

    for beside in edges.values():
        if len(beside) != 2 or not (inside[beside[0][0]] and inside[beside[1][0]]):
            continue
        (one, place), (other, _) = beside
        corners, on = cells[one].corners, cells[one].on[place]
        wall = walled(lines[on], corners[place], corners[(place + 1) % len(corners)]) if on >= 0 else 0.0
        if wall < THROUGH:
            root[top(one)] = top(other)
    tops = np.array([top(one) for one in range(len(cells))])
    sums = np.bincount(tops, np.where(inside, seen_m2, 0.0), minlength=len(cells))
    return inside & (tops == int(np.argmax(sums)))


def walled(line: Line, start: np.ndarray, end: np.ndarray) -> float:
    """The share of a stretch of a line over which a wall was seen."""
    low, high = sorted((float(start @ line.along), float(end @ line.along)))
    over = np.clip(np.minimum(line.spans[:, 1], high) - np.maximum(line.spans[:, 0], low), 0, None).sum()
    return float(over / max(high - low, 1e-9))


def _around(cells: list[_Cell], chosen: np.ndarray, edges: dict[_Edge, list[tuple[int, int]]]) -> list[Side]:
    """The longest way around the chosen cells along edges with one of them on one side only, as straight sides."""
    after: dict[tuple[int, int], list[tuple[tuple[int, int], int]]] = {}
    for beside in edges.values():
        mine = [pair for pair in beside if chosen[pair[0]]]
        if len(mine) != 1:
            continue
        number, place = mine[0]
        corners = cells[number].corners
        start, end = (corners[(place + k) % len(corners)] for k in (0, 1))
        ends = [(round(float(p[0]) * 1e4), round(float(p[1]) * 1e4)) for p in (start, end)]
        after.setdefault(ends[0], []).append((ends[1], cells[number].on[place]))
    loops: list[list[Side]] = []
    while after:
        first = next(iter(after))
        at, loop = first, list[Side]()
        while at in after:
            following, on = after[at].pop()
            if not after[at]:
                del after[at]
            loop.append(Side(np.array(at) / 1e4, np.array(following) / 1e4, on))
            at = following
        loops.append(_straightened(loop))
    return max(loops, key=lambda loop: _area(np.array([side.start for side in loop]))) if loops else []


def area_of(sides: list[Side]) -> float:
    """Square metres within an outline."""
    return _area(np.array([side.start for side in sides])) if sides else 0.0


def _straightened(loop: list[Side]) -> list[Side]:
    """Sides of the same line that follow each other as one."""
    sides: list[Side] = []
    for side in loop:
        if sides and _continues(sides[-1], side):
            sides[-1] = Side(sides[-1].start, side.end, side.line)
        else:
            sides.append(side)
    if len(sides) > 1 and _continues(sides[-1], sides[0]):
        sides[0] = Side(sides[-1].start, sides[0].end, sides[0].line)
        sides.pop()
    return sides


def _continues(one: Side, other: Side) -> bool:
    if one.line != other.line:
        return False
    a, b = one.end - one.start, other.end - other.start
    return abs(float(a[0] * b[1] - a[1] * b[0])) < 1e-3 * float(np.linalg.norm(a) * np.linalg.norm(b)) + 1e-7


__all__ = ["CELL_M", "Side", "area_of", "find_outline", "seen_mask", "walled"]
