"""The open lipstick that stands for velvet-300 on a page: case, gold tube, bullet in one of its shades."""

from __future__ import annotations

import numpy as np

from assets.make.mesh import Mesh, joined, moved
from assets.make.model import Material, Part
from assets.make.solids import lathe, rounded_box, sheet

MM = 1e-3


def bullet(segments: int = 64) -> Mesh:
    """A round stick, 12.2 mm, cut at a slant with a soft rim; from y = 45 to y = 75 mm."""
    angle = np.linspace(0, 2 * np.pi, segments + 1)
    radius = 6.1
    shrink = np.array([1, 1, 1, 0.985, 0.945, 0.89, 0.8, 0.6, 0.4, 0.2, 0.0])
    drop = np.array([99, 4.0, 1.1, 0.45, 0.12, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    x, z = (radius * shrink[:, None] * axis(angle) for axis in (np.sin, np.cos))
    slant = 68.76 - 1.12 * z * np.cos(0.35) - 1.12 * x * np.sin(0.35)
    dish = -1.1 * (1 - shrink[:, None] ** 2)
    y = np.where(drop[:, None] > 50, 45.0, slant - drop[:, None] + dish)
    uvs = np.stack(np.meshgrid(angle * radius * MM, np.arange(len(shrink)) * MM), axis=-1)
    return sheet(np.stack([x, y, z], axis=-1) * MM, uvs, crease_deg=50)


def tube_profile() -> np.ndarray:
    """The gold tube: a collar on the case, a slim sleeve, a rolled lip; (n, 2) radius and height, mm."""
    return np.array(
        [[0, 32], [9.1, 32], [9.4, 32.4], [9.4, 34.6], [9.1, 35], [8.0, 35.1], [7.9, 35.6], [7.9, 50.2], [8.15, 50.6],
         [8.15, 51.4], [7.9, 51.8], [7.3, 51.9], [7.0, 51.6], [6.9, 50.5], [6.9, 47.0], [0, 47.0]]
    )  # fmt: skip


def lipstick(color: str) -> list[Part]:
    """Three parts; `color` is the shade "#RRGGBB" of the bullet."""
    case = Material("case-lacquer", "#271F21", roughness=0.16)
    gold = Material("gold", "#DDB27A", roughness=0.22, metallic=1.0)
    wax = Material("bullet", color, roughness=0.42)
    body = moved(rounded_box((21 * MM, 32 * MM, 21 * MM), 2.6 * MM, arc=5), y=16 * MM)
    foot = moved(rounded_box((21.0 * MM, 2.4 * MM, 21.0 * MM), 1.1 * MM, arc=4), y=1.2 * MM)
    collar = lathe(tube_profile() * MM, segments=64, crease_deg=30)
    return [Part("case", body, case), Part("tube", joined([collar, foot]), gold), Part("bullet", bullet(), wax)]


__all__ = ["bullet", "lipstick"]
