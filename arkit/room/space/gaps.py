"""How much room a product has where it stands: to what is nearest, and to each side as far as it could slide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from arkit.room.space.obstacles import Obstacles, padded
from arkit.room.space.polygons import separations_m, slides_m
from arkit.room.space.shape import Shape, Slab, cut_between, hull_2d
from arkit.room.space.unseen import looked_through
from arkit.room.space.verdict import NO_SDS, Verdict, judged
from arkit.room.space.words import Words, cm, say, thing
from arkit.spaces import apply, inverse, pose, rotation_y
from arkit.surface import Measure

_NEAR_M = 1.5
_REACHES_M = (0.3, _NEAR_M)  # most answers are near: few of a scan's triangles need be looked at
_SMALL_M = 0.2
_LEAST_HELD = 8  # points of a box's own surface that prove a collision
_FEW = 48  # obstacles that are looked at all at once
_DEEPEST_M = -0.1  # of a side: how deep it overlaps is said by the collision
AHEAD: Mapping[str, tuple[float, float]] = {
    "left": (1.0, 0.0),
    "right": (-1.0, 0.0),
    "front": (0.0, 1.0),
    "back": (0.0, -1.0),
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on the floor: the middle of the product's base at x, z, its front turned by `yaw_rad` from +z."""

    x_m: float
    z_m: float
    yaw_rad: float = 0.0

    @property
    def T_room_product(self) -> np.ndarray:
        """(4, 4) of the product's base."""
        return pose(rotation_y(self.yaw_rad), np.array([self.x_m, 0.0, self.z_m]))


@dataclass(frozen=True, slots=True)
class Collision:
    """Something the product runs into, and how deep."""

    label: str
    depth_m: float


@dataclass(frozen=True, slots=True)
class Gaps:
    """What a product has around it at a spot.

    Attributes:
        fits: whether nothing is in its way.
        least_m: to what is nearest, negative where it overlaps; None where nothing is within 1.5 m.
        nearest: what that is.
        sides_m: "left", "right", "front", "back" (the product's own) and "above": how far it could be moved that way;
            a side without an entry is open.
        sides: what ends each.
        collisions: what it runs into, deepest first.
        reason: in words.
        touches_m: how far aside of its middle each side would touch, to the left of the way it moves, z taken as up.
    """

    fits: Verdict
    least_m: Measure | None
    nearest: str
    sides_m: Mapping[str, Measure]
    sides: Mapping[str, str]
    collisions: tuple[Collision, ...]
    reason: Words
    touches_m: Mapping[str, float] = field(default_factory=dict)


class _Near(NamedTuple):
    """What is near a product: how far, how sure, what it is, its outline from above, whether it fills that."""

    spare_m: float
    sd_m: float
    label: str
    outline_m: np.ndarray
    full: bool


def outline_at(outline: np.ndarray, spot: Spot) -> np.ndarray:
    """(k, 2) a product's outline x, z where it stands."""
    c, s = np.cos(spot.yaw_rad), np.sin(spot.yaw_rad)
    return outline @ np.array([[c, -s], [s, c]]) + (spot.x_m, spot.z_m)


def gaps(room: Obstacles, shape: Shape, spot: Spot) -> Gaps:
    """Measure the space around a product that stands on the floor at a spot."""
    found: dict[str, tuple[float, float, str]] = {}
    least: list[_Near] = []
    turned = Spot(0.0, 0.0, spot.yaw_rad)
    touches: dict[str, float] = {}
    every = np.arange(len(room.labels))
    close = _among(room, every, outline_at(shape.outline_m, spot), _NEAR_M)
    for slab in shape.slabs:
        outline = outline_at(slab.outline_m, spot)
        level = _level(room, slab, close)
        for far in _REACHES_M if len(level) > _FEW else _REACHES_M[-1:]:
            near = _among(room, level, outline, far)
            apart = separations_m(outline, _cut(room, slab, near))
            if len(near) and apart.min() <= far:
                least.extend(_nearest(room, apart, near, shape, spot))
                break
        for side, ahead in AHEAD.items():
            direction = outline_at(np.array([ahead]), turned)[0]
            hit = _first_ahead(room, slab, level, outline, direction)
            if len(close) < len(every) and (hit is None or hit[1] > _NEAR_M):
                hit = _first_ahead(room, slab, _level(room, slab, every), outline, direction)
            if hit is not None and hit[1] < (found[side][0] if side in found else np.inf):
                found[side] = (hit[1], _sd(room, hit[0], shape, spot), room.labels[hit[0]])
                aside = np.array([-direction[1], direction[0]])
                touches[side] = hit[2] - float(aside @ (spot.x_m, spot.z_m))
    overhead = _overhead(room, shape, spot)
    if overhead is not None:
        found["above"] = overhead
        least.append(_Near(*overhead, np.zeros(0), True))
    return replace(_judged(room, shape, spot, least, found), touches_m=touches)


