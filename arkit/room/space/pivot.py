"""Turning about the jamb, or tilting under the lintel: can a product be walked and turned through a thick wall's gap?

In the plane it turns in (from above, or from the side), the wall is a strip of the given thickness with a gap. At one
turn and one depth the product may stand anywhere within one interval along the wall (only the two ends of the gap limit
it; from the side the floor and the ceiling too), so all that can be done is a map of turn x depth with an interval in
each cell, and a way through is a chain of neighbouring cells whose intervals overlap. Two such maps are drawn. In the
strict one each cell is free for every turn and depth within it: a chain is a motion, to be walked. In the kind one a
cell is free if anything within it is: without a chain there is no motion at all in that plane. Between the two the
answer is open. What a turn within a cell moves along the wall is only what lies far from the middle in depth, and in
the wall that is about the middle's own depth: held against the reach of the whole product it cost 3 cm of width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

TURNS, STEP_M = 360, 0.015
About = Literal["up", "across"]


@dataclass(frozen=True, slots=True)
class Way:
    """A motion through an opening, in one plane.

    Attributes:
        yaw_rad, across_m, depth_m: (n,) each pose in turn: its turn, and where its middle is in the opening's space
            (x across, z into the room; the wall lies between z = -thickness and 0).
        about: what it turns about: "up", or "across" the opening: then `across_m` is its height over the floor.
    """

    yaw_rad: np.ndarray
    across_m: np.ndarray
    depth_m: np.ndarray
    about: About = "up"


@dataclass(frozen=True, slots=True)
class Wall:
    """A wall with a gap, in the plane that a product turns in.

    Attributes:
        gap_m: width of the gap.
        thickness_m: of the wall.
        corridor_m: free depth before it, on the side the product comes from; None for an open one.
        headroom_m: None from above. From the side, where the gap is as high as that and begins at the floor: how high
            the ceiling is on both sides.
    """

    gap_m: float
    thickness_m: float = 0.0
    corridor_m: float | None = None
    headroom_m: float | None = None

    @property
    def ends_m(self) -> tuple[float, float]:
        """Where the gap begins and ends, along the wall."""
        return (-self.gap_m / 2, self.gap_m / 2) if self.headroom_m is None else (0.0, self.gap_m)


def find_way(points_m: np.ndarray, wall: Wall, *, slack_m: float = 0.0, finer: float = 1.0) -> Way | None:
    """A motion through the opening that is free over its whole length; None where none was found.

    Args:
        points_m: (n, 2) along the wall and into the room, of the product's silhouette, no further apart than
            2 `slack_m` on its rim.
        wall: with its gap.
        slack_m: how far the product may stick out of its points.
        finer: how many times finer than `TURNS` and `STEP_M` the map is drawn.
    """
    return _searched(points_m, wall, slack_m, finer, strict=True)


def no_way(points_m: np.ndarray, wall: Wall, *, slack_m: float = 0.0, finer: float = 1.0) -> bool:
    """Whether it is proven that a product with these points within `slack_m` of it cannot pass in this plane."""
    return _searched(points_m, wall, slack_m, finer, strict=False) is None


def _searched(points_m: np.ndarray, wall: Wall, slack_m: float, finer: float, *, strict: bool) -> Way | None:
    turns, step = round(TURNS * finer), STEP_M / finer
    middle = points_m.mean(axis=0)
    points = points_m - middle
    reach = float(np.linalg.norm(points, axis=1).max())
    sign, half_turn = 1 if strict else -1, np.pi / turns
    error = sign * (reach * half_turn + step / 2 + slack_m)  # of depth
    far = reach + 2 * abs(error) + wall.thickness_m + (0 if strict else 2 * step)
    depths = np.arange(-far - wall.thickness_m, far + step, step)
    yaws = 2 * np.pi * np.arange(turns) / turns
    c, s = np.cos(yaws)[:, None], np.sin(yaws)[:, None]
    x, z = c * points[:, 0] + s * points[:, 1], c * points[:, 1] - s * points[:, 0]
    low, high = _strip(x, z, reach, depths, (-wall.thickness_m - error, error), step, strict=strict)
    aside = sign * (_aside(depths, wall.thickness_m + abs(error), half_turn, reach) + slack_m)
    gap = wall.ends_m
    # Where nothing of it is in the wall, along it is free: bounded only so that intervals stay numbers.
    left = np.where(low > high, -2 * far, gap[0] + aside - low)
    right = np.where(low > high, 2 * far, gap[1] - aside - high)
    if wall.headroom_m is not None:
        whole = sign * (reach * half_turn + slack_m)
        left = np.maximum(left, whole - x.min(axis=1)[:, None])
        right = np.minimum(right, wall.headroom_m - whole - x.max(axis=1)[:, None])
    free = left <= right
    if wall.corridor_m is not None:
        free &= z.min(axis=1)[:, None] + depths >= -wall.thickness_m - wall.corridor_m + error
    before = z.max(axis=1)[:, None] + depths < -wall.thickness_m - error
    behind = z.min(axis=1)[:, None] + depths > error
    chain = _chain(free, left, right, free & before, free & behind)
    if chain is None:
        return None
    turn, depth = chain
    across = _across(left[turn, depth], right[turn, depth])
    yaw = np.unwrap(yaws[turn])
    own = np.cos(yaw) * middle[0] + np.sin(yaw) * middle[1], np.cos(yaw) * middle[1] - np.sin(yaw) * middle[0]
    about: About = "up" if wall.headroom_m is None else "across"
    return Way(yaw, across - own[0], depths[depth] - own[1], about)


def _aside(depths: np.ndarray, thick_m: float, half_turn: float, reach: float) -> np.ndarray:
    """(depths,) how far a point in the wall moves across within half a turn's step: by how far it is from the middle
    in depth, which in the wall is about how deep the middle is."""
    away = np.minimum(np.abs(depths) + thick_m, reach)
    return np.asarray(away * half_turn + reach * half_turn**2 / 2)


def _strip(
    x: np.ndarray,
    z: np.ndarray,
    reach: float,
    depths: np.ndarray,
    wall: tuple[float, float],
    step: float,
    *,
    strict: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """(turns, depths) least and largest x of the points that are inside the wall's strip; least > largest for none."""
    from scipy.ndimage import maximum_filter1d

    fine, turns = step / 2, len(x)
    count = int(2 * reach / fine) + 3
    flat = (np.arange(turns)[:, None] * count + ((z + reach) / fine).astype(np.int64)).reshape(-1)
    most = np.full((2, turns * count), -np.inf, dtype=np.float32)
    np.maximum.at(most[0], flat, x.reshape(-1).astype(np.float32))
    np.maximum.at(most[1], flat, -x.reshape(-1).astype(np.float32))
    # At a depth d the points with wall[0] - d <= z <= wall[1] - d count. Bins that the strip only cuts count where it
    # is drawn strictly, wider than it is, and do not where kindly.
    half = (wall[1] - wall[0]) / 2 / fine
    side = int(half) + 1 if strict else int(half) - 1
    if side < 0:
        none = np.full((turns, len(depths)), np.inf, dtype=np.float32)
        return none, -none
    size = 2 * side + 1
    padded = np.pad(most.reshape(2, turns, count), ((0, 0), (0, 0), (size, size)), constant_values=-np.inf)
    reached = maximum_filter1d(padded, size, axis=2, mode="constant", cval=-np.inf)
    center = ((wall[0] + wall[1]) / 2 - depths + reach) / fine
    places = np.clip(np.floor(center).astype(np.int64) + size, 0, padded.shape[2] - 1)
    found = np.take(reached, places, axis=2)
    return -found[1], found[0]


