"""Doors, windows and open doorways: holes in a wall's points, found where no label tells them.

A wall's rectangle is divided into cells of 5 cm, or more where its points lie thin. A cell is a hole where the wall is
not seen but something behind its plane is (a door's leaf 3 cm back, a pane, the hall), or where nothing is seen at all
though nothing stands before it. What hangs on the wall is in front and no hole; what stands before it throws a shadow,
and a shadow alone is no door. Each edge is where the wall's points end, band by band; their scatter is its sd.

A closed model's walls have an outer skin, and behind a wall another room may have been scanned: then something lies
behind all of it, and only where its face ends is a hole. (Until the skin was told from a leaf, rooms 0 to 10 as closed
meshes showed 20 openings that are none, and 27 of their 30 were missed; now none and none.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.room.scan.outline import Side
from arkit.room.scan.walls import Line
from arkit.spaces import pose
from arkit.surface import Measure, Opening, OpeningKind

CELL_M, COARSEST_M = 0.05, 0.13
LEAST_DENSITY = 100.0  # points on a square metre of wall: with fewer a hole is as likely none
BANDS, REACH_M, HIDDEN_M = 7, 0.15, 0.6
LEAF_M, NEAR_M, TRIM_M = 0.016, 0.1, 0.05
MOST_SCATTER_M = 0.1  # of a width, from its edges' scatter: a hole without an edge is none
MOST_SD_M = 0.2  # of a width, hidden edges with it
DOUBLE = 0.7  # share of a wall's cells behind which something lies: 0.99 of a closed model's, 0.05 to 0.46 of a scan's
SEEN = 0.15  # of the wall's usual density: below that a cell is not wall
BEHIND_M, BEFORE_M = 2.5, 0.8
LEAST_WIDTH_M, LEAST_HEIGHT_M, MOST_WIDTH_M = 0.45, 0.5, 4.0
DOOR_M = (1.75, 2.7)  # how high a door is
SILL_M = 0.2  # an opening that starts below is walked through
THROUGH = 0.25  # share of its cells behind which something was seen
RIM = 0.6  # share of a row or column at the rim that must be hole
FULL = 0.65  # share of its box that must be hole
EDGE_SD_M = 0.008  # of an edge beyond its scatter: frames, reveals and leaves, on rendered rooms 0 to 49
EDGE_SPREADS = 1.1  # the same as a part of the wall's spread, where that is more
UNTOLD_M = 0.12  # of an edge that too few bands tell: there furniture, a lost bundle or a mirror is what ends the hole
AGREED_M = 0.01  # bands of a clean edge differ by no more; what they differ by beyond has one cause, and stays
LEAST_PASSED_M = 0.55  # nobody builds a way through that is narrower, or lower than a door


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Points beside one side, as seen from inside: (n,) metres along it, above the floor and into the room.

    What lies below `deep_m` is behind the wall; of the wall's there are `density` on a square metre; `cell_m` is the
    grid's, `edge_sd_m` what an edge is unsure of at least.
    """

    side: Side
    u: np.ndarray
    v: np.ndarray
    into: np.ndarray
    deep_m: float
    cell_m: float
    density: float
    edge_sd_m: float


def find_openings(
    points: np.ndarray, lines: list[Line], sides: list[Side], high_m: float, normals: np.ndarray | None = None
) -> tuple[Opening, ...]:
    """The openings in the walls of an outline.

    Args:
        points: (n, 3) of the scan in room space.
        sides: of the outline; `lines` those they lie on.
        normals: (n, 3) off a mesh's surface; None where only points are known.
    """
    found: list[Opening] = []
    for side in sides:
        if side.line >= 0 and np.linalg.norm(side.end - side.start) >= LEAST_WIDTH_M:
            seen = points if normals is None else points[~_backs(points, normals, side)]
            found += _on_side(seen, side, lines[side.line].spread_m, high_m)
    return tuple(found)