def _level(room: Obstacles, slab: Slab, rows: np.ndarray) -> np.ndarray:
    """Those of some obstacles that reach between a slab's heights."""
    bottom = max(slab.bottom_m, room.clip_m)
    return rows[(room.high_m[rows] > bottom + 1e-6) & (room.low_m[rows] < slab.top_m - 1e-6)]


def _among(room: Obstacles, level: np.ndarray, outline: np.ndarray, far_m: float) -> np.ndarray:
    """Those of some obstacles that may be nearer to an outline than `far_m`."""
    corners = room.corners_m[level]
    low, high = outline.min(axis=0) - far_m, outline.max(axis=0) + far_m
    return level[((corners[:, 2:] >= low) & (corners[:, :2] <= high)).all(axis=1)]


def _first_ahead(
    room: Obstacles, slab: Slab, level: np.ndarray, outline: np.ndarray, direction: np.ndarray
) -> tuple[int, float, float] | None:
    """What an outline touches first on its way: which obstacle, how far, and where across; the nearest looked at first.

    How near one may be is known from the circle about it.
    """
    corners = room.corners_m[level]
    middle, radius = (corners[:, :2] + corners[:, 2:]) / 2, np.hypot(*(corners[:, 2:] - corners[:, :2]).T) / 2
    aside = np.array([-direction[1], direction[0]])
    q, s, across = outline @ aside, outline @ direction, middle @ aside
    nearest = middle @ direction - radius - s.max()
    met = (across + radius > q.min()) & (across - radius < q.max()) & (nearest + 2 * radius > s.min() - s.max())
    level, nearest = level[met], nearest[met]
    order = np.argsort(nearest)
    best: tuple[int, float, float] | None = None
    for first in range(0, len(order), _FEW):
        rows = order[first : first + _FEW]
        if best is not None and nearest[rows[0]] > best[1]:
            break
        slides, where = slides_m(outline, _cut(room, slab, level[rows]), direction)
        least = int(slides.argmin())
        if slides[least] < (np.inf if best is None else best[1]):
            best = int(level[rows[least]]), float(slides[least]), float(where[least])
    return best


def _cut(room: Obstacles, slab: Slab, at: np.ndarray) -> np.ndarray:
    """(k, 8, 2) outlines of some obstacles between a slab's heights; a small triangle counts whole."""
    bottom = max(slab.bottom_m, room.clip_m)
    outlines = room.outlines_m[at]
    boxes = len(room.labels) - len(room.triangles_m)
    part = (at >= boxes) & ((room.low_m[at] < bottom) | (room.high_m[at] > slab.top_m))
    part &= (np.ptp(outlines, axis=1) > _SMALL_M).any(axis=1)
    for row in np.nonzero(part)[0].tolist():
        points = cut_between(room.triangles_m[at[row] - boxes][None], bottom, slab.top_m)
        if len(points):
            outlines[row] = padded(hull_2d(points[:, [0, 2]])[:8])
    return outlines


def _sd(room: Obstacles, index: int, shape: Shape, spot: Spot) -> float:
    """Standard deviation of a gap: the obstacle's place, the product's side, and the room's scale between them."""
    away = min(float(np.linalg.norm(room.outlines_m[index].mean(axis=0) - (spot.x_m, spot.z_m))), 10.0)
    return float(np.sqrt(room.sd_m[index] ** 2 + (shape.sd_m / 2) ** 2 + (room.scale_sd * away) ** 2))


