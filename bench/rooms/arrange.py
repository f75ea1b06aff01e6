"""Furnish a room: what stands where. Nothing overlaps, doors stay free, most of it lines up with a wall."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from arkit.spaces import pose, rotation_y
from assets.make.room_meshes import Mesh, tube
from bench.rooms import catalogue, clutter
from bench.rooms.catalogue import Piece
from bench.rooms.plan import Plan, inside
from bench.rooms.solids import Part, block, cells, paint, spun

FIRST = 40  # id of the first piece of furniture
GAP_M = 0.04
KINDS: dict[str, tuple[Callable[[np.random.Generator], Piece], ...]] = {
    "living": (
        catalogue.sofa,
        catalogue.tv,
        catalogue.bookshelf,
        catalogue.armchair,
        catalogue.cabinet,
        catalogue.bookshelf,
    ),
    "bedroom": (catalogue.bed, catalogue.wardrobe, catalogue.nightstand, catalogue.cabinet, catalogue.nightstand),
    "dining": (catalogue.cabinet, catalogue.bookshelf, catalogue.cabinet),
    "study": (catalogue.desk, catalogue.bookshelf, catalogue.bookshelf, catalogue.armchair),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A piece where it stands or hangs, with the id that pictures show for it. `flat` things do not block others."""

    piece: Piece
    T_room_piece: np.ndarray
    number: int
    on: str = "floor"


class _Floor:
    """What of the floor is taken, as turned rectangles (center x, z, half width, half depth, yaw, height)."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.taken: list[tuple[np.ndarray, float]] = []  # corners (4, 2) and the height from which the space is taken
        for gate in plan.gates:
            T, half = gate.opening.T_room_opening, gate.opening.width_m.value / 2
            if gate.opening.kind != "window":
                self.taken.append((_corners(T, half + 0.1, (0.0, 0.9)), 0.0))
            else:
                self.taken.append((_corners(T, half, (0.0, 0.35)), gate.sill_m - 0.05 if gate.sill_m > 0.3 else 0.0))

    def free(self, corners: np.ndarray, height_m: float) -> bool:
        """Whether a rectangle of that height fits."""
        edge = np.concatenate([corners + t * (np.roll(corners, -1, axis=0) - corners) for t in (0, 0.25, 0.5, 0.75)])
        middle = corners.mean(axis=0)
        if not inside(self.plan.outline_m, middle + 0.998 * (edge - middle)).all():
            return False
        return not any(height_m > low and overlapping(corners, other) for other, low in self.taken)

    def take(self, corners: np.ndarray) -> None:
        self.taken.append((corners, 0.0))


def _corners(T: np.ndarray, half_w: float, z: tuple[float, float]) -> np.ndarray:
    """Corners (4, 2) in x, z of the rectangle |x| <= half_w, z0 <= z <= z1 of a space."""
    local = np.array([[-half_w, 0, z[0]], [half_w, 0, z[0]], [half_w, 0, z[1]], [-half_w, 0, z[1]]])
    return (local @ T[:3, :3].T + T[:3, 3])[:, [0, 2]]


def footprint(piece: Piece, T: np.ndarray, gap_m: float = 0.0) -> np.ndarray:
    """Corners (4, 2) of a piece's box on the floor, grown by `gap_m`."""
    return _corners(T, piece.size_m[0] / 2 + gap_m, (-piece.size_m[2] / 2 - gap_m, piece.size_m[2] / 2 + gap_m))


def overlapping(a: np.ndarray, b: np.ndarray) -> bool:
    """Whether two convex quadrilaterals (4, 2) share area: no edge of either parts them."""
    for quad in (a, b):
        for edge in np.roll(quad, -1, axis=0) - quad:
            normal = np.array([-edge[1], edge[0]])
            first, second = a @ normal, b @ normal
            if first.max() <= second.min() + 1e-9 or second.max() <= first.min() + 1e-9:
                return False
    return True


