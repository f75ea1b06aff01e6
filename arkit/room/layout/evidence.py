"""What a picture says of where floor, walls and ceiling meet: lines along the room's axes, and changes of colour."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.frame import Camera, rays
from arkit.room.layout.upright import COLUMNS, ROWS, Upright, cells

FOLLOWS_RAD = np.radians(2.0)  # a segment within this of an axis' vanishing point runs along the axis
LONG = 0.10  # of the picture's diagonal: a segment this long is full evidence
BAND = 5  # rows on each side of an edge between which colours are compared
CONTRAST = 9.0  # CIELAB difference across an edge that is full evidence of another surface
BINS = 12  # of each colour channel
SEED_WALL = 0.12  # of the tangent of elevation: as far as this from eye height, most of what is seen is walls


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence on the upright grid, all (ROWS, COLUMNS).

    Attributes:
        foot_x, foot_z: 0…1, an edge along the room's x or z with floor below and something else above.
        top_x, top_z: 0…1, an edge along the room's x or z with ceiling, or another colour, above.
        corner: (COLUMNS,) 0…1, a long upright edge.
        floor, ceiling: log-odds that a cell is that rather than anything else, by colour.
        drawn: (3, ROWS, COLUMNS) all edges along x, upright, along z.
    """

    foot_x: np.ndarray
    foot_z: np.ndarray
    top_x: np.ndarray
    top_z: np.ndarray
    corner: np.ndarray
    floor: np.ndarray
    ceiling: np.ndarray
    drawn: np.ndarray


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
    diagonal = float(np.hypot(camera.width, camera.height))
    lengths = np.linalg.norm(segments[:, 2:] - segments[:, :2], axis=1)
    for segment, length in zip(segments, lengths, strict=True):
        steps = np.linspace(0, 1, max(int(length / diagonal * 500), 2))[:, None]
        points = segment[:2] + steps * (segment[2:] - segment[:2])
        row, column = cells(grid, rays(camera, points) @ R_camera_room)
        r, c = np.rint(row).astype(int), np.rint(column).astype(int)
        inside = (r >= 0) & (r < ROWS) & (c >= 0) & (c < COLUMNS)
        strength = 0.35 + 0.65 * min(1.0, float(length) / (LONG * diagonal))
        drawn[r[inside], c[inside]] = np.maximum(drawn[r[inside], c[inside]], strength)
    thick = cv2.dilate(drawn, np.ones((1, 3), np.uint8))
    soft = cv2.GaussianBlur(thick, (1, 0), sigmaX=0.01, sigmaY=0.9)
    return np.asarray(np.minimum(soft * 2.0, 1.0))


