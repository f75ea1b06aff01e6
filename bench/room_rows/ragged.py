"""Rooms from bad scans: what the figures of `scan` become where the scanner is poor, and whether sds still hold.

Each room of `scan` is spoiled: 1 cm more noise a point, of which a third is common to all points of a hand's breadth
(a phone's depth waves, it does not sparkle); a fifth of the floor missing in round patches, as glossy tiles leave it;
one ray in ten lost in bundles; and a mirror on one wall, 0.9 x 1.4 m, behind which the room is seen again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from arkit.room.scan import Scan
from arkit.spaces import apply, inverse
from bench.room_rows import COVERED_PCT, Row, at_least, at_most, covered, median, percentile
from bench.room_rows.scan import Told, in_90, measure
from bench.rooms.scene import furnished

NOISE_M, WAVE_M, WAVE_CELL_M = 0.0094, 0.0033, 0.1
HOLES, LOST, MIRROR_M = 0.2, 0.1, (0.9, 1.4)


def spoiled(scan: Scan, T_scan_room: np.ndarray, seed: int) -> Scan:
    """The scan of room `seed` as a poor scanner would have taken it."""
    rng = np.random.default_rng([seed, 91])
    points = apply(inverse(T_scan_room), scan.positions)
    points = points[_kept(points, rng)]
    points = np.concatenate([points, _ghosts(points, seed, rng)])
    points = points + rng.normal(0, NOISE_M / np.sqrt(3), points.shape) + _waves(points, rng)
    return replace(scan, positions=apply(T_scan_room, points))


def _kept(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Which points are left: round patches of floor are not, nor bundles anywhere."""
    kept = np.ones(len(points), dtype=bool)
    floor = np.flatnonzero(np.abs(points[:, 1]) < 0.03)
    gone = 0
    while gone < HOLES * len(floor):
        at = points[rng.choice(floor)]
        hole = floor[np.linalg.norm(points[floor] - at, axis=1) < rng.uniform(0.15, 0.4)]
        kept[hole] = False
        gone = int((~kept[floor]).sum())
    while (~kept).mean() < LOST + HOLES * len(floor) / len(points):
        at = points[rng.integers(len(points))]
        kept[np.linalg.norm(points - at, axis=1) < rng.uniform(0.05, 0.2)] = False
    return kept


def _ghosts(points: np.ndarray, seed: int, rng: np.random.Generator) -> np.ndarray:
    """What is seen in a mirror on one wall: the points before it, behind it, where a ray from the middle passes it."""
    walls = furnished(seed).plan.walls
    wall = walls[int(rng.integers(len(walls)))]
    own = apply(inverse(wall.T_room_wall), points)
    side = float(np.sign(np.median(own[:, 2])))
    eye = np.array([*np.median(own[:, :2], axis=0), side * 1.5])
    behind = own * (1, 1, -1)
    part = eye[2] / (eye[2] - behind[:, 2])
    at = eye + part[:, None] * (behind - eye)
    low = np.array([rng.uniform(0.1, max(wall.length_m - MIRROR_M[0] - 0.1, 0.2)), 0.5])
    through = (behind[:, 2] * side < 0) & ((at[:, :2] > low) & (at[:, :2] < low + MIRROR_M)).all(axis=1)
    return np.asarray(apply(wall.T_room_wall, behind[through]))


def _waves(points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """(n, 3) an error that neighbours share."""
    cells = np.floor(points / WAVE_CELL_M).astype(np.int64)
    keys = (cells[:, 0] * 100_003 + cells[:, 1]) * 100_003 + cells[:, 2]
    _, which = np.unique(keys, return_inverse=True)
    return np.asarray(rng.normal(0, WAVE_M, (int(which.max()) + 1, 3))[which])


def rows(rooms: Sequence[int]) -> Iterable[Row]:
    """The rows of bad scans."""
    told = Told()
    for seed in rooms:
        measure(seed, told, spoiled)
    count = f"{len(told.tilt_deg)} rooms, {len(told.refused)} refused"
    yield Row("bad scan: floor tilt, p90", at_most(0.2), percentile(told.tilt_deg, 90), count, told.tilt_deg, "°")
    yield Row("bad scan: floor tilt in its 90 % interval", COVERED_PCT, 100 * in_90(told.tilt_z), "", (), "%")
    wall_mm = np.abs(told.wall_m) * 1000
    yield Row("bad scan: wall distance, p90", at_most(20), percentile(wall_mm, 90), "", wall_mm, "mm")
    held = 100 * covered(told.wall_m, told.wall_sd_m)
    yield Row("bad scan: walls in their 90 % interval", COVERED_PCT, held, "", (), "%")
    seen = 100 * (1 - float(np.mean(told.walls_missed)))
    yield Row("bad scan: walls found", at_least(90), seen, "of their length", (), "%")
    yield Row("bad scan: floor outline IoU", at_least(0.9), median(told.floor_iou), "", told.floor_iou)
    found = 100 * (1 - told.openings_missed / max(told.openings, 1))
    note = f"of {told.openings}; {told.openings_false} that are none"
    yield Row("bad scan: doors and windows found", None, found, note, (), "%")
    held = 100 * covered(told.width_m, told.width_sd_m)
    yield Row("bad scan: widths in their 90 % interval", COVERED_PCT, held, "", 1000 * np.abs(told.width_m), "%")


__all__ = ["rows", "spoiled"]
