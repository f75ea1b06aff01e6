"""aria-round: thin round glasses of gold wire, clear lenses; GLB in metres."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.mesh import joined, moved
from assets.make.model import Material, Part
from assets.make.record import gtin, write_record
from assets.make.wearables_front import Front, placed, rounded_outline
from assets.make.wearables_glasses import BRAND, CLEAR, SILICONE, both, hinged, lenses, nose_rests
from assets.make.wearables_paths import temple_path
from assets.make.wearables_wire import bar, hinge, lug, rim, rim_point, wire_temple
from assets.make.write_glb import write_glb

SKU = "aria-round"


def parts() -> list[Part]:
    """Round, thin, gold: lens 48, bridge 21, temple 145 (mm)."""
    gold = Material("gold", "#E3B873", roughness=0.22, metallic=1.0)
    front = Front(rounded_outline(48.0, 45.5, power=2.08, flare=0.02), 21.0, (4.1, 0.4), wrap_rad=np.radians(4.0))
    pin = (66.2, 6.0, -6.5)
    outer, inner = hinge(2.9)
    pin_m = placed(front, *pin)
    metal, pads = nose_rests(front, np.array([11.8, -10.4, -4.4]), 197.0)
    end_u, end_v = rim_point(front, 9.9, 1.0)
    arch = np.array([[end_u, end_v, 0.0], [7.6, 2.7, 0.6], [4.0, 3.8, 1.2], [0, 4.2, 1.4]])
    bridge = bar(front, arch, 1.0, flat=0.9)
    ends = joined([lug(front, pin, 57.6, thick_mm=1.3, tall_mm=3.2), moved(outer, *pin_m)])
    frame = joined([rim(front, 1.0), rim(front, -1.0), bridge, *both(ends), *metal])
    path = temple_path(145.0, bend_mm=94.0) + np.array([1.15, 0.0, -0.1])
    wire, sleeve = wire_temple(path, tall_mm=3.2, thick_mm=1.2, sleeve_mm=66.0)
    honey = Material("sleeve-honey", "#8A4A20", roughness=0.2)
    return [
        Part("frame", frame, gold),
        Part("frame", joined(pads), SILICONE),
        *hinged("temple", joined([wire, inner]), gold, pin_m),
        *hinged("temple", sleeve, honey, pin_m),
        *lenses(front, CLEAR),
    ]


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_glb(folder / "aria-round.glb", made)
    write_record(folder, made, _fields(), brand=BRAND)
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(20001),
        "title": {"zh": "咏叹圆框眼镜", "en": "Aria round glasses"},
        "kind": "glasses",
        "model": "aria-round.glb",
        "unit": "",
        "up": "",
        "price": {"CNY": 1280, "USD": 179},
        "description": {
            "zh": "一根金线弯成的圆框，细到几乎看不见，只在转头时闪一下。硅胶鼻托可调，蜜色板材脚套贴合耳后。"
            "镜片 48，鼻梁 21，镜腿 145 毫米。",
            "en": "Round frames bent from a single gold wire. Adjustable silicone pads, honey acetate tips. 48 "
            "lens, 21 bridge, 145 mm temple.",
        },
        "material": {"zh": "镀金不锈钢，醋酸板材，硅胶", "en": "gold-plated steel, cellulose acetate, silicone"},
        "color": {"zh": "浅金色", "en": "pale gold"},
    }


__all__ = ["SKU", "make", "parts"]
