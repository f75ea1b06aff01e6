"""What each part of a picture shows: floor, wall, ceiling, or a thing that stands before them.

Two small networks judge every cell of the upright grid by what can be measured about it: where it lies, its colour and
texture, how the lines about it run, how its colour compares with what lies below and above, and how far it is from the
picture's foot on a way that avoids edges. The second network also sees what the first said of the neighbourhood.

Their weights (`regions.npz`) were learnt by `bench/learn_regions.py` from 260 rendered rooms that no figure is told on.
Overlap with the true free floor of rooms 0 to 49, which they were not taught, median: colour odds between what lies low
and high, used before, 0.38; networks 40 and 24 wide taught by 67 rooms 0.81; these, 160 and 64 wide, 0.87 taught by 148
rooms and 0.89 by all.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from arkit.room.layout.upright import COLUMNS, ROWS, Upright

KINDS = ("floor", "wall", "ceiling", "thing")
DOWN = 2  # cells of the grid to one that is judged, each way
SHAPE = (ROWS // DOWN, COLUMNS // DOWN)
BINS = 12
SWEEPS = 2


def regions(grid: Upright, drawn: np.ndarray) -> np.ndarray:
    """(4, ROWS, COLUMNS) probability of each of KINDS; `drawn` (3, ROWS, COLUMNS): edges along x, upright, along z."""
    first, second = _weights()
    measured = features(grid, drawn)
    chance = _forward(first, measured.reshape(-1, measured.shape[-1])).reshape(*SHAPE, len(KINDS))
    both = np.concatenate([measured, context(grid, chance)], axis=-1)
    chance = _forward(second, both.reshape(-1, both.shape[-1])).reshape(*SHAPE, len(KINDS))
    large = cv2.resize(chance.astype(np.float32), (COLUMNS, ROWS), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.moveaxis(large, -1, 0) * grid.seen)


def features(grid: Upright, drawn: np.ndarray) -> np.ndarray:
    """(*SHAPE, n) float32 that a cell is judged by."""
    seen = _small(grid.seen.astype(np.float32))
    color = _small(grid.color) / np.array([50.0, 30.0, 30.0], np.float32)
    lines = _small(np.moveaxis(drawn, 0, -1).astype(np.float32))
    tangent = np.broadcast_to(_small(np.repeat(grid.tangent[:, None], COLUMNS, 1))[:, :, None], (*SHAPE, 1))
    soft = _mean(color, seen, 5)
    parts = [
        *(np.clip(tangent, -low, high) for low, high in ((2.0, 1.5), (0.5, 0.5), (0.15, 0.15))),
        _in_column(seen),
        soft,
        _spread(color, seen, 3),
        _spread(color, seen, 9),
        *(soft - _mean(color, seen, size) for size in (15, 41)),
        *(_mean(lines, seen, size) for size in (5, 13, 31)),
        *(_moved(soft, step, 0) - soft for step in (6, 14, -6, -14)),
        *(_moved(_mean(lines, seen, 7), step, 0) for step in (8, -8)),
        _odds(color, seen, tangent[..., 0]),
        _ways(soft, seen, _feet(seen, tangent[..., 0])),
        _passed(lines, seen),
        _sobel(color[..., 0]),
        color.mean(axis=(0, 1)) * np.ones((*SHAPE, 3)),
    ]
    return np.concatenate([np.asarray(part, dtype=np.float32) for part in parts], axis=-1)


def context(grid: Upright, chance: np.ndarray) -> np.ndarray:
    """(*SHAPE, m) float32: what a first judgement (*SHAPE, 4) says of the neighbourhood."""
    seen = _small(grid.seen.astype(np.float32))
    color = _small(grid.color) / np.array([50.0, 30.0, 30.0], np.float32)
    chance = chance.astype(np.float32)
    soft = _mean(chance, seen, 7)
    weight = chance[..., :1] ** 2 * seen[..., None]
    likely = (color * weight).sum(axis=(0, 1)) / max(float(weight.sum()), 1e-6)
    floor = np.where((soft[..., 0] > 0.85) & (seen > 0), 0.0, np.inf)
    parts = [
        chance,
        *(_mean(chance, seen, size) for size in (5, 15, 41)),
        *(_moved(soft, step, 0) for step in (5, 12, 24, -5, -12, -24)),
        *(_moved(soft, 0, step) for step in (10, -10)),
        _passed(chance, seen),
        _passed(chance[::-1], seen[::-1])[::-1],
        color - likely,
        _ways(_mean(color, seen, 3), seen, floor),
    ]
    return np.concatenate([np.asarray(part, dtype=np.float32) for part in parts], axis=-1)


@lru_cache(maxsize=1)
def _weights() -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Matrices and offsets of both networks."""
    with np.load(Path(__file__).with_name("regions.npz")) as held:
        first, second = (
            [held[f"{net}{index}"].astype(np.float32) for index in range(8)] for net in ("first", "second")
        )
    return first, second


def _forward(layers: list[np.ndarray], values: np.ndarray) -> np.ndarray:
    """(n, 4) probabilities; layers are mean, scale, then matrix and offset three times."""
    values = np.clip((values - layers[0]) * layers[1], -6, 6)
    for matrix, offset in zip(layers[2:6:2], layers[3:6:2], strict=True):
        values = np.maximum(values @ matrix + offset, 0)
    values = values @ layers[6] + layers[7]
    values = np.exp(values - values.max(axis=1, keepdims=True))
    return np.asarray(values / values.sum(axis=1, keepdims=True))


def _small(values: np.ndarray) -> np.ndarray:
    return np.asarray(cv2.resize(values.astype(np.float32), SHAPE[::-1], interpolation=cv2.INTER_AREA))