def _backs(points: np.ndarray, normals: np.ndarray, side: Side) -> np.ndarray:
    """Which points of a mesh are the backs of what stands in a side's place: a closed wall's outer skin.

    They are told by their normals, held against those of the wall's own face, however the file winds its triangles.
    """
    along = (side.end - side.start) / np.linalg.norm(side.end - side.start)
    inward = np.array([-along[1], along[0]])
    toward = normals[:, [0, 2]] @ inward
    into = (points[:, [0, 2]] - side.start) @ inward
    place = (points[:, [0, 2]] - side.start) @ along
    face = (np.abs(into) < LEAF_M) & (place > 0) & (place < np.linalg.norm(side.end - side.start))
    sign = -1.0 if float(toward[face].sum()) < 0 else 1.0
    return np.asarray((sign * toward < -0.3) & (into < LEAF_M))


def _on_side(points: np.ndarray, side: Side, spread_m: float, high_m: float) -> list[Opening]:
    length = float(np.linalg.norm(side.end - side.start))
    along = (side.end - side.start) / length
    off = points[:, [0, 2]] - side.start
    u, v, into = off @ along, points[:, 1], off @ np.array([-along[1], along[0]])
    near = (u > 0) & (u < length) & (v > 0) & (v < high_m) & (into > -BEHIND_M) & (into < BEFORE_M)
    u, v, into = u[near], v[near], into[near]
    thick = float(np.clip(2.5 * spread_m, 0.018, 0.04))
    on = np.abs(into) < thick
    deep = -max(LEAF_M, 1.2 * spread_m)
    rough = float(on.sum()) / (length * high_m)
    if rough < LEAST_DENSITY:
        return []
    cell = float(np.clip(2 / np.sqrt(rough), CELL_M, COARSEST_M))
    shape = (max(int(np.ceil(length / cell)), 1), max(int(np.ceil(high_m / cell)), 1))
    wall = _count(u, v, on, shape, cell)
    usual = float(np.mean(wall[wall > 0.3 * np.median(wall[wall > 0])]))
    # A leaf 3 cm back has points on both sides of the limit, a cell's mean tells it from the wall.
    behind = _count(u, v, into < deep, shape, cell) > 0
    double = behind[wall > SEEN * usual].mean() > DOUBLE  # a skin or another room lies behind, and is no leaf
    near = np.abs(into) < (2 * LEAF_M if double else NEAR_M)
    mean = _count(u, v, near, shape, cell, into) / np.maximum(_count(u, v, near, shape, cell), 1)
    solid = (wall > SEEN * usual) & (mean > deep)
    before = _count(u, v, into > thick, shape, cell) > 0
    hole = ~solid & behind
    empty = ~solid & ~behind & ~before
    if double:  # only where its face ends tells an edge
        front = into > deep
        u, v, into = u[front], v[front], into[front]
    sheet = _Sheet(side, u, v, into, deep, cell, usual / cell**2, max(EDGE_SD_M, EDGE_SPREADS * spread_m))
    found: list[Opening] = []
    taken = np.zeros(shape, dtype=bool)
    for mask in (_filled(hole), _closed(hole | empty)):
        for cells in _pieces(mask & ~taken):
            cells = _squared(cells)
            one = _opening(sheet, cells, hole) if len(cells) else None
            if one is not None:
                found.append(one)
                (a, b), (c, d) = cells.min(axis=0), cells.max(axis=0) + 1
                taken[max(a - 2, 0) : c + 2, max(b - 2, 0) : d + 2] = True
    return found


def _count(
    u: np.ndarray,
    v: np.ndarray,
    kept: np.ndarray,
    shape: tuple[int, int],
    cell_m: float,
    weights: np.ndarray | None = None,
) -> np.ndarray:
    cells = (u[kept] / cell_m).astype(np.int64) * shape[1] + (v[kept] / cell_m).astype(np.int64)
    held = None if weights is None else weights[kept]
    return np.bincount(cells, held, minlength=shape[0] * shape[1])[: shape[0] * shape[1]].reshape(shape)


