"""What a room is before anything is drawn: outline, height, doors and windows, finishes, light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.spaces import pose
from arkit.surface import Measure, Opening, OpeningKind
from bench.rooms.solids import Look, paint

FLOORS = (
    ("boards", ("#C79F6E", "#A8794D", "#8A5F3E", "#D9BD97", "#6B4A33", "#B9B1A6")),
    ("herringbone", ("#C79F6E", "#A47A50", "#8A6242")),
    ("tiles", ("#E2DDD3", "#B9B4AB", "#8E8C88", "#D9CDB8")),
    ("checker", ("#E8E4DA",)),
    ("carpet", ("#A9A49B", "#8796A0", "#B7A587", "#7A6A63")),
    ("concrete", ("#A9A8A4", "#8C8B88")),
    ("terrazzo", ("#DAD5CB",)),
    ("plain", ("#B4A48C", "#9AA0A2")),
)
WALLS = (
    ("plaster", ("#EFEBE3", "#E3DED2", "#C9D1CF", "#D8C9B4", "#AEBBC2", "#E9E3EC", "#8FA08F", "#D9B9A4")),
    ("stripes", ("#E9E2D2", "#D2DAE0", "#DCE2D2")),
    ("flowers", ("#F0EADF", "#E0E6E4")),
    ("plain", ("#F2F0EB", "#DCD6CA")),
)


@dataclass(frozen=True, slots=True)
class Wall:
    """One wall. Its own space: origin at its lower left corner seen from inside, x along it, +y up, +z into the room.

    Attributes:
        number: the id in pictures of ids.
        T_room_wall: its space.
        length_m: of its foot.
        look: how it is covered.
    """

    number: int
    T_room_wall: np.ndarray
    length_m: float
    look: Look


@dataclass(frozen=True, slots=True)
class Gate:
    """An opening and how it is built: which wall, metres along it, and how far its door stands open."""

    opening: Opening
    wall: int
    x_m: float
    sill_m: float
    open_rad: float
    outside: str


@dataclass(frozen=True, slots=True)
class Lamp:
    """The light of a room.

    Attributes:
        sun_direction: (3,) unit, towards the sun; None without sun.
        sun_rgb: its irradiance.
        sky_rgb: radiance of the windows.
        bulb_m: (3,) where the ceiling lamp glows; None where it is off.
        bulb_rgb: its intensity (irradiance at one metre).
    """

    sun_direction: np.ndarray | None
    sun_rgb: np.ndarray
    sky_rgb: np.ndarray
    bulb_m: np.ndarray | None
    bulb_rgb: np.ndarray


@dataclass(frozen=True, slots=True)
class Plan:
    """A room without its furniture. Room space: metres, y up, floor y = 0, origin in the middle of its bounds."""

    seed: int
    outline_m: (
        np.ndarray
    )  # (n, 2) corners x, z; along each wall the inside lies to the right of x, towards +z of `Wall`
    height_m: float
    walls: tuple[Wall, ...]
    gates: tuple[Gate, ...]
    floor: Look
    ceiling: Look
    trim: Look
    skirting_m: float
    lamp: Lamp


def make_plan(seed: int) -> Plan:
    """The plan of room `seed`; the same seed is the same room for ever."""
    rng = np.random.default_rng([seed, 1])
    outline = _outline(rng)
    height = float(rng.uniform(2.3, 3.2))
    walls = _walls(outline, rng)
    gates = _gates(walls, height, rng)
    texture, colors = FLOORS[rng.choice(len(FLOORS), p=(0.3, 0.15, 0.15, 0.05, 0.15, 0.08, 0.05, 0.07))]
    gloss = (
        float(rng.uniform(0.25, 0.9))
        if texture in ("boards", "tiles", "terrazzo", "checker") and rng.random() < 0.45
        else 0.0
    )
    floor = paint(str(rng.choice(colors)), texture, gloss=gloss)
    trim = paint(str(rng.choice(["#F1EFEA", "#E6E2DA", "#6E5138", "#3B3A38"], p=(0.55, 0.2, 0.15, 0.1))), gloss=0.1)
    ceiling = paint(str(rng.choice(["#F4F3EF", "#ECE9E2"])), "plaster")
    lamp = _lamp(walls, gates, outline, height, rng)
    return Plan(seed, outline, height, walls, gates, floor, ceiling, trim, float(rng.uniform(0.05, 0.12)), lamp)


def _outline(rng: np.random.Generator) -> np.ndarray:
    """Four corners, or six of an L."""
    w, d = float(rng.uniform(2.4, 7.0)), float(rng.uniform(2.4, 8.0))
    while w * d > 42:
        w, d = 0.93 * w, 0.93 * d
    x, z = w / 2, d / 2
    corners = [(-x, -z), (x, -z), (x, z), (-x, z)]
    if w > 3.6 and d > 3.6 and rng.random() < 0.4:
        cut_w, cut_d = (float(rng.uniform(0.25, 0.45)) * side for side in (w, d))
        which = int(rng.integers(4))
        bites = {
            0: [(-x, -z + cut_d), (-x + cut_w, -z + cut_d), (-x + cut_w, -z)],
            1: [(x - cut_w, -z), (x - cut_w, -z + cut_d), (x, -z + cut_d)],
            2: [(x, z - cut_d), (x - cut_w, z - cut_d), (x - cut_w, z)],
            3: [(-x + cut_w, z), (-x + cut_w, z - cut_d), (-x, z - cut_d)],
        }
        corners[which : which + 1] = bites[which]
    return np.array(corners)


def _walls(outline: np.ndarray, rng: np.random.Generator) -> tuple[Wall, ...]:
    texture, colors = WALLS[rng.choice(len(WALLS), p=(0.55, 0.12, 0.1, 0.23))]
    main = paint(str(rng.choice(colors)), texture)
    accent, where = main, int(rng.integers(len(outline)))
    if rng.random() < 0.35:
        accent = (
            paint("#D8CFC6", "brick")
            if rng.random() < 0.4
            else paint(str(rng.choice(["#4F6B78", "#7C5A4B", "#6C7B5F", "#C49A4A", "#37424F"])), "plaster")
        )
    walls = []
    for index, (start, end) in enumerate(zip(outline, np.roll(outline, -1, axis=0), strict=True)):
        length = float(np.linalg.norm(end - start))
        along = np.array([(end - start)[0] / length, 0.0, (end - start)[1] / length])
        inward = np.cross(along, [0.0, 1.0, 0.0])
        T = pose(np.stack([along, [0.0, 1.0, 0.0], inward], axis=1), np.array([start[0], 0.0, start[1]]))
        walls.append(Wall(3 + index, T, length, accent if index == where else main))
    return tuple(walls)


def _gates(walls: tuple[Wall, ...], height: float, rng: np.random.Generator) -> tuple[Gate, ...]:
    """One or two doors, one to three windows, apart from each other; windows prefer long walls."""
    gates: list[Gate] = []
    outside = str(rng.choice(["garden", "city"]))
    wanted = ["door"] + ["window"] * int(rng.integers(1, 4)) + ["door"] * int(rng.random() < 0.3)
    sunny = int(rng.integers(len(walls)))
    for kind in wanted:
        for _ in range(30):
            wall = sunny if kind == "window" and rng.random() < 0.6 else int(rng.integers(len(walls)))
            gate = _gate(kind, wall, walls[wall], height, rng, outside)
            if gate is not None and all(other.wall != wall or _apart(gate, other) for other in gates):
                gates.append(gate)
                break
    return tuple(gates)


def _apart(a: Gate, b: Gate) -> bool:
    return abs(a.x_m - b.x_m) > (a.opening.width_m.value + b.opening.width_m.value) / 2 + 0.3


def _gate(kind: str, index: int, wall: Wall, height: float, rng: np.random.Generator, outside: str) -> Gate | None:
    named: OpeningKind = "window"
    sill, angle = 0.0, 0.0
    if kind == "door":
        w, h = float(rng.uniform(0.70, 1.00)), min(float(rng.uniform(1.95, 2.15)), height - 0.12)
        style = rng.random()
        named = "opening" if style < 0.15 else "door"
        angle = float(rng.uniform(0.6, 1.7)) if 0.15 <= style < 0.45 else 0.0
    elif rng.random() < 0.25:
        sill, w, h = 0.04, float(rng.uniform(1.2, 2.4)), min(float(rng.uniform(2.0, 2.2)), height - 0.2)
    else:
        sill, w = float(rng.uniform(0.8, 1.0)), float(rng.uniform(0.8, 2.0))
        h = min(float(rng.uniform(1.1, 1.5)), height - sill - 0.2)
    margin = 0.25
    if wall.length_m < w + 2 * margin:
        return None
    x = float(rng.uniform(w / 2 + margin, wall.length_m - w / 2 - margin))
    T = wall.T_room_wall @ pose(translation=np.array([x, sill, 0.0]))
    return Gate(Opening(named, T, Measure(w, 0.0), Measure(h, 0.0)), index, x, sill, angle, outside)


def _lamp(
    walls: tuple[Wall, ...], gates: tuple[Gate, ...], outline: np.ndarray, height: float, rng: np.random.Generator
) -> Lamp:
    """Day with or without sun, evening, or both lights."""
    windows = [gate for gate in gates if gate.opening.kind == "window"]
    mood = rng.choice(["sun", "day", "evening", "both"], p=(0.35, 0.2, 0.3, 0.15)) if windows else "evening"
    sky = np.array([0.95, 1.0, 1.08]) * float(rng.uniform(2.5, 4.5))
    sun, direction = np.zeros(3), None
    if mood == "sun":
        gate = max(windows, key=lambda one: one.opening.width_m.value * one.opening.height_m.value)
        inward, along = walls[gate.wall].T_room_wall[:3, 2], walls[gate.wall].T_room_wall[:3, 0]
        turn, rise = float(rng.uniform(-0.9, 0.9)), float(np.radians(rng.uniform(22, 52)))
        flat = -inward * np.cos(turn) + along * np.sin(turn)
        direction = flat * np.cos(rise) + np.array([0, np.sin(rise), 0])
        sun = np.array([1.0, 0.93, 0.82]) * float(rng.uniform(9, 18))
    if mood == "evening":
        sky = np.array([0.10, 0.13, 0.20]) * float(rng.uniform(0.3, 1.0))
    middle = outline.mean(axis=0) if len(outline) == 4 else _middle(outline)
    bulb = np.array(
        [middle[0] + rng.uniform(-0.4, 0.4), height - rng.uniform(0.25, 0.6), middle[1] + rng.uniform(-0.4, 0.4)]
    )
    warm = np.array([1.0, 0.88, 0.70]) * float(rng.uniform(6, 9))
    if mood in ("sun", "day"):
        warm = np.zeros(3)
    if mood == "both":
        warm = 0.6 * warm
    return Lamp(direction, sun, sky, bulb, warm)


def _middle(outline: np.ndarray) -> np.ndarray:
    """A point well inside an L: the middle of its larger arm's crossing with the other."""
    xs, zs = np.unique(outline[:, 0].round(9)), np.unique(outline[:, 1].round(9))
    best, where = -1.0, outline.mean(axis=0)
    for x0, x1 in ((xs[0], xs[1]), (xs[1], xs[2])):
        for z0, z1 in ((zs[0], zs[1]), (zs[1], zs[2])):
            at = np.array([(x0 + x1) / 2, (z0 + z1) / 2])
            if inside(outline, at[None])[0] and (x1 - x0) * (z1 - z0) > best:
                best, where = (x1 - x0) * (z1 - z0), at
    return where


def inside(outline: np.ndarray, points: np.ndarray, margin_m: float = 0.0) -> np.ndarray:
    """Whether points (n, 2) x, z lie inside the outline, `margin_m` from every wall."""
    x, z = points[:, 0], points[:, 1]
    within = np.zeros(len(points), dtype=bool)
    near = np.zeros(len(points), dtype=bool)
    for (x0, z0), (x1, z1) in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        crosses = (z0 > z) != (z1 > z)
        with np.errstate(divide="ignore", invalid="ignore"):
            within ^= crosses & (x < (x1 - x0) * (z - z0) / (z1 - z0) + x0)
        span = np.array([x1 - x0, z1 - z0])
        t = np.clip(((points - (x0, z0)) @ span) / (span @ span), 0, 1)
        near |= np.linalg.norm(points - ((x0, z0) + t[:, None] * span), axis=1) < margin_m
    return within & ~near


__all__ = ["Gate", "Lamp", "Plan", "Wall", "inside", "make_plan"]
