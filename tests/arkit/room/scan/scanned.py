"""Rooms whose truth is written out, and what a scanner with noise sees of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from arkit.spaces import apply, pose, rotation_y


@dataclass(frozen=True)
class Hole:
    """An opening in a wall of the plan: which wall, metres along it from its start, sill, width, height, recess."""

    wall: int
    at_m: float
    sill_m: float
    width_m: float
    height_m: float
    recess_m: float = 0.1


@dataclass(frozen=True)
class Box:
    """Furniture: middle x, z, yaw, width, height, depth."""

    x: float
    z: float
    yaw_rad: float
    size_m: tuple[float, float, float]
    base_m: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Corners (x, z), inside on the left; height; holes; boxes."""

    corners: tuple[tuple[float, float], ...] = ((0, 0), (5, 0), (5, 4), (0, 4))
    height_m: float = 2.6
    holes: tuple[Hole, ...] = ()
    boxes: tuple[Box, ...] = ()
    ceiling: bool = True
    turn_rad: float = field(default=0.0)


FURNISHED = Plan(
    holes=(Hole(0, 1.0, 0.0, 0.9, 2.05), Hole(2, 1.5, 0.9, 1.6, 1.3)),
    boxes=(
        Box(1.2, 3.4, 0.0, (2.0, 0.8, 0.9)),
        Box(3.0, 1.8, 0.4, (1.2, 0.45, 0.6)),
        Box(4.65, 1.0, np.pi / 2, (1.0, 2.0, 0.5)),
    ),
)
L_SHAPED = Plan(corners=((0, 0), (5, 0), (5, 2.5), (3, 2.5), (3, 4.5), (0, 4.5)))


def quads(plan: Plan) -> list[np.ndarray]:
    """(4, 3) corners of every flat piece, room space, y up."""
    found = []
    count = len(plan.corners)
    for index in range(count):
        a, b = np.array(plan.corners[index], dtype=float), np.array(plan.corners[(index + 1) % count], dtype=float)
        found += _wall(a, b, plan.height_m, [hole for hole in plan.holes if hole.wall == index])
    for box in plan.boxes:
        found += _box(box)
    return found


def _wall(a: np.ndarray, b: np.ndarray, high: float, holes: list[Hole]) -> list[np.ndarray]:
    """The wall in strips around its holes, and the recessed panels behind them. Inside is on the left of a to b."""
    length = float(np.linalg.norm(b - a))
    along = (b - a) / length
    out = np.array([along[1], -along[0]])

    def panel(u0: float, u1: float, v0: float, v1: float, behind: float = 0.0) -> np.ndarray:
        corners = [(u0, v0), (u1, v0), (u1, v1), (u0, v1)]
        return np.array([[*(a + along * u + out * behind), v] for u, v in corners])[:, [0, 2, 1]]

    found, at = [], 0.0
    for hole in sorted(holes, key=lambda one: one.at_m):
        u0, u1, v0, v1 = hole.at_m, hole.at_m + hole.width_m, hole.sill_m, hole.sill_m + hole.height_m
        found += [panel(at, u0, 0, high), panel(u0, u1, v1, high), panel(u0, u1, v0, v1, hole.recess_m)]
        if v0 > 0:
            found.append(panel(u0, u1, 0, v0))
        at = u1
    return [*found, panel(at, length, 0, high)]


def _box(box: Box) -> list[np.ndarray]:
    w, h, d = box.size_m
    T = pose(rotation_y(box.yaw_rad), np.array([box.x, box.base_m, box.z]))
    x, z = w / 2, d / 2
    faces = [
        [(-x, h, -z), (-x, h, z), (x, h, z), (x, h, -z)],
        [(-x, 0, z), (x, 0, z), (x, h, z), (-x, h, z)],
        [(x, 0, -z), (-x, 0, -z), (-x, h, -z), (x, h, -z)],
        [(x, 0, z), (x, 0, -z), (x, h, -z), (x, h, z)],
        [(-x, 0, -z), (-x, 0, z), (-x, h, z), (-x, h, -z)],
    ]
    return [apply(T, np.array(face, dtype=float)) for face in faces]