def _closed(mask: np.ndarray) -> np.ndarray:
    """Without specks: a cell stays where most of its 3x3 are."""
    padded = np.pad(mask.astype(np.int64), 1, mode="edge")
    rows, columns = mask.shape
    total = sum(padded[a : a + rows, b : b + columns] for a in range(3) for b in range(3))
    return np.asarray(total >= 5)


def _filled(mask: np.ndarray) -> np.ndarray:
    """With the cells between set ones: what is seen through a door or of a pane lies thin."""
    import cv2

    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)) > 0)


def _squared(cells: np.ndarray) -> np.ndarray:
    """The cells (k, 2) without their ragged rims: a shadow that touches an opening is no part of it."""
    while len(cells):
        low = cells.min(axis=0)
        size = cells.max(axis=0) - low + 1
        worst, where = 1.0, (0, 0)
        for axis in (0, 1):
            share = np.bincount(cells[:, axis] - low[axis]) / size[1 - axis]
            for end in (0, -1):
                if share[end] < worst:
                    worst, where = float(share[end]), (axis, int(low[axis] + (size[axis] - 1 if end else 0)))
        if worst >= RIM:
            break
        cells = cells[cells[:, where[0]] != where[1]]
    return cells


def _pieces(mask: np.ndarray) -> list[np.ndarray]:
    """(k, 2) cells of each connected piece."""
    import cv2

    count, labels = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    return [np.argwhere(labels == number) for number in range(1, count)]