def furnish(plan: Plan) -> list[Standing]:
    """Everything that is not built in."""
    rng = np.random.default_rng([plan.seed, 3])
    floor, placed = _Floor(plan), list[Standing]()
    kind = str(rng.choice(list(KINDS), p=(0.45, 0.25, 0.15, 0.15)))
    count = int(np.clip(round(np.prod(np.ptp(plan.outline_m, axis=0)) / 4.5), 2, 6))
    if kind == "dining" or (kind == "living" and rng.random() < 0.4):
        _dining(floor, placed, rng)
    for make in KINDS[kind][:count]:
        _against_wall(floor, placed, make(rng), rng)
    if kind in ("living", "study") and rng.random() < 0.75:
        _anywhere(floor, placed, catalogue.coffee_table(rng), rng, turned=rng.random() < 0.4)
    if rng.random() < 0.6:
        _radiator(floor, placed, rng)
    if rng.random() < 0.65:
        _anywhere(floor, placed, _rug(rng), rng, turned=rng.random() < 0.3, flat=True)
    for make, share in ((catalogue.plant, 0.7), (catalogue.floor_lamp, 0.6)):
        if rng.random() < share:
            _against_wall(floor, placed, make(rng), rng)
    for _ in range(int(rng.integers(0, 3))):
        make = (catalogue.boxes, catalogue.chair, catalogue.armchair)[int(rng.choice(3))]
        _anywhere(floor, placed, make(rng), rng, turned=True)
    for _ in range(int(rng.integers(1, 6))):
        _anywhere(floor, placed, clutter.small(rng), rng, turned=True)
    _hang(plan, placed, rng)
    _on_tables(placed, rng)
    placed.append(Standing(_pendant(plan), pose(translation=_lamp_at(plan)), FIRST + len(placed), "ceiling"))
    return placed


def _add(
    floor: _Floor, placed: list[Standing], piece: Piece, T: np.ndarray, *, flat: bool = False, force: bool = False
) -> bool:
    """Put a piece down where there is room for it."""
    if not force and not floor.free(
        footprint(piece, T, 0.0 if flat else GAP_M - 0.03), 0.0 if flat else piece.size_m[1]
    ):
        return False
    if not flat:
        floor.take(footprint(piece, T, GAP_M))
    placed.append(Standing(piece, T, FIRST + len(placed)))
    return True


def _against_wall(floor: _Floor, placed: list[Standing], piece: Piece, rng: np.random.Generator) -> bool:
    """With its back to a wall, a hand's breadth of free play along it."""
    walls = floor.plan.walls
    weight = np.array([wall.length_m for wall in walls])
    for _ in range(40):
        wall = walls[int(rng.choice(len(walls), p=weight / weight.sum()))]
        w, _, d = piece.size_m
        if wall.length_m < w + 0.02:
            continue
        x = (
            float(rng.uniform(w / 2 + 0.015, wall.length_m - w / 2 - 0.015))
            if wall.length_m > w + 0.04
            else wall.length_m / 2
        )
        gap = float(rng.uniform(0.015, 0.05))
        T = wall.T_room_wall @ pose(translation=np.array([x, 0.0, d / 2 + gap]))
        if _add(floor, placed, piece, T):
            return True
    return False


def _anywhere(
    floor: _Floor, placed: list[Standing], piece: Piece, rng: np.random.Generator, *, turned: bool, flat: bool = False
) -> bool:
    """Somewhere on the free floor, square with the walls or at any angle."""
    low, high = floor.plan.outline_m.min(axis=0), floor.plan.outline_m.max(axis=0)
    for _ in range(40):
        x, z = (float(value) for value in rng.uniform(low, high))
        yaw = float(rng.uniform(0, 2 * np.pi)) if turned else float(rng.integers(4)) * np.pi / 2
        if _add(floor, placed, piece, pose(rotation_y(yaw), np.array([x, 0.0, z])), flat=flat):
            return True
    return False


def _dining(floor: _Floor, placed: list[Standing], rng: np.random.Generator) -> None:
    """A table with chairs around it, a little askew."""
    table = catalogue.dining_table(rng)
    if not _anywhere(floor, placed, table, rng, turned=rng.random() < 0.25):
        return
    T, (w, _, d) = placed[-1].T_room_piece, table.size_m
    state = int(rng.integers(2**31))
    seats = [(x, s * (d / 2 + 0.30), np.pi if s > 0 else 0.0) for s in (-1, 1) for x in (-w / 4, w / 4)]
    seats += [(s * (w / 2 + 0.30), 0.0, -np.pi / 2 if s > 0 else np.pi / 2) for s in (-1, 1)]
    for x, z, yaw in seats:
        if rng.random() < 0.75:
            chair = catalogue.chair(np.random.default_rng(state))
            turn = yaw + float(rng.normal(0, 0.06))
            _add(floor, placed, chair, T @ pose(rotation_y(turn), np.array([x, 0.0, z])))


