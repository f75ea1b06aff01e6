"""600 questions whose truth is known, asked as they come in life: with sizes measured, not known.

200 boxes and 100 other hulls through doors, 80 upright prisms through gaps, 120 boxes in furnished rooms, 100 products
with hollows through doors. Half are near the edge on purpose. What is asked is the truth plus noise of the standard
deviation that is stated with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from arkit.fit import Gate, Shape, Spot, rectangle_room
from arkit.room.space import box_shape, mesh_shape
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture, Interior, Measure
from bench.fitting.hollow import made, passes
from bench.fitting.oracle import box_passes, hull_passes, overlap_area, prism_passes

DOOR_SD_M, SIZE_SD_M, ROOM_SD_M = 0.005, 0.003, 0.01
MOST_M = 15.0  # no product is longer
Group = Literal["box, door", "hull, door", "prism, gap", "box, room", "hollow, door"]


@dataclass(frozen=True, slots=True)
class Case:
    """A question with its truth.

    `at(sds)` is the truth had all that was stated erred by so many standard deviations for it, the room larger.
    """

    group: Group
    truth: bool
    shape: Shape
    gate: Gate | None = None
    upright: bool = False
    room: Interior | None = None
    spot: Spot | None = None
    at: Callable[[float], bool | None] = lambda sds: None


def cases(seed: int = 5) -> Iterator[Case]:
    """All 600, the same each time."""
    rng = np.random.default_rng(seed)
    makers = ((_boxes, 200), (_hulls, 100), (_prisms, 80), (_rooms, 120), (_hollows, 100))
    for maker, count in makers:
        made = 0
        while made < count:
            case = maker(rng, made % 2 == 1)
            if case is not None:
                made += 1
                yield case


def _door(rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.uniform(0.6, 1.1)), float(rng.uniform(1.85, 2.15))


def _measured(rng: np.random.Generator, width: float, height: float) -> Gate:
    width, height = (Measure(float(side + rng.normal(0, DOOR_SD_M)), DOOR_SD_M) for side in (width, height))  # type: ignore[assignment]
    return Gate(width, height)  # type: ignore[arg-type]


def _with(gate: Gate, sds: float) -> tuple[float, float]:
    """Its width and height, larger by so many deviations of the door and the product together."""
    more = sds * float(np.hypot(DOOR_SD_M, SIZE_SD_M))
    return gate.width_m.value + more, gate.height_m.value + more


def _boxes(rng: np.random.Generator, edge: bool) -> Case:
    width, height = _door(rng)
    size = np.sort(rng.uniform(0.25, 2.4, 3))
    if edge:
        size = np.array([width + rng.normal(0, 0.03), rng.uniform(width, height + 0.3), rng.uniform(1.5, 3)])
    size = rng.permutation(size)
    stated = np.maximum(size + rng.normal(0, SIZE_SD_M, 3), 0.05)
    truth = box_passes(size, width, height)
    gate = _measured(rng, width, height)
    shape = box_shape(stated, sd_m=SIZE_SD_M)
    return Case("box, door", truth, shape, gate, at=lambda sds: box_passes(stated, *_with(gate, sds)))


def _hulls(rng: np.random.Generator, edge: bool) -> Case | None:
    width, height = _door(rng)
    points = rng.normal(size=(int(rng.integers(8, 16)), 3))
    points /= np.linalg.norm(points, axis=1)[:, None]
    size = np.sort(rng.uniform(0.5, 2.4, 3))
    if edge:
        size[0] = width * rng.uniform(0.95, 1.25)
    corners = points * size / 2
    truth = hull_passes(corners, width, height, rng)
    if truth is None:
        return None
    scale = 1 + rng.normal(0, SIZE_SD_M) / float(np.ptp(corners, axis=0).max())
    gate = _measured(rng, width, height)
    return Case(
        "hull, door",
        truth,
        _hull_shape(corners * scale),
        gate,
        at=lambda sds: hull_passes(corners * scale, *_with(gate, sds), np.random.default_rng(1)),
    )


def _hollows(rng: np.random.Generator, edge: bool) -> Case | None:
    width, height = _door(rng)
    ell, turn = made(rng)
    if edge:
        width = float(np.hypot(*ell.thick_m)) + float(rng.normal(0, 0.03))
        if not 0.55 <= width <= 1.2:
            return None
    truth = passes(ell, width, height, rng)
    if truth is None:
        return None
    positions, faces = ell.triangles()
    scale = 1 + rng.normal(0, SIZE_SD_M) / float(np.ptp(positions, axis=0).max())
    gate = replace(_measured(rng, width, height), thickness_m=0.0)
    larger = ell.scaled(scale)
    return Case(
        "hollow, door",
        truth,
        mesh_shape(positions @ turn.T * scale, faces, sd_m=SIZE_SD_M),
        gate,
        at=lambda sds: passes(larger, *_with(gate, sds), np.random.default_rng(1)),
    )


def _prisms(rng: np.random.Generator, edge: bool) -> Case:
    width, height = _door(rng)
    angle = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(4, 9))))
    outline = np.stack([np.cos(angle), np.sin(angle)], axis=1) * rng.uniform(0.4, 1.5, 2) * 0.9
    if edge:
        outline *= width / _least(outline) * rng.normal(1, 0.03)
    tall = float(rng.uniform(0.5, 2.3))
    if np.ptp(outline, axis=0).max() > MOST_M:
        return None  # a sliver of an outline, made as wide as the door
    truth = prism_passes(outline, tall, width, height)
    both = [np.insert(outline, 1, level, axis=1) for level in (0.0, tall)]
    gate = _measured(rng, width, height)
    return Case(
        "prism, gap",
        truth,
        _hull_shape(np.concatenate(both)),
        gate,
        upright=True,
        at=lambda sds: prism_passes(outline, tall, *_with(gate, sds)),
    )


def _rooms(rng: np.random.Generator, edge: bool) -> Case:
    sides = rng.uniform((2.5, 2.5, 2.3), (6.0, 5.0, 2.8))
    size = rng.uniform((0.4, 0.4, 0.3), (2.4, 2.2, 1.1))
    spot = Spot(*(rng.uniform(-0.5, 0.5, 2) * sides[:2] * 0.8).tolist(), float(rng.uniform(-np.pi, np.pi)))
    if edge:  # along a wall, a hand's breadth before or behind its face
        gap = float(rng.normal(0, 0.04))
        spot = Spot(spot.x_m, float(-sides[1] / 2 + size[2] / 2 + gap), 0.0)
    own = _rectangle(size, spot)
    inside = bool((np.abs(own) <= sides[:2] / 2).all()) and size[1] <= sides[2]
    furniture, clear, others = [], True, []
    for _ in range(int(rng.integers(0, 5))):
        box = rng.uniform((0.3, 0.3, 0.3), (1.8, 2.0, 0.9))
        at = Spot(*(rng.uniform(-0.5, 0.5, 2) * sides[:2]).tolist(), float(rng.uniform(-np.pi, np.pi)))
        clear &= overlap_area(own, _rectangle(box, at)) == 0.0
        shift = np.insert(rng.normal(0, ROOM_SD_M, 2), 1, 0.0)
        T = pose(rotation_y(at.yaw_rad), np.array([at.x_m, 0.0, at.z_m]) + shift)
        others.append(_rectangle(box, Spot(float(T[0, 3]), float(T[2, 3]), at.yaw_rad)))
        furniture.append(Furniture("furniture", T, box))
    said = sides + 2 * rng.normal(0, ROOM_SD_M, 3) * (1, 1, 0.5)  # each wall is off by one deviation
    room = rectangle_room(*said.tolist(), sd_m=ROOM_SD_M, furniture=tuple(furniture))
    stated = size + rng.normal(0, SIZE_SD_M, 3)

    def stands(sds: float) -> bool:
        """Whether it stands there, all sides of it drawn in by so many deviations of a gap."""
        rim = _rectangle(stated - 2 * sds * float(np.hypot(ROOM_SD_M, SIZE_SD_M / 2)), spot)
        low = bool((np.abs(rim) <= said[:2] / 2).all()) and stated[1] <= said[2] + sds * ROOM_SD_M
        return low and all(overlap_area(rim, other) == 0.0 for other in others)

    return Case("box, room", inside and clear, box_shape(stated, sd_m=SIZE_SD_M), room=room, spot=spot, at=stands)


def _hull_shape(corners: np.ndarray) -> Shape:
    from scipy.spatial import ConvexHull

    hull = ConvexHull(corners)
    middle = corners.mean(axis=0)
    faces = np.array([face if _outward(corners[face], middle) else face[::-1] for face in hull.simplices])
    return mesh_shape(corners, faces, sd_m=SIZE_SD_M)


def _outward(face: np.ndarray, middle: np.ndarray) -> bool:
    return bool(np.dot(np.cross(face[1] - face[0], face[2] - face[0]), face[0] - middle) > 0)


def _least(outline: np.ndarray) -> float:
    angle = np.pi * np.arange(2000) / 2000
    return float(np.ptp(outline @ np.stack([np.cos(angle), np.sin(angle)]), axis=0).min())


def _rectangle(size: np.ndarray, spot: Spot) -> np.ndarray:
    """(4, 2) x, z, counter-clockwise in x, z."""
    flat = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * size[[0, 2]] / 2
    turn = rotation_y(spot.yaw_rad)[np.ix_((0, 2), (0, 2))]
    return np.asarray(flat @ turn.T + (spot.x_m, spot.z_m))


__all__ = ["Case", "Group", "cases"]
