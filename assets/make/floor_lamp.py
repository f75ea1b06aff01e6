"""stem-floor-lamp: a slim lamp with a pleated linen shade, as PLY with vertex colours; metres, z up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from assets.make.mesh import Mesh, bent, build, joined, moved, smooth
from assets.make.model import Material, Part, fitted
from assets.make.occlusion import occluded
from assets.make.record import gtin, write_record
from assets.make.solids import lathe, sweep, tube
from assets.make.textures import rgb
from assets.make.write_ply import write_ply

SKU = "stem-floor-lamp"
SIZE_M = (0.46, 1.58, 0.46)
PLEATS = 64
SHADE_M = (1.24, 1.58)  # bottom and top


def _base() -> Mesh:
    """A round foot of turned marble with an eased edge and a brass collar's seat."""
    profile = [(0.0, 0.0), (0.137, 0.0), (0.1395, 0.0008), (0.14, 0.0025), (0.14, 0.022)]
    arc = np.linspace(0, np.pi / 2, 5)
    profile += [(0.133 + 0.007 * np.cos(a), 0.022 + 0.007 * np.sin(a)) for a in arc[1:]]
    profile += [(r, 0.029 + 0.004 * (1 - r / 0.133)) for r in np.linspace(0.126, 0.018, 13)]
    return lathe(np.array([*profile, (0.0, 0.033)]), segments=64)


def _stem() -> Mesh:
    """Brass: collar, stem with two knuckles, socket and finial."""
    turned = [(0.0, 0.028), (0.026, 0.028), (0.027, 0.031), (0.024, 0.037), (0.0115, 0.046), (0.0085, 0.055)]
    for knuckle in (0.44, 0.86):
        turned += [(0.0085, knuckle - 0.012), (0.0125, knuckle - 0.009), (0.0135, knuckle), (0.0125, knuckle + 0.009)]
        turned += [(0.0085, knuckle + 0.012)]
    turned += [(0.0085, 1.262), (0.019, 1.266), (0.0205, 1.272), (0.0205, 1.318), (0.018, 1.324), (0.0, 1.324)]
    return lathe(np.array(turned), segments=28, crease_deg=32)


def _bulb() -> Mesh:
    arc = np.linspace(-0.42 * np.pi, np.pi / 2, 12)
    profile = [(0.014, 1.322), *((0.034 * np.cos(a), 1.385 + 0.034 * np.sin(a)) for a in arc)]
    return lathe(np.array(profile), segments=24)


def _shade() -> Mesh:
    """A pleated drum, outside and lining, narrower above, closed at both rims by the cloth's thickness."""
    low, high = SHADE_M
    level = np.linspace(0, 1, 5)
    outer = [(0.226 - 0.052 * t, low + 0.004 + (high - low - 0.008) * t) for t in level]
    inner = [(r - 0.0045, y) for r, y in reversed(outer)]
    profile = np.array([*outer, *inner, outer[0]])
    skin = lathe(profile, segments=PLEATS * 6, crease_deg=60)

    def pleated(points: np.ndarray) -> np.ndarray:
        turn = np.arctan2(points[:, 0], points[:, 2]) * PLEATS
        depth = 1 + 0.0042 / 0.2 * np.sin(turn)
        return points * np.column_stack([depth, np.ones(len(points)), depth])

    return smooth(bent(skin, pleated), 50.0)


def _rims() -> Mesh:
    """Bound edges of the shade, above and below."""
    turn = np.linspace(0, 2 * np.pi, 96, endpoint=False)
    rims = []
    for radius, height in ((0.2245, SHADE_M[0] + 0.0055), (0.1725, SHADE_M[1] - 0.0055)):
        path = np.column_stack([radius * np.sin(turn), np.full(96, height), radius * np.cos(turn)])
        section = np.array([[0.0078, -0.0055], [0.0078, 0.0055], [-0.0078, 0.0055], [-0.0078, -0.0055]])
        rims.append(sweep(path, section, closed=True, up=(0.0, 1.0, 0.0), crease_deg=30))
    return joined(rims)


def _spider() -> Mesh:
    """Three wires and a ring that carry the shade."""
    turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    ring = tube(
        np.column_stack([0.022 * np.sin(turn), np.full(24, 1.326), 0.022 * np.cos(turn)]), 0.002, sides=6, closed=True
    )
    wires = []
    for angle in np.radians([20, 140, 260]):
        reach = np.array([0.021, 0.06, 0.13, 0.178])
        rise = np.array([1.326, 1.335, 1.43, 1.566])
        path = np.column_stack([reach * np.sin(angle), rise, reach * np.cos(angle)])
        wires.append(tube(path, 0.0018, sides=6))
    return joined([ring, *wires])