def _radiator(floor: _Floor, placed: list[Standing], rng: np.random.Generator) -> None:
    """Under the first window that has a sill."""
    for gate in floor.plan.gates:
        if gate.opening.kind == "window" and gate.sill_m > 0.78:
            piece = catalogue.radiator(rng)
            T = gate.opening.T_room_opening @ pose(translation=np.array([0, -gate.sill_m, 0.08]))
            _add(floor, placed, piece, T)
            return


def _rug(rng: np.random.Generator) -> Piece:
    """A rug four millimetres thick."""
    w, d = float(rng.uniform(1.2, 2.2)), float(rng.uniform(0.9, 1.6))
    look = paint("#FFFFFF", str(rng.choice(["rug diamonds", "rug persian", "rug stripes"])))
    lines = [np.linspace(0, side, int(side / 0.1) + 1) for side in (w, d)]
    top = cells(np.array([-w / 2, 0.004, d / 2]), np.array([1.0, 0, 0]), np.array([0, 0, -1.0]), *lines)
    top = Mesh(top.positions, top.normals, top.uv / np.array([w, d]), top.triangles)
    edge = block((-w / 2, 0, -d / 2), (w / 2, 0.0035, d / 2))
    return Piece("rug", (w, 0.004, d), [Part(top, look), Part(edge, paint("#8A8074"))])


def _hang(plan: Plan, placed: list[Standing], rng: np.random.Generator) -> None:
    """Pictures, and now and then a shelf, where a wall is bare."""
    standing = list(placed)
    for _ in range(int(rng.integers(1, 5))):
        for _ in range(15):
            wall = plan.walls[int(rng.integers(len(plan.walls)))]
            piece = _framed(rng) if rng.random() < 0.75 else _wall_shelf(rng)
            w, h, _ = piece.size_m
            if wall.length_m < w + 0.4:
                continue
            x, y = float(rng.uniform(w / 2 + 0.2, wall.length_m - w / 2 - 0.2)), float(rng.uniform(1.45, 1.65)) - h / 2
            T = wall.T_room_wall @ pose(translation=np.array([x, y, 0.0]))
            if _bare(plan, wall.number - 3, (x - w / 2, x + w / 2, y, y + h), T, standing):
                placed.append(Standing(piece, T, FIRST + len(placed), "wall"))
                standing.append(placed[-1])
                break


def _bare(
    plan: Plan, wall: int, area: tuple[float, float, float, float], T: np.ndarray, standing: list[Standing]
) -> bool:
    """Whether nothing stands before, hangs on or opens a part of a wall (x0, x1, y0, y1 in its space)."""
    x0, x1, y0, y1 = area
    for gate in plan.gates:
        half = gate.opening.width_m.value / 2 + (0.5 if gate.opening.kind == "window" else 0.15)
        if (
            gate.wall == wall
            and x0 < gate.x_m + half
            and x1 > gate.x_m - half
            and y1 > gate.sill_m - 0.1
            and y0 < gate.sill_m + gate.opening.height_m.value + 0.15
        ):
            return False
    here = _corners(
        plan.walls[wall].T_room_wall @ pose(translation=np.array([(x0 + x1) / 2, 0, 0])),
        (x1 - x0) / 2 + 0.05,
        (0.0, 0.3),
    )
    for other in standing:
        base = other.T_room_piece[1, 3]
        if (
            base < y1 + 0.05
            and base + other.piece.size_m[1] > y0 - 0.05
            and overlapping(here, footprint(other.piece, other.T_room_piece))
        ):
            return False
    return True


