"""Furniture in many sizes and colours. Each piece in its own space: metres, bottom centre at the origin, front +z."""

from __future__ import annotations

import itertools
from collections.abc import Callable
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


def _pick(rng: Rng, colors: tuple[str, ...], texture: str, gloss: float = 0.0) -> Look:
    return paint(colors[rng.integers(len(colors))], texture, gloss=gloss)


def _soft(low: tuple[float, float, float], high: tuple[float, float, float], radius: float = 0.04) -> Mesh:
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


def _of(look: Look, meshes: list[Mesh]) -> list[Part]:
    return [Part(mesh, look) for mesh in meshes]


def sofa(rng: Rng) -> Piece:
    """A sofa of two or three seats; an armchair where it is narrow."""
    return _seat(rng, "sofa", float(rng.uniform(1.55, 2.35)))


def armchair(rng: Rng) -> Piece:
    """A seat for one."""
    return _seat(rng, "armchair", float(rng.uniform(0.75, 0.95)))


def _seat(rng: Rng, label: str, w: float) -> Piece:
    d, h, arm = float(rng.uniform(0.82, 0.98)), float(rng.uniform(0.74, 0.88)), float(rng.uniform(0.12, 0.2))
    seat, cloth = float(rng.uniform(0.40, 0.45)), _pick(rng, CLOTHS, "cloth")
    x, back = w / 2, -d / 2 + 0.2
    meshes = [block((-x + arm, 0.1, -d / 2 + 0.02), (x - arm, seat - 0.13, d / 2 - 0.04))]
    meshes += [
        _soft((-x, 0.08, -d / 2), (-x + arm, 0.62, d / 2), 0.05),
        _soft((x - arm, 0.08, -d / 2), (x, 0.62, d / 2), 0.05),
    ]
    meshes.append(_soft((-x + arm, 0.1, -d / 2), (x - arm, h - 0.04, back - 0.02), 0.05))
    seats = max(round((w - 2 * arm) / 0.65), 1)
    edges = np.linspace(-x + arm, x - arm, seats + 1)
    for left, right in itertools.pairwise(edges):
        meshes.append(_soft((left, seat - 0.13, back - 0.03), (right, seat + 0.02, d / 2 - 0.01)))
        meshes.append(_soft((left + 0.01, seat, back - 0.06), (right - 0.01, h, back + 0.13), 0.06))
    feet = _of(_pick(rng, WOODS, "wood", 0.2), _legs(w, 0.1, d, 0.05))
    return Piece(label, (w, h, d), _of(cloth, meshes) + feet, ())


def coffee_table(rng: Rng) -> Piece:
    """A low table, oblong or round."""
    if rng.random() < 0.3:
        r, h = float(rng.uniform(0.3, 0.45)), float(rng.uniform(0.38, 0.5))
        top = spun([(0.0, h), (r - 0.01, h), (r, h - 0.01), (r, h - 0.03), (0.0, h - 0.03)], 40)
        foot = spun([(0.02, h - 0.03), (0.03, 0.03), (r * 0.6, 0.02), (r * 0.6, 0.0)], 24)
        return Piece(
            "table", (2 * r, h, 2 * r), _of(_pick(rng, WOODS, "wood", 0.35), [top, foot]), ((h, r * 0.6, r * 0.6),)
        )
    w, d, h = float(rng.uniform(0.8, 1.3)), float(rng.uniform(0.5, 0.7)), float(rng.uniform(0.35, 0.48))
    return _table(rng, (w, h, d), shelf=rng.random() < 0.5)


def _table(rng: Rng, size: tuple[float, float, float], *, shelf: bool = False) -> Piece:
    w, h, d = size
    look = _pick(rng, WOODS, "wood", 0.35)
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
    return Piece("table", size, _of(look, meshes), ((h, w / 2, d / 2),))


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
        + _of(_pick(rng, WOODS, "plain", 0.2), drawers)
        + _of(paint("#8C8C8C", gloss=0.5), handles)
        + _of(dark, screen)
    )
    return Piece("desk", (w, h + 0.47, d), parts, ((h, w / 2, d / 2 - 0.2),))


