"""Whether places on the floor are bare in the picture: surely not, surely, or not known.

By the layout a place is surely taken where the networks give it hardly a chance of floor, and either what is seen there
is surely wall or its colour is nearly absent from the floor that was found: where a bed in front is taken for floor,
the true floor behind it is taken for a thing, but there is more of the same floor elsewhere. Of 2940 pixels of bare
floor in rooms 0 to 49 of the bench, and of 2700 on furniture and 2721 on walls below the horizon: a chance below 0.1
alone is said of 3.9, 76 and 98 in 100, with the colour 1.4, 67 and 86, with the walls besides 1.6, 69 and 96.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np

from arkit.frame import project
from arkit.room.depth import Depth
from arkit.room.layout.find import Layout
from arkit.room.layout.upright import COLUMNS, ROWS, cells
from arkit.room.manhattan.lens import bent_points
from arkit.room.view import RoomView
from arkit.spaces import apply, inverse

# Chance of floor below which a place is none, above which it is. Of places proposed beside furniture in 12 of these
# rooms 16 in 100 had nineteen twentieths of their floor to themselves with 0.5, 52 with 0.8 and with 0.95.
NO_FLOOR, LIKELY = 0.1, 0.9
SURE_WALL = 0.9
FLOOR, WALL = 0, 1  # of regions.KINDS
OWN_FLOOR = 0.7  # cells more likely floor than this show its colours
RARE = 0.06  # of these cells that must look alike
ALIKE, WEIGHT = 6.0, np.array([0.5, 1.3, 1.3], np.float32)  # CIELAB; light and shade change L first
MOST_CELLS = 500
NEARER, NEARER_M = 0.03, 0.05  # than the floor by which a measured depth is something on it


class Bare(Protocol):
    """What a picture says of places (n, 3) on the floor, room space; out of view it says neither."""

    def taken(self, points_m: np.ndarray) -> np.ndarray:
        """(n,) whether each surely shows no bare floor."""
        ...

    def free(self, points_m: np.ndarray) -> np.ndarray:
        """(n,) whether each shows bare floor, as far as is known."""
        ...


@dataclass(frozen=True, slots=True)
class BareByLayout:
    """By the regions of the picture."""

    view: RoomView
    layout: Layout

    def taken(self, points_m: np.ndarray) -> np.ndarray:
        """See `Bare`."""
        if not self.layout.free.area > 0:
            return np.zeros(len(points_m), dtype=bool)
        row, column, seen = self._cells(points_m)
        chance = cv2.blur(self.layout.free.chance.astype(np.float32), (5, 5))[row, column]
        wall = self.layout.evidence.chance[WALL, row, column] > SURE_WALL
        hardly = seen & (chance < NO_FLOOR)
        hardly[hardly] = wall[hardly] | self._foreign(row[hardly], column[hardly])
        return np.asarray(hardly)

    def free(self, points_m: np.ndarray) -> np.ndarray:
        """See `Bare`."""
        row, column, seen = self._cells(points_m)
        return np.asarray(seen & (self.layout.free.chance[row, column] > LIKELY))

    def _cells(self, points_m: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Row, column (n,) of each place, and whether it is in the picture."""
        grid = self.layout.grid
        at = np.stack(cells(grid, points_m - inverse(self.view.room.T_camera_room)[:3, 3]), axis=1)
        row, column = np.rint(at).astype(int).T
        inside = (row >= 0) & (row < ROWS) & (column >= 0) & (column < COLUMNS)
        row, column = np.clip(row, 0, ROWS - 1), np.clip(column, 0, COLUMNS - 1)
        return row, column, inside & grid.seen[row, column]

    def _foreign(self, row: np.ndarray, column: np.ndarray) -> np.ndarray:
        """(n,) whether the colour of these cells is rare on the floor that was found."""
        colors = cv2.GaussianBlur(self.layout.grid.color, (0, 0), 1.0) * WEIGHT
        floor = colors[self.layout.grid.seen & (self.layout.free.chance > OWN_FLOOR)]
        floor = floor[:: max(1, len(floor) // MOST_CELLS)]
        apart = np.linalg.norm(colors[row, column][:, None] - floor[None], axis=2)
        return np.asarray((apart < ALIKE).sum(axis=1) < RARE * max(len(floor), 1))


@dataclass(frozen=True, slots=True)
class BareByDepth:
    """By a depth picture, which tells what is nearer than the floor."""

    view: RoomView
    depth: Depth

    def taken(self, points_m: np.ndarray) -> np.ndarray:
        """See `Bare`."""
        measured, floor = self._distances(points_m)
        return np.asarray((measured > 0) & (measured < floor * (1 - NEARER) - NEARER_M))

    def free(self, points_m: np.ndarray) -> np.ndarray:
        """See `Bare`."""
        measured, floor = self._distances(points_m)
        return np.asarray((measured > 0) & (np.abs(measured - floor) <= floor * NEARER + NEARER_M))

    def _distances(self, points_m: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(n,) metres along the viewing axis that are measured at each place, 0 where nothing is; and those to it."""
        camera = self.view.frame.camera
        seen = apply(self.view.room.T_camera_room, points_m)
        high, wide = self.depth.depth_m.shape
        at = bent_points(self.view.lens, project(camera, seen)) * (wide / camera.width, high / camera.height)
        inside = np.isfinite(at).all(axis=1) & (at >= 0).all(axis=1) & (at < (wide, high)).all(axis=1)
        column, row = np.where(inside[:, None], at, 0).astype(int).T
        return np.where(inside, self.depth.depth_m[row, column], 0.0), -seen[:, 2]


__all__ = ["Bare", "BareByDepth", "BareByLayout"]
