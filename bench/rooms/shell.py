"""The meshes of a plan: floor, ceiling, walls with their holes, skirting, doors, windows and what lies behind them."""

from __future__ import annotations

import itertools

import numpy as np

from arkit.spaces import pose, rotation_y
from assets.make.room_meshes import Mesh, curtain
from bench.rooms.plan import Gate, Plan, Wall, inside
from bench.rooms.solids import Part, block, cells, mapped, paint, placed, sheet

FLOOR, CEILING, TRIM, HALL, GATE = 1, 2, 15, 16, 20  # ids; walls are 3 to 8, gates from 20
SKIN_M = 0.09  # the outer skin of a wall behind its face
REVEAL_M = 0.16  # how deep windows and doors sit in their wall
FLOOR_CELLS = 8000


def shell(plan: Plan) -> list[Part]:
    """Everything of a room that is built in."""
    parts = [
        Part(_level(plan, 0.0, up=True), plan.floor, FLOOR),
        Part(_level(plan, plan.height_m, up=False), plan.ceiling, CEILING),
    ]
    rng = np.random.default_rng([plan.seed, 2])
    for index, wall in enumerate(plan.walls):
        gates = [gate for gate in plan.gates if gate.wall == index]
        parts.append(Part(_pierced(wall, plan.height_m, gates), wall.look, wall.number))
        parts += placed([Part(mesh, plan.trim) for mesh in _skirting(plan, wall, gates)], wall.T_room_wall, TRIM)
    parts += [Part(mesh, plan.trim, TRIM) for mesh in _outside(plan)]
    for index, gate in enumerate(plan.gates):
        T = gate.opening.T_room_opening
        built = _window(plan, gate, rng) if gate.opening.kind == "window" else _doorway(plan, gate, rng)
        parts += placed(built, T, GATE + index)
        if gate.opening.kind != "window" and (gate.open_rad > 0 or gate.opening.kind == "opening"):
            parts += placed(_hall(gate, rng), T, HALL)
    return parts


def _level(plan: Plan, y: float, *, up: bool) -> Mesh:
    """Floor or ceiling: the cells of a grid whose middle lies inside the outline."""
    low, high = plan.outline_m.min(axis=0), plan.outline_m.max(axis=0)
    step = float(np.clip(np.sqrt(np.prod(high - low) / FLOOR_CELLS), 0.045, 0.1)) if up else 0.2
    lines = []
    for axis in (0, 1):
        stops = np.unique(plan.outline_m[:, axis].round(9))
        pieces = [np.linspace(a, b, int(np.ceil((b - a) / step)) + 1)[:-1] for a, b in itertools.pairwise(stops)]
        lines.append(np.concatenate([*pieces, stops[-1:]]))
    if up:
        mesh = cells(
            np.array([low[0], y, high[1]]),
            np.array([1.0, 0, 0]),
            np.array([0, 0, -1.0]),
            lines[0] - low[0],
            (high[1] - lines[1])[::-1],
        )
    else:
        mesh = cells(
            np.array([low[0], y, low[1]]),
            np.array([1.0, 0, 0]),
            np.array([0, 0, 1.0]),
            lines[0] - low[0],
            lines[1] - low[1],
        )
    middles = mesh.positions[mesh.triangles].mean(axis=1)[:, [0, 2]]
    return Mesh(mesh.positions, mesh.normals, mesh.uv, mesh.triangles[inside(plan.outline_m, middles)])


