"""dune-rug: a hand-tufted rug, 170 x 240 cm with its fringe, as OBJ and MTL in centimetres, y up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.mesh import Mesh, joined, smooth
from assets.make.model import Material, Part, Picture, fitted
from assets.make.record import gtin, write_record
from assets.make.solids import circle, sheet, sweep
from assets.make.textures import grid, jpeg, noise, normals, rgb, unit
from assets.make.write_obj import write_obj

SKU = "dune-rug"
SIZE_M = (1.70, 0.012, 2.40)
FRINGE_M = 0.065
FIELD_M = (SIZE_M[0], SIZE_M[2] - 2 * FRINGE_M)
PICTURE = (2048, 1024)  # rows along the rug, columns across
BANDS = ("#e9ddc6", "#d9b98d", "#c9824f", "#a9543a", "#7d6a4c", "#e2cfae", "#c79a5e", "#8f4a36")
CREAM = "#ece3d1"


def _design() -> tuple[np.ndarray, np.ndarray]:
    """Dunes in plan: (h, w, 3) sRGB and the carved line between colours, 0…1."""
    u, v = grid(PICTURE)
    x, y = (u - 0.5) * FIELD_M[0], (0.5 - v) * FIELD_M[1]
    color = np.broadcast_to(rgb(BANDS[0]), (*PICTURE, 3)).copy()
    carved = np.zeros(PICTURE)
    ridges = [
        0.74 + 0.10 * np.sin(2.1 * x + 0.5),
        0.48 + 0.15 * np.sin(2.6 * x - 0.9) + 0.03 * np.sin(6 * x),
        0.24 + 0.13 * np.sin(2.2 * x + 2.4),
        -0.04 + 0.17 * np.sin(2.4 * x + 0.3),
        -0.30 + 0.13 * np.sin(2.9 * x - 1.8) + 0.02 * np.sin(7 * x),
        -0.58 + 0.12 * np.sin(2.3 * x + 1.2),
        -0.86 + 0.09 * np.sin(3.0 * x - 0.4),
    ]
    fuzz = 0.0022 * noise(PICTURE, 61, scale=(300, 220), falloff=1.0)
    for ridge, stop in zip(ridges, BANDS[1:], strict=True):
        away = ridge - y + fuzz
        color = np.where((away > 0)[..., None], rgb(stop), color)
        carved = np.where(away > -0.006, np.exp(-((away / 0.0045) ** 2)), carved)
    sun = 0.19 - np.hypot(x - 0.36, y - 0.86) + fuzz
    above = y > ridges[0] + fuzz
    color = np.where(((sun > 0) & above)[..., None], rgb("#c4643c"), color)
    carved = np.where(above, np.maximum(carved, np.exp(-((sun / 0.0045) ** 2))), carved)
    edge = np.minimum(FIELD_M[0] / 2 - np.abs(x), FIELD_M[1] / 2 - np.abs(y))
    color = np.where((edge < 0.055 + fuzz)[..., None], rgb(CREAM), color)
    return color, np.where(edge < 0.049, 0.0, np.maximum(carved, np.exp(-(((edge - 0.055) / 0.0045) ** 2))))


def _pile() -> Material:
    """Tufted wool: knots in rows, hand-dyed yarn that is never twice the same."""
    color, carved = _design()
    _, v = grid(PICTURE)
    rows = 0.5 + 0.5 * np.cos(2 * np.pi * v * PICTURE[0] / 8 + 0.8 * noise(PICTURE, 62, scale=(40, 20), falloff=2))
    knots = unit(noise(PICTURE, 63, scale=(420, 240), falloff=1.1))
    abrash = noise(PICTURE, 64, scale=(26, 1.2), falloff=2.5)
    lay = noise(PICTURE, 65, scale=(5, 4), falloff=3)
    tone = 1 + 0.30 * (knots - 0.5) + 0.05 * (rows - 0.5) + 0.028 * abrash + 0.025 * lay - 0.22 * carved
    height = unit(0.9 * knots + 0.25 * rows - 1.1 * carved)
    small = height.reshape(PICTURE[0] // 2, 2, PICTURE[1] // 2, 2).mean(axis=(1, 3))
    return Material(
        name="wool_pile",
        roughness=0.98,
        base=Picture("dune_basecolor.jpg", jpeg(np.clip(color * tone[..., None], 0, 1), 72)),
        normal=Picture("dune_normal.jpg", jpeg(normals(small, depth=3.2), 70)),
    )


def _field() -> Mesh:
    """The rug without its fringe: flat below, softly uneven above, with a rolled edge; UVs 0…1."""
    half_x, half_z, thick = FIELD_M[0] / 2, FIELD_M[1] / 2, SIZE_M[1]
    core_x, core_z = np.linspace(-1, 1, 41), np.linspace(-1, 1, 57)
    angle = np.linspace(0, np.pi / 2, 5)
    roll = 0.008
    skirt = [(roll * (1 - np.sin(a)), (thick - roll * 0.9) + roll * 0.9 * np.cos(a)) for a in angle]

    def along(core: np.ndarray, half: float) -> np.ndarray:
        inner = core * (half - roll)
        outer = np.array([half - inset for inset, _ in skirt[1:]] + [half - 0.001])
        return np.concatenate([-outer[::-1], inner, outer])

    xs, zs = along(core_x, half_x), along(core_z, half_z)
    x, z = np.meshgrid(xs, zs)
    away = np.minimum(half_x - np.abs(x), half_z - np.abs(z))
    profile = np.array([*((inset, level) for inset, level in skirt)])
    order = np.argsort(profile[:, 0])
    y = np.interp(away, profile[order, 0], profile[order, 1])
    uneven = 0.0009 * (np.sin(5.1 * x + 1.0) * np.sin(3.7 * z) + np.sin(9.0 * z + 2 * x)) / 2
    y = np.where(away > roll, y + uneven - 0.0009, y)
    last = np.zeros_like(y, dtype=bool)
    last[[0, -1]], last[:, [0, -1]] = True, True
    y = np.where(last, 0.0, y)
    uvs = np.stack([x / FIELD_M[0] + 0.5, 0.5 - z / FIELD_M[1]], axis=-1)
    points = np.stack([x, y, z], axis=-1)
    top = sheet(points[::-1], uvs[::-1], crease_deg=75)
    low = np.array([[-half_x, 0, -half_z], [half_x, 0, -half_z], [half_x, 0, half_z], [-half_x, 0, half_z]])
    low = low * ((half_x - 0.001) / half_x, 1, (half_z - 0.001) / half_z)
    bottom = sheet(low[[0, 1, 3, 2]].reshape(2, 2, 3), np.full((2, 2, 2), 0.012), crease_deg=10)
    return joined([top, bottom])


def _fringe() -> Mesh:
    """Knotted tassels at both ends: a knot, then yarn that opens like a brush and lies on the floor."""
    rng = np.random.default_rng(66)
    tassels = []
    for side in (-1.0, 1.0):
        for x in np.linspace(-FIELD_M[0] / 2 + 0.012, FIELD_M[0] / 2 - 0.012, 62):
            sway, length = rng.uniform(-0.012, 0.012), FRINGE_M * rng.uniform(0.93, 1.0)
            reach = np.array([-0.006, 0.004, 0.011, 0.016, 0.024, 0.045, 1.0 * length])
            path = np.column_stack(
                [
                    x + sway * (np.clip(reach, 0, None) / FRINGE_M) ** 1.5,
                    np.array([0.0048, 0.0048, 0.0046, 0.0044, 0.0040, 0.0036, 0.0032]),
                    side * (FIELD_M[1] / 2 + reach),
                ]
            )
            wide = np.array([0.0034, 0.0034, 0.0056, 0.0036, 0.0052, 0.0070, 0.0062])
            tall = np.array([0.0034, 0.0034, 0.0044, 0.0032, 0.0034, 0.0033, 0.0026])
            tassels.append(
                sweep(path, circle(1.0, 7), up=(0.0, 1.0, 0.0), size=np.column_stack([wide, tall]), crease_deg=70)
            )
    return joined(tassels)


def parts() -> list[Part]:
    """The rug's parts, metres, y up."""
    yarn = Material(name="fringe_cotton", color="#e4d8c0", roughness=0.98)
    return fitted([Part("pile", smooth(_field(), 75), _pile()), Part("fringe", _fringe(), yarn)], SIZE_M)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_obj(folder, "dune-rug", made, unit_m=0.01, up="y", comment="Dune rug, Arkit Home")
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10006),
        "title": {"zh": "沙丘羊毛地毯", "en": "Dune wool rug"},
        "kind": "rug",
        "model": "dune-rug.obj",
        "unit": "",
        "up": "",
        "price": {"CNY": 1580, "USD": 229},
        "description": {
            "zh": "手工簇绒的层层沙丘与一轮落日，色块之间手工剪出细槽，两端打结流苏。",
            "en": "Hand-tufted dunes under a low sun, a carved line between the colours, knotted fringe at both ends.",
        },
        "material": {"zh": "新西兰羊毛，棉底", "en": "New Zealand wool on cotton"},
        "color": {"zh": "沙色、赭石与陶红", "en": "sand, ochre and terracotta"},
    }


__all__ = ["SKU", "make", "parts"]
