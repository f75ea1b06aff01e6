"""Small things that lie about or stand on tables. Each in its own space: metres, bottom centre at the origin."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from assets.make.room_meshes import moved, tube
from bench.rooms.catalogue import CLOTHS, Piece, Rng, of, picked, soft
from bench.rooms.solids import Part, block, paint, spun


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
    return Piece("ball", (2 * r, 2 * r, 2 * r), of(picked(rng, CLOTHS, "plain", 0.3), [mesh]))


def _shoes(rng: Rng) -> Piece:
    look, sole = picked(rng, CLOTHS, "cloth"), paint("#E5E2DC")
    uppers = [soft((x - 0.045, 0.02, -0.13), (x + 0.045, 0.075, 0.14), 0.03) for x in (-0.06, 0.06)]
    heels = [soft((x - 0.04, 0.04, -0.13), (x + 0.04, 0.11, 0.0), 0.03) for x in (-0.06, 0.06)]
    soles = [block((x - 0.048, 0, -0.14), (x + 0.048, 0.025, 0.145)) for x in (-0.06, 0.06)]
    return Piece("shoes", (0.216, 0.11, 0.285), of(look, uppers + heels) + of(sole, soles))


def _bag(rng: Rng) -> Piece:
    w, h, d = (float(value) for value in rng.uniform((0.25, 0.25, 0.1), (0.4, 0.38, 0.18)))
    look = picked(rng, CLOTHS, "cloth")
    t = np.linspace(0, np.pi, 9)
    handle = tube(np.stack([0.09 * np.cos(t), h - 0.01 + 0.1 * np.sin(t), 0 * t], 1), 0.008, 6)
    return Piece("bag", (w, h + 0.1, d), of(look, [soft((-w / 2, 0, -d / 2), (w / 2, h, d / 2), 0.03), handle]))


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
                picked(rng, (*CLOTHS, "#E8E2D6"), "plain", 0.1),
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
    return Piece("vase", (2 * r, h, 2 * r), of(picked(rng, CLOTHS, "plain", 0.4), [spun(shape, 28)]))


def _bin(rng: Rng) -> Piece:
    h, r = float(rng.uniform(0.26, 0.34)), float(rng.uniform(0.11, 0.15))
    shape = [(0.0, 0.0), (r * 0.8, 0.0), (r, h), (r * 0.96, h), (r * 0.78, 0.01), (0.0, 0.01)]
    return Piece("bin", (2 * r, h, 2 * r), of(picked(rng, CLOTHS, "plain", 0.2), [spun(shape, 28)]))


def _mug(rng: Rng) -> Piece:
    return Piece(
        "mug",
        (0.09, 0.1, 0.09),
        of(
            picked(rng, CLOTHS, "plain", 0.4),
            [spun([(0.0, 0.0), (0.045, 0.0), (0.045, 0.1), (0.04, 0.1), (0.04, 0.01), (0.0, 0.01)], 24)],
        ),
    )


def _bowl(rng: Rng) -> Piece:
    return Piece(
        "bowl",
        (0.26, 0.08, 0.26),
        of(
            picked(rng, (*CLOTHS, "#EDEAE4"), "plain", 0.3),
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
        of(paint("#A9ABAE", gloss=0.3), [block((-0.16, 0, -0.11), (0.16, 0.018, 0.11)), lid])
        + of(paint("#1A1C20", gloss=0.5), [block((-0.15, 0.03, -0.102), (0.15, 0.23, -0.1015))]),
    )


__all__ = ["small", "tabletop"]