def _mean(values: np.ndarray, seen: np.ndarray, size: int) -> np.ndarray:
    """Means over squares, of what is seen."""
    total = cv2.blur(values * seen[..., None], (size, size), borderType=cv2.BORDER_CONSTANT)
    count = cv2.blur(seen, (size, size), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(total.reshape(values.shape) / np.maximum(count, 1e-3)[..., None])


def _spread(values: np.ndarray, seen: np.ndarray, size: int) -> np.ndarray:
    mean = _mean(values, seen, size)
    return np.sqrt(np.maximum(_mean(values * values, seen, size) - mean * mean, 0))


def _moved(values: np.ndarray, down: int, right: int) -> np.ndarray:
    """The values so many rows further and columns on; at the border the last one."""
    rows = np.clip(np.arange(SHAPE[0]) + down, 0, SHAPE[0] - 1)
    columns = np.clip(np.arange(SHAPE[1]) + right, 0, SHAPE[1] - 1)
    return np.asarray(values[rows][:, columns])


def _in_column(seen: np.ndarray) -> np.ndarray:
    """(*SHAPE, 2): part of the column's seen cells that lie below, and whether the cell is seen."""
    below = np.cumsum(seen, axis=0)
    return np.stack([below / np.maximum(below[-1:], 1e-3), seen], axis=-1)


def _feet(seen: np.ndarray, tangent: np.ndarray) -> np.ndarray:
    """0 at the lowest cells of columns that look down, infinity elsewhere."""
    start = (seen > 0.5) & (np.cumsum(seen > 0.5, axis=0) <= 3) & (tangent < -0.35)
    return np.where(start, 0.0, np.inf)


def _odds(color: np.ndarray, seen: np.ndarray, tangent: np.ndarray) -> np.ndarray:
    """(*SHAPE, 3): log-odds of a cell's colour low against high, of its hue alone, of the top against the rest."""
    shown = seen > 0.5
    found = []
    top = np.percentile(tangent[shown], 88) if shown.any() else 0.0
    lightness = color[..., 0] / 2 * BINS
    for own, other, light in (
        (np.clip(-tangent - 0.25, 0, 1), tangent > -0.1, lightness),
        (np.clip(-tangent - 0.25, 0, 1), tangent > -0.1, 0 * lightness),
        ((tangent > max(top, 0.35)) * 1.0, tangent < 0.3, lightness),
    ):
        keys = _keys(light, color)
        one, rest = _histogram(keys, own * shown), _histogram(keys, other * shown)
        found.append(np.log((one + 2e-4) / (rest + 2e-4))[keys])
    return np.stack(found, axis=-1)


def _keys(lightness: np.ndarray, color: np.ndarray) -> np.ndarray:
    hue = np.clip((color[..., 1:] * 30 / 80 + 0.5) * 2 * BINS - BINS / 2, 0, BINS - 1).astype(int)
    light = np.clip(lightness, 0, BINS - 1).astype(int)
    return np.asarray((light * BINS + hue[..., 0]) * BINS + hue[..., 1])


def _histogram(keys: np.ndarray, weight: np.ndarray) -> np.ndarray:
    counts = np.bincount(keys.ravel(), weight.ravel(), minlength=BINS**3).reshape(BINS, BINS, BINS)
    for axis in range(3):
        counts = (np.roll(counts, 1, axis) + 2 * counts + np.roll(counts, -1, axis)) / 4
    return np.asarray(counts.ravel() / max(float(counts.sum()), 1e-6))


def _ways(color: np.ndarray, seen: np.ndarray, start: np.ndarray) -> np.ndarray:
    """(*SHAPE, 1): length of the shortest way from the start (0 there), where each step costs its change of colour."""
    weight = np.array([0.6, 1.5, 1.5], np.float32)
    up = np.linalg.norm(np.diff(color, axis=0) * weight, axis=-1) + 0.004 + 1.0 * (seen[1:] < 0.5)
    across = np.linalg.norm(np.diff(color, axis=1) * weight, axis=-1) + 0.004 + 1.0 * (seen[:, 1:] < 0.5)
    way = np.minimum(start, 6.0)
    for _ in range(SWEEPS):
        for row in range(1, SHAPE[0]):
            np.minimum(way[row], way[row - 1] + up[row - 1], out=way[row])
        for column in range(1, SHAPE[1]):
            np.minimum(way[:, column], way[:, column - 1] + across[:, column - 1], out=way[:, column])
        for column in range(SHAPE[1] - 2, -1, -1):
            np.minimum(way[:, column], way[:, column + 1] + across[:, column], out=way[:, column])
        for row in range(SHAPE[0] - 2, -1, -1):
            np.minimum(way[row], way[row + 1] + up[row], out=way[row])
    return np.log(way + 0.05)[..., None]


def _passed(values: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Mean and largest of each value in the column below a cell."""
    shown = values * seen[..., None]
    mean = np.cumsum(shown, axis=0) / np.maximum(np.cumsum(seen, axis=0), 1e-3)[..., None]
    return np.concatenate([mean, np.maximum.accumulate(shown, axis=0)], axis=-1)


def _sobel(lightness: np.ndarray) -> np.ndarray:
    """(*SHAPE, 4): how much lightness changes upwards and sideways, near and about."""
    change = [np.abs(cv2.Sobel(lightness, cv2.CV_32F, dx, dy)) for dx, dy in ((1, 0), (0, 1))]
    return np.stack([cv2.blur(one, (size, size)) for one in change for size in (5, 17)], axis=-1)


__all__ = ["KINDS", "SHAPE", "context", "features", "regions"]
