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
from arkit.room.space.swing import swing_free, swing_m
from arkit.room.space.unseen import seen_height
from arkit.room.space.verdict import NO_SDS, YES_SDS, Verdict, both

CELL_M, TURNS = 0.05, 16
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
        settled, around = _settled(room, shape, spot)
        if around.fits is Verdict.YES:
            kept = hold(tuple(needed), around)
            if room.seen is not None:
                kept = seen_needs(room.seen, shape, settled, kept)
            worth = score - 0.25 * sum(one.ok is not Verdict.YES for one in kept)
            clear = both(swing_free(door, shape, settled) for door in room.openings)
            worth -= {Verdict.YES: 0.0, Verdict.UNKNOWN: 0.25, Verdict.NO: 0.5}[clear]
            found.append(Suggestion(settled, around, kept, float(np.clip(worth, 0, 1))))
    found.sort(key=lambda one: -one.score)
    good = [one for one in found if one.score >= _GOOD]
    return tuple(good or found)


def nowhere(room: Obstacles, floor: FloorMap, shape: Shape) -> bool:
    """Whether it is proven that it stands nowhere: at every turn, with all that is in the way drawn smaller.

    Never where only part of the room was seen. Only what reaches from the floor up counts against a product with
    hollows, and only its silhouette's edge.
    """
    import cv2

    if room.seen is not None:
        return False
    reach = float(np.linalg.norm(shape.outline_m, axis=1).max())
    turns = 2 * int(np.clip(np.ceil(np.pi * reach / floor.cell_m / 4), 8, 24))
    worst = float(room.sd_m.max(initial=0.0)) + room.scale_sd * float(max(floor.stands.shape)) * floor.cell_m / 2
    shrink = 1.5 * floor.cell_m + reach * np.pi / turns + NO_SDS * (worst + shape.sd_m)
    blocked = (floor.free_height_m < shape.size_m[1]) if shape.full else floor.stands
    lies_inside = ~np.pad(blocked, 1, constant_values=True)
    # A blocked cell counts only where everything within `shrink` of it is blocked: drawn smaller by so much.
    depth = cv2.distanceTransform((~lies_inside).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1] * floor.cell_m
    surely = depth > shrink
    stamps = _stamps(floor, shape, (2 * np.pi * np.arange(turns) / turns).tolist())
    groups = (stamps[first : first + 8] for first in range(0, turns, 8))
    return all(bool((_covered(surely, group) > 0).all()) for group in groups)


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


def _stamp(shape: Shape, yaw_rad: float, cell_m: float, outline: np.ndarray | None = None) -> np.ndarray:
    """(odd, odd) cells whose middle is inside an outline turned about the stamp's middle."""
    import cv2

    turned = outline_at(shape.outline_m if outline is None else outline, Spot(0, 0, yaw_rad))
    half = int(np.ceil(np.abs(turned).max() / cell_m)) + 1
    stamp = np.zeros((2 * half + 1, 2 * half + 1), dtype=np.float32)
    cv2.fillConvexPoly(stamp, np.round((turned / cell_m + half) * 16).astype(np.int32), 1.0, shift=4)
    return stamp


