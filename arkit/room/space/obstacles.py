"""What stands in the way in a room, as convex outlines from above with the heights between which they reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from arkit.errors import CheckError, NotFoundError
from arkit.room.space.columns import CELL_M, Columns, columns, small
from arkit.room.space.shape import hull_2d
from arkit.spaces import apply
from arkit.surface import Furniture, Interior, Opening, Plane, Seen

_CORNERS = 8
_WALL_M = 0.05  # how thick a wall counts that shows one side: thinner than any, so that it blocks nothing behind it
_ENDLESS_M = 25.0
_CLIP_M = 0.03  # skirting, thresholds and the floor's own noise stay below
_FINE_M = 0.01
_COMPANY, _CUBES_M = 3, (0.1, 0.15, 0.2, 0.3)
_EXPLAINED_SDS, _EXPLAINED_M = 4.0, 0.03


@dataclass(frozen=True, slots=True)
class Obstacles:
    """A room made ready for many questions.

    Attributes:
        outlines_m: (m, 8, 2) convex outlines x, z, the last corner repeated.
        low_m, high_m: (m,) heights between which each reaches.
        sd_m: (m,) of their place.
        labels: what each is; "" for a piece of a scan's surface: columns of its small triangles, then its large ones.
        floor_m: (k, 2) the floor's outline, None where it is not known.
        ceilings: planes overhead.
        openings: doors and windows.
        scale_sd: relative, of the room's metres.
        clip_m: what is lower than this is floor.
        triangles_m: (t, 3, 3) the last t obstacles as they are in space.
        corners_m: (m, 4) least x, least z, most x, most z of each.
        full: (m,) it fills its outline; a box about a thing in a scan may not, nor what single points stand for.
        inside_m: (k, 3) points of such things' own surfaces.
        seen: what of the air was looked through; None where the whole room was scanned.
    """

    outlines_m: np.ndarray
    low_m: np.ndarray
    high_m: np.ndarray
    sd_m: np.ndarray
    labels: tuple[str, ...]
    floor_m: np.ndarray | None
    ceilings: tuple[Plane, ...]
    openings: tuple[Opening, ...]
    scale_sd: float
    clip_m: float
    triangles_m: np.ndarray
    corners_m: np.ndarray
    full: np.ndarray
    inside_m: np.ndarray
    seen: Seen | None = None


class _Piece(NamedTuple):
    """One row of `Obstacles`."""

    outline: np.ndarray
    low_m: float
    high_m: float
    sd_m: float
    label: str
    full: bool = True


def find_obstacles(room: Interior) -> Obstacles:
    """Walls, furniture and what else a scan shows, ready to be asked where there is space.

    A triangle of the scan that lies in the floor, a wall or the ceiling is left to that plane: the nearest of a
    thousand noisy points is nearer than the wall. One in a furniture box is left to that. Where the scan is points
    alone, a chair too thinly seen for a box is in the way by its points.

    Raises:
        NotFoundError: the record shows neither walls nor a floor's outline, so nothing ends the free space.
        CheckError: NaN.
    """
    _check(room)
    clip = max(_CLIP_M, _EXPLAINED_SDS * room.surface_sd_m)
    pieces = [_wall(plane, room.surface_sd_m) for plane in room.planes if plane.kind == "wall"]
    hollow, meshed = len(room.positions_m) > 0, len(room.triangles) > 0
    boxes = [_box(box, max(box.sd_m or 0.0, room.surface_sd_m), full=not hollow) for box in room.furniture]
    pieces += [box for box in boxes if box.high_m > clip]  # a rug is floor
    triangles = _loose(room, clip)
    fine = small(triangles)
    dense, triangles = columns(triangles[fine]), triangles[~fine]
    flat = np.concatenate([triangles, np.repeat(triangles[:, -1:], _CORNERS - 3, axis=1)], axis=1)[:, :, [0, 2]]
    own = np.array([piece.outline for piece in pieces]).reshape(-1, _CORNERS, 2)
    heights = triangles[:, :, 1]
    outlines = np.concatenate([own, dense.outlines_m, flat])
    return Obstacles(
        outlines,
        np.concatenate([[piece.low_m for piece in pieces], dense.low_m, heights.min(axis=1)]),
        np.concatenate([[piece.high_m for piece in pieces], dense.high_m, heights.max(axis=1)]),
        np.concatenate([[piece.sd_m for piece in pieces], _column_sds(dense, room), _triangle_sds(triangles, room)]),
        tuple(piece.label for piece in pieces) + ("",) * (len(dense.low_m) + len(triangles)),
        _outline(room.planes[0]),
        tuple(plane for plane in room.planes if plane.kind == "ceiling"),
        room.openings,
        room.scale.sd / room.scale.value,
        clip,
        triangles,
        np.concatenate([outlines.min(axis=1), outlines.max(axis=1)], axis=1),
        np.concatenate([[piece.full for piece in pieces], np.full(len(dense.low_m) + len(triangles), meshed)]) > 0,
        _inside(room, clip),
        room.seen,
    )


def _column_sds(dense: Columns, room: Interior) -> np.ndarray:
    return np.hypot(dense.slack_m / 2, room.surface_sd_m)


def _triangle_sds(triangles: np.ndarray, room: Interior) -> np.ndarray:
    return np.full(len(triangles), room.surface_sd_m)


def padded(outline: np.ndarray) -> np.ndarray:
    """(8, 2) an outline of at most 8 corners, its last corner repeated."""
    return np.concatenate([outline, np.repeat(outline[-1:], _CORNERS - len(outline), axis=0)])


def _check(room: Interior) -> None:
    floor = room.planes[0]
    ends = floor.outline_m is not None or any(plane.kind == "wall" for plane in room.planes)
    if not ends:
        raise NotFoundError("room: expected walls or the outline of a floor, found neither; scan the room's edges too")
    if not np.isfinite(room.positions_m).all() or any(not np.isfinite(box.size_m).all() for box in room.furniture):
        raise CheckError("room: expected finite surfaces and furniture, got NaN; scan or read it again")


def _box(box: Furniture, sd_m: float, *, full: bool) -> _Piece:
    corners = apply(box.T_room_box, _box_corners(box.size_m))
    outline = padded(hull_2d(corners[:, [0, 2]]))
    return _Piece(outline, float(corners[:, 1].min()), float(corners[:, 1].max()), sd_m, box.label or "furniture", full)


def _wall(plane: Plane, sd_m: float) -> _Piece:
    """A wall from above as a thin outline behind its surface, and its heights."""
    corners = _outline_room(plane)
    normal = plane.T_room_plane[:3, 1][[0, 2]]
    normal = normal / max(float(np.linalg.norm(normal)), 1e-9)
    along = np.array([-normal[1], normal[0]])
    flat = corners[:, [0, 2]]
    middle = plane.T_room_plane[:3, 3][[0, 2]]
    ends = (flat - middle) @ along
    a, b = middle + ends.min() * along, middle + ends.max() * along
    outline = np.array([a, b, b - _WALL_M * normal, a - _WALL_M * normal])
    sd_m = sd_m if plane.offset_sd_m is None else plane.offset_sd_m
    return _Piece(padded(outline), float(corners[:, 1].min()), float(corners[:, 1].max()), sd_m, "wall")


def _outline_room(plane: Plane) -> np.ndarray:
    """(n, 3) corners of a plane in room space; a very large square where its extent is not known."""
    flat = plane.outline_m
    if flat is None:
        flat = _ENDLESS_M * np.array([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
    return apply(plane.T_room_plane, np.stack([flat[:, 0], np.zeros(len(flat)), flat[:, 1]], axis=1))


def _outline(floor: Plane) -> np.ndarray | None:
    return None if floor.outline_m is None else _outline_room(floor)[:, [0, 2]]


def _box_corners(size_m: np.ndarray) -> np.ndarray:
    return np.array([(x, y, z) for x in (-0.5, 0.5) for y in (0.0, 1.0) for z in (-0.5, 0.5)]) * size_m


def _loose(room: Interior, clip: float) -> np.ndarray:
    """(m, 3, 3) triangles above the floor that no wall, ceiling or furniture box explains; of points, each as one."""
    positions = np.asarray(room.positions_m, dtype=np.float64)
    if not len(positions):
        return np.zeros((0, 3, 3))
    if not len(room.triangles):
        return _spread(_lone(room, clip), _cube_m(positions) / 4)
    return _unexplained(room, positions[room.triangles], clip)


def _lone(room: Interior, clip: float) -> np.ndarray:
    """(n, 3) points of a scan without triangles that nothing explains and that have company: one alone is a stray."""
    positions = np.asarray(room.positions_m, dtype=np.float64)
    points = _unexplained(room, np.repeat(positions[:, None], 3, axis=1), clip)[:, 0]
    return np.asarray(points[_company(points, _cube_m(positions)) >= _COMPANY])


def _spread(points: np.ndarray, far_m: float) -> np.ndarray:
    """(m, 3, 3) each point as points around it on the level, so close that columns join them: a surface goes on."""
    steps = np.arange(-far_m, far_m + CELL_M / 2, CELL_M)
    around = np.array([(x, 0.0, z) for x in steps for z in steps])
    return np.repeat((points[:, None] + around).reshape(-1, 1, 3), 3, axis=1)


def _cube_m(positions: np.ndarray) -> float:
    """A cube's side that most of a scan's points share with some others, from 10 cm for a dense one to 30."""
    for cube_m in _CUBES_M:
        if np.median(_company(positions, cube_m)) >= 4 * _COMPANY:
            return cube_m
    return _CUBES_M[-1]


def _company(points: np.ndarray, cube_m: float) -> np.ndarray:
    """(n,) how many points lie in the cube of each of them, itself with them."""
    cells = np.floor(points / cube_m).astype(np.int64)
    keys = (cells[:, 0] * 100_003 + cells[:, 1]) * 100_003 + cells[:, 2]
    _, which, counts = np.unique(keys, return_inverse=True, return_counts=True)
    return np.asarray(counts[which])


def _unexplained(room: Interior, triangles: np.ndarray, clip: float) -> np.ndarray:
    """(m, 3, 3) those of some triangles."""
    keep = triangles[:, :, 1].max(axis=1) > clip
    for box in room.furniture:
        keep[keep] = ~_within(box, triangles[keep])
    near = max(_EXPLAINED_M, _EXPLAINED_SDS * room.surface_sd_m)
    for plane in room.planes:
        if plane.kind in ("wall", "ceiling"):
            normal, at = plane.T_room_plane[:3, 1], plane.T_room_plane[:3, 3]
            keep &= ~(((triangles - at) @ normal) < near).all(axis=1) | ~_beside(plane, triangles)
    return triangles[keep]


def _inside(room: Interior, clip: float) -> np.ndarray:
    """(k, 3) float32 points of the surfaces in furniture boxes, a centimetre apart: triangles' corners and middles.

    Of a scan without triangles also those in no box.
    """
    positions = np.asarray(room.positions_m, dtype=np.float64)
    if len(room.triangles):
        triangles = positions[room.triangles]
        positions = np.concatenate([triangles.mean(axis=1), *np.moveaxis(triangles, 1, 0)])
    positions = positions[positions[:, 1] > clip]
    cells = np.floor(positions / _FINE_M).astype(np.int64)
    keys = (cells[:, 0] * 100_003 + cells[:, 1]) * 100_003 + cells[:, 2]
    points = positions[np.unique(keys, return_index=True)[1]]
    held = np.zeros(len(points), dtype=bool)
    for box in room.furniture:
        held |= _within(box, points[:, None])
    inside = points[held]
    if len(positions) and not len(room.triangles):
        inside = np.concatenate([inside, _lone(room, clip)])
    return np.asarray(inside, dtype=np.float32)


def _within(box: Furniture, triangles: np.ndarray) -> np.ndarray:
    """(m,) whether triangles lie wholly in a furniture box, which then stands for them."""
    own = (triangles - box.T_room_box[:3, 3]) @ box.T_room_box[:3, :3]
    half = box.size_m * (0.5, 1.0, 0.5) + 0.01
    low = -half * (1, 0, 1) - (0, 0.01, 0)
    return ((own >= low) & (own <= half)).all(axis=(1, 2))


def _beside(plane: Plane, triangles: np.ndarray) -> np.ndarray:
    """(m,) whether each triangle lies before or behind the plane's extent, and not more than 30 cm behind it."""
    own = (triangles.mean(axis=1) - plane.T_room_plane[:3, 3]) @ plane.T_room_plane[:3, :3]
    near = own[:, 1] > -0.3
    if plane.outline_m is None:
        return near
    low, high = plane.outline_m.min(axis=0) - 0.1, plane.outline_m.max(axis=0) + 0.1
    inside = (own[:, [0, 2]] >= low) & (own[:, [0, 2]] <= high)
    return near & inside.all(axis=1)


__all__ = ["Obstacles", "find_obstacles", "padded"]