def _framed(rng: np.random.Generator) -> Piece:
    """A framed print; its back at z = 0."""
    w, h = float(rng.uniform(0.3, 0.9)), float(rng.uniform(0.35, 0.8))
    t = 0.02
    bars = [block((-w / 2, 0, 0), (-w / 2 + t, h, 0.025)), block((w / 2 - t, 0, 0), (w / 2, h, 0.025))]
    bars += [block((-w / 2 + t, 0, 0), (w / 2 - t, t, 0.025)), block((-w / 2 + t, h - t, 0), (w / 2 - t, h, 0.025))]
    picture = cells(
        np.array([-w / 2 + t, t, 0.014]),
        np.array([1.0, 0, 0]),
        np.array([0, 1.0, 0]),
        np.array([0, w - 2 * t]),
        np.array([0, h - 2 * t]),
    )
    picture = Mesh(picture.positions, picture.normals, picture.uv / np.array([w - 2 * t, h - 2 * t]), picture.triangles)
    frame = paint(str(rng.choice(["#2B2622", "#E9E6DF", "#B88A5B"])), gloss=0.2)
    look = paint("#FFFFFF", str(rng.choice(["hills", "arches", "abstract", "lake"])))
    return Piece("picture", (w, h, 0.05), [*(Part(mesh, frame) for mesh in bars), Part(picture, look)])


def _wall_shelf(rng: np.random.Generator) -> Piece:
    """A board on a wall with a few books; its back at z = 0."""
    w, d = float(rng.uniform(0.6, 1.1)), 0.22
    board = [Part(block((-w / 2, 0, 0), (w / 2, 0.025, d)), paint(str(rng.choice(catalogue.WOODS)), "wood"))]
    x, tallest = -w / 2 + 0.05, 0.0
    while x < w / 2 - 0.25 * rng.random() * w - 0.06:
        thick, tall = float(rng.uniform(0.02, 0.045)), float(rng.uniform(0.16, 0.27))
        board.append(
            Part(block((x, 0.025, 0.02), (x + thick, 0.025 + tall, 0.19)), paint(str(rng.choice(catalogue.CLOTHS))))
        )
        x, tallest = x + thick + 0.001, max(tallest, tall)
    return Piece("shelf", (w, 0.025 + tallest, 2 * d), board)


def _on_tables(placed: list[Standing], rng: np.random.Generator) -> None:
    """Things on tables and cabinets."""
    for host in list(placed):
        for height, half_w, half_d in host.piece.tops:
            taken: list[np.ndarray] = []
            for _ in range(int(rng.integers(0, 4))):
                thing = clutter.tabletop(rng)
                reach = 0.5 * float(np.hypot(thing.size_m[0], thing.size_m[2]))
                if height > 1.3 or half_w < reach + 0.02 or half_d < max(thing.size_m[2], thing.size_m[0]) / 2 + 0.01:
                    continue
                yaw = float(rng.normal(0, 0.5))
                x, z = (
                    float(rng.uniform(reach - half_w, half_w - reach)),
                    0.0 if half_d < reach else float(rng.uniform(reach - half_d, half_d - reach)),
                )
                local = pose(rotation_y(yaw if half_d > reach else 0.0), np.array([x, height, z]))
                corners = footprint(thing, local, 0.02)
                if not any(overlapping(corners, other) for other in taken):
                    taken.append(corners)
                    placed.append(Standing(thing, host.T_room_piece @ local, FIRST + len(placed), "top"))


def _lamp_at(plan: Plan) -> np.ndarray:
    assert plan.lamp.bulb_m is not None
    return np.array([plan.lamp.bulb_m[0], plan.height_m, plan.lamp.bulb_m[2]])


def _pendant(plan: Plan) -> Piece:
    """A globe on a cord; origin on the ceiling. Its light is the plan's, so it blocks none."""
    assert plan.lamp.bulb_m is not None
    drop, r = plan.height_m - float(plan.lamp.bulb_m[1]), 0.13
    angles = np.linspace(-np.pi / 2, np.pi / 2, 13)
    globe = spun([(r * float(np.cos(a)), -drop + r * float(np.sin(a))) for a in angles], 24)
    cord = tube(np.linspace((0, -drop + r, 0), (0, 0, 0), 3), 0.006, 6)
    glow = float(plan.lamp.bulb_rgb.mean())
    look = paint("#F7EBD6", glow=min(glow, 4.0)) if glow > 0 else paint("#EFEAE0", gloss=0.2)
    rose = spun([(0.0, -0.02), (0.05, -0.02), (0.05, 0.0)], 16)
    parts = [
        Part(globe, look, blocks_light=False),
        Part(cord, paint("#3A3A3A"), blocks_light=False),
        Part(rose, paint("#EFEAE0"), blocks_light=False),
    ]
    return Piece("lamp", (2 * r, drop + r, 2 * r), parts)


__all__ = ["FIRST", "Standing", "footprint", "furnish", "overlapping"]
