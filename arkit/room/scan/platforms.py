"""A second floor in a room: a platform, broad and level, that one steps onto and furniture stands on."""

from __future__ import annotations

import numpy as np

from arkit.room.scan.clusters import rectangle
from arkit.room.scan.sample import Surface
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture

LABEL = "platform"
LOWEST_M, HIGHEST_M = 0.08, 0.6  # over the floor: less is a rug, and a table is no floor
LEAST_M2, LEAST_SHARE = 4.5, 0.15  # a bed has 4 m²; of the room's floor
NEAR_M, CELL_M = 0.03, 0.1
FULL = 0.7  # of its rectangle, with what stands on it and hides it
SIDE_SD_M = 0.02


def find_platforms(surface: Surface, inside: np.ndarray, room_m2: float, room_rad: float) -> tuple[Furniture, ...]:
    """The platforms in a room as boxes from its floor up, labelled "platform".

    Args:
        surface: in room space; `inside` (n,) which of its points lie between the walls.
        room_m2: the area of its floor; `room_rad` the angle of its longest wall.
    """
    level = surface.points[inside & (np.abs(surface.normals[:, 1]) > 0.95)]
    level = level[(level[:, 1] > LOWEST_M) & (level[:, 1] < HIGHEST_M)]
    least_m2 = max(LEAST_M2, LEAST_SHARE * room_m2)
    found: list[Furniture] = []
    while len(level) * surface.area_m2 > least_m2 / 2:
        steps = np.bincount(((level[:, 1] - LOWEST_M) / 0.01).astype(np.int64))
        peak = LOWEST_M + 0.01 * (int(np.argmax(np.convolve(steps, np.ones(5), mode="same"))) + 0.5)
        near = np.abs(level[:, 1] - peak) < NEAR_M
        found += _boxes(level[near], least_m2, room_rad)
        level = level[~near]
    return tuple(found)


def _boxes(points: np.ndarray, least_m2: float, room_rad: float) -> list[Furniture]:
    """Of points (n, 3) of one height, each connected piece that is broad and fills its rectangle."""
    import cv2

    low = points[:, [0, 2]].min(axis=0)
    cells = ((points[:, [0, 2]] - low) / CELL_M).astype(np.int64) + 1
    mask = np.zeros(cells.max(axis=0) + 2, dtype=np.uint8)
    mask[cells[:, 0], cells[:, 1]] = 1
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    found = []
    for number in range(1, count):
        own = points[labels[cells[:, 0], cells[:, 1]] == number]
        middle, size, angle = rectangle(own[:, [0, 2]], room_rad)
        area, full = float(size[0] * size[1]), float((labels == number).sum()) * CELL_M**2
        if area < least_m2 or full < FULL * area:
            continue
        high = float(np.median(own[:, 1]))
        T_room_box = pose(rotation_y(-angle), np.array([middle[0], 0.0, middle[1]]))
        found.append(Furniture(LABEL, T_room_box, np.array([size[0], high, size[1]]), SIDE_SD_M))
    return found


__all__ = ["LABEL", "find_platforms"]