def _nearest(room: Obstacles, apart: np.ndarray, at: np.ndarray, shape: Shape, spot: Spot) -> list[_Near]:
    """The nearest thing, and all that are overlapped."""
    chosen = sorted({int(apart.argmin()), *np.nonzero(apart < -1e-9)[0].tolist()}, key=lambda row: float(apart[row]))
    return [
        _Near(
            float(apart[row]),
            _sd(room, at[row], shape, spot),
            room.labels[at[row]],
            room.outlines_m[at[row]],
            bool(room.full[at[row]]),
        )
        for row in chosen[:50]
    ]


def _overhead(room: Obstacles, shape: Shape, spot: Spot) -> tuple[float, float, str] | None:
    """Height left under the lowest ceiling or the lowest thing that hangs above."""
    outline = outline_at(shape.outline_m, spot)
    top = float(shape.size_m[1])
    best: tuple[float, float, str] | None = None
    for plane in room.ceilings:
        normal, at = plane.T_room_plane[:3, 1], plane.T_room_plane[:3, 3]
        if abs(normal[1]) < 0.3:
            continue
        heights = at[1] - ((outline - at[[0, 2]]) @ normal[[0, 2]]) / normal[1]
        sd = float(np.hypot(plane.offset_sd_m or float(room.sd_m.max(initial=0.0)), room.scale_sd * top))
        over = (float(heights.min()) - top, float(np.hypot(sd, shape.sd_m)), "ceiling")
        best = over if best is None or over[0] < best[0] else best
    hangs = _among(room, np.nonzero(room.low_m >= top - 1e-6)[0], outline, 0.0)
    if len(hangs):
        under = hangs[separations_m(outline, room.outlines_m[hangs]) < -1e-6]
        if len(under):
            lowest = under[room.low_m[under].argmin()]
            sd = float(np.hypot(room.sd_m[lowest], shape.sd_m))
            over = (float(room.low_m[lowest]) - top, sd, room.labels[lowest])
            best = over if best is None or over[0] < best[0] else best
    return best


def _judged(
    room: Obstacles,
    shape: Shape,
    spot: Spot,
    least: list[_Near],
    found: Mapping[str, tuple[float, float, str]],
) -> Gaps:
    sides_m = {side: Measure(max(value, _DEEPEST_M), sd) for side, (value, sd, _) in found.items()}
    sides = {side: label for side, (_, _, label) in found.items()}
    outside = not _inside(room, shape, spot)
    unseen = room.seen is not None and not looked_through(
        room.seen, outline_at(shape.outline_m, spot), float(shape.size_m[1])
    )
    if outside and room.seen is None:
        return Gaps(Verdict.NO, None, "", sides_m, sides, (), say("outside"))
    if not least:
        if unseen or outside:
            return Gaps(Verdict.UNKNOWN, None, "", sides_m, sides, (), say("unseen"))
        return Gaps(Verdict.YES, None, "", sides_m, sides, (), say("fits", spare=cm(1.5)))
    spare, sd, label, _, _ = min(least, key=lambda one: one[0] - 3 * one[1])
    verdict = judged(spare, sd)
    deepest: dict[str, float] = {}
    hit = [one for one in least if judged(one.spare_m, one.sd_m) is Verdict.NO]
    for one in hit:
        deepest[one.label] = max(deepest.get(one.label, 0.0), -one.spare_m)
    collisions = tuple(Collision(name, deep) for name, deep in sorted(deepest.items(), key=lambda one: -one[1]))
    words = _words(verdict, spare, sd, label)
    if verdict is Verdict.YES and (unseen or outside):
        verdict, words = Verdict.UNKNOWN, say("unseen")
    if verdict is Verdict.NO and not any(one.full for one in hit) and not _holds(room, shape, spot):
        verdict, words = Verdict.UNKNOWN, say("in_box", what=thing(label))
    if verdict is Verdict.NO and not shape.full and not _touches(room, shape, spot, least):
        verdict, words = Verdict.UNKNOWN, say("hollow", what=thing(label))
    return Gaps(verdict, Measure(spare, sd), label, sides_m, sides, collisions, words)


