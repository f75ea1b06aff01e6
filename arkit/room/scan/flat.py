"""Fit a nearly known plane or line to noisy points, and say honestly how sure it is.

A scan's noise is not white: a headset's mesh waves, a board lies before a wall. So the points' mean deviations in
blocks of 40 cm count as the measurements, not the points themselves: on the five Quest rooms that makes the floor's
tilt sd 0.02 to 0.1 degrees, where counting 10 000 points as independent promises 0.002.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

BLOCK_M = 0.4
RUG_M = 1.2  # a floor's blocks: rugs lift it by millimetres over metres; rooms 0 to 49, 0.82 held with 0.4 m, 0.89
LEAST_M = 0.003  # no scanner of a room is truer than this about one point
ROUNDS = 6
# What leaving outliers out moves a fit by: rugs, skirting and pictures; rendered rooms 0 to 49.
TRIM_SD_M, TRIM_SD_RAD = 0.0002, 0.00015
TRIM_PART = 0.065  # of the spread: the wider the noise, the more of what lies before a wall is taken for it


@dataclass(frozen=True, slots=True)
class Fit:
    """height = level + slope @ place, of points (place, height).

    Attributes:
        level: at the mean place `middle` (k,); `level_sd`.
        slope: (k,) per metre; `slope_sd`: of each, in the mean.
        spread_m: robust standard deviation of the points about it.
        middle: (k,).
        kept: (n,) which points lie on it.
    """

    level: float
    slope: np.ndarray
    level_sd: float
    slope_sd: float
    spread_m: float
    middle: np.ndarray
    kept: np.ndarray


def fit_flat(
    places: np.ndarray,
    heights: np.ndarray,
    *,
    blocks: np.ndarray,
    near_m: float = 0.06,
    start_m: float | None = None,
    block_m: float = BLOCK_M,
) -> Fit:
    """The line or plane through most of the points, by least squares over ever fewer outliers.

    Args:
        places: (n, k) coordinates along the surface, k 1 (a wall seen from above) or 2 (a floor).
        heights: (n,) metres off it.
        blocks: (n, 2) coordinates on the surface, for the blocks of noise that counts once.
        near_m: points further off than this never count.
        start_m: the height to begin at; None begins where most points are.
        block_m: the side of a block.
    """
    middle = places.mean(axis=0)
    design = np.concatenate([np.ones((len(places), 1)), places - middle], axis=1)
    answer = np.zeros(design.shape[1])
    answer[0] = _mode(heights) if start_m is None else start_m
    spread = near_m / 5
    kept = np.ones(len(heights), dtype=bool)
    for _ in range(ROUNDS):
        off = heights - design @ answer
        kept = np.abs(off) < min(near_m, 2.5 * spread)
        if kept.sum() < 3 * design.shape[1]:
            kept = np.abs(off) < near_m
        answer = np.linalg.lstsq(design[kept], heights[kept], rcond=None)[0]
        off = np.abs(heights - design @ answer)
        # Gaussian noise keeps its spread under this rule, a peak's narrows to the peak, none at all widens to near_m.
        near = off[off < min(near_m, 3 * spread)]
        spread = max(1.4826 * float(np.median(near)) if len(near) else near_m, LEAST_M)
    level_sd, slope_sd = _sds(design[kept], (heights - design @ answer)[kept], blocks[kept] / block_m, spread)
    level_sd = float(np.linalg.norm([level_sd, TRIM_SD_M, TRIM_PART * spread]))
    slope_sd = float(np.hypot(slope_sd, TRIM_SD_RAD))
    return Fit(float(answer[0]), answer[1:], level_sd, slope_sd, spread, middle, kept)


def _mode(heights: np.ndarray) -> float:
    """Where most heights lie within 2 cm."""
    low = float(heights.min())
    counts = np.bincount(((heights - low) / 0.005).astype(np.int64))
    smooth = np.convolve(counts, np.ones(5), mode="same")
    return low + (int(np.argmax(smooth)) + 0.5) * 0.005


def _sds(design: np.ndarray, off: np.ndarray, blocks: np.ndarray, spread: float) -> tuple[float, float]:
    """Standard deviations of level and slope from the scatter of the blocks' means; `blocks` in sides of one."""
    cells = np.floor(blocks - blocks.min(axis=0)).astype(np.int64)
    _, which = np.unique(cells[:, 0] * 100_000 + cells[:, 1], return_inverse=True)
    count = np.bincount(which)
    full = count >= max(3.0, 0.2 * float(np.median(count)))
    means = (np.bincount(which, off) / count)[full]
    rows = np.stack([np.bincount(which, column) / count for column in design.T], axis=1)[full]
    unknowns = design.shape[1]
    white = spread / np.sqrt(max(float(np.median(count[full])) if full.any() else 1.0, 1.0))
    if len(means) <= unknowns + 1:
        noise = max(spread / 2, white)
        reach = np.maximum(np.ptp(design[:, 1:], axis=0), 1e-3)
        return noise, float((noise * np.sqrt(12) / reach).max()) if unknowns > 1 else 0.0
    noise = max(float(np.sqrt((means**2).sum() / (len(means) - unknowns))), white)
    covariance = noise**2 * np.linalg.pinv(rows.T @ rows)
    return float(np.sqrt(covariance[0, 0])), float(np.sqrt(np.diag(covariance)[1:].mean()))


__all__ = ["RUG_M", "Fit", "fit_flat"]
