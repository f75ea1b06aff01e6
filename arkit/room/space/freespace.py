"""Where else a product fits: the floor as cells of how high a thing may be there, and every place at 16 turns.

Each cell holds the height of the lowest thing over it, so one map serves products of every height. A turn's places
are those where no cell under the outline is too low: a convolution. What is suggested is then measured exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arkit.room.space.gaps import AHEAD, Gaps, Spot, gaps, outline_at
from arkit.room.space.obstacles import Obstacles
from arkit.room.space.rules import Kept, Need, hold, seen_needs
from arkit.room.space.shape import Shape
from arkit.room.space.stamps import covered, stamp_at, stamps_at, turns_for
from arkit.room.space.swing import swing_free, swing_m
from arkit.room.space.unseen import seen_height
from arkit.room.space.verdict import YES_SDS, Verdict, both

CELL_M = 0.05
_MOST_CELLS = 1_000_000
_BESIDE_M = 0.02  # a product against a wall keeps so much: skirting
_TRIED = 12
_GOOD = 0.3  # worse places, in a door's swing for one, are told only where there is no better


@dataclass(frozen=True, slots=True)
class FloorMap:
    """The floor from above.

    Attributes:
        free_height_m: (rows, columns) height of the lowest thing over each cell; 0 where something stands or the room
            ends or nobody looked, inf where nothing is above. Rows go along +z, columns along +x.
        stands: (rows, columns) something stands there from the floor to above two metres, or the room ends.
        origin_m: (2,) x, z of the first cell's corner.
        swings: (rows, columns) a door's leaf comes there, hung on either side.
        cell_m: side of a cell.
        main_yaws_rad: turns that face away from the walls.
    """

    free_height_m: np.ndarray
    stands: np.ndarray
    swings: np.ndarray
    origin_m: np.ndarray
    cell_m: float
    main_yaws_rad: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A place where the product fits: measured, with what its kind needs; `score` 0…1, best first."""

    spot: Spot
    gaps: Gaps
    kept: tuple[Kept, ...]
    score: float


def floor_map(room: Obstacles, cell_m: float = CELL_M) -> FloorMap:
    """Draw the floor's map."""
    import cv2

    low, high = _extent(room)
    while np.prod((high - low) / cell_m + 3) > _MOST_CELLS:
        cell_m *= 2
    columns, rows = (np.ceil((high - low) / cell_m).astype(int) + 3).tolist()
    origin = low - 1.5 * cell_m
    height = np.full((rows, columns), np.inf, dtype=np.float32)
    tall = np.zeros((rows, columns), dtype=np.uint8)
    fine = np.round((room.outlines_m - origin - cell_m / 2) / cell_m * 16).astype(np.int32)
    floors = np.where(room.low_m <= room.clip_m, 0.0, room.low_m)
    for row in np.argsort(-floors).tolist():
        cv2.fillConvexPoly(height, fine[row], float(floors[row]), shift=4)
        if floors[row] == 0 and room.high_m[row] > 2.0:
            cv2.fillConvexPoly(tall, fine[row], 1, shift=4)
    if room.floor_m is not None:
        inside = np.zeros_like(tall)
        outline = np.round((room.floor_m - origin - cell_m / 2) / cell_m * 16).astype(np.int32)
        cv2.fillPoly(inside, [outline], 1, shift=4)
        height[inside == 0] = 0
        tall[inside == 0] = 1
    if room.seen is not None:
        height = np.minimum(height, seen_height(room.seen, origin, cell_m, (rows, columns))).astype(np.float32)
    swings = np.zeros_like(tall)
    for door in room.openings:
        for leaf in swing_m(door) if door.kind == "door" else ():
            corners = np.round((leaf - origin - cell_m / 2) / cell_m * 16).astype(np.int32)
            cv2.fillConvexPoly(swings, corners, 1, shift=4)
    return FloorMap(height, tall > 0, swings, origin, cell_m, _main_yaws(room))


def free_area_m2(floor: FloorMap, height_m: float = 2.0) -> float:
    """Floor over which nothing is lower than a height, square metres."""
    return float((floor.free_height_m >= height_m).sum()) * floor.cell_m**2


def suggest(
    room: Obstacles, floor: FloorMap, shape: Shape, needed: Sequence[Need] = (), *, most: int = 5
) -> tuple[Suggestion, ...]:
    """Places where it surely fits, the best first: its back to a wall, room where its kind needs it, apart."""
    found: list[Suggestion] = []
    tried = 0
    for score, spot in _places(floor, shape, needed):
        near = any(np.hypot(one.spot.x_m - spot.x_m, one.spot.z_m - spot.z_m) < _apart(shape) for one in found)
        if near:
            continue
        if tried >= _TRIED or len(found) == most:
            break
        tried += 1
        placed, around = settled(room, shape, spot)
        if around.fits is Verdict.YES:
            kept = hold(tuple(needed), around)
            if room.seen is not None:
                kept = seen_needs(room.seen, shape, placed, kept)
            worth = score - 0.25 * sum(one.ok is not Verdict.YES for one in kept)
            clear = both(swing_free(door, shape, placed) for door in room.openings)
            worth -= {Verdict.YES: 0.0, Verdict.UNKNOWN: 0.25, Verdict.NO: 0.5}[clear]
            found.append(Suggestion(placed, around, kept, float(np.clip(worth, 0, 1))))
    found.sort(key=lambda one: -one.score)
    good = [one for one in found if one.score >= _GOOD]
    return tuple(good or found)