def contrast(grid: Upright) -> np.ndarray:
    """(ROWS, COLUMNS) 0…1: how different the colours a few rows above and below each cell are."""
    kernel = np.ones((BAND, 3), np.float32) / (3 * BAND)
    mean = cv2.filter2D(grid.color, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    shift = BAND // 2 + 1
    above, below = np.roll(mean, -shift, axis=0), np.roll(mean, shift, axis=0)
    return np.asarray(np.clip(np.linalg.norm(above - below, axis=2) / CONTRAST, 0.15, 1.0))


def corners(grid: Upright, drawn: np.ndarray) -> np.ndarray:
    """(COLUMNS,) 0…1: how much of each column upright edges (ROWS, COLUMNS) cover."""
    drawn = np.maximum(drawn, np.maximum(np.roll(drawn, 1, axis=1), np.roll(drawn, -1, axis=1)))
    share = (drawn > 0.3).sum(axis=0) / np.maximum(grid.seen.sum(axis=0), 1)
    return np.asarray(np.clip(share / 0.4, 0, 1))


def gather(grid: Upright, camera: Camera, R_camera_room: np.ndarray, segments: np.ndarray) -> Evidence:
    """All evidence, before anything is known of the layout."""
    tangent = np.broadcast_to(grid.tangent[:, None], grid.seen.shape)
    low, high = np.percentile(tangent[grid.seen], (28, 88))
    floor = grid.seen & (tangent <= min(low, -0.45))
    ceiling = grid.seen & (tangent >= max(high, 0.35))
    wall = grid.seen & (np.abs(tangent) < SEED_WALL)
    return _weighed(grid, _drawn(grid, camera, R_camera_room, segments), region_odds(grid, floor, ceiling, wall))


def again(grid: Upright, before: Evidence, foot_row: np.ndarray, top_row: np.ndarray) -> Evidence:
    """The same with colours learnt from a first layout; rows (COLUMNS,) where walls begin and end."""
    row = np.arange(ROWS)[:, None]
    floor, ceiling = grid.seen & (row < foot_row - 2), grid.seen & (row > top_row + 2)
    wall = grid.seen & (row > foot_row + 2) & (row < top_row - 2)
    return _weighed(grid, before.drawn, region_odds(grid, floor, ceiling, wall))


def _drawn(grid: Upright, camera: Camera, R_camera_room: np.ndarray, segments: np.ndarray) -> np.ndarray:
    """(3, ROWS, COLUMNS) edges along x, upright, along z."""
    parts = [segments[along_axis(segments, camera, R_camera_room, axis)] for axis in range(3)]
    return np.stack([edge_map(grid, camera, R_camera_room, part) for part in parts])


def _weighed(grid: Upright, drawn: np.ndarray, odds: tuple[np.ndarray, np.ndarray]) -> Evidence:
    """Edges weighed by what lies below and above them."""
    floor, ceiling = odds
    below, above = _beside(floor)
    foot = np.maximum(np.clip((below - above) / 0.8, 0.08, 1.0), 0.4 * contrast(grid))
    top = np.clip(_beside(ceiling)[1] - _beside(ceiling)[0], 0, 1)
    top = np.maximum(0.6 * contrast(grid), top)
    return Evidence(
        drawn[0] * foot, drawn[2] * foot, drawn[0] * top, drawn[2] * top, corners(grid, drawn[1]), floor, ceiling, drawn
    )


def _beside(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Means over a band below and a band above each cell."""
    kernel = np.ones((2 * BAND, 3), np.float32) / (6 * BAND)
    mean = cv2.filter2D(values.astype(np.float32), -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return np.roll(mean, BAND + 1, axis=0), np.roll(mean, -BAND - 1, axis=0)


def region_odds(
    grid: Upright, floor: np.ndarray, ceiling: np.ndarray, rest: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Log-odds of floor and of ceiling by the colours of three sets of cells, each clipped to -1…1."""
    keys = _keys(grid.color)
    counts = [_histogram(keys[part]) for part in (floor, ceiling, rest)]
    base = counts[2] + 0.15 * (counts[0] + counts[1])
    odds = []
    for own in counts[:2]:
        ratio = np.log((own + 1e-3) / (base + 1e-3)) if own.any() else -0.3 * np.ones_like(base)
        odds.append(np.clip(ratio[keys] / 2.0, -1, 1) * grid.seen)
    return odds[0], odds[1]


def _keys(color: np.ndarray) -> np.ndarray:
    """Index of the colour bin of each cell: lightness coarse, hue finer."""
    steps = np.stack([color[..., 0] / 100, color[..., 1] / 80 + 0.5, color[..., 2] / 80 + 0.5], axis=-1)
    bins = np.clip((steps * BINS).astype(int), 0, BINS - 1)
    return np.asarray((bins[..., 0] * BINS + bins[..., 1]) * BINS + bins[..., 2])


def _histogram(keys: np.ndarray) -> np.ndarray:
    """Share of each colour bin, blurred over its neighbours."""
    counts = np.bincount(keys.ravel(), minlength=BINS**3).astype(np.float64).reshape(BINS, BINS, BINS)
    for axis in range(3):
        padded = np.pad(counts, [(1, 1) if k == axis else (0, 0) for k in range(3)])
        parts = [np.take(padded, range(k, k + BINS), axis=axis) for k in range(3)]
        counts = 0.25 * parts[0] + 0.5 * parts[1] + 0.25 * parts[2]
    return np.asarray(counts.ravel() / max(float(counts.sum()), 1.0))


__all__ = ["Evidence", "again", "along_axis", "contrast", "corners", "edge_map", "gather", "region_odds"]
