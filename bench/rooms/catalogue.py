"""Furniture in many sizes and colours. Each piece in its own space: metres, bottom centre at the origin, front +z."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from assets.make.room_meshes import Mesh, box, leaf, moved, tube
from bench.rooms.solids import Look, Part, block, paint, spun

Rng = np.random.Generator
WOODS = ("#B88A5B", "#8A5E3C", "#D8BC94", "#5C3D2A", "#EFEAE2", "#3A3734", "#C9A27A")
CLOTHS = ("#8C8F94", "#3F5B73", "#B9A88F", "#6E7F5E", "#9E4B3B", "#D9D2C5", "#44464D", "#B98B4E", "#6B5A77")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of furniture: its parts and its box (width, height, depth). `tops`: heights things can lie on."""

    label: str
    size_m: tuple[float, float, float]
    parts: list[Part]
    tops: tuple[tuple[float, float, float], ...] = ()  # height, half width, half depth


def picked(rng: Rng, colors: tuple[str, ...], texture: str, gloss: float = 0.0) -> Look:
    return paint(colors[rng.integers(len(colors))], texture, gloss=gloss)


def soft(low: tuple[float, float, float], high: tuple[float, float, float], radius: float = 0.04) -> Mesh:
    return box(low, high, radius)


def _legs(w: float, h: float, d: float, thick: float, inset: float = 0.03) -> list[Mesh]:
    x, z, t = w / 2 - inset, d / 2 - inset, thick
    return [
        block(
            (sx * x - (t if sx > 0 else 0), 0, sz * z - (t if sz > 0 else 0)),
            (sx * x + (0 if sx > 0 else t), h, sz * z + (0 if sz > 0 else t)),
        )
        for sx in (-1, 1)
        for sz in (-1, 1)
    ]


def of(look: Look, meshes: list[Mesh]) -> list[Part]:
    return [Part(mesh, look) for mesh in meshes]


def sofa(rng: Rng) -> Piece:
    """A sofa of two or three seats; an armchair where it is narrow."""
    return _seat(rng, "sofa", float(rng.uniform(1.55, 2.35)))


def armchair(rng: Rng) -> Piece:
    """A seat for one."""
    return _seat(rng, "armchair", float(rng.uniform(0.75, 0.95)))


def _seat(rng: Rng, label: str, w: float) -> Piece:
    d, h, arm = float(rng.uniform(0.82, 0.98)), float(rng.uniform(0.74, 0.88)), float(rng.uniform(0.12, 0.2))
    seat, cloth = float(rng.uniform(0.40, 0.45)), picked(rng, CLOTHS, "cloth")
    x, back = w / 2, -d / 2 + 0.2
    meshes = [block((-x + arm, 0.1, -d / 2 + 0.02), (x - arm, seat - 0.13, d / 2 - 0.04))]
    meshes += [
        soft((-x, 0.08, -d / 2), (-x + arm, 0.62, d / 2), 0.05),
        soft((x - arm, 0.08, -d / 2), (x, 0.62, d / 2), 0.05),
    ]
    meshes.append(soft((-x + arm, 0.1, -d / 2), (x - arm, h - 0.04, back - 0.02), 0.05))
    seats = max(round((w - 2 * arm) / 0.65), 1)
    edges = np.linspace(-x + arm, x - arm, seats + 1)
    for left, right in itertools.pairwise(edges):
        meshes.append(soft((left, seat - 0.13, back - 0.03), (right, seat + 0.02, d / 2 - 0.01)))
        meshes.append(soft((left + 0.01, seat, back - 0.06), (right - 0.01, h, back + 0.13), 0.06))
    feet = of(picked(rng, WOODS, "wood", 0.2), _legs(w, 0.1, d, 0.05))
    return Piece(label, (w, h, d), of(cloth, meshes) + feet, ())


