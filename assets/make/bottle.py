"""hillside-red: a 75 cl bottle of wine, 30 cm tall, as a GLB with glass that transmits."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make import label
from assets.make.mesh import Mesh, joined, smooth
from assets.make.model import Material, Part, fitted
from assets.make.record import gtin, write_record
from assets.make.solids import lathe, sheet
from assets.make.write_glb import write_glb

SKU = "hillside-red"
SIZE_M = (0.0752, 0.302, 0.0752)
BODY_M = 0.0376
SEGMENTS = 72


def _curve(points: list[tuple[float, float]], steps: int) -> list[tuple[float, float]]:
    """A cubic Bezier through four control points, without its first point."""
    a, b, c, d = (np.array(point) for point in points)
    t = np.linspace(0, 1, steps + 1)[1:, None]
    curve = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t * t * (1 - t) * c + t**3 * d
    return [(float(x), float(y)) for x, y in curve]


def _outside() -> list[tuple[float, float]]:
    """Outer profile from the punt to the lip: Bordeaux, high shoulders."""
    profile = [(0.0, 0.019)]
    profile += _curve([(0.0, 0.019), (0.012, 0.019), (0.021, 0.006), (0.027, 0.0012)], 8)
    profile += [(0.0295, 0.0)]
    profile += _curve([(0.0295, 0.0), (0.0345, 0.0), (BODY_M, 0.0022), (BODY_M, 0.007)], 5)
    profile += [(BODY_M, height) for height in (0.04, 0.10, 0.15, 0.187)]
    profile += _curve([(BODY_M, 0.187), (BODY_M, 0.212), (0.0160, 0.211), (0.0146, 0.236)], 14)
    profile += [(0.0142, 0.26), (0.0140, 0.283), (0.0140, 0.2865), (0.0148, 0.2880), (0.0148, 0.2975)]
    return [*profile, (0.0138, 0.2995), (0.0112, 0.30)]


def _glass() -> Mesh:
    """Glass with a wall: the outer profile, over the lip, and back down inside."""
    outer = _outside()
    inner = [(0.0095, 0.2992), (0.0093, 0.283), (0.0098, 0.240)]
    inner += _curve([(0.0098, 0.240), (0.0120, 0.212), (BODY_M - 0.003, 0.208), (BODY_M - 0.003, 0.186)], 10)
    inner += [(BODY_M - 0.003, 0.10), (BODY_M - 0.003, 0.012), (0.028, 0.0065), (0.016, 0.015), (0.0, 0.0225)]
    return lathe(np.array([*outer, *inner]), segments=SEGMENTS, crease_deg=35)


def _wine() -> Mesh:
    """What is in it, up to the neck."""
    body = BODY_M - 0.0032
    profile = [(0.0, 0.0230), (0.016, 0.0155), (0.028, 0.0070), (body, 0.0125), (body, 0.10), (body, 0.186)]
    profile += _curve([(body, 0.186), (body, 0.207), (0.0118, 0.211), (0.0096, 0.240)], 10)
    return lathe(np.array([*profile, (0.0095, 0.252), (0.0, 0.252)]), segments=48, crease_deg=40)


def _capsule() -> Mesh:
    """The capsule over lip and neck, rolled at its lower edge, with the ring where the knife goes."""
    skin = 0.0004
    profile = [(0.0143, 0.2420), (0.0152, 0.2418), (0.0154, 0.2428), (0.0150, 0.2438), (0.0147, 0.26), (0.0145, 0.2845)]
    profile += [
        (0.0152, 0.2868),
        (0.0154, 0.2885),
        (0.0154, 0.2972),
        (0.0151, 0.2990),
        (0.0143, 0.3006),
        (0.0128, 0.3014),
    ]
    profile += [(0.009, 0.3016 + skin), (0.0, 0.302)]
    return lathe(np.array([(0.0141, 0.2424), *profile]), segments=56, crease_deg=42)


def _label(width_m: float, low_m: float, high_m: float, middle_rad: float) -> Mesh:
    """Paper on the body, half a millimetre proud so that it never fights the glass, with its edge; UVs 0…1."""
    lift, half = 0.0005, width_m / 2 / BODY_M
    angle = middle_rad + np.linspace(-half, half, 33)
    level = np.linspace(low_m, high_m, 5)
    turn, height = np.meshgrid(angle, level)
    radius = BODY_M + lift
    points = np.stack([radius * np.sin(turn), height, radius * np.cos(turn)], axis=-1)
    share_u, share_v = np.meshgrid(np.linspace(0, 1, 33), np.linspace(0, 1, 5))
    face = sheet(points, np.stack([share_u, share_v], axis=-1))
    rim = np.concatenate([points[0], points[1:, -1], points[-1, -2::-1], points[-2::-1, 0]])
    under = rim * (BODY_M - 0.0002, 1, BODY_M - 0.0002) / (radius, 1, radius)
    edge_uv = np.full((2, len(rim), 2), 0.998)
    return smooth(joined([face, sheet(np.stack([under, rim]), edge_uv, crease_deg=30)]), 50.0)


def parts() -> list[Part]:
    """The bottle's parts, metres, front label towards +z."""
    glass = Material(
        "antique_green_glass",
        color="#24371f",
        roughness=0.04,
        extensions={
            "KHR_materials_transmission": {"transmissionFactor": 0.72},
            "KHR_materials_ior": {"ior": 1.52},
            "KHR_materials_volume": {
                "thicknessFactor": 0.003,
                "attenuationDistance": 0.006,
                "attenuationColor": [0.16, 0.30, 0.10],
            },
        },
    )
    paper = {
        "label_front": Material("label_front", roughness=0.85, base=label.front()),
        "label_back": Material("label_back", roughness=0.85, base=label.back()),
    }
    foil = Material("capsule_foil", color="#6b1f2c", roughness=0.38, metallic=0.35)
    made = [
        Part("glass", _glass(), glass),
        Part("wine", _wine(), Material("wine", color="#2c0a12", roughness=0.12)),
        Part("capsule", _capsule(), foil),
        Part("label_front", _label(0.100, 0.055, 0.155, 0.0), paper["label_front"]),
        Part("label_back", _label(0.070, 0.062, 0.132, np.pi), paper["label_back"]),
    ]
    return fitted(made, SIZE_M)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_glb(folder / "hillside-red.glb", made)
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10008),
        "title": {"zh": "红山丘干红葡萄酒 2021", "en": "Hillside Red, dry red wine 2021"},
        "kind": "bottle",
        "model": "hillside-red.glb",
        "unit": "",
        "up": "",
        "price": {"CNY": 168, "USD": 24},
        "description": {
            "zh": "朝南山坡手工采收，樱桃、李子与一点雪松，单宁柔和。750 毫升，酒精度 13.5 %。",
            "en": "Picked by hand on the slope that faces south: cherry, plum, a little cedar, soft tannins. "
            "75 cl, 13.5 %.",
        },
        "material": {"zh": "墨绿玻璃瓶，棉纸酒标", "en": "dark green glass, cotton paper label"},
        "color": {"zh": "墨绿与酒红", "en": "dark green and wine red"},
    }


__all__ = ["SKU", "make", "parts"]
