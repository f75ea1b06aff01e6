"""nord-square: a bold square pair in tortoiseshell acetate, delivered in millimetres as CAD writes them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from assets.make.mesh import Mesh, joined, moved, tiled
from assets.make.model import Material, Part, Picture
from assets.make.record import gtin, write_record
from assets.make.solids import rounded_rectangle, sweep
from assets.make.textures import jpeg, noise, toned
from assets.make.wearables_front import MM, Front, placed, rounded_outline
from assets.make.wearables_glasses import BRAND, CLEAR, both, hinged, lenses
from assets.make.wearables_paths import temple_path
from assets.make.wearables_plate import Plate, plate
from assets.make.wearables_wire import hinge, nose_pad
from assets.make.write_glb import write_glb

SKU = "nord-square"
SHELL_M = 0.075  # the picture of tortoiseshell shows this much
ACETATE_MM = 3.6  # thickness of the temples
POLISH = {"KHR_materials_clearcoat": {"clearcoatFactor": 1.0, "clearcoatRoughnessFactor": 0.06}}


def tortoiseshell(size: int = 512) -> Picture:
    """Honey with dark clouds, as layered cellulose acetate shows it; tiles."""
    cloud = noise(size, 71, scale=4.5, falloff=3.2) + 0.55 * noise(size, 72, scale=10, falloff=2.6)
    flame = 0.35 * noise(size, 73, scale=(18, 6), falloff=2.2)
    dark = 1 / (1 + np.exp(-(cloud + flame - 0.05) * 3.2))
    haze = 0.06 * noise(size, 74, scale=3, falloff=3)
    stops = ["#C98A3C", "#B06E29", "#7E4317", "#43200D", "#241109", "#1B0D08"]
    return Picture("tortoiseshell.jpg", jpeg(toned(np.clip(dark + haze, 0, 1), stops), 86))


def acetate_temple(path_mm: np.ndarray) -> Mesh:
    """A left temple along `path_mm` (n, 3): tall at the hinge, slim to the ear, a paddle behind it, a round tip."""
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path_mm, axis=0), axis=1))])
    length = along[-1]
    ends = np.array([0.0, 0.25, 0.7, 1.4, 2.4, 3.6, 5.0])
    place = np.concatenate([ends[:4] * 0.5, np.linspace(3, length - 6, 56), length - ends[::-1]])
    line = np.column_stack([np.interp(place, along, path_mm[:, axis]) for axis in range(3)])
    tall = np.interp(place, [0, 12, 40, 85, 105, length - 10, length], [9.6, 9.4, 7.0, 5.8, 6.2, 8.6, 8.2])
    thick = np.interp(place, [0, 30, 100, length], [ACETATE_MM, ACETATE_MM, 3.0, 2.7])
    tip = np.sqrt(np.clip(1 - (1 - np.clip((length - place) / 4.6, 0, 1)) ** 2, 0, 1))
    front = np.interp(place, [0, 0.5], [0.9, 1.0])
    size = np.column_stack([thick * np.maximum(tip, 0.12) ** 0.6, tall * np.maximum(tip, 0.04)]) * front[:, None] * MM
    section = rounded_rectangle(1.0, 1.0, 0.32, 5)
    return sweep(line * MM, section, up=(0, 1, 0), size=size, crease_deg=50.0)


def sideways(mesh: Mesh) -> Mesh:
    """The mesh with UVs in metres as seen from its side: the layers of acetate lie flat."""
    return replace(mesh, uvs=mesh.positions[:, [2, 1]])


def parts() -> list[Part]:
    """Square, bold, tortoiseshell: lens 50, bridge 20, temple 145 (mm)."""
    shell = Material("acetate-tortoiseshell", roughness=0.22, base=tortoiseshell(), extensions=POLISH)
    steel = Material("steel", "#C9C6C0", roughness=0.25, metallic=1.0)
    front = Front(rounded_outline(50.0, 38.5, power=3.5, flare=0.075), 20.0, (4.3, -2.0), 140.0, np.radians(4.5))
    angle = np.arctan2(front.outline_mm[:, 1], front.outline_mm[:, 0])
    side = np.where(np.cos(angle) > 0, 0.8, -0.5) * np.cos(angle) ** 2
    rim_mm = 3.2 + 1.6 * np.clip(np.sin(angle), 0, 1) + side
    body = plate(front, Plate(rim_mm, (7.6, 7.4), (69.0, 13.4, 8.6), blend_mm=6.0, thick_mm=4.0))
    pin = (64.3, 13.2, -3.3)
    pin_m = placed(front, *pin)
    outer, inner = hinge(5.4)
    pads = both(nose_pad(np.array([11.4, -9.4, -3.6]), thick_mm=4.6))
    shift = np.array([1.0 + ACETATE_MM / 2, 0.0, 0.9])
    path = temple_path(145.0, bend_mm=96.0, bow_mm=0.8) + shift
    temple = acetate_temple(path)
    return [
        Part("frame", tiled(joined([body, *[sideways(pad) for pad in pads]]), SHELL_M), shell),
        Part("frame", joined(both(moved(outer, *pin_m))), steel),
        *hinged("temple", tiled(sideways(temple), SHELL_M), shell, pin_m),
        *hinged("temple", inner, steel, pin_m),
        *lenses(front, CLEAR),
    ]


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_glb(folder / "nord-square.glb", made, unit_m=MM)
    write_record(folder, made, _fields(), brand=BRAND)
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(20003),
        "title": {"zh": "北境方框眼镜", "en": "Nord square glasses"},
        "kind": "glasses",
        "model": "nord-square.glb",
        "unit": "mm",
        "up": "y",
        "price": {"CNY": 1180, "USD": 165},
        "description": {
            "zh": "四毫米厚的醋酸板材，先弯后磨，每一副的玳瑁花纹都不一样。方正的框型压得住素净的衣服，"
            "也衬得起浓妆。镜片 50，鼻梁 20，镜腿 145 毫米。",
            "en": "Four millimetres of acetate, bent, milled and polished until the layers glow. 50 lens, 20 "
            "bridge, 145 mm temple.",
        },
        "material": {"zh": "醋酸板材，不锈钢铰链", "en": "cellulose acetate, steel hinges"},
        "color": {"zh": "玳瑁色", "en": "tortoiseshell"},
    }


__all__ = ["SKU", "make", "parts"]