def _words(verdict: Verdict, spare: float, sd: float, label: str) -> Words:
    if verdict is Verdict.YES:
        return say("fits", spare=cm(spare))
    if verdict is Verdict.NO:
        return say("overlaps", deep=cm(-spare), what=thing(label))
    if spare < 0:
        return say("edge_short", short=cm(-spare), sd=cm(sd), what=thing(label))
    return say("edge", spare=cm(spare), sd=cm(sd), what=thing(label))


def _touches(room: Obstacles, shape: Shape, spot: Spot, least: list[_Near]) -> bool:
    """Whether a point of the product's true surface lies surely inside something: a box, a wall, above the ceiling."""
    points = apply(spot.T_room_product, shape.surface_m)
    for value, sd, label, outline, full in least:
        if judged(value, sd) is not Verdict.NO or not full:
            continue
        if not len(outline):
            return True  # a ceiling: what is tallest is really there
        own = np.nonzero((room.outlines_m == outline).all(axis=(1, 2)))[0][0]
        if not label:
            return bool(shape.full)  # a scan's surface has no inside
        level = points[(points[:, 1] > room.low_m[own] + 2 * sd) & (points[:, 1] < room.high_m[own] - 2 * sd)]
        if label == "wall":  # what is behind its face by any depth has run into it
            behind = (outline[3] - outline[0]) / max(float(np.linalg.norm(outline[3] - outline[0])), 1e-9)
            outline = np.array([outline[0], outline[1], outline[1] + behind, outline[0] + behind])
        middle = outline.mean(axis=0)
        core = middle + (outline - middle) * max(0.0, 1 - 2 * sd / max(float(np.ptp(outline, axis=0).min()) / 2, 1e-6))
        if len(level) and _within(level[:, [0, 2]], core).any():
            return True
    return False


def _holds(room: Obstacles, shape: Shape, spot: Spot) -> bool:
    """Whether points of the surfaces in boxes surely lie in the product: some, for one may be a stray."""
    sd = float(np.hypot(room.sd_m.max(initial=0.0), shape.sd_m / 2)) + room.scale_sd
    margin = NO_SDS * sd
    low, high = shape.outline_m.min(axis=0), shape.outline_m.max(axis=0)
    flat = in_product(room.inside_m[:, [0, 2]], spot)
    near = ((flat > low) & (flat < high)).all(axis=1)
    flat, heights = flat[near], room.inside_m[near, 1]
    held = 0
    for slab in shape.slabs:
        level = flat[(heights > slab.bottom_m + margin) & (heights < slab.top_m - margin)]
        middle = slab.outline_m.mean(axis=0)
        narrow = float(np.ptp(slab.outline_m, axis=0).min()) / 2
        core = middle + (slab.outline_m - middle) * max(0.0, 1 - margin / max(narrow, 1e-6))
        held += int(_within(level, core).sum()) if len(level) else 0
    return held >= _LEAST_HELD


def _within(points: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """(n,) whether points lie inside a convex outline (either way around)."""
    edges = np.roll(outline, -1, axis=0) - outline
    real = np.linalg.norm(edges, axis=1) > 1e-9
    turn = edges[real][:, 0] * (points[:, None, 1] - outline[real][:, 1]) - edges[real][:, 1] * (
        points[:, None, 0] - outline[real][:, 0]
    )
    return (turn > 0).all(axis=1) | (turn < 0).all(axis=1)


def _inside(room: Obstacles, shape: Shape, spot: Spot) -> bool:
    """Whether its middle is over the floor, or before every wall where the floor's outline is not known."""
    if room.floor_m is None:
        return True
    import cv2

    return cv2.pointPolygonTest(room.floor_m.astype(np.float32)[:, None], (spot.x_m, spot.z_m), False) >= 0


def in_product(points_m: np.ndarray, spot: Spot) -> np.ndarray:
    """(n, 2) points x, z of the room in the product's own space."""
    flat = np.stack([points_m[:, 0], np.zeros(len(points_m)), points_m[:, 1]], axis=1)
    return apply(inverse(spot.T_room_product), flat)[:, [0, 2]]


__all__ = ["AHEAD", "Collision", "Gaps", "Spot", "gaps", "in_product", "outline_at"]