def coffee_table(rng: Rng) -> Piece:
    """A low table, oblong or round."""
    if rng.random() < 0.3:
        r, h = float(rng.uniform(0.3, 0.45)), float(rng.uniform(0.38, 0.5))
        top = spun([(0.0, h), (r - 0.01, h), (r, h - 0.01), (r, h - 0.03), (0.0, h - 0.03)], 40)
        foot = spun([(0.02, h - 0.03), (0.03, 0.03), (r * 0.6, 0.02), (r * 0.6, 0.0)], 24)
        return Piece(
            "table", (2 * r, h, 2 * r), of(picked(rng, WOODS, "wood", 0.35), [top, foot]), ((h, r * 0.6, r * 0.6),)
        )
    w, d, h = float(rng.uniform(0.8, 1.3)), float(rng.uniform(0.5, 0.7)), float(rng.uniform(0.35, 0.48))
    return _table(rng, (w, h, d), shelf=rng.random() < 0.5)


def _table(rng: Rng, size: tuple[float, float, float], *, shelf: bool = False) -> Piece:
    w, h, d = size
    look = picked(rng, WOODS, "wood", 0.35)
    thick = float(rng.uniform(0.02, 0.045))
    meshes = [block((-w / 2, h - thick, -d / 2), (w / 2, h, d / 2))]
    meshes += _legs(w, h - thick, d, float(rng.uniform(0.035, 0.07)))
    if shelf:
        meshes.append(block((-w / 2 + 0.05, 0.12, -d / 2 + 0.05), (w / 2 - 0.05, 0.14, d / 2 - 0.05)))
    else:
        rim = 0.05
        for sz in (-1, 1):
            meshes.append(
                block(
                    (-w / 2 + 0.06, h - thick - 0.08, sz * (d / 2 - rim) - 0.01),
                    (w / 2 - 0.06, h - thick, sz * (d / 2 - rim) + 0.01),
                )
            )
    return Piece("table", size, of(look, meshes), ((h, w / 2, d / 2),))


def dining_table(rng: Rng) -> Piece:
    """A table to eat at."""
    w = float(rng.uniform(1.1, 1.9))
    return _table(rng, (w, float(rng.uniform(0.73, 0.77)), float(rng.uniform(0.75, 0.95))))


def desk(rng: Rng) -> Piece:
    """A desk with a drawer unit, a screen on it."""
    w, h, d = float(rng.uniform(1.0, 1.5)), 0.74, float(rng.uniform(0.55, 0.7))
    table = _table(rng, (w, h, d), shelf=False)
    drawers = [block((w / 2 - 0.45, 0.08, -d / 2 + 0.06), (w / 2 - 0.1, h - 0.12, d / 2 - 0.06))]
    handles = [
        block((w / 2 - 0.33, y, d / 2 - 0.06), (w / 2 - 0.22, y + 0.012, d / 2 - 0.045)) for y in (0.2, 0.38, 0.55)
    ]
    screen = [
        block((-0.3, h + 0.12, -d / 2 + 0.12), (0.28, h + 0.47, -d / 2 + 0.15)),
        block((-0.03, h + 0.005, -d / 2 + 0.11), (0.03, h + 0.2, -d / 2 + 0.12)),
    ]
    screen.append(block((-0.12, h, -d / 2 + 0.06), (0.12, h + 0.01, -d / 2 + 0.24)))
    dark = paint("#17181A", gloss=0.4)
    parts = (
        table.parts
        + of(picked(rng, WOODS, "plain", 0.2), drawers)
        + of(paint("#8C8C8C", gloss=0.5), handles)
        + of(dark, screen)
    )
    return Piece("desk", (w, h + 0.47, d), parts, ((h, w / 2, d / 2 - 0.2),))


def chair(rng: Rng) -> Piece:
    """A chair with a slatted back."""
    w, d, seat, h = 0.44, 0.48, 0.45, float(rng.uniform(0.8, 0.95))
    look = picked(rng, WOODS, "wood", 0.25)
    meshes = [block((-w / 2, seat - 0.035, -d / 2), (w / 2, seat, d / 2)), *_legs(w, seat - 0.035, d, 0.035, 0.01)]
    for sx in (-1, 1):
        meshes.append(
            block(
                (sx * (w / 2 - 0.0275) - 0.0175, seat, -d / 2 + 0.005),
                (sx * (w / 2 - 0.0275) + 0.0175, h, -d / 2 + 0.035),
            )
        )
    for y in np.linspace(seat + 0.16, h - 0.06, 3):
        meshes.append(block((-w / 2 + 0.04, y, -d / 2 + 0.01), (w / 2 - 0.04, y + 0.06, -d / 2 + 0.028)))
    return Piece("chair", (w, h, d), of(look, meshes), ())


