"""grid-shelf: a standing shelf of boards and steel, as binary STL without colour; millimetres, z up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.mesh import Mesh, joined, moved, smooth
from assets.make.model import Material, Part, fitted
from assets.make.record import gtin, write_record
from assets.make.solids import lathe, rounded_box, tube
from assets.make.write_stl import write_stl

SKU = "grid-shelf"
SIZE_M = (0.98, 1.84, 0.34)
POST_M = 0.022
BOARD_M = 0.02
LEVELS_M = (0.13, 0.52, 0.86, 1.20, 1.54)  # undersides of the boards
UPRIGHTS = ((0, -0.17), (1, 0.19), (2, -0.17), (2, 0.19), (3, 0.02))  # above which board, at which x


def _bar(low: tuple[float, float, float], high: tuple[float, float, float], radius_m: float) -> Mesh:
    """A box with eased edges between two corners."""
    a, b = np.array(low), np.array(high)
    x, y, z = (a + b) / 2
    return moved(rounded_box(b - a, radius_m, arc=2), float(x), float(y), float(z))


def _posts() -> Mesh:
    """Four square tubes with round edges, on turned feet that level."""
    half_x, half_z = SIZE_M[0] / 2 - POST_M / 2, SIZE_M[2] / 2 - POST_M / 2
    foot = lathe(
        np.array(
            [
                (0.0, 0.0),
                (0.0095, 0.0),
                (0.0108, 0.0013),
                (0.0108, 0.006),
                (0.0095, 0.0085),
                (0.005, 0.009),
                (0.005, 0.026),
                (0, 0.026),
            ]
        ),
        segments=28,
    )
    meshes = []
    for x in (-half_x, half_x):
        for z in (-half_z, half_z):
            corner = np.array([x, 0.0, z])
            low, high = corner - POST_M / 2, corner + POST_M / 2
            meshes.append(_bar((low[0], 0.022, low[2]), (high[0], SIZE_M[1], high[2]), 0.004))
            meshes.append(moved(foot, x, 0.0, z))
    return joined(meshes)


def _boards() -> Mesh:
    """Five boards between the posts, a little proud in front, with round noses."""
    wide, deep = SIZE_M[0] / 2 - POST_M - 0.0015, SIZE_M[2] / 2 - 0.004
    return joined([_bar((-wide, y, -deep), (wide, y + BOARD_M, deep), 0.006) for y in LEVELS_M])


def _rails() -> Mesh:
    """Steel rails under each board's sides and across the top, screw heads outside."""
    half_x, half_z = SIZE_M[0] / 2 - POST_M / 2, SIZE_M[2] / 2 - POST_M
    thin = 0.007
    meshes = []
    for y in (*LEVELS_M, SIZE_M[1] + 0.004 - POST_M):
        for x in (-half_x, half_x):
            meshes.append(_bar((x - thin, y - 0.018, -half_z - 0.004), (x + thin, y - 0.002, half_z + 0.004), 0.003))
    top = SIZE_M[1] - 0.018
    for z in (-half_z - POST_M / 2, half_z + POST_M / 2):
        meshes.append(_bar((-half_x, top, z - thin), (half_x, top + 0.014, z + thin), 0.003))
    return joined(meshes)


def _uprights() -> Mesh:
    """Dividers that make the grid: never one above another."""
    deep = SIZE_M[2] / 2 - 0.018
    return joined(
        [
            _bar(
                (x - 0.008, LEVELS_M[level] + BOARD_M - 0.0005, -deep),
                (x + 0.008, LEVELS_M[level + 1] + 0.0005, deep),
                0.004,
            )
            for level, x in UPRIGHTS
        ]
    )


def _brace() -> Mesh:
    """Two rods crossed behind the upper bays, on a turned boss."""
    half_x, back = SIZE_M[0] / 2 - POST_M / 2, -SIZE_M[2] / 2 + 0.008
    low, high = 0.54, 1.52
    rods = []
    for side, z in ((1, back - 0.002), (-1, back + 0.0045)):
        path = np.linspace((-side * half_x, low, z), (side * half_x, high, z), 3)
        rods.append(tube(path, 0.0032, sides=10))
    boss = lathe(
        np.array([(0, -0.006), (0.014, -0.006), (0.0155, -0.004), (0.0155, 0.004), (0.014, 0.006), (0, 0.006)]),
        segments=24,
    )
    upright = Mesh(
        boss.positions[:, [0, 2, 1]] * (1, 1, -1), boss.triangles, boss.uvs, boss.normals[:, [0, 2, 1]] * (1, 1, -1)
    )
    return joined([*rods, smooth(moved(upright, 0.0, (low + high) / 2, back + 0.001))])


def _bookend() -> Mesh:
    """A low gallery rail along the back of the top board."""
    wide, deep = SIZE_M[0] / 2 - POST_M, SIZE_M[2] / 2 - 0.02
    y = LEVELS_M[-1] + BOARD_M
    rail = tube(
        np.array([[-wide - 0.004, y + 0.05, -deep], [0.0, y + 0.05, -deep], [wide + 0.004, y + 0.05, -deep]]),
        0.004,
        sides=12,
    )
    return rail


def parts() -> list[Part]:
    """The shelf's parts, metres, front +z. STL keeps no colour: the material is only for pictures."""
    plain = Material("unpainted", color="#c9c2b6", roughness=0.6)
    meshes = {
        "posts": _posts(),
        "rails": _rails(),
        "boards": _boards(),
        "uprights": _uprights(),
        "brace": _brace(),
        "gallery": _bookend(),
    }
    return fitted([Part(name, mesh, plain) for name, mesh in meshes.items()], SIZE_M)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_stl(folder / "grid-shelf.stl", made, unit_m=0.001, up="z")
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10005),
        "title": {"zh": "格子置物架", "en": "Grid shelf"},
        "kind": "shelf",
        "model": "grid-shelf.stl",
        "unit": "",
        "up": "",
        "price": {"CNY": 1690, "USD": 239},
        "description": {
            "zh": "五层圆边层板，错落的隔板把它分成一格一格，背后两根交叉拉杆，可调脚找平。",
            "en": "Five round-nosed boards, dividers that never line up, two crossed rods behind and feet that level.",
        },
        "material": {"zh": "桦木多层板，粉末喷涂钢", "en": "birch plywood, powder-coated steel"},
        "color": {"zh": "浅灰", "en": "pale grey"},
    }


__all__ = ["SKU", "make", "parts"]