def chair(rng: Rng) -> Piece:
    """A chair with a slatted back."""
    w, d, seat, h = 0.44, 0.48, 0.45, float(rng.uniform(0.8, 0.95))
    look = _pick(rng, WOODS, "wood", 0.25)
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
    return Piece("chair", (w, h, d), _of(look, meshes), ())


def bed(rng: Rng) -> Piece:
    """A bed with mattress, cover and pillows; its head towards -z."""
    w, d, h = float(rng.choice([0.98, 1.28, 1.48, 1.68, 1.88])), 2.08, float(rng.uniform(0.85, 1.1))
    wood, white = _pick(rng, WOODS, "wood", 0.15), paint("#ECE8E1", "cloth")
    cover = _pick(rng, CLOTHS, "checked" if rng.random() < 0.4 else "cloth")
    frame = [
        block((-w / 2, 0, -d / 2), (w / 2, h, -d / 2 + 0.05)),
        block((-w / 2, 0.12, -d / 2 + 0.05), (w / 2, 0.34, d / 2)),
    ]
    frame += [block((x - 0.03, 0, d / 2 - 0.08), (x + 0.03, 0.12, d / 2 - 0.02)) for x in (-w / 2 + 0.05, w / 2 - 0.05)]
    mattress = [_soft((-w / 2 + 0.03, 0.34, -d / 2 + 0.06), (w / 2 - 0.03, 0.54, d / 2 - 0.03), 0.04)]
    duvet = [_soft((-w / 2 - 0.0 + 0.005, 0.38, -d / 2 + 0.65), (w / 2 - 0.005, 0.60, d / 2 - 0.005), 0.05)]
    count = 1 if w < 1.2 else 2
    pillows = [
        _soft((x - 0.31, 0.52, -d / 2 + 0.1), (x + 0.31, 0.66, -d / 2 + 0.55), 0.07)
        for x in (np.arange(count) - (count - 1) / 2) * 0.68
    ]
    parts = _of(wood, frame) + _of(white, mattress + pillows) + _of(cover, duvet)
    return Piece("bed", (w, h, d), parts, ())