def _covered(blocked: np.ndarray, stamps: Sequence[np.ndarray]) -> np.ndarray:
    """(stamps, rows, columns) how many blocked cells a stamp about each cell covers; outside the map all is blocked.

    A convex stamp is one run of cells in each of its rows, and a run is the difference of two running sums: 16 turns of
    a sofa on 87 x 65 cells take 2.7 ms of CPU; cv2.filter2D took 24.
    """
    half = max(stamp.shape[0] for stamp in stamps) // 2
    rows, columns = blocked.shape
    padded = np.pad(np.asarray(blocked, dtype=np.int32), half, constant_values=1)
    sums = np.pad(np.cumsum(padded, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    found = np.zeros((len(stamps), rows, columns), dtype=np.int32)
    first_of: dict[int, int] = {}
    for place, (answer, stamp) in enumerate(zip(found, stamps, strict=True)):
        same = first_of.setdefault(id(stamp), place)
        if same != place:
            answer[:] = found[same]
            continue
        own = half - stamp.shape[0] // 2
        for row in np.nonzero(stamp.any(axis=1))[0].tolist():
            run = np.nonzero(stamp[row])[0]
            first, last = int(run[0]) + own, int(run[-1]) + 1 + own
            band = sums[row + own : row + own + rows]
            answer += band[:, last : last + columns]
            answer -= band[:, first : first + columns]
    return found


def _places(floor: FloorMap, shape: Shape, needed: Sequence[Need]) -> list[tuple[float, Spot]]:
    """Free places of every turn with a score, the best first: at most 40 a turn."""
    yaws = _yaws(floor)
    stamps = _stamps(floor, shape, yaws)
    free = _covered(floor.free_height_m < shape.size_m[1] + 1e-6, stamps) == 0
    kept = np.nonzero(free.any(axis=(1, 2)))[0].tolist()
    if not kept:
        return []
    score = np.where(free[kept], _scores(floor, shape, needed, [yaws[row] for row in kept]), -np.inf)
    score += np.array([0.1 if row < len(floor.main_yaws_rad) else 0.0 for row in kept])[:, None, None]
    if floor.swings.any():
        score -= 0.5 * (_covered(floor.swings, [stamps[row] for row in kept]) > 0)
    places: list[tuple[float, Spot]] = []
    for row, grid in zip(kept, score, strict=True):
        best = np.argpartition(-grid, min(40, grid.size - 1), axis=None)[:40]
        for z_cell, x_cell in zip(*np.unravel_index(best, grid.shape), strict=True):
            if np.isfinite(grid[z_cell, x_cell]):
                x, z = floor.origin_m + floor.cell_m * (np.array([x_cell, z_cell]) + 0.5)
                places.append((float(grid[z_cell, x_cell]), Spot(float(x), float(z), float(yaws[row]))))
    return sorted(places, key=lambda one: -one[0])


def _stamps(floor: FloorMap, shape: Shape, yaws: Sequence[float]) -> list[np.ndarray]:
    """The outline at each turn; what looks the same after half a turn is one array, and is looked for once."""
    outline = shape.outline_m
    ends = np.linalg.norm(outline[:, None] + outline[None], axis=2).min(axis=1)
    period = np.pi if ends.max() < 1e-6 else 2 * np.pi
    known: dict[float, np.ndarray] = {}
    return [known.setdefault(round(yaw % period, 4), _stamp(shape, yaw, floor.cell_m)) for yaw in yaws]


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
        stamps = [_stamp(shape, yaw, floor.cell_m, zone) for yaw in yaws]
        for stamp in stamps:
            stamp[1::2] = 0  # every other row tells as much
        part.append(_covered(blocked, stamps) / np.array([max(stamp.sum(), 1) for stamp in stamps])[:, None, None])
    return np.asarray(0.45 * np.clip(2 * part[0], 0, 1) + 0.45 * (1 - part[1]))


def _settled(room: Obstacles, shape: Shape, spot: Spot) -> tuple[Spot, Gaps]:
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


def _yaws(floor: FloorMap) -> list[float]:
    """The turns to try: away from each wall first, then evenly all around."""
    even = [2 * np.pi * turn / TURNS for turn in range(TURNS)]
    near = np.pi / TURNS
    rest = [
        yaw
        for yaw in even
        if all(abs((yaw - main + np.pi) % (2 * np.pi) - np.pi) > near / 2 for main in floor.main_yaws_rad)
    ]
    return [*floor.main_yaws_rad, *rest]


def _apart(shape: Shape) -> float:
    return float(max(0.4, 0.7 * max(shape.size_m[0], shape.size_m[2])))


__all__ = ["CELL_M", "TURNS", "FloorMap", "Suggestion", "floor_map", "free_area_m2", "nowhere", "suggest"]