def bed(rng: Rng) -> Piece:
    """A bed with mattress, cover and pillows; its head towards -z."""
    w, d, h = float(rng.choice([0.98, 1.28, 1.48, 1.68, 1.88])), 2.08, float(rng.uniform(0.85, 1.1))
    wood, white = picked(rng, WOODS, "wood", 0.15), paint("#ECE8E1", "cloth")
    cover = picked(rng, CLOTHS, "checked" if rng.random() < 0.4 else "cloth")
    frame = [
        block((-w / 2, 0, -d / 2), (w / 2, h, -d / 2 + 0.05)),
        block((-w / 2, 0.12, -d / 2 + 0.05), (w / 2, 0.34, d / 2)),
    ]
    frame += [block((x - 0.03, 0, d / 2 - 0.08), (x + 0.03, 0.12, d / 2 - 0.02)) for x in (-w / 2 + 0.05, w / 2 - 0.05)]
    mattress = [soft((-w / 2 + 0.03, 0.34, -d / 2 + 0.06), (w / 2 - 0.03, 0.54, d / 2 - 0.03), 0.04)]
    duvet = [soft((-w / 2 - 0.0 + 0.005, 0.38, -d / 2 + 0.65), (w / 2 - 0.005, 0.60, d / 2 - 0.005), 0.05)]
    count = 1 if w < 1.2 else 2
    pillows = [
        soft((x - 0.31, 0.52, -d / 2 + 0.1), (x + 0.31, 0.66, -d / 2 + 0.55), 0.07)
        for x in (np.arange(count) - (count - 1) / 2) * 0.68
    ]
    parts = of(wood, frame) + of(white, mattress + pillows) + of(cover, duvet)
    return Piece("bed", (w, h, d), parts, ())


def bookshelf(rng: Rng) -> Piece:
    """Shelves with books."""
    w, h, d = float(rng.uniform(0.6, 1.2)), float(rng.uniform(1.2, 2.1)), float(rng.uniform(0.26, 0.36))
    wood = picked(rng, WOODS, "wood", 0.15)
    levels = np.linspace(0.05, h - 0.022, max(round(h / 0.36), 3) + 1)
    frame = [
        block((-w / 2, 0, -d / 2), (-w / 2 + 0.022, h, d / 2)),
        block((w / 2 - 0.022, 0, -d / 2), (w / 2, h, d / 2)),
    ]
    frame += [block((-w / 2 + 0.022, y, -d / 2 + 0.008), (w / 2 - 0.022, y + 0.022, d / 2)) for y in levels]
    frame.append(block((-w / 2 + 0.022, 0.05, -d / 2), (w / 2 - 0.022, h, -d / 2 + 0.008)))
    parts = of(wood, frame)
    for low, high in itertools.pairwise(levels):
        parts += _books(rng, (-w / 2 + 0.03, w / 2 - 0.03), (low + 0.022, high), (-d / 2 + 0.01, d / 2 - 0.02))
    return Piece("shelf", (w, h, d), parts, ((h, w / 2, d / 2),))


def _books(rng: Rng, x: tuple[float, float], y: tuple[float, float], z: tuple[float, float]) -> list[Part]:
    parts, at = [], x[0]
    end = x[0] + rng.uniform(0.0, 1.0) * (x[1] - x[0])
    while at < end - 0.05:
        thick, tall = float(rng.uniform(0.018, 0.05)), float(rng.uniform(0.6, 0.9)) * (y[1] - y[0])
        deep = float(rng.uniform(0.6, 0.95)) * (z[1] - z[0])
        parts.append(
            Part(
                block((at, y[0], z[1] - deep), (at + thick, y[0] + tall, z[1] - 0.01), step_m=1.0),
                picked(rng, (*CLOTHS, "#E8E2D6", "#20252B"), "plain"),
            )
        )
        at += thick + 0.001
    return parts