def _extent(room: Obstacles) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest x, z of the room, walls without an end left out."""
    if room.floor_m is not None:
        return room.floor_m.min(axis=0), room.floor_m.max(axis=0)
    short = (np.ptp(room.outlines_m, axis=1) < 30).all(axis=1)
    points = room.outlines_m[short].reshape(-1, 2) if short.any() else np.array([(-5.0, -5.0), (5.0, 5.0)])
    return points.min(axis=0), points.max(axis=0)


def _main_yaws(room: Obstacles) -> tuple[float, ...]:
    """Turns in which a product's back is to a wall, each direction once."""
    found: list[float] = []
    for outline, label in zip(room.outlines_m, room.labels, strict=True):
        if label != "wall":
            continue
        normal = outline[0] - outline[3]
        yaw = float(np.arctan2(normal[0], normal[1]))
        if all(abs((yaw - one + np.pi) % (2 * np.pi) - np.pi) > 0.05 for one in found):
            found.append(yaw)
    return tuple(found[:12]) or (0.0, np.pi / 2, np.pi, -np.pi / 2)


def _places(floor: FloorMap, shape: Shape, needed: Sequence[Need]) -> list[tuple[float, Spot]]:
    """Free places of every turn with a score, the best first: at most 40 a turn."""
    yaws = turns_for(floor.main_yaws_rad)
    stamps = stamps_at(floor.cell_m, shape, yaws)
    free = covered(floor.free_height_m < shape.size_m[1] + 1e-6, stamps) == 0
    kept = np.nonzero(free.any(axis=(1, 2)))[0].tolist()
    if not kept:
        return []
    score = np.where(free[kept], _scores(floor, shape, needed, [yaws[row] for row in kept]), -np.inf)
    score += np.array([0.1 if row < len(floor.main_yaws_rad) else 0.0 for row in kept])[:, None, None]
    if floor.swings.any():
        score -= 0.5 * (covered(floor.swings, [stamps[row] for row in kept]) > 0)
    places: list[tuple[float, Spot]] = []
    for row, grid in zip(kept, score, strict=True):
        best = np.argpartition(-grid, min(40, grid.size - 1), axis=None)[:40]
        for z_cell, x_cell in zip(*np.unravel_index(best, grid.shape), strict=True):
            if np.isfinite(grid[z_cell, x_cell]):
                x, z = floor.origin_m + floor.cell_m * (np.array([x_cell, z_cell]) + 0.5)
                places.append((float(grid[z_cell, x_cell]), Spot(float(x), float(z), float(yaws[row]))))
    return sorted(places, key=lambda one: -one[0])


def _scores(floor: FloorMap, shape: Shape, needed: Sequence[Need], yaws: Sequence[float]) -> np.ndarray:
    """(turns, rows, columns) up to 0.9: something stands right behind it, and nothing before it."""
    blocked = floor.free_height_m < shape.size_m[1] + 1e-6
    width, _, depth = shape.size_m
    front_m = max([need.good_m for need in needed if need.side == "front"], default=0.45)
    side = np.array([(-width / 2, -depth / 2), (width / 2, -depth / 2)])
    away, forth = np.array([0.0, -0.15]), np.array([0.0, front_m])
    behind = np.concatenate([side + away, side[::-1]])
    ahead = np.concatenate([side, side[::-1] + forth]) + np.array([0.0, depth])
    part = []
    for zone in (behind, ahead):
        stamps = [stamp_at(shape, yaw, floor.cell_m, zone) for yaw in yaws]
        for stamp in stamps:
            stamp[1::2] = 0  # every other row tells as much
        part.append(covered(blocked, stamps) / np.array([max(stamp.sum(), 1) for stamp in stamps])[:, None, None])
    return np.asarray(0.45 * np.clip(2 * part[0], 0, 1) + 0.45 * (1 - part[1]))


def settled(room: Obstacles, shape: Shape, spot: Spot) -> tuple[Spot, Gaps]:
    """Moved back to what is close behind, and off what is too close on any side; and what is around it there."""
    for _ in range(2):
        around = gaps(room, shape, spot)
        shift = np.zeros(2)
        for side, ahead in AHEAD.items():
            gap = around.sides_m.get(side)
            if gap is None:
                continue
            keep = max(_BESIDE_M, YES_SDS * gap.sd + 0.005)
            closes = side == "back" and gap.value < 0.3
            if closes or gap.value < keep:
                shift += (gap.value - keep) * np.array(ahead)
        if not shift.any():
            return spot, around
        moved = outline_at(shift[None], Spot(0, 0, spot.yaw_rad))[0]
        spot = Spot(spot.x_m + float(moved[0]), spot.z_m + float(moved[1]), spot.yaw_rad)
    return spot, gaps(room, shape, spot)


def _apart(shape: Shape) -> float:
    return float(max(0.4, 0.7 * max(shape.size_m[0], shape.size_m[2])))


__all__ = ["CELL_M", "FloorMap", "Suggestion", "floor_map", "free_area_m2", "settled", "suggest"]
