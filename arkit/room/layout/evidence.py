"""What a picture says of where floor, walls and ceiling meet: lines along the room's axes between unlike regions."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.frame import Camera, rays
from arkit.room.layout.regions import regions
from arkit.room.layout.upright import COLUMNS, ROWS, Upright, cells
from arkit.room.manhattan.lens import straight_points
from arkit.room.manhattan.lines import find_lines
from arkit.room.view import RoomView

FOLLOWS_RAD = np.radians(2.0)  # a segment within this of an axis' vanishing point runs along the axis
LONG = 0.10  # of the picture's diagonal: a segment this long is full evidence
BAND = 4  # rows on each side of an edge whose kinds are looked at
HINT = 0.08  # of full evidence: a line whose sides are nothing that meets there
TOP_HINT = 0.5  # the same for the upper edge of walls, where paint on both sides may look alike, if its sides differ
CONTRAST = 9.0  # CIELAB difference across an edge that is full evidence of another surface
# What may be seen where: a thing may stand before a wall or on the floor; a wall is never seen where the floor is.
ON_FLOOR = np.array([1.0, 0.02, 0.01, 0.45])
ON_WALL = np.array([0.03, 1.0, 0.04, 0.6])
ON_CEILING = np.array([0.01, 0.4, 1.0, 0.06])  # a ceiling is often taken for wall


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence on the upright grid, (ROWS, COLUMNS) where nothing else is said.

    Attributes:
        foot_x, foot_z: 0…1, an edge along the room's x or z with floor below and wall above.
        top_x, top_z: 0…1, an edge along the room's x or z with wall below and ceiling above.
        corner: (COLUMNS,) 0…1, a long upright edge.
        floor, ceiling: log-odds of what is seen if the cell lies on floor or ceiling rather than on a wall.
        chance: (4, ROWS, COLUMNS) probability of each of `regions.KINDS`.
    """

    foot_x: np.ndarray
    foot_z: np.ndarray
    top_x: np.ndarray
    top_z: np.ndarray
    corner: np.ndarray
    floor: np.ndarray
    ceiling: np.ndarray
    chance: np.ndarray


def gather(grid: Upright, view: RoomView) -> Evidence:
    """All evidence, before anything is known of the layout."""
    drawn = drawn_lines(grid, view)
    chance = regions(grid, drawn)
    floor, wall, ceiling = (np.tensordot(part, chance, 1) + 0.02 for part in (ON_FLOOR, ON_WALL, ON_CEILING))
    below, above = _beside(chance)
    foot = np.maximum(np.sqrt(below[0] * above[1]), HINT)
    top = np.maximum(np.sqrt(below[1] * above[2]), TOP_HINT * _contrast(grid))
    return Evidence(
        foot_x=drawn[0] * foot,
        foot_z=drawn[2] * foot,
        top_x=drawn[0] * top,
        top_z=drawn[2] * top,
        corner=corners(grid, drawn[1] * np.maximum(chance[1], 0.3)),
        floor=np.log(floor / wall) * grid.seen,
        ceiling=np.log(ceiling / wall) * grid.seen,
        chance=chance,
    )


def drawn_lines(grid: Upright, view: RoomView) -> np.ndarray:
    """(3, ROWS, COLUMNS) 0…1: the lines of a picture along the room's x, upright, along z."""
    segments = straight_points(view.lens, find_lines(view.frame.pixels).reshape(-1, 2)).reshape(-1, 4)
    camera, R_camera_room = view.frame.camera, view.room.T_camera_room[:3, :3]
    parts = [segments[along_axis(segments, camera, R_camera_room, axis)] for axis in range(3)]
    return np.stack([edge_map(grid, camera, R_camera_room, part) for part in parts])


def along_axis(segments: np.ndarray, camera: Camera, R_camera_room: np.ndarray, axis: int) -> np.ndarray:
    """Which of the segments (n, 4), pixels, run along a room axis, (n,) bool."""
    way = R_camera_room[:, axis]
    point = np.array([camera.cx * -way[2] + camera.fx * way[0], camera.cy * -way[2] - camera.fy * way[1], -way[2]])
    middle = (segments[:, :2] + segments[:, 2:]) / 2
    toward = point[:2] - point[2] * middle
    along = segments[:, 2:] - segments[:, :2]
    cross = toward[:, 0] * along[:, 1] - toward[:, 1] * along[:, 0]
    sine = np.abs(cross) / np.maximum(np.linalg.norm(toward, axis=1) * np.linalg.norm(along, axis=1), 1e-9)
    return np.asarray(sine < np.sin(FOLLOWS_RAD))


def edge_map(grid: Upright, camera: Camera, R_camera_room: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """Segments (n, 4) drawn on the grid, (ROWS, COLUMNS) 0…1, longer ones stronger."""
    drawn = np.zeros((ROWS, COLUMNS), dtype=np.float32)
    if len(segments):
        diagonal = float(np.hypot(camera.width, camera.height))
        lengths = np.linalg.norm(segments[:, 2:] - segments[:, :2], axis=1)
        counts = np.maximum((lengths / diagonal * 500).astype(int), 2)
        which = np.repeat(np.arange(len(segments)), counts)
        steps = (np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)) / (counts[which] - 1)
        points = segments[which, :2] + steps[:, None] * (segments[which, 2:] - segments[which, :2])
        row, column = cells(grid, rays(camera, points) @ R_camera_room)
        r, c = np.rint(row).astype(int), np.rint(column).astype(int)
        inside = (r >= 0) & (r < ROWS) & (c >= 0) & (c < COLUMNS)
        strength = 0.35 + 0.65 * np.minimum(1.0, lengths / (LONG * diagonal))
        np.maximum.at(drawn, (r[inside], c[inside]), strength[which[inside]].astype(np.float32))
    thick = cv2.dilate(drawn, np.ones((1, 3), np.uint8))
    soft = cv2.GaussianBlur(thick, (1, 0), sigmaX=0.01, sigmaY=0.9)
    return np.asarray(np.minimum(soft * 2.0, 1.0))


def corners(grid: Upright, drawn: np.ndarray) -> np.ndarray:
    """(COLUMNS,) 0…1: how much of each column upright edges (ROWS, COLUMNS) cover."""
    drawn = np.maximum(drawn, np.maximum(np.roll(drawn, 1, axis=1), np.roll(drawn, -1, axis=1)))
    share = (drawn > 0.3).sum(axis=0) / np.maximum(grid.seen.sum(axis=0), 1)
    return np.asarray(np.clip(share / 0.4, 0, 1))


def _contrast(grid: Upright) -> np.ndarray:
    """(ROWS, COLUMNS) 0…1: how different the colours a few rows above and below each cell are."""
    mean = cv2.blur(grid.color, (3, BAND), borderType=cv2.BORDER_REPLICATE)
    shift = BAND // 2 + 2
    apart = np.roll(mean, -shift, axis=0) - np.roll(mean, shift, axis=0)
    return np.asarray(np.clip(np.linalg.norm(apart, axis=2) / CONTRAST, 0.2, 1.0))


def _beside(chance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means (4, ROWS, COLUMNS) over a band below and a band above each cell."""
    mean = np.stack([cv2.blur(one, (3, BAND), borderType=cv2.BORDER_REPLICATE) for one in chance])
    mean = np.maximum(mean, 0)  # a running sum may end a rounding below nothing
    shift = BAND // 2 + 2
    return np.roll(mean, shift, axis=1), np.roll(mean, -shift, axis=1)


__all__ = ["Evidence", "along_axis", "corners", "drawn_lines", "edge_map", "gather"]