def cabinet(rng: Rng) -> Piece:
    """A sideboard: doors with handles on short legs."""
    return _case(
        rng,
        "cabinet",
        (float(rng.uniform(0.9, 1.8)), float(rng.uniform(0.7, 0.95)), float(rng.uniform(0.38, 0.48))),
        0.12,
    )


def wardrobe(rng: Rng) -> Piece:
    """A tall wardrobe."""
    return _case(
        rng,
        "wardrobe",
        (float(rng.uniform(0.9, 1.8)), float(rng.uniform(1.85, 2.15)), float(rng.uniform(0.55, 0.62))),
        0.05,
    )


def nightstand(rng: Rng) -> Piece:
    """A small cabinet beside a bed."""
    return _case(rng, "nightstand", (float(rng.uniform(0.38, 0.52)), float(rng.uniform(0.45, 0.58)), 0.4), 0.1)


def _case(rng: Rng, label: str, size: tuple[float, float, float], leg: float) -> Piece:
    w, h, d = size
    body, front = picked(rng, WOODS, "wood", 0.2), picked(rng, WOODS, "wood" if rng.random() < 0.5 else "plain", 0.2)
    parts = of(body, [block((-w / 2, leg, -d / 2), (w / 2, h, d / 2 - 0.02)), *_legs(w, leg, d - 0.02, 0.04)])
    doors = max(round(w / 0.48), 1)
    edges = np.linspace(-w / 2 + 0.01, w / 2 - 0.01, doors + 1)
    for index, (left, right) in enumerate(itertools.pairwise(edges)):
        parts += of(front, [block((left + 0.002, leg + 0.01, d / 2 - 0.02), (right - 0.002, h - 0.02, d / 2 - 0.005))])
        x, tall = (right - 0.05 if index % 2 == 0 else left + 0.05), min(0.14, (h - leg) / 3)
        y = leg + 0.55 * (h - leg)
        parts += of(
            paint("#77736C", gloss=0.5),
            [block((x - 0.006, y - tall / 2, d / 2 - 0.005), (x + 0.006, y + tall / 2, d / 2))],
        )
    return Piece(label, size, parts, ((h, w / 2, d / 2),))


def tv(rng: Rng) -> Piece:
    """A low unit with a television on it."""
    w, d = float(rng.uniform(1.2, 1.9)), 0.42
    unit = _case(rng, "television", (w, 0.48, d), 0.1)
    wide = float(rng.uniform(0.95, min(1.3, w - 0.1)))
    tall = wide * 9 / 16 + 0.02
    screen = [
        block((-wide / 2, 0.55, -0.03), (wide / 2, 0.55 + tall, 0.01)),
        block((-0.14, 0.48, -0.1), (0.14, 0.49, 0.08)),
        block((-0.03, 0.48, -0.025), (0.03, 0.58, -0.005)),
    ]
    return Piece("television", (w, 0.55 + tall, d), unit.parts + of(paint("#0E0F11", gloss=0.6), screen), ())


def floor_lamp(rng: Rng) -> Piece:
    """A lamp on a stem, switched off."""
    h = float(rng.uniform(1.4, 1.75))
    metal, shade = paint("#2A2C2E", gloss=0.4), paint(str(rng.choice(["#EFE6D5", "#D8CDBB", "#B7A588"])), "cloth")
    parts = of(
        metal,
        [
            spun([(0.0, 0.025), (0.14, 0.025), (0.15, 0.0)], 28),
            tube(np.linspace((0, 0.02, 0), (0, h - 0.1, 0), 5), 0.011, 8),
        ],
    )
    parts += of(shade, [spun([(0.19, h - 0.3), (0.14, h), (0.0, h)], 32)])
    return Piece("lamp", (0.38, h, 0.38), parts, ())