def _pierced(
    wall: Wall,
    height: float,
    gates: list[Gate],
    *,
    step_m: float = 0.12,
    out_m: float = 0.0,
    beyond_m: tuple[float, float] = (0.0, 0.0),
) -> Mesh:
    """A wall with its openings cut out; `out_m` behind its face and longer at both ends for the outer skin."""
    u, v = [-beyond_m[0], wall.length_m + beyond_m[1]], [0.0, height]
    for gate in gates:
        w, h = gate.opening.width_m.value, gate.opening.height_m.value
        u += [gate.x_m - w / 2, gate.x_m + w / 2]
        v += [gate.sill_m, gate.sill_m + h]
    T = wall.T_room_wall
    mesh = cells(T[:3, 3] - out_m * T[:3, 2], T[:3, 0], T[:3, 1], _filled(u, step_m), _filled(v, step_m))
    middles = mesh.uv[mesh.triangles].mean(axis=1)
    kept = np.ones(len(middles), dtype=bool)
    for gate in gates:
        w, h = gate.opening.width_m.value, gate.opening.height_m.value
        beside = np.abs(middles[:, 0] - gate.x_m) > w / 2
        kept &= beside | (middles[:, 1] < gate.sill_m) | (middles[:, 1] > gate.sill_m + h)
    return Mesh(mesh.positions, mesh.normals, mesh.uv, mesh.triangles[kept])


def _outside(plan: Plan) -> list[Mesh]:
    """The outer skin, never seen: without it sun leaks in where floor, ceiling and walls meet, and behind skirting."""
    low, high = plan.outline_m.min(axis=0) - 0.5, plan.outline_m.max(axis=0) + 0.5
    across, along = np.array([high[0] - low[0], 0, 0]), np.array([0, 0, high[1] - low[1]])
    slabs = [sheet(np.array([low[0], y, low[1]]), across, along, step_m=20.0) for y in (-0.01, plan.height_m + 0.01)]
    for index, wall in enumerate(plan.walls):
        gates = [gate for gate in plan.gates if gate.wall == index]
        beyond = [SKIN_M if _convex(plan, corner) else -SKIN_M for corner in (index, index + 1)]
        slabs.append(_pierced(wall, plan.height_m, gates, step_m=20.0, out_m=SKIN_M, beyond_m=(beyond[0], beyond[1])))
    return slabs


def _convex(plan: Plan, corner: int) -> bool:
    """Whether the corner where wall `corner` starts is one of less than half a turn inside."""
    walls = plan.walls
    before, after = walls[(corner - 1) % len(walls)], walls[corner % len(walls)]
    return bool(np.cross(before.T_room_wall[:3, 0], after.T_room_wall[:3, 0])[1] < 0)


def _filled(stops: list[float], step: float) -> np.ndarray:
    """Sorted stops with more between them, at most `step` apart."""
    edges = np.unique(np.round(stops, 9))
    pieces = [np.linspace(a, b, int(np.ceil((b - a) / step)) + 1)[:-1] for a, b in itertools.pairwise(edges)]
    return np.concatenate([*pieces, edges[-1:]])


def _skirting(plan: Plan, wall: Wall, gates: list[Gate]) -> list[Mesh]:
    """Boards along the foot of a wall, wall space, with a gap at whatever reaches the floor."""
    cuts = sorted(
        (gate.x_m - gate.opening.width_m.value / 2 - 0.07, gate.x_m + gate.opening.width_m.value / 2 + 0.07)
        for gate in gates
        if gate.sill_m < 0.15
    )
    start, boards = 0.0, []
    for low, high in [*cuts, (wall.length_m, wall.length_m)]:
        if low - start > 0.02:
            boards.append(block((start, 0, 0), (low, plan.skirting_m, 0.013), step_m=0.4))
        start = high
    return boards


def _rim(w: float, h: float, wide: float, z: tuple[float, float], *, foot: bool) -> list[Mesh]:
    """A frame around an opening (opening space), outside its clear width; `foot` closes it below."""
    x = w / 2
    bars = [
        block((-x - wide, -wide if foot else 0, z[0]), (-x, h + wide, z[1])),
        block((x, -wide if foot else 0, z[0]), (x + wide, h + wide, z[1])),
    ]
    bars.append(block((-x, h, z[0]), (x, h + wide, z[1])))
    if foot:
        bars.append(block((-x, -wide, z[0]), (x, 0, z[1])))
    return bars


