"""How wide is the way from a door to a product's front, once it stands there?"""

from __future__ import annotations

import numpy as np

from arkit.room.space.freespace import FloorMap
from arkit.room.space.gaps import Spot, outline_at
from arkit.room.space.shape import Shape
from arkit.spaces import apply
from arkit.surface import Opening

_WALKER_M = 1.9  # what hangs higher is walked under


def walkway_m(floor: FloorMap, door: Opening, shape: Shape, spot: Spot) -> float | None:
    """The width of the widest way from a door to the product's front, to a cell; 0 without one.

    The product stands in the way itself; what hangs above 1.9 m does not. None where the door is beside the map.
    """
    import cv2

    blocked = (floor.free_height_m < _WALKER_M).astype(np.uint8)
    outline = outline_at(shape.outline_m, spot)
    scaled = np.round((outline - floor.origin_m - floor.cell_m / 2) / floor.cell_m * 16).astype(np.int32)
    cv2.fillConvexPoly(blocked, scaled, 1, shift=4)
    away = cv2.distanceTransform(1 - np.pad(blocked, 1, constant_values=1), cv2.DIST_L2, 5)[1:-1, 1:-1]
    front = outline_at(np.array([(0.0, float(shape.size_m[2]) / 2 + 0.4)]), spot)
    inward = apply(door.T_room_opening, np.array([(0.0, 0.0, 0.45)]))[:, [0, 2]]
    cells = [np.floor((one[0] - floor.origin_m) / floor.cell_m).astype(int)[::-1] for one in (front, inward)]
    if any((cell < 0).any() or (cell >= away.shape).any() for cell in cells):
        return None
    ends = [_widest_near(away, cell, int(0.3 / floor.cell_m)) for cell in cells]
    low, high = 0.0, float(min(away[ends[0]], away[ends[1]]))
    if high <= 0 or not _joined(away > 0, ends):
        return 0.0
    for _ in range(8):
        middle = (low + high) / 2
        low, high = (middle, high) if _joined(away >= middle, ends) else (low, middle)
    return float(max(2 * low - 1, 0) * floor.cell_m)  # a distance is to the middle of a blocked cell


def _widest_near(away: np.ndarray, cell: np.ndarray, reach: int) -> tuple[int, int]:
    """The cell with the most space within a short reach."""
    row, column = (max(int(value) - reach, 0) for value in cell)
    part = away[row : int(cell[0]) + reach + 1, column : int(cell[1]) + reach + 1]
    at = np.unravel_index(int(part.argmax()), part.shape)
    return row + int(at[0]), column + int(at[1])


def _joined(free: np.ndarray, ends: list[tuple[int, int]]) -> bool:
    import cv2

    labels = cv2.connectedComponents(free.astype(np.uint8), connectivity=8)[1]
    return bool(labels[ends[0]] == labels[ends[1]] != 0)


__all__ = ["walkway_m"]
