"""Which walls are seen where: the best row of upright planes along the picture, and how sure each is.

A wall stands at right angles to the room's x or z. Seen from a camera one unit above the floor, each azimuth shows one
wall; its foot and its upper edge lie at elevations that follow from its distance and the room's height. Every way
through (azimuth, wall) is scored, the best is taken, and the spread of all of them is the error told.

Source:
    Flint, Mei, Murray, Reid, "A dynamic programming approach to reconstructing building interiors", ECCV 2010. Ours
    differs: the evidence (edges with a change of colour, colour models of floor and ceiling, upright edges), and the
    sums over all ways (forward-backward) that give each wall its probability.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.room.layout.evidence import Evidence
from arkit.room.layout.upright import COLUMNS, ROWS, Upright

NEAREST, FARTHEST, STEP = 0.5, 9.0, 0.025  # of the camera's height; step of log distance
RATIOS = np.geomspace(1.3, 2.6, 18)  # room height over camera height that are tried
RATIO_MEAN, RATIO_SD = 1.76, 0.16  # rooms 2.3 to 3.2 m high, cameras 1.3 to 1.7 m
KEPT = 26  # distances kept for each side
EDGE_WEIGHT, REGION_WEIGHT = 1.0, 0.10
MOST = 2.0  # log-odds of one cell count at most so much
DOUBT = 0.2  # the same against a ceiling: a plain one is often taken for wall
WIDE = COLUMNS // 2  # columns that are judged
CORNER_COST, CORNER_BONUS, JUMP_COST = 10.0, 8.0, 60.0
HEIGHT_WEIGHT = 12.0  # of one standard deviation of what is known of the room's height, in the same unit
TEMPERATURE = 2.0
# Log-odds that a wall is right: 1, the sum over all ways, log of 1 + how much of its foot is seen between floor and
# wall. From rooms 0 to 49 of the bench: of all walls 50 % lie within 8 % of their distance, of those believed 82 %.
BELIEF = np.array([-2.43, 0.84, 0.85])
SIDES = ("left", "front", "right")  # walls at -x, -z and +x; none behind the camera is seen


@dataclass(frozen=True, slots=True)
class Run:
    """A wall along the picture, in units of the camera's height.

    Attributes:
        side: "left", "front" or "right": the wall at -x, -z or +x.
        distance: of its plane from the camera.
        sd: relative standard deviation of the distance.
        belief: probability that there is a wall of this side within 8 % of this distance.
        first, last: columns of the upright grid.
    """

    side: str
    distance: float
    sd: float
    belief: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Walls:
    """All walls along the picture, and the room's height over the camera's with its relative standard deviation."""

    runs: tuple[Run, ...]
    ratio: float
    ratio_sd: float
    ceiling_share: float


@dataclass(frozen=True, slots=True)
class _States:
    side: np.ndarray  # (n,) index into SIDES
    distance: np.ndarray  # (n,)
    reach: np.ndarray  # (COLUMNS, n) level distance along each azimuth, inf where the plane is not met


def find_walls(grid: Upright, evidence: Evidence, height: tuple[float, float] = (RATIO_MEAN, RATIO_SD)) -> Walls:
    """The best row of walls; `height` is the room's height over the camera's and its relative standard deviation."""
    score = _Score(grid, evidence)
    states = _candidates(score)
    moves = np.exp(_steps(states, score, evidence))
    tables = score.tables(states) / TEMPERATURE
    totals, marginals = _sum(tables, moves)
    away = (np.log(RATIOS / height[0]) / height[1]) ** 2
    weight = totals - 0.5 * HEIGHT_WEIGHT / TEMPERATURE * away
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    best = int(np.argmax(weight))
    belief = np.einsum("h,chn->cn", weight, marginals)
    path = _best(tables[:, best], np.log(moves))
    mean = float(np.exp((weight * np.log(RATIOS)).sum()))
    spread = float(np.sqrt((weight * np.log(RATIOS / mean) ** 2).sum() + (np.log(RATIOS[1] / RATIOS[0]) / 3) ** 2))
    shown = score.shows(states.reach[np.arange(WIDE), path], float(RATIOS[best]))
    return Walls(_runs(path, states, belief, score), float(RATIOS[best]), spread, shown)


class _Score:
    """Scores of walls against the evidence, on every other column; sums over columns of cells are made once."""

    def __init__(self, grid: Upright, evidence: Evidence) -> None:
        self.grid = grid
        self.azimuth_rad = (grid.azimuth_rad[::2] + grid.azimuth_rad[1::2]) / 2
        self.seen = grid.seen[:, ::2] & grid.seen[:, 1::2]
        self.feet = tuple(_halved(part) for part in (evidence.foot_z, evidence.foot_x, evidence.foot_z))
        self.tops = tuple(_halved(part) for part in (evidence.top_z, evidence.top_x, evidence.top_z))
        floor = np.clip(_halved(evidence.floor), -MOST, MOST)
        ceiling = np.clip(_halved(evidence.ceiling), -DOUBT, MOST)
        self.below = np.vstack([np.zeros(WIDE), np.cumsum(floor, axis=0)])
        self.over = np.vstack([np.cumsum(ceiling[::-1], axis=0)[::-1], np.zeros(WIDE)])
        self.column = np.arange(WIDE)

    def row(self, tangent: np.ndarray) -> np.ndarray:
        """Row (float) of a height over level distance."""
        low, high = self.grid.elevation_rad[0], self.grid.elevation_rad[-1]
        return np.asarray((np.arctan(tangent) - low) / (high - low) * (ROWS - 1))

    def edge(self, edges: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Edge evidence at rows (WIDE, n); 0 outside the picture."""
        at = np.rint(rows).astype(int)
        inside = (at >= 0) & (at < ROWS)
        at = np.clip(at, 0, ROWS - 1)
        value = edges[at, self.column[:, None]]
        return np.asarray(np.where(inside & self.seen[at, self.column[:, None]], value, 0.0))

    def tables(self, states: _States) -> np.ndarray:
        """(WIDE, ratios, n) score of every wall at every azimuth in rooms of every height."""
        column = self.column[:, None]
        with np.errstate(divide="ignore", invalid="ignore"):
            foot = self.row(-1 / states.reach)
            tops = [self.row((ratio - 1) / states.reach) for ratio in RATIOS]
        low = REGION_WEIGHT * self.below[np.clip(np.rint(foot), 0, ROWS).astype(int), column]
        low = np.where(np.isfinite(states.reach), low, -1e3)
        high = [REGION_WEIGHT * self.over[np.clip(np.rint(top), 0, ROWS).astype(int), column] for top in tops]
        for side in range(3):
            own = states.side == side
            low[:, own] += EDGE_WEIGHT * self.edge(self.feet[side], foot[:, own])
            for part, top in zip(high, tops, strict=True):
                part[:, own] += EDGE_WEIGHT * self.edge(self.tops[side], top[:, own])
        return np.asarray(2 * (low[:, None] + np.stack(high, axis=1)))  # each column stands for two

    def shows(self, reach: np.ndarray, ratio: float) -> float:
        """Part of the columns whose upper edge of the wall lies inside the picture."""
        rows = self.row((ratio - 1) / reach)
        inside = (rows >= 0) & (rows < ROWS)
        at = np.clip(np.rint(rows).astype(int), 0, ROWS - 1)
        return float((inside & self.seen[at, self.column]).mean())


