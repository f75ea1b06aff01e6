"""The floor that nothing stands on, as far as one picture tells.

What is floor was judged cell by cell (`regions`); here small patches go, and what lies beyond the walls found counts
less. A rug is floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from scipy import ndimage

from arkit.room.layout.upright import COLUMNS, ROWS, Upright

BEYOND = 0.7  # of its chance that a cell keeps above the foot of the walls found
BLOWN, PATCH = 92.0, 0.6  # CIELAB lightness of a patch of sun; with floor all around it is floor
LEAST = 0.01  # of all floor cells that a patch of floor must hold
GRID = 0.05  # of the camera's height: cells of the map seen from above
TOGETHER = 0.25  # part of the error of all cells that is common to them
NEAR = 0.06  # of the tangent below eye height: floor further away is a line in the picture


@dataclass(frozen=True, slots=True)
class Free:
    """The floor's cells on the upright grid, in units of the camera's height.

    Attributes:
        chance: (ROWS, COLUMNS) probability that the cell shows free floor.
        area, sd: free floor seen, in squares of the camera's height, and its standard deviation.
    """

    chance: np.ndarray
    area: float
    sd: float


def free_floor(grid: Upright, chance: np.ndarray, foot_row: np.ndarray) -> Free:
    """How likely each cell shows free floor.

    Args:
        grid: the picture turned upright.
        chance: (ROWS, COLUMNS) probability that a cell shows floor by itself.
        foot_row: (COLUMNS,) row where the walls begin.
    """
    row = np.arange(ROWS)[:, None]
    beyond = np.where(row < foot_row, 1.0, BEYOND)
    kept = (
        cv2.GaussianBlur(chance.astype(np.float32), (0, 0), 0.8) * grid.seen * (grid.tangent[:, None] < -NEAR) * beyond
    )
    floor = ndimage.binary_opening(kept > 0.5, iterations=1)
    labels, count = ndimage.label(floor)
    if not count:
        return Free(np.zeros((ROWS, COLUMNS)), 0.0, 0.0)
    areas = cell_areas(grid)
    cells = ndimage.sum(np.ones_like(areas), labels, range(1, count + 1))
    joined = np.isin(labels, 1 + np.flatnonzero(cells > LEAST * cells.sum()))
    closed = ndimage.binary_dilation(joined, iterations=1)
    kept = np.where(closed, kept, np.minimum(kept, 0.4))
    lit = ndimage.binary_fill_holes(closed) & ~closed & (grid.color[..., 0] > BLOWN) & grid.seen
    kept = np.where(lit, np.maximum(kept, PATCH), kept)
    spread = areas * np.sqrt(kept * (1 - kept))
    return Free(kept, float((areas * kept).sum()), TOGETHER * float(spread.sum()))


def cell_areas(grid: Upright) -> np.ndarray:
    """(ROWS, COLUMNS) area of floor that each cell shows, in squares of the camera's height; 0 above the horizon."""
    half = (grid.elevation_rad[1] - grid.elevation_rad[0]) / 2
    width = grid.azimuth_rad[1] - grid.azimuth_rad[0]
    low, high = np.tan(grid.elevation_rad - half), np.tan(np.minimum(grid.elevation_rad + half, -0.02))
    ring = np.where(grid.tangent < -NEAR, 0.5 * width * (1 / high**2 - 1 / low**2), 0.0)
    return np.asarray(ring[:, None] * grid.seen)


def from_above(grid: Upright, chance: np.ndarray, reach: float) -> tuple[np.ndarray, np.ndarray]:
    """The same as a map: chances (n, m), NaN where nothing is seen, and x and z (2,) of its first cell's corner."""
    count = int(np.ceil(reach / GRID))
    x = (np.arange(-count, count) + 0.5) * GRID
    z = (np.arange(-count, 0) + 0.5) * GRID
    xs, zs = np.meshgrid(x, z)
    azimuth, distance = np.arctan2(xs, -zs), np.hypot(xs, zs)
    column = (azimuth - grid.azimuth_rad[0]) / (grid.azimuth_rad[-1] - grid.azimuth_rad[0]) * (COLUMNS - 1)
    elevation = np.arctan(-1 / distance)
    row = (elevation - grid.elevation_rad[0]) / (grid.elevation_rad[-1] - grid.elevation_rad[0]) * (ROWS - 1)
    c, r = np.rint(column).astype(int), np.rint(row).astype(int)
    inside = (c >= 0) & (c < COLUMNS) & (r >= 0) & (r < ROWS)
    c, r = np.clip(c, 0, COLUMNS - 1), np.clip(r, 0, ROWS - 1)
    inside &= grid.seen[r, c]
    return np.where(inside, chance[r, c], np.nan), np.array([-count * GRID, -count * GRID])


__all__ = ["GRID", "Free", "cell_areas", "free_floor", "from_above"]