def _opening(sheet: _Sheet, cells: np.ndarray, hole: np.ndarray) -> Opening | None:
    """The opening that a piece (k, 2) of cells is; None where it is too small, too ragged or a mere shadow."""
    low, high = cells.min(axis=0), cells.max(axis=0) + 1
    box = np.stack([low, high]) * sheet.cell_m
    size = box[1] - box[0]
    if size[0] < LEAST_WIDTH_M or size[1] < LEAST_HEIGHT_M or size[0] > MOST_WIDTH_M:
        return None
    if len(cells) < FULL * float((high - low).prod()) or hole[tuple(cells.T)].mean() < THROUGH:
        return None
    left, right, foot, top = (_edge(sheet, box, axis, end) for axis in (0, 1) for end in (0, 1))
    if box[0, 1] < SILL_M:
        foot = _Edge(0.0, 0.0, 0.0)
    wide = right.at - left.at
    if not (wide > 0.8 * LEAST_WIDTH_M and top.at - foot.at > LEAST_HEIGHT_M / 2):
        return None
    if foot.at == 0.0 and (wide < LEAST_PASSED_M or top.at + 2 * (top.scatter + top.hidden) < DOOR_M[0]):
        return None
    kind: OpeningKind = "window"
    if foot.at == 0.0:
        kind = "door" if DOOR_M[0] <= top.at <= DOOR_M[1] and wide < 2.2 else "opening"
    width, height = _between(left, right), _between(foot, top)
    open_edges = [one.scatter for one in (left, right) if one.hidden < sheet.cell_m / 2]
    if np.linalg.norm(open_edges) > MOST_SCATTER_M or width.sd > MOST_SD_M:
        return None
    return Opening(kind, in_wall(sheet.side, (left.at + right.at) / 2, foot.at), width, height)


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where wall and hole part, in metres; its sd from the scatter along it; and the sd of what hides it."""

    at: float
    scatter: float
    hidden: float


def _between(low: _Edge, high: _Edge) -> Measure:
    return Measure(high.at - low.at, float(np.sqrt(sum(one.scatter**2 + one.hidden**2 for one in (low, high)))))


def in_wall(side: Side, at_m: float, low_m: float) -> np.ndarray:
    """T_room_opening of an opening `at_m` along a side and `low_m` above the floor."""
    along = (side.end - side.start) / np.linalg.norm(side.end - side.start)
    inward, up = np.array([-along[1], 0.0, along[0]]), np.array([0.0, 1.0, 0.0])
    place = side.start + along * at_m
    return pose(np.stack([np.cross(up, inward), up, inward], axis=1), np.array([place[0], low_m, place[1]]))


def _edge(sheet: _Sheet, box: np.ndarray, axis: int, end: int) -> _Edge:
    """Where wall and hole part along `axis`; `end` 0 is the lower edge.

    In each of some bands across it is the place with the fewest wall points on the hole's side and the reverse; where
    nothing lies behind, the wall goes on a little beyond its last point. Between the last point of the hole and the
    first of the wall a curtain, a cupboard or an open leaf may hide the edge: it is anywhere there.

    Args:
        box: (2, 2), about the hole's cells: lowest and highest u, v.
    """
    along, across = (sheet.u, sheet.v) if axis == 0 else (sheet.v, sheet.u)
    start, stop = box[:, 1 - axis]
    margin = 0.1 * (stop - start)
    rough, sign = float(box[end, axis]), 1.0 if end else -1.0
    away = (along - rough) * sign  # the wall lies where it is larger
    beside = (away > -REACH_M) & (away < HIDDEN_M) & (across > start + margin) & (across < stop - margin)
    beside &= sheet.into < TRIM_M
    wide = (stop - start - 2 * margin) / BANDS
    band = ((across[beside] - start - margin) / wide).astype(np.int64)
    wall = sheet.into[beside] > sheet.deep_m
    pieces = [(away[beside][band == one], wall[band == one]) for one in range(BANDS)]
    found = [_parting(off[off < REACH_M], on[off < REACH_M], sheet.density * wide) for off, on in pieces]
    known = np.array([one for one in found if one is not None])
    spacing = 1 / (sheet.density * wide)
    if len(known) < 3:
        return _Edge(rough, float(np.hypot(sheet.cell_m / np.sqrt(3), UNTOLD_M)), _hidden(pieces, 0.0, spacing))
    middle = float(np.median(known))
    scatter = 1.4826 * float(np.median(np.abs(known - middle)))
    apart = max(0.0, max(scatter, float(known.std()) / 2) - AGREED_M)
    few = 1 + 2 / len(known)
    sd = float(np.linalg.norm([1.25 * few * scatter / np.sqrt(len(known)), sheet.edge_sd_m, apart]))
    return _Edge(rough + sign * middle, sd, _hidden(pieces, middle, spacing))


def _hidden(pieces: list[tuple[np.ndarray, np.ndarray]], middle: float, spacing_m: float) -> float:
    """The sd of an edge about `middle` of which the wall beside it is not seen.

    Args:
        pieces: of each band: (n,) metres away from the hole, and whether that point lies on the wall.
    """
    first = [off[on & (off > middle - spacing_m)] for off, on in pieces]
    gaps = np.array([float(one.min()) - middle if len(one) else HIDDEN_M - middle for one in first])
    return max(0.0, float(np.median(gaps)) - 3 * spacing_m) / float(np.sqrt(12))


def _parting(away: np.ndarray, wall: np.ndarray, per_m: float) -> float | None:
    """Where points (n,) along a line turn from hole to wall; None where there are too few."""
    if wall.sum() < 2:
        return None
    order = np.argsort(away)
    away, wall = away[order], wall[order]
    wrong = np.concatenate([[0], np.cumsum(wall)]) + (~wall).sum() - np.concatenate([[0], np.cumsum(~wall)])
    best = int(np.argmin(wrong))
    if best == 0:
        return float(away[0]) - float(np.log(2)) / per_m
    if best == len(away):
        return None
    return float(away[best - 1] + away[best]) / 2


__all__ = ["find_openings", "in_wall"]