def _halved(values: np.ndarray) -> np.ndarray:
    """Means of pairs of columns."""
    return np.asarray((values[:, ::2] + values[:, 1::2]) / 2)


def reaches(azimuth_rad: np.ndarray, sides: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """(columns, n) level distance to walls along azimuths; inf where they are not met."""
    across = np.stack([-np.sin(azimuth_rad), np.cos(azimuth_rad), np.sin(azimuth_rad)], axis=1)[:, sides]
    with np.errstate(divide="ignore"):
        return np.asarray(np.where(across > 0.04, distances / across, np.inf))


def _candidates(score: _Score) -> _States:
    """For each side the distances that some edge speaks for, and a coarse row of others."""
    distances = np.exp(np.arange(np.log(NEAREST), np.log(FARTHEST), STEP))
    sides, kept = [], []
    for side in range(3):
        reach = reaches(score.azimuth_rad, np.full(len(distances), side), distances)
        with np.errstate(divide="ignore", invalid="ignore"):
            total = score.edge(score.feet[side], score.row(-1 / reach)).sum(axis=0)
            for ratio in RATIOS[::3]:
                total = np.maximum(
                    total, 0.8 * score.edge(score.tops[side], score.row((ratio - 1) / reach)).sum(axis=0)
                )
        peak = (total >= np.roll(total, 1)) & (total >= np.roll(total, -1))
        order = np.argsort(-np.where(peak, total, 0))[:KEPT]
        chosen = np.union1d(order, np.arange(3, len(distances), 8))
        sides.append(np.full(len(chosen), side))
        kept.append(distances[chosen])
    side, distance = np.concatenate(sides), np.concatenate(kept)
    return _States(side, distance, reaches(score.azimuth_rad, side, distance))


def _steps(states: _States, score: _Score, evidence: Evidence) -> np.ndarray:
    """(WIDE - 1, n, n) log weight of going from one wall to another between neighbouring columns."""
    corner = np.maximum(evidence.corner[::2], evidence.corner[1::2])
    corner = np.maximum(corner[1:], corner[:-1])
    middle = (states.reach[1:] + states.reach[:-1]) / 2
    with np.errstate(invalid="ignore"):
        near = np.log(middle)
        apart = np.abs(near[:, :, None] - near[:, None, :])
    meets = (apart < 0.06) & (states.side[:, None] != states.side[None, :])
    cost = np.where(meets, CORNER_COST, JUMP_COST) - CORNER_BONUS * corner[:, None, None]
    same = np.eye(len(states.side), dtype=bool)
    cost[:, same] = 0.0
    return np.asarray(-np.maximum(cost, 0.0) / TEMPERATURE)


def _sum(tables: np.ndarray, moves: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log of the sum over all ways (ratios,), and the probability (WIDE, ratios, n) of each wall at each column."""
    peak = tables.max(axis=2, keepdims=True)
    own = np.exp(tables - peak)
    forward, backward = own.copy(), np.ones_like(own)
    totals = peak.sum(axis=(0, 2))
    for index in range(1, len(own)):
        forward[index] *= forward[index - 1] @ moves[index - 1]
        size = forward[index].sum(axis=1, keepdims=True)
        forward[index] /= size
        totals += np.log(size[:, 0])
    for index in range(len(own) - 2, -1, -1):
        backward[index] = (own[index + 1] * backward[index + 1]) @ moves[index].T
        backward[index] /= backward[index].sum(axis=1, keepdims=True)
    belief = forward * backward
    return totals + np.log(forward[-1].sum(axis=1)), belief / belief.sum(axis=2, keepdims=True)


def _best(table: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """(WIDE,) the best way."""
    total, back = table[0], np.zeros(table.shape, dtype=int)
    for index in range(1, len(table)):
        ways = total[:, None] + steps[index - 1]
        back[index] = ways.argmax(axis=0)
        total = ways.max(axis=0) + table[index]
    path = np.zeros(len(table), dtype=int)
    path[-1] = int(total.argmax())
    for index in range(len(table) - 1, 0, -1):
        path[index - 1] = back[index, path[index]]
    return path


def _runs(path: np.ndarray, states: _States, belief: np.ndarray, score: _Score) -> tuple[Run, ...]:
    """The way as walls from left to right."""
    cuts = np.flatnonzero(np.diff(path)) + 1
    runs = []
    for part in np.split(np.arange(len(path)), cuts):
        state = path[part[0]]
        side, distance = states.side[state], states.distance[state]
        own = states.side == side
        mass = belief[part].mean(axis=0)
        near = own & (np.abs(np.log(states.distance / distance)) < 0.06)
        off = np.log(states.distance[own] / distance)
        share = mass[own] / max(float(mass[own].sum()), 1e-12)
        sd = float(np.sqrt((share * np.clip(off, -1, 1) ** 2).sum()))
        foot = score.edge(score.feet[side], score.row(-1 / states.reach[:, state : state + 1]))[part].sum()
        odds = np.array([1.0, float(mass[near].sum()), np.log1p(float(foot))]) @ BELIEF
        belief_of = float(1 / (1 + np.exp(-odds)))
        runs.append(Run(SIDES[side], float(distance), sd, belief_of, int(2 * part[0]), int(2 * part[-1] + 1)))
    return tuple(runs)


__all__ = ["RATIO_MEAN", "RATIO_SD", "SIDES", "Run", "Walls", "find_walls", "reaches"]