def bookshelf(rng: Rng) -> Piece:
    """Shelves with books."""
    w, h, d = float(rng.uniform(0.6, 1.2)), float(rng.uniform(1.2, 2.1)), float(rng.uniform(0.26, 0.36))
    wood = _pick(rng, WOODS, "wood", 0.15)
    levels = np.linspace(0.05, h - 0.022, max(round(h / 0.36), 3) + 1)
    frame = [
        block((-w / 2, 0, -d / 2), (-w / 2 + 0.022, h, d / 2)),
        block((w / 2 - 0.022, 0, -d / 2), (w / 2, h, d / 2)),
    ]
    frame += [block((-w / 2 + 0.022, y, -d / 2 + 0.008), (w / 2 - 0.022, y + 0.022, d / 2)) for y in levels]
    frame.append(block((-w / 2 + 0.022, 0.05, -d / 2), (w / 2 - 0.022, h, -d / 2 + 0.008)))
    parts = _of(wood, frame)
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
                _pick(rng, (*CLOTHS, "#E8E2D6", "#20252B"), "plain"),
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
    body, front = _pick(rng, WOODS, "wood", 0.2), _pick(rng, WOODS, "wood" if rng.random() < 0.5 else "plain", 0.2)
    parts = _of(body, [block((-w / 2, leg, -d / 2), (w / 2, h, d / 2 - 0.02)), *_legs(w, leg, d - 0.02, 0.04)])
    doors = max(round(w / 0.48), 1)
    edges = np.linspace(-w / 2 + 0.01, w / 2 - 0.01, doors + 1)
    for index, (left, right) in enumerate(itertools.pairwise(edges)):
        parts += _of(front, [block((left + 0.002, leg + 0.01, d / 2 - 0.02), (right - 0.002, h - 0.02, d / 2 - 0.005))])
        x, tall = (right - 0.05 if index % 2 == 0 else left + 0.05), min(0.14, (h - leg) / 3)
        y = leg + 0.55 * (h - leg)
        parts += _of(
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
    return Piece("television", (w, 0.55 + tall, d), unit.parts + _of(paint("#0E0F11", gloss=0.6), screen), ())


def floor_lamp(rng: Rng) -> Piece:
    """A lamp on a stem, switched off."""
    h = float(rng.uniform(1.4, 1.75))
    metal, shade = paint("#2A2C2E", gloss=0.4), paint(str(rng.choice(["#EFE6D5", "#D8CDBB", "#B7A588"])), "cloth")
    parts = _of(
        metal,
        [
            spun([(0.0, 0.025), (0.14, 0.025), (0.15, 0.0)], 28),
            tube(np.linspace((0, 0.02, 0), (0, h - 0.1, 0), 5), 0.011, 8),
        ],
    )
    parts += _of(shade, [spun([(0.19, h - 0.3), (0.14, h), (0.0, h)], 32)])
    return Piece("lamp", (0.38, h, 0.38), parts, ())


def plant(rng: Rng) -> Piece:
    """A plant in a pot: arched leaves that spread from its middle."""
    pot, h = float(rng.uniform(0.11, 0.19)), float(rng.uniform(0.7, 1.4))
    tall = pot * 1.7
    parts = _of(
        _pick(rng, ("#B5623F", "#E6E0D6", "#3C4043", "#9AA59B"), "plain", 0.2),
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
    green, blades = _pick(rng, ("#4E7A45", "#5F8F50", "#3D6650", "#6D8F4E"), "plain", 0.1), []
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
    parts += _of(green, blades)
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
    return Piece("box", (w + 0.001, top + 0.0005, d), _of(board, meshes) + _of(tape, strips), ())


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
        _of(
            white,
            [
                *ribs,
                block((-w / 2, 0.12, -0.05), (w / 2, 0.15, 0.05)),
                block((-w / 2, 0.68, -0.05), (w / 2, 0.72, 0.05)),
            ],
        ),
        (),
    )


def small(rng: Rng) -> Piece:
    """A small thing that lies about."""
    kinds: tuple[Callable[[Rng], Piece], ...] = (_ball, _shoes, _bag, _pile, _vase, _bin)
    return kinds[rng.integers(len(kinds))](rng)


def tabletop(rng: Rng) -> Piece:
    """A small thing that stands on a table."""
    kinds: tuple[Callable[[Rng], Piece], ...] = (_pile, _vase, _mug, _bowl, _laptop)
    return kinds[rng.integers(len(kinds))](rng)


def _ball(rng: Rng) -> Piece:
    r = float(rng.uniform(0.07, 0.13))
    angles = np.linspace(-np.pi / 2, np.pi / 2, 15)
    mesh = spun([(r * float(np.cos(a)), r + r * float(np.sin(a))) for a in angles], 24)
    return Piece("ball", (2 * r, 2 * r, 2 * r), _of(_pick(rng, CLOTHS, "plain", 0.3), [mesh]))


def _shoes(rng: Rng) -> Piece:
    look, sole = _pick(rng, CLOTHS, "cloth"), paint("#E5E2DC")
    uppers = [_soft((x - 0.045, 0.02, -0.13), (x + 0.045, 0.075, 0.14), 0.03) for x in (-0.06, 0.06)]
    heels = [_soft((x - 0.04, 0.04, -0.13), (x + 0.04, 0.11, 0.0), 0.03) for x in (-0.06, 0.06)]
    soles = [block((x - 0.048, 0, -0.14), (x + 0.048, 0.025, 0.145)) for x in (-0.06, 0.06)]
    return Piece("shoes", (0.216, 0.11, 0.285), _of(look, uppers + heels) + _of(sole, soles))


def _bag(rng: Rng) -> Piece:
    w, h, d = (float(value) for value in rng.uniform((0.25, 0.25, 0.1), (0.4, 0.38, 0.18)))
    look = _pick(rng, CLOTHS, "cloth")
    t = np.linspace(0, np.pi, 9)
    handle = tube(np.stack([0.09 * np.cos(t), h - 0.01 + 0.1 * np.sin(t), 0 * t], 1), 0.008, 6)
    return Piece("bag", (w, h + 0.1, d), _of(look, [_soft((-w / 2, 0, -d / 2), (w / 2, h, d / 2), 0.03), handle]))


def _pile(rng: Rng) -> Piece:
    parts, y, widest = [], 0.0, [0.0, 0.0]
    for _ in range(int(rng.integers(1, 5))):
        w, d, thick, turn = (
            float(rng.uniform(0.15, 0.24)),
            float(rng.uniform(0.2, 0.3)),
            float(rng.uniform(0.012, 0.04)),
            float(rng.normal(0, 0.12)),
        )
        parts.append(
            Part(
                moved(block((-w / 2, y, -d / 2), (w / 2, y + thick, d / 2)), (0, 0, 0), turn),
                _pick(rng, (*CLOTHS, "#E8E2D6"), "plain", 0.1),
            )
        )
        reach = np.abs(parts[-1].mesh.positions).max(axis=0) * 2
        widest, y = [max(widest[0], float(reach[0])), max(widest[1], float(reach[2]))], y + thick
    return Piece("books", (widest[0], y, widest[1]), parts)


def _vase(rng: Rng) -> Piece:
    h, r = float(rng.uniform(0.16, 0.34)), float(rng.uniform(0.05, 0.09))
    shape = [
        (0.0, 0.0),
        (r * 0.6, 0.0),
        (r, h * 0.35),
        (r * 0.75, h * 0.7),
        (r * 0.4, h * 0.9),
        (r * 0.5, h),
        (r * 0.42, h),
        (r * 0.35, h * 0.85),
    ]
    return Piece("vase", (2 * r, h, 2 * r), _of(_pick(rng, CLOTHS, "plain", 0.4), [spun(shape, 28)]))


def _bin(rng: Rng) -> Piece:
    h, r = float(rng.uniform(0.26, 0.34)), float(rng.uniform(0.11, 0.15))
    shape = [(0.0, 0.0), (r * 0.8, 0.0), (r, h), (r * 0.96, h), (r * 0.78, 0.01), (0.0, 0.01)]
    return Piece("bin", (2 * r, h, 2 * r), _of(_pick(rng, CLOTHS, "plain", 0.2), [spun(shape, 28)]))


def _mug(rng: Rng) -> Piece:
    return Piece(
        "mug",
        (0.09, 0.1, 0.09),
        _of(
            _pick(rng, CLOTHS, "plain", 0.4),
            [spun([(0.0, 0.0), (0.045, 0.0), (0.045, 0.1), (0.04, 0.1), (0.04, 0.01), (0.0, 0.01)], 24)],
        ),
    )


def _bowl(rng: Rng) -> Piece:
    return Piece(
        "bowl",
        (0.26, 0.08, 0.26),
        _of(
            _pick(rng, (*CLOTHS, "#EDEAE4"), "plain", 0.3),
            [
                spun(
                    [(0.0, 0.0), (0.05, 0.0), (0.1, 0.03), (0.13, 0.08), (0.125, 0.08), (0.09, 0.035), (0.0, 0.012)], 28
                )
            ],
        ),
    )


def _laptop(rng: Rng) -> Piece:
    lid = moved(block((-0.16, 0, 0), (0.16, 0.22, 0.008)), (0, 0.018, -0.11))
    return Piece(
        "laptop",
        (0.32, 0.238, 0.22),
        _of(paint("#A9ABAE", gloss=0.3), [block((-0.16, 0, -0.11), (0.16, 0.018, 0.11)), lid])
        + _of(paint("#1A1C20", gloss=0.5), [block((-0.15, 0.03, -0.102), (0.15, 0.23, -0.1015))]),
    )


__all__ = [
    "CLOTHS",
    "WOODS",
    "Piece",
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
    "plant",
    "radiator",
    "small",
    "sofa",
    "tabletop",
    "tv",
    "wardrobe",
]
