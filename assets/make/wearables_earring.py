"""drop-pearl: a drop of pearl on a gold hook. The origin is where the hook passes the lobe; +z leads outwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.mesh import Mesh, joined, moved
from assets.make.model import Material, Part
from assets.make.record import gtin, write_record
from assets.make.solids import lathe, tube
from assets.make.wearables_glasses import BRAND
from assets.make.wearables_paths import smooth_path
from assets.make.write_glb import write_glb

SKU = "drop-pearl"
MM = 1e-3
HANG_MM = 3.0  # how far before the lobe the drop hangs
# The hook from its lower eye over the lobe (the origin) to its tail, (y, z) mm.
HOOK = np.array([[-8.6, 3.0], [-5.0, 3.35], [-1.6, 2.6], [0, 0], [-1.5, -2.6], [-6, -4.3], [-13, -5.0], [-18.5, -6.6]])


def hook() -> Mesh:
    """Round wire, 0.8 mm."""
    line = smooth_path(HOOK, 64)
    return tube(np.column_stack([np.zeros(len(line)), line]) * MM, 0.4 * MM, sides=12)


def ring(radius_mm: float, wire_mm: float, turn: str) -> Mesh:
    """A closed ring of wire about the origin in the plane "xy" or "yz"."""
    angle = np.arange(28) * 2 * np.pi / 28
    a, b, zero = np.cos(angle) * radius_mm, np.sin(angle) * radius_mm, np.zeros(28)
    points = np.column_stack([a, b, zero] if turn == "xy" else [zero, a, b])
    return tube(points * MM, wire_mm * MM, sides=10, closed=True)


def ball(radius_mm: float) -> Mesh:
    """A bead."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 15)
    return lathe(np.column_stack([np.abs(np.cos(angle)), np.sin(angle)]) * radius_mm * MM, segments=28)


def pearl() -> Mesh:
    """The drop, 9.6 mm wide and 13 high, its top at y = 0."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, 41)
    lift = (np.sin(angle) + 1) / 2
    radius = 4.8 * np.abs(np.cos(angle)) * (1.08 - 0.42 * lift**1.5) / 0.935
    return lathe(np.column_stack([radius, lift * 13.0 - 13.0]) * MM, segments=48)


def cap() -> Mesh:
    """The gold bell over the top of the pearl and its stem."""
    outline = [[0, -2.6], [2.45, -2.6], [2.75, -2.3], [2.7, -1.9], [2.2, -0.9], [1.2, -0.1], [0.6, 0.5], [0.5, 1.1],
               [0.5, 5.4], [0.75, 5.7], [0.75, 6.2], [0, 6.4]]  # fmt: skip
    return lathe(np.array(outline) * MM, segments=36, crease_deg=35)


def parts() -> list[Part]:
    """One earring; a pair wears it twice."""
    gold = Material("gold", "#E3B873", roughness=0.2, metallic=1.0)
    layers = {
        "KHR_materials_clearcoat": {"clearcoatFactor": 0.8, "clearcoatRoughnessFactor": 0.12},
        "KHR_materials_iridescence": {"iridescenceFactor": 0.35, "iridescenceIor": 1.4},
    }
    nacre = Material("pearl", "#F1E7DB", roughness=0.24, extensions=layers)
    hang = HANG_MM * MM
    metal = [
        hook(),
        moved(ball(1.25), y=-7.0 * MM, z=3.2 * MM),
        moved(ring(1.1, 0.32, "yz"), y=-9.6 * MM, z=hang),
        moved(ring(1.35, 0.36, "xy"), y=-11.4 * MM, z=hang),
        moved(ring(0.9, 0.32, "yz"), y=-13.1 * MM, z=hang),
        moved(cap(), y=-20.0 * MM, z=hang),
    ]
    return [Part("hook", joined(metal), gold), Part("pearl", moved(pearl(), y=-20.9 * MM, z=hang), nacre)]


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_glb(folder / "drop-pearl.glb", made)
    write_record(folder, made, _fields(), brand=BRAND)
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(20005),
        "title": {"zh": "垂露珍珠耳环", "en": "Drop pearl earrings"},
        "kind": "earrings",
        "model": "drop-pearl.glb",
        "unit": "",
        "up": "",
        "price": {"CNY": 860, "USD": 119},
        "description": {
            "zh": "水滴形淡水珍珠，悬在细细的金杆下，走路时轻轻摇。法式耳钩，一对出售，图示为单只。",
            "en": "A drop-shaped freshwater pearl on a slender gold stem and a French hook. Sold as a pair, "
            "one is shown.",
        },
        "material": {"zh": "14K 包金，淡水珍珠", "en": "14-carat gold filled, freshwater pearl"},
        "color": {"zh": "珍珠白与金", "en": "pearl white and gold"},
    }


__all__ = ["SKU", "make", "parts"]