def _chain(
    free: np.ndarray, left: np.ndarray, right: np.ndarray, begin: np.ndarray, finish: np.ndarray
) -> tuple[np.ndarray, np.ndarray] | None:
    """Cells from before the wall to behind it, each beside the one before (turns go round), their intervals meeting."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import breadth_first_order

    depths = free.shape[1]
    number = np.arange(free.size).reshape(free.shape)
    starts, ends = [], []
    for shift_turn, shift_depth in ((0, 1), (1, 0), (1, 1), (1, -1)):
        beside = np.roll(number, (-shift_turn, -shift_depth), axis=(0, 1))
        lies = np.ones_like(free)
        if shift_depth:
            lies[:, -1 if shift_depth > 0 else 0] = False
        other = np.roll(free, (-shift_turn, -shift_depth), axis=(0, 1))
        meets = np.maximum(left, left.reshape(-1)[beside]) <= np.minimum(right, right.reshape(-1)[beside])
        joined = free & other & lies & meets
        starts.append(number[joined])
        ends.append(beside[joined])
    if not begin.any() or not finish.any():
        return None
    source = free.size
    starts.append(np.full(int(begin.sum()), source))
    ends.append(number[begin])
    a, b = np.concatenate(starts), np.concatenate(ends)
    graph = csr_matrix((np.ones(len(a), dtype=np.int8), (a, b)), shape=(source + 1, source + 1))
    order, before = breadth_first_order(graph, source, directed=False)
    arrived = order[np.isin(order, number[finish])]
    if not len(arrived):
        return None
    cells = [int(arrived[0])]
    while before[cells[-1]] != source:
        cells.append(int(before[cells[-1]]))
    found = np.array(cells[::-1])
    return found // depths, found % depths


def _across(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Where to be across in each cell: near its middle, moved as little as its interval allows."""
    across = np.zeros(len(left))
    place = 0.0
    for step, (low, high) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        place = min(max(place, low), high)
        across[step] = place
    return across


__all__ = ["STEP_M", "TURNS", "About", "Wall", "Way", "find_way", "no_way"]
