"""A room as one picture shows it, in the same form as a scan gives it."""

from __future__ import annotations

import numpy as np

from arkit.room.layout.find import Layout, find_layout
from arkit.room.layout.free import GRID, from_above
from arkit.room.view import RoomView
from arkit.spaces import apply, pose
from arkit.surface import Furniture, Interior, Plane

FREE = 0.6  # a place less likely to be free floor than this is taken as occupied
UNSEEN = "unseen"  # label of boxes over floor that the picture does not show as free
REACH = 6.0  # of the camera's height
POINT_SD_M = 0.01


def interior_of(view: RoomView, layout: Layout | None = None) -> Interior:
    """What one picture shows of a room: planes, and boxes wherever it does not show free floor.

    What stands in the way hides what is behind it, so everything within the walls found that is not seen to be free
    floor becomes a box as high as the room, labelled "unseen". Outside the picture nothing is known.

    Args:
        view: the picture with its camera.
        layout: from `find_layout`, found here where it is not given.
    """
    layout = layout or find_layout(view)
    positions, triangles = _surfaces(layout.planes)
    offsets = [plane.offset_sd_m for plane in layout.planes if plane.offset_sd_m is not None]
    return Interior(
        planes=layout.planes,
        openings=(),
        furniture=_unseen(view, layout),
        positions_m=positions,
        triangles=triangles,
        surface_sd_m=float(np.median(offsets)) if len(offsets) > 1 else POINT_SD_M,
        scale=view.room.scale,
        gravity_sd_rad=view.room.gravity_sd_rad,
    )


def _surfaces(planes: tuple[Plane, ...]) -> tuple[np.ndarray, np.ndarray]:
    """The outlines of walls as triangles; floor and ceiling are planes anyway."""
    positions, triangles, count = [np.zeros((0, 3))], [np.zeros((0, 3), dtype=np.int64)], 0
    for plane in planes:
        if plane.kind != "wall" or plane.outline_m is None:
            continue
        corners = plane.outline_m
        flat = np.stack([corners[:, 0], np.zeros(len(corners)), corners[:, 1]], axis=1)
        positions.append(apply(plane.T_room_plane, flat))
        fan = np.arange(1, len(corners) - 1)
        triangles.append(count + np.stack([0 * fan, fan, fan + 1], axis=1))
        count += len(corners)
    return np.concatenate(positions), np.concatenate(triangles)


def _unseen(view: RoomView, layout: Layout) -> tuple[Furniture, ...]:
    """Boxes over the seen part of the floor's map that is not free, greedy from the largest."""
    h = view.height_m.value
    chance, origin = from_above(layout.grid, layout.free.chance, REACH)
    occupied = np.isfinite(chance) & (chance < FREE) & _within(layout, chance.shape, origin, h)
    tall = max((float(plane.T_room_plane[1, 3]) for plane in layout.planes if plane.kind == "ceiling"), default=2.5)
    boxes = []
    for row, column, rows, columns in _rectangles(occupied):
        x, z = origin[0] + (column + columns / 2) * GRID, origin[1] + (row + rows / 2) * GRID
        place = pose(translation=h * np.array([x, 0.0, z]))
        boxes.append(Furniture(UNSEEN, place, np.array([columns * GRID * h, tall, rows * GRID * h])))
    return tuple(boxes)


def _within(layout: Layout, shape: tuple[int, ...], origin: np.ndarray, height_m: float) -> np.ndarray:
    """Which cells of the map lie before all walls found."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    x = height_m * (origin[0] + (columns + 0.5) * GRID)
    z = height_m * (origin[1] + (rows + 0.5) * GRID)
    inside = np.ones(shape, dtype=bool)
    for plane in layout.planes:
        if plane.kind == "wall" and plane.outline_m is not None:
            normal, foot = plane.T_room_plane[:3, 1], plane.T_room_plane[:3, 3]
            along = (x - foot[0]) * plane.T_room_plane[0, 0] + (z - foot[2]) * plane.T_room_plane[2, 0]
            beside = (along >= plane.outline_m[:, 0].min()) & (along <= plane.outline_m[:, 0].max())
            inside &= ~beside | ((x - foot[0]) * normal[0] + (z - foot[2]) * normal[2] > 0)
    return inside


def _rectangles(occupied: np.ndarray) -> list[tuple[int, int, int, int]]:
    """Disjoint rectangles (row, column, rows, columns) that cover all true cells: rows of them, joined downwards."""
    found: list[tuple[int, int, int, int]] = []
    open_: dict[tuple[int, int], int] = {}
    for row in range(occupied.shape[0] + 1):
        line = occupied[row] if row < occupied.shape[0] else np.zeros(occupied.shape[1], dtype=bool)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], line, [False]]).astype(np.int8)))
        runs = {(int(a), int(b)) for a, b in edges.reshape(-1, 2)}
        for run in [run for run in open_ if run not in runs]:
            first = open_.pop(run)
            found.append((first, run[0], row - first, run[1] - run[0]))
        for run in runs:
            open_.setdefault(run, row)
    return found


__all__ = ["UNSEEN", "interior_of"]
