"""Turning about the jamb: can a product, base down, be walked and turned through an opening in a thick wall?

Seen from above, the wall is a strip of the given thickness with a gap. At one turn and one depth the product may stand
anywhere within one interval across (only the two jambs limit it), so all that can be done is a map of turn x depth with
an interval in each cell, and a way through is a chain of neighbouring cells whose intervals overlap. Two such maps
are drawn. In the strict one each cell is free for every turn and depth within it: a chain is a motion, to be walked.
In the kind one a cell is free if anything within it is: without a chain there is no motion at all with the base down.
Between the two the answer is open.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TURNS, STEP_M = 360, 0.015


@dataclass(frozen=True, slots=True)
class Way:
    """A motion through an opening, base down.

    Attributes:
        yaw_rad, across_m, depth_m: (n,) each pose in turn: its turn about up, and where its middle is in the
            opening's space (x across, z into the room; the wall lies between z = -thickness and 0).
    """

    yaw_rad: np.ndarray
    across_m: np.ndarray
    depth_m: np.ndarray


def find_way(
    points_m: np.ndarray,
    width_m: float,
    *,
    thickness_m: float = 0.0,
    corridor_m: float | None = None,
    slack_m: float = 0.0,
) -> Way | None:
    """A motion through the opening that is free over its whole length; None where none was found.

    Args:
        points_m: (n, 2) x, z of the product's silhouette from above, no further apart than 2 `slack_m` on its rim.
        width_m: of the opening.
        thickness_m: of the wall.
        corridor_m: free depth before the wall, on the side it comes from; None for an open one.
        slack_m: how far the product may stick out of its points.
    """
    return _searched(points_m, width_m, thickness_m, corridor_m, slack_m, strict=True)


def no_way(
    points_m: np.ndarray,
    width_m: float,
    *,
    thickness_m: float = 0.0,
    corridor_m: float | None = None,
    slack_m: float = 0.0,
) -> bool:
    """Whether it is proven that a product with these points within `slack_m` of it, base down, cannot pass."""
    return _searched(points_m, width_m, thickness_m, corridor_m, slack_m, strict=False) is None


def _searched(
    points_m: np.ndarray,
    width_m: float,
    thickness_m: float,
    corridor_m: float | None,
    slack_m: float,
    *,
    strict: bool,
) -> Way | None:
    points = points_m - points_m.mean(axis=0)
    reach = float(np.linalg.norm(points, axis=1).max())
    error = (reach * np.pi / TURNS + STEP_M / 2 + slack_m) * (1 if strict else -1)
    far = reach + 2 * abs(error) + thickness_m
    if not strict:
        far += 2 * STEP_M
    depths = np.arange(-far - thickness_m, far + STEP_M, STEP_M)
    yaws = 2 * np.pi * np.arange(TURNS) / TURNS
    low, high = _strip(points, yaws, depths, (-thickness_m - error, error), strict=strict)
    # Where nothing of it is in the wall, across is free: bounded only so that intervals stay numbers.
    left = np.where(low > high, -far, -(width_m / 2) + error - low)
    right = np.where(low > high, far, width_m / 2 - error - high)
    free = left <= right
    z = np.cos(yaws)[:, None] * points[:, 1] - np.sin(yaws)[:, None] * points[:, 0]
    if corridor_m is not None:
        free &= z.min(axis=1)[:, None] + depths >= -thickness_m - corridor_m + error
    before = z.max(axis=1)[:, None] + depths < -thickness_m - error
    behind = z.min(axis=1)[:, None] + depths > error
    chain = _chain(free, left, right, free & before, free & behind)
    if chain is None:
        return None
    turn, depth = chain
    across = _across(left[turn, depth], right[turn, depth])
    yaw = np.unwrap(yaws[turn])
    middle = points_m.mean(axis=0)
    c, s = np.cos(yaw), np.sin(yaw)
    return Way(yaw, across - (c * middle[0] + s * middle[1]), depths[depth] - (c * middle[1] - s * middle[0]))


def _strip(
    points: np.ndarray, yaws: np.ndarray, depths: np.ndarray, wall: tuple[float, float], *, strict: bool
) -> tuple[np.ndarray, np.ndarray]:
    """(turns, depths) least and largest x of the points that are inside the wall's strip; least > largest for none."""
    from scipy.ndimage import maximum_filter1d

    fine = STEP_M / 2
    reach = float(np.linalg.norm(points, axis=1).max())
    c, s = np.cos(yaws)[:, None], np.sin(yaws)[:, None]
    x = c * points[:, 0] + s * points[:, 1]
    z = c * points[:, 1] - s * points[:, 0]
    bins = np.floor((z + reach) / fine).astype(np.int64)
    count = int(2 * reach / fine) + 3
    flat = (np.arange(len(yaws))[:, None] * count + bins).reshape(-1)
    most = np.full((2, len(yaws) * count), -np.inf)
    np.maximum.at(most[0], flat, x.reshape(-1))
    np.maximum.at(most[1], flat, -x.reshape(-1))
    # At a depth d the points with wall[0] - d <= z <= wall[1] - d count. Bins that the strip only cuts count where it
    # is drawn strictly, wider than it is, and do not where kindly.
    half = (wall[1] - wall[0]) / 2 / fine
    side = int(half) + 1 if strict else int(half) - 1
    if side < 0:
        return np.full((len(yaws), len(depths)), np.inf), np.full((len(yaws), len(depths)), -np.inf)
    size = 2 * side + 1
    padded = np.pad(most.reshape(2, len(yaws), count), ((0, 0), (0, 0), (size, size)), constant_values=-np.inf)
    reached = maximum_filter1d(padded, size, axis=2, mode="constant", cval=-np.inf)
    center = ((wall[0] + wall[1]) / 2 - depths + reach) / fine
    places = np.clip(np.floor(center).astype(np.int64) + size, 0, padded.shape[2] - 1)
    found = reached[:, :, places]
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


__all__ = ["STEP_M", "TURNS", "Way", "find_way", "no_way"]
