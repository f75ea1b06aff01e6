"""Part what stands in a room into things: points that touch, and boxes that hold them in little room.

A desk, a cupboard and a couch that touch are one cluster. Where two boxes hold the same points over much less floor
than one, the cluster is cut, along its own axes or the room's, looking one cut ahead: a U of cupboards gains nothing
by its first cut. In the Quest's office_large that turns one box over the whole room into five about its furniture.
"""

from __future__ import annotations

import cv2
import numpy as np

CELL_M = 0.06
CUT_M = 0.08
SPLIT = 0.75  # two boxes are better than one where they take less than this of its area
MOST_SPLITS = 4  # deep: sixteen boxes
LEAST_CUT_M2 = 0.5
LEAST_CELLS = 6
STRAIGHT = 1.15
_Part = tuple[slice, slice]


def clusters(points: np.ndarray) -> list[np.ndarray]:
    """Points whose cells of 6 cm touch, also over a gap of one cell upwards: a board on its legs is one thing."""
    low = points.min(axis=0)
    cells = ((points - low) / CELL_M).astype(np.int64)
    shape = cells.max(axis=0) + 1
    keys, which = np.unique((cells[:, 0] * shape[1] + cells[:, 1]) * shape[2] + cells[:, 2], return_inverse=True)
    root = np.arange(len(keys))
    steps = [(a, b, c) for a in (-1, 0, 1) for b in (-2, -1, 0, 1, 2) for c in (-1, 0, 1) if (a, b, c) > (0, 0, 0)]
    place = np.stack(np.unravel_index(keys, shape), axis=1)
    pairs = []
    for step in steps:
        there = place + step
        valid = ((there >= 0) & (there < shape)).all(axis=1)
        wanted = (there[:, 0] * shape[1] + there[:, 1]) * shape[2] + there[:, 2]
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        mine = np.flatnonzero(valid & (keys[at] == wanted))
        pairs.append(np.stack([mine, at[mine]], axis=1))
    root = _joined(len(keys), np.concatenate(pairs))
    labels = root[which]
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    return np.split(points[order], starts[1:])


def _joined(count: int, pairs: np.ndarray) -> np.ndarray:
    """The least member of each one's group, of groups joined by pairs (k, 2)."""
    root = np.arange(count)
    while len(pairs):
        a, b = root[pairs[:, 0]], root[pairs[:, 1]]
        low = np.minimum(a, b)
        np.minimum.at(root, a, low)
        np.minimum.at(root, b, low)
        while (root[root] != root).any():
            root = root[root]
        pairs = pairs[root[pairs[:, 0]] != root[pairs[:, 1]]]
    return root


def pieces(points: np.ndarray, room_rad: float) -> list[np.ndarray]:
    """The cluster (n, 3), cut where that makes its boxes take much less floor, along its own or the room's axes."""
    plan = points[:, [0, 2]]
    _, size, angle = rectangle(plan, room_rad)
    if size.prod() < LEAST_CUT_M2:
        return [points]
    best, least = np.zeros(len(points), dtype=np.int64), np.inf
    for turn in {angle, room_rad}:
        c, s = np.cos(turn), np.sin(turn)
        own = plan @ np.array([[c, -s], [s, c]])
        cells = ((own - own.min(axis=0)) / CUT_M).astype(np.int64)
        grid = np.zeros(cells.max(axis=0) + 1, dtype=bool)
        grid[cells[:, 0], cells[:, 1]] = True
        parts = np.zeros(grid.shape, dtype=np.int64)
        found = _boxes(grid, MOST_SPLITS)
        area = sum(_area(grid[part]) for part in found) * (1 + 0.02 * len(found))
        if area < least:
            for number, part in enumerate(found):
                parts[part] = number
            best, least = parts[cells[:, 0], cells[:, 1]], area
    return [points[best == number] for number in np.unique(best)]


def rectangle(plan: np.ndarray, room_rad: float) -> tuple[np.ndarray, np.ndarray, float]:
    """Middle (2,), size (2,) and angle (rad, x towards z) of the smallest rectangle about points (n, 2) in the plan.

    One along the room's walls is taken where it is hardly larger: most things stand that way.
    """
    c, s = np.cos(room_rad), np.sin(room_rad)
    own = plan @ np.array([[c, -s], [s, c]])
    low, high = np.percentile(own, [0.2, 99.8], axis=0)
    straight = np.maximum(high - low, 0.02)
    middle, size, degrees = cv2.minAreaRect(plan.astype(np.float32))
    if straight.prod() < STRAIGHT * size[0] * size[1]:
        return np.array([[c, -s], [s, c]]) @ (low + high) / 2, straight, room_rad
    return np.array(middle), np.maximum(np.array(size), 0.02), float(np.radians(degrees))


def _boxes(grid: np.ndarray, left: int) -> list[_Part]:
    """Parts of a grid whose boxes about what is set in them are much smaller than the whole's."""
    whole = (slice(0, grid.shape[0]), slice(0, grid.shape[1]))
    if left == 0 or grid.size < 9:
        return [whole]
    best, least = None, SPLIT * _area(grid)
    for one, other in _cuts(grid):
        if min(grid[one].sum(), grid[other].sum()) >= LEAST_CELLS:
            # A U of cupboards gains nothing by its first cut, only by the second.
            area = sum(
                min([_area(grid[part]), *(_pair(grid[part], cut) for cut in _cuts(grid[part]))])
                for part in (one, other)
            )
            if area < least:
                best, least = (one, other), area
    if best is None:
        return [whole]
    found = []
    for part in best:
        for rows, columns in _boxes(grid[part], left - 1):
            found.append((_shifted(rows, part[0].start), _shifted(columns, part[1].start)))
    return found


def _shifted(part: slice, by: int) -> slice:
    return slice(part.start + by, part.stop + by)


def _cuts(grid: np.ndarray) -> list[tuple[_Part, _Part]]:
    """At most 24 ways to cut a grid in two, each part at least three cells wide."""
    a, b = grid.shape
    rows = [((slice(0, k), slice(0, b)), (slice(k, a), slice(0, b))) for k in range(3, a - 2, max(1, a // 12))]
    columns = [((slice(0, a), slice(0, k)), (slice(0, a), slice(k, b))) for k in range(3, b - 2, max(1, b // 12))]
    return rows + columns


def _pair(grid: np.ndarray, cut: tuple[_Part, _Part]) -> int:
    return _area(grid[cut[0]]) + _area(grid[cut[1]])


def _area(grid: np.ndarray) -> int:
    """Cells of the box about what is set."""
    rows, columns = np.flatnonzero(grid.any(axis=1)), np.flatnonzero(grid.any(axis=0))
    return int((rows[-1] - rows[0] + 1) * (columns[-1] - columns[0] + 1)) if len(rows) else 0


__all__ = ["clusters", "pieces", "rectangle"]