def _switch() -> Mesh:
    """A pull chain: beads and a small turned bob."""
    bead = lathe(
        np.array([(0.0, -0.0032), (0.0026, -0.0018), (0.0032, 0.0), (0.0026, 0.0018), (0.0, 0.0032)]), segments=8
    )
    beads = [moved(bead, 0.034, 1.262 - 0.0075 * index, 0.0) for index in range(14)]
    bob = lathe(np.array([(0.0, 0.0), (0.006, 0.002), (0.0075, 0.008), (0.004, 0.02), (0.0, 0.026)]), segments=14)
    arm = tube(np.array([[0.018, 1.268, 0.0], [0.028, 1.268, 0.0], [0.034, 1.263, 0.0]]), 0.0018, sides=6)
    return joined([*beads, moved(bob, 0.034, 1.134, 0.0), arm])


def _marbled(mesh: Mesh) -> np.ndarray:
    """(n, 3) dark green marble with paler veins, from waves warped by waves."""
    p = mesh.positions * 34
    warp = np.sin(p[:, [1, 2, 0]] * 1.7 + 1.3) + 0.5 * np.sin(p[:, [2, 0, 1]] * 3.9 + 4.1)
    vein = 1 - np.abs(np.sin((p + 1.4 * warp) @ np.array([0.75, 0.9, 0.55])))
    share = np.clip(vein * 1.5 - 1.0, 0, 1) ** 1.4 * 0.85 + 0.10 * (1 + np.sin(p @ np.array([0.5, 0.2, -0.6]))) / 2
    return rgb("#2f3f37") + (rgb("#b9c4b4") - rgb("#2f3f37")) * share[:, None]


def _linen(mesh: Mesh) -> np.ndarray:
    """(n, 3) warm linen, a little brighter where the lamp stands behind it."""
    height = (mesh.positions[:, 1] - SHADE_M[0]) / (SHADE_M[1] - SHADE_M[0])
    glow = np.exp(-(((height - 0.42) / 0.42) ** 2))
    pleat = 0.5 + 0.5 * np.sin(np.arctan2(mesh.positions[:, 0], mesh.positions[:, 2]) * PLEATS)
    tone = 0.90 + 0.05 * glow + 0.05 * pleat
    return np.clip(rgb("#efe3cb") * tone[:, None], 0, 1)


def parts() -> list[Part]:
    """The lamp's parts with their colours, creases a little darker, metres."""
    brass = Material("brass", color="#b8925a", roughness=0.35)
    paint = {"linen": Material("linen", color="#efe3cb"), "marble": Material("marble", color="#2f3f37", roughness=0.25)}
    made = [
        Part("base", _finer(_base()), paint["marble"]),
        Part("stem", joined([_stem(), _spider(), _switch()]), brass),
        Part("bulb", _bulb(), Material("opal", color="#f7f2e6")),
        Part("shade", _shade(), paint["linen"]),
        Part("rims", _rims(), Material("binding", color="#d8c6a4")),
    ]
    made = occluded(fitted(made, SIZE_M), rays=64, reach_m=0.12)
    painters = {"base": _marbled, "shade": _linen}
    return [_painted(part, painters.get(part.name)) for part in made]


def _finer(mesh: Mesh) -> Mesh:
    """Every triangle in four, so that vertex colours can carry veins."""
    corners = mesh.positions[mesh.triangles]
    points = np.concatenate([corners, (corners + np.roll(corners, -1, axis=1)) / 2], axis=1)
    cut = np.array([[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]])
    triangles = np.arange(len(points))[:, None, None] * 6 + cut
    return smooth(_welded(points.reshape(-1, 3), triangles.reshape(-1, 3)))


def _welded(points: np.ndarray, triangles: np.ndarray) -> Mesh:
    """A mesh in which each place stands once."""
    _, first, index = np.unique(np.round(points, 7), axis=0, return_index=True, return_inverse=True)
    return build(points[first], index.reshape(-1)[triangles])


def _painted(part: Part, painter: Callable[[Mesh], np.ndarray] | None) -> Part:
    """The part with vertex colours: its painter's or its material's, times the light that reaches it."""
    mesh = part.mesh
    colors = np.tile(rgb(part.material.color), (len(mesh.positions), 1)) if painter is None else painter(mesh)
    shade = 0.25 if part.name == "shade" else 0.45  # cloth lets light through
    light = np.ones(len(mesh.positions)) if part.occlusion is None else 1 - shade * (1 - part.occlusion)
    return replace(part, mesh=replace(mesh, colors=colors * light[:, None]), occlusion=None)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_ply(folder / "stem-floor-lamp.ply", made, unit_m=1.0, up="z")
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10004),
        "title": {"zh": "茎落地灯", "en": "Stem floor lamp"},
        "kind": "lamp",
        "model": "stem-floor-lamp.ply",
        "unit": "",
        "up": "",
        "price": {"CNY": 1280, "USD": 179},
        "description": {
            "zh": "细长黄铜灯杆，墨绿大理石底座，手工打褶亚麻灯罩，拉链开关。",
            "en": "A slender brass stem on a dark green marble foot, under a hand-pleated linen shade "
            "with a pull chain.",
        },
        "material": {"zh": "黄铜，大理石，亚麻", "en": "brass, marble, linen"},
        "color": {"zh": "亚麻白与黄铜", "en": "linen and brass"},
    }


__all__ = ["SKU", "make", "parts"]