def inside(plan: Plan, points: np.ndarray) -> np.ndarray:
    """Which points (n, 2) lie inside the plan."""
    corners = np.array(plan.corners, dtype=float)
    crossings = np.zeros(len(points), dtype=int)
    for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        if a[1] != b[1]:
            between = (a[1] > points[:, 1]) != (b[1] > points[:, 1])
            crossings += between & (points[:, 0] < a[0] + (points[:, 1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
    return crossings % 2 == 1


def scan_points(plan: Plan, rng: np.random.Generator, *, per_m2: float = 700.0, noise_m: float = 0.004) -> np.ndarray:
    """(n, 3) points as three standing scanners see them: noise along the ray (4 mm + 2 mm a metre), 1 % outliers."""
    pieces = [_level(plan, rng, per_m2, 0.0)]
    if plan.ceiling:
        pieces.append(_level(plan, rng, per_m2, plan.height_m))
    for quad in quads(plan):
        size = float(np.linalg.norm(quad[1] - quad[0]) * np.linalg.norm(quad[3] - quad[0]))
        u, v = rng.random((2, int(size * per_m2)))[:, :, None]
        pieces.append(quad[0] + u * (quad[1] - quad[0]) + v * (quad[3] - quad[0]))
    points = np.concatenate(pieces)
    points = points[~_within_boxes(plan, points)]
    middle = np.array(plan.corners, dtype=float).mean(axis=0)
    eyes = np.array(
        [[middle[0] - 0.8, 1.5, middle[1]], [middle[0], 1.4, middle[1] - 0.6], [middle[0] + 0.5, 1.6, middle[1]]]
    )
    rays = points - eyes[rng.integers(0, 3, len(points))]
    reach = np.linalg.norm(rays, axis=1, keepdims=True)
    points = points + rays / reach * rng.normal(size=(len(points), 1)) * (noise_m + noise_m / 2 * reach)
    strays = rng.random(len(points)) < 0.01
    points[strays] += rng.normal(size=(int(strays.sum()), 3)) * 0.3
    return points


def _level(plan: Plan, rng: np.random.Generator, per_m2: float, y: float) -> np.ndarray:
    corners = np.array(plan.corners, dtype=float)
    low, high = corners.min(axis=0), corners.max(axis=0)
    places = low + rng.random((int(np.prod(high - low) * per_m2), 2)) * (high - low)
    places = places[inside(plan, places)]
    return np.stack([places[:, 0], np.full(len(places), y), places[:, 1]], axis=1)


def _within_boxes(plan: Plan, points: np.ndarray) -> np.ndarray:
    """Points that furniture covers: floor under it and wall right behind it."""
    hidden = np.zeros(len(points), dtype=bool)
    for box in plan.boxes:
        own = (points - np.array([box.x, box.base_m, box.z])) @ rotation_y(box.yaw_rad)
        half = np.array(box.size_m) / 2
        hidden |= (
            (np.abs(own[:, 0]) < half[0] - 1e-6)
            & (np.abs(own[:, 2]) < half[2] - 1e-6)
            & (own[:, 1] < box.size_m[1] - 1e-6)
        )
    return hidden


def mesh(plan: Plan) -> tuple[np.ndarray, np.ndarray]:
    """Noise-free positions and triangles; the floor and ceiling of a rectangle's plan only."""
    corners = np.array(plan.corners, dtype=float)
    floor = np.stack([corners[:, 0], np.zeros(len(corners)), corners[:, 1]], axis=1)
    pieces = [*quads(plan), floor[::-1]]
    if plan.ceiling:
        pieces.append(floor + np.array([0, plan.height_m, 0]))
    positions = np.concatenate(pieces)
    starts = np.cumsum([0, *(len(piece) for piece in pieces)])
    fans = [
        np.array([[0, k, k + 1] for k in range(1, len(piece) - 1)]) + s
        for piece, s in zip(pieces, starts, strict=False)
    ]
    return positions, np.concatenate(fans)