def _reveal(w: float, h: float, deep: float) -> list[Mesh]:
    """The four inner faces of a hole in the wall, opening space."""
    x = w / 2
    across, up, out = np.array([w, 0, 0]), np.array([0, h, 0]), np.array([0, 0, -deep])
    return [
        sheet(np.array([-x, 0, 0.0]), up, out, step_m=0.3),
        sheet(np.array([x, 0, 0.0]), out, up, step_m=0.3),
        sheet(np.array([-x, 0, 0.0]), across, out, step_m=0.3),
        sheet(np.array([-x, h, 0.0]), out, across, step_m=0.3),
    ]


def _window(plan: Plan, gate: Gate, rng: np.random.Generator) -> list[Part]:
    w, h = gate.opening.width_m.value, gate.opening.height_m.value
    white = paint("#F2F1EC", gloss=0.2)
    z, t = (-REVEAL_M + 0.02, -REVEAL_M + 0.08), 0.055
    bars = [block((-w / 2, 0, z[0]), (-w / 2 + t, h, z[1])), block((w / 2 - t, 0, z[0]), (w / 2, h, z[1]))]
    bars += [block((-w / 2 + t, 0, z[0]), (w / 2 - t, t, z[1])), block((-w / 2 + t, h - t, z[0]), (w / 2 - t, h, z[1]))]
    for x in np.linspace(-w / 2, w / 2, max(round(w / 0.7), 1) + 1)[1:-1]:
        bars.append(block((x - t / 2, t, z[0]), (x + t / 2, h - t, z[1])))
    if rng.random() < 0.3:
        bars.append(block((-w / 2 + t, 0.7 * h - 0.02, z[0] + 0.01), (w / 2 - t, 0.7 * h + 0.02, z[1] - 0.01)))
    parts = [Part(mesh, white) for mesh in bars + _reveal(w, h, REVEAL_M)]
    if gate.sill_m > 0.3:
        parts.append(Part(block((-w / 2 - 0.05, -0.03, -0.02), (w / 2 + 0.05, 0.0, 0.1)), white))
    glow = float(plan.lamp.sky_rgb.mean())
    pane = cells(
        np.array([-w / 2, 0, z[0]]), np.array([1.0, 0, 0]), np.array([0, 1.0, 0]), np.array([0, w]), np.array([0, h])
    )
    pane = Mesh(pane.positions, pane.normals, pane.uv / np.array([w, h]), pane.triangles)
    parts.append(Part(pane, paint("#FFFFFF", gate.outside, glow=glow), blocks_light=False))
    if rng.random() < 0.4 and _room_beside(plan, gate, 0.5):
        parts += _curtains(gate, plan.height_m, rng)
    return parts


def _room_beside(plan: Plan, gate: Gate, need_m: float) -> bool:
    """Whether the wall is bare for `need_m` on both sides of an opening."""
    half, length = gate.opening.width_m.value / 2, plan.walls[gate.wall].length_m
    if gate.x_m - half < need_m or length - gate.x_m - half < need_m:
        return False
    others = [other for other in plan.gates if other is not gate and other.wall == gate.wall]
    return all(abs(gate.x_m - other.x_m) > half + other.opening.width_m.value / 2 + 2 * need_m for other in others)


def _curtains(gate: Gate, height: float, rng: np.random.Generator) -> list[Part]:
    """Two curtains from a rod to just above the floor."""
    w, h = gate.opening.width_m.value, gate.opening.height_m.value
    top = min(h + gate.sill_m + 0.15, height - 0.05)
    look = paint(str(rng.choice(["#E9E3D6", "#8E9AA3", "#B7A389", "#6F7F6A", "#A25B4A"])), "cloth")
    parts = []
    for side in (-1, 1):
        x = -w / 2 - 0.38 if side < 0 else w / 2
        cloth = mapped(curtain(0.38, top - 0.02, 5, rng), pose(translation=np.array([x, 0.02 - gate.sill_m, 0.11])))
        parts.append(Part(cloth, look))
    rod = block((-w / 2 - 0.45, top - gate.sill_m - 0.005, 0.1), (w / 2 + 0.45, top - gate.sill_m + 0.015, 0.12))
    return [*parts, Part(rod, paint("#3A3A3A", gloss=0.3))]


