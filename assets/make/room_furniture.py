"""What furnishes the room picture: shelf, bench, stool, lamp, plant, curtains, prints."""

from __future__ import annotations

import numpy as np
from room_meshes import Mesh, box, curtain, joined, leaf, moved, pillow, tube, turned, upright
from room_paint import Scene, color, matt, picture, satin, thin
from room_plan import BACK, LEFT, RIGHT, WINDOW
from room_textures import art, board


def books(rng: np.random.Generator, along: tuple[float, float], x: tuple[float, float], y: float) -> list[Mesh]:
    """A row of books along z that fills about two thirds of a shelf."""
    row, z = [], along[0] + 0.01
    end = along[1] - rng.uniform(0.1, 0.5) * (along[1] - along[0])
    while z < end:
        thick, tall, deep = rng.uniform(0.018, 0.045), rng.uniform(0.19, 0.29), rng.uniform(0.15, 0.21)
        row.append(box((x[1] - 0.02 - deep, y, z), (x[1] - 0.02, y + tall, z + thick), 0.003))
        z += thick + 0.001
    return row


def bookshelf(rng: np.random.Generator) -> tuple[Mesh, dict[str, Mesh]]:
    """The shelf at the right wall, and its books by colour."""
    x0, x1, z0, z1 = 2.17, RIGHT - 0.016, BACK + 0.04, -1.9
    levels = (0.06, 0.44, 0.82, 1.2, 1.58, 1.96)
    middle = (z0 + z1) / 2
    shelf = [box((x0, y, z0), (x1, y + 0.026, z1)) for y in levels]
    shelf += [box((x0, 0, z), (x1, 1.986, z + 0.026)) for z in (z0, middle - 0.013, z1 - 0.026)]
    shelf.append(box((x1 - 0.01, 0.06, z0), (x1, 1.98, z1)))
    tones = ("#E4DCCB", "#7C8F88", "#B5623F", "#37454C")
    rows: dict[str, list[Mesh]] = {tone: [] for tone in tones}
    for y in levels[:-1]:
        for half in ((z0 + 0.03, middle - 0.02), (middle + 0.02, z1 - 0.03)):
            for volume in books(rng, half, (x0, x1), y + 0.026):
                rows[tones[rng.integers(0, 4)]].append(volume)
    return joined(shelf), {tone: joined(row) for tone, row in rows.items()}


def bench() -> Mesh:
    """The low bench under the window."""
    parts = [box((LEFT + 0.014, 0.36, -2.2), (LEFT + 0.40, 0.395, -0.2), 0.006)]
    parts += [box((LEFT + 0.03, 0.05, z), (LEFT + 0.385, 0.36, z + 0.03)) for z in (-2.19, -1.55, -0.88, -0.24)]
    parts.append(box((LEFT + 0.03, 0.05, -2.19), (LEFT + 0.385, 0.08, -0.21)))
    return joined(parts)


def stool() -> Mesh:
    """A round stool on three legs."""
    seat = [(0.0, 0.45), (0.19, 0.45), (0.2, 0.44), (0.2, 0.425), (0.19, 0.415), (0.0, 0.415)]
    parts = [moved(turned(seat), (1.72, 0, -1.25))]
    for angle in (0.4, 0.4 + 2.0944, 0.4 + 4.1888):
        foot = np.array([np.cos(angle), 0, np.sin(angle)])
        bar = np.linspace(np.array([0, 0.42, 0]) + 0.11 * foot, 0.185 * foot, 6)
        parts.append(moved(tube(bar, 0.013), (1.72, 0, -1.25)))
    return joined(parts)


def dry_grass(rng: np.random.Generator) -> Mesh:
    """Stems with heads, standing in the vase on the stool."""
    stems = []
    head = [(0.0, 0.0), (0.010, 0.015), (0.014, 0.045), (0.009, 0.075), (0.0, 0.09)]
    for _ in range(13):
        angle, lean = rng.uniform(0, 6.28), rng.uniform(0.03, 0.15)
        t = np.linspace(0, 1, 12)[:, None]
        tip = np.array([np.cos(angle) * lean, rng.uniform(0.28, 0.42), np.sin(angle) * lean])
        stems.append(moved(tube(tip * t + np.array([0, 0.04, 0]) * np.sin(np.pi * t), 0.0035), (1.70, 0.66, -1.26)))
        stems.append(moved(turned(head, 12), tuple(np.array([1.70, 0.64, -1.26]) + tip)))
    return joined(stems)