def plant(rng: Rng) -> Piece:
    """A plant in a pot: arched leaves that spread from its middle."""
    pot, h = float(rng.uniform(0.11, 0.19)), float(rng.uniform(0.7, 1.4))
    tall = pot * 1.7
    parts = of(
        picked(rng, ("#B5623F", "#E6E0D6", "#3C4043", "#9AA59B"), "plain", 0.2),
        [
            spun(
                [
                    (0.0, 0.0),
                    (pot * 0.75, 0.0),
                    (pot, tall),
                    (pot * 0.9, tall),
                    (pot * 0.88, tall - 0.03),
                    (0.0, tall - 0.03),
                ],
                28,
            )
        ],
    )
    green, blades = picked(rng, ("#4E7A45", "#5F8F50", "#3D6650", "#6D8F4E"), "plain", 0.1), []
    reach = min(0.5, h * 0.45)
    for index in range(int(rng.integers(14, 24))):
        blade = leaf(float(rng.uniform(0.2, 0.34)), float(rng.uniform(0.06, 0.12)), float(rng.uniform(0.2, 0.5)))
        turn, lean = index * 2.4, float(rng.uniform(0.1, 1.0))
        start = np.array([np.cos(turn) * 0.04, tall - 0.03, -np.sin(turn) * 0.04])
        tip = start + np.array(
            [
                np.cos(turn) * lean * reach * 0.5,
                (h - tall) * rng.uniform(0.35, 0.85),
                -np.sin(turn) * lean * reach * 0.5,
            ]
        )
        blades += [tube(np.linspace(start, tip, 3), 0.005, 5), moved(blade, tuple(tip), turn)]
    parts += of(green, blades)
    points = np.concatenate([part.mesh.positions for part in parts])
    wide = float(2 * np.abs(points[:, [0, 2]]).max())
    return Piece("plant", (wide, float(points[:, 1].max()), wide), parts, ())


def boxes(rng: Rng) -> Piece:
    """Moving boxes, one or two on each other."""
    w, d, h = (float(value) for value in rng.uniform((0.35, 0.3, 0.25), (0.6, 0.45, 0.42)))
    board, tape = paint("#B08A5E"), paint("#D2B48C", gloss=0.2)
    meshes, strips, top = (
        [block((-w / 2, 0, -d / 2), (w / 2, h, d / 2))],
        [block((-w / 2 - 0.0005, h - 0.06, -0.025), (w / 2 + 0.0005, h + 0.0005, 0.025))],
        h,
    )
    if rng.random() < 0.5:
        s = float(rng.uniform(0.55, 0.9))
        meshes.append(block((-w / 2 * s, h, -d / 2 * s), (w / 2 * s, h + h * s, d / 2 * s)))
        top = h + h * s
    return Piece("box", (w + 0.001, top + 0.0005, d), of(board, meshes) + of(tape, strips), ())


def radiator(rng: Rng) -> Piece:
    """A ribbed radiator under a window."""
    w = float(rng.uniform(0.7, 1.2))
    white = paint("#E9E8E4", gloss=0.25)
    ribs = [
        block((x - 0.018, 0.12, -0.04), (x + 0.018, 0.7, 0.04), step_m=0.3)
        for x in np.arange(-w / 2 + 0.03, w / 2 - 0.02, 0.06)
    ]
    return Piece(
        "radiator",
        (w, 0.72, 0.1),
        of(
            white,
            [
                *ribs,
                block((-w / 2, 0.12, -0.05), (w / 2, 0.15, 0.05)),
                block((-w / 2, 0.68, -0.05), (w / 2, 0.72, 0.05)),
            ],
        ),
        (),
    )


__all__ = [
    "CLOTHS",
    "WOODS",
    "Piece",
    "Rng",
    "armchair",
    "bed",
    "bookshelf",
    "boxes",
    "cabinet",
    "chair",
    "coffee_table",
    "desk",
    "dining_table",
    "floor_lamp",
    "nightstand",
    "of",
    "picked",
    "plant",
    "radiator",
    "sofa",
    "soft",
    "tv",
    "wardrobe",
]