def _doorway(plan: Plan, gate: Gate, rng: np.random.Generator) -> list[Part]:
    """Frame, and the leaf unless it is an open doorway; opening space."""
    w, h = gate.opening.width_m.value, gate.opening.height_m.value
    parts = [Part(mesh, plan.trim) for mesh in _rim(w, h, 0.07, (0.0, 0.015), foot=False) + _reveal(w, h, 0.12)]
    if gate.opening.kind == "opening":
        return parts
    color = paint(
        str(rng.choice(["#F0EEE8", "#8A5E3C", "#B88A5B", "#4A5A60"], p=(0.6, 0.15, 0.15, 0.1))), "plain", gloss=0.15
    )
    leaf = [block((0, 0.006, -0.04), (w, h - 0.003, 0.0))]
    if rng.random() < 0.6:
        for low, high in ((0.15, 0.42 * h), (0.5 * h, h - 0.15)):
            leaf += [mesh for z in (0.0, -0.046) for mesh in _panel((0.14, low), (w - 0.14, high), z)]
    metal = paint("#9A9A9A", gloss=0.6)
    handle = [
        block((w - 0.08, 1.0, 0.0), (w - 0.06, 1.02, 0.05)),
        block((w - 0.17, 1.0, 0.035), (w - 0.06, 1.02, 0.05)),
    ]
    handle.append(block((w - 0.09, 0.93, 0.0), (w - 0.05, 1.09, 0.006)))
    # Hinged at its left edge in the plane of the wall, it turns away from the room where it stands open.
    T = pose(rotation_y(gate.open_rad), np.array([-w / 2, 0.0, -0.03 if gate.open_rad == 0 else -0.12]))
    return parts + [Part(mapped(mesh, T), color) for mesh in leaf] + [Part(mapped(mesh, T), metal) for mesh in handle]


def _panel(low: tuple[float, float], high: tuple[float, float], z: float) -> list[Mesh]:
    """A raised frame on a door's leaf."""
    (x0, y0), (x1, y1), t, d = low, high, 0.03, 0.006
    return [
        block((x0, y0, z), (x1, y0 + t, z + d)),
        block((x0, y1 - t, z), (x1, y1, z + d)),
        block((x0, y0 + t, z), (x0 + t, y1 - t, z + d)),
        block((x1 - t, y0 + t, z), (x1, y1 - t, z + d)),
    ]


def _hall(gate: Gate, rng: np.random.Generator) -> list[Part]:
    """A plain lit passage behind an open door, opening space: its floor is level with the room's."""
    w, deep, h, near = gate.opening.width_m.value / 2 + 1.1, 2.2, 2.5, -0.12
    x, y, z = np.array([2 * w, 0, 0]), np.array([0, h, 0]), np.array([0, 0, deep])
    wall, floor = (
        paint(str(rng.choice(["#E9E4DA", "#D3CDBF"])), "plaster", glow=0.35),
        paint("#9C7C58", "boards", glow=0.3),
    )
    far = near - deep
    opening_w, opening_h = gate.opening.width_m.value / 2, gate.opening.height_m.value
    back = [
        sheet(np.array([w, 0, near]), np.array([opening_w - w, 0, 0]), y, step_m=0.6),
        sheet(np.array([-opening_w, 0, near]), np.array([opening_w - w, 0, 0]), y, step_m=0.6),
        sheet(
            np.array([opening_w, opening_h, near]),
            np.array([-2 * opening_w, 0, 0]),
            np.array([0, h - opening_h, 0]),
            step_m=0.6,
        ),
    ]
    sides = [
        sheet(np.array([-w, 0, far]), x, y, step_m=0.6),
        sheet(np.array([-w, 0, near]), -z, y, step_m=0.6),
        sheet(np.array([w, 0, far]), z, y, step_m=0.6),
    ]
    top = sheet(np.array([-w, h, far]), x, z, step_m=0.6)
    return [
        *(Part(mesh, wall) for mesh in [*back, *sides, top]),
        Part(sheet(np.array([-w, 0, near]), x, -z, step_m=0.6), floor),
    ]


__all__ = ["CEILING", "FLOOR", "GATE", "HALL", "TRIM", "shell"]