def small_things(rng: np.random.Generator) -> dict[str, tuple[Mesh, Scene]]:
    """Cushion, books on the bench, vase and grass."""
    lower = box((LEFT + 0.1, 0.395, -0.74), (LEFT + 0.32, 0.425, -0.44))
    upper = box((LEFT + 0.12, 0.425, -0.71), (LEFT + 0.31, 0.45, -0.46))
    vase = [(0.0, 0), (0.05, 0), (0.075, 0.05), (0.08, 0.1), (0.055, 0.18), (0.03, 0.22), (0.036, 0.25), (0.028, 0.25)]
    return {
        "cushion": (moved(pillow(0.42, 0.14), (LEFT + 0.13, 0.60, -1.55), 1.45), matt(color("#C7803F"))),
        "pile": (joined([lower, upper]), matt(color("#4B6263"))),
        "vase": (moved(turned([*vase, (0.0, 0.2)]), (1.70, 0.45, -1.26)), satin(color("#E9E2D6"), 0.35)),
        "grass": (dry_grass(rng), matt(color("#C2A878"))),
    }


def lamp() -> dict[str, tuple[Mesh, Scene]]:
    """A floor lamp with a linen shade."""
    foot = turned([(0.0, 0.025), (0.14, 0.025), (0.15, 0.015), (0.15, 0.0)])
    stem = tube(np.linspace((0, 0.02, 0), (0, 1.55, 0), 8), 0.009)
    at = (0.66, 0.0, -2.68)
    return {
        "lamp": (moved(joined([foot, stem]), at), satin(color("#23272A"), 0.4)),
        "shade": (moved(turned([(0.16, 1.66), (0.225, 1.36)]), at), thin("#F1E7D3", 0.9)),
    }


def furniture(rng: np.random.Generator) -> dict[str, tuple[Mesh, Scene]]:
    """Shelf and books at the right, bench under the window, lamp, plant, curtains, a stool."""
    oak = picture(board((700, 1400), rng))
    shelf, volumes = bookshelf(rng)
    things = {f"books {tone}": (row, matt(color(tone))) for tone, row in volumes.items()}
    things["oak"] = joined([shelf, bench(), stool()]), satin(oak, 0.45, 0.4)
    things |= small_things(rng) | lamp()
    for name, z, width in (("near", WINDOW["z"][1] - 0.02, 0.42), ("far", WINDOW["z"][0] - 0.42, 0.40)):
        cloth = moved(curtain(width, 2.47, 7, rng), (0, 0.015, 0), np.pi / 2)
        things[f"curtain {name}"] = moved(cloth, (LEFT + 0.09, 0, z + width)), thin("#EDE7DB", 0.7)
    rod = tube(np.linspace((LEFT + 0.09, 2.5, -2.85), (LEFT + 0.09, 2.5, 0.5), 6), 0.011)
    things["rod"] = rod, satin(color("#23272A"), 0.4)
    pot = [(0.0, 0.0), (0.13, 0.0), (0.155, 0.02), (0.185, 0.32), (0.185, 0.345), (0.165, 0.345), (0.16, 0.30)]
    things["pot"] = moved(turned([*pot, (0.0, 0.29)]), (-1.98, 0, -2.56)), satin(color("#DAD3C6"), 0.6)
    things["plant"] = moved(plant(rng), (-1.98, 0.28, -2.56)), thin("#5A8A4C", 0.45)
    return things


def plant(rng: np.random.Generator) -> Mesh:
    """A rubber tree: a few stems, broad leaves that spiral up them."""
    parts = []
    for stem in range(4):
        angle, lean = stem * 1.57 + rng.uniform(-0.4, 0.4), rng.uniform(0.06, 0.2)
        tip = np.array([np.cos(angle) * lean, rng.uniform(0.75, 1.25), np.sin(angle) * lean])
        parts.append(tube(np.linspace(np.zeros(3), tip, 8), 0.008))
        for t in np.arange(0.3, 1.01, 0.085):
            turn, lift = rng.uniform(0, 6.28), rng.uniform(0.1, 0.7) + 0.5 * (t > 0.95)
            blade = leaf(rng.uniform(0.20, 0.31), rng.uniform(0.10, 0.16), rng.uniform(0.15, 0.5))
            c, s = np.cos(lift), np.sin(lift)
            raised = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
            blade = Mesh(blade.positions @ raised.T, blade.normals @ raised.T, blade.uv, blade.triangles)
            parts.append(moved(blade, tuple(tip * t), turn))
    return joined(parts)


def prints(rng: np.random.Generator) -> dict[str, tuple[Mesh, Scene]]:
    """Two framed prints on the back wall."""
    things: dict[str, tuple[Mesh, Scene]] = {}
    frames = []
    for kind, x in ((0, -1.02), (1, -0.28)):
        w, low, high = 0.30, 1.2, 1.98
        things[f"print {kind}"] = upright((x - w, low), (x + w, high), BACK + 0.012), matt(picture(art(kind, rng)))
        bars = [
            ((x - w - 0.015, low - 0.015), (x - w, high + 0.015)),
            ((x + w, low - 0.015), (x + w + 0.015, high + 0.015)),
        ]
        bars += [((x - w, low - 0.015), (x + w, low)), ((x - w, high), (x + w, high + 0.015))]
        frames += [box((*a, BACK), (*b, BACK + 0.025), 0.002) for a, b in bars]
    things["frames"] = joined(frames), satin(color("#2B2622"), 0.5)
    return things


__all__ = ["furniture", "prints"]
