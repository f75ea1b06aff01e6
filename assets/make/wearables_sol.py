"""sol-aviator: drop-shaped sunglasses of gunmetal wire with two bars and graded brown lenses; GLB in metres."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.mesh import joined, moved
from assets.make.model import Material, Part, Picture
from assets.make.record import gtin, write_record
from assets.make.textures import grid, png, rgb
from assets.make.wearables_front import Front, drawn_outline, placed
from assets.make.wearables_glasses import BRAND, SILICONE, both, hinged, lenses, nose_rests
from assets.make.wearables_paths import temple_path
from assets.make.wearables_wire import bar, hinge, lug, rim, rim_point, wire_temple
from assets.make.write_glb import write_glb

SKU = "sol-aviator"
# The left lens of the pair as drawn: nose at -u, (u, v) in mm.
DROP = np.array(
    [[26.5, 3], [25, 12], [18, 19.5], [4, 22.5], [-11, 22.5], [-22, 19.5], [-26.5, 11], [-24, 0], [-17, -11], [-7, -20],
     [5, -23], [16, -19.5], [23.5, -9]]
)  # fmt: skip


def parts() -> list[Part]:
    """Drop-shaped, two bars, gunmetal, brown lenses that clear downwards: lens 54, bridge 16, temple 142 (mm)."""
    metal = Material("gunmetal", "#6E6A68", roughness=0.28, metallic=1.0)
    front = Front(drawn_outline(DROP, 54.0, 47.0), 16.0, (4.6, 0.7), 106.0, np.radians(5.5))
    pin = (67.6, 12.0, -8.0)
    outer, inner = hinge(2.9)
    pin_m = placed(front, *pin)
    rests, pads = nose_rests(front, np.array([11.6, -11.0, -4.2]), 188.0)
    end_u, end_v = rim_point(front, 8.6, 2.4)
    lower = bar(front, np.array([[end_u, end_v, 0.0], [6.5, 3.8, 0.8], [3.0, 4.5, 1.5], [0, 4.6, 1.7]]), 1.0)
    end_u, end_v = rim_point(front, 15.0, 22.0)
    upper = bar(front, np.array([[end_u, end_v, 0.1], [9.0, end_v - 0.5, 1.2], [0, end_v - 1.0, 1.9]]), 1.15)
    ends = joined([lug(front, pin, 60.0, thick_mm=1.4, tall_mm=3.4), moved(outer, *pin_m)])
    frame = joined([rim(front, 1.0), rim(front, -1.0), lower, upper, *both(ends), *rests])
    path = temple_path(142.0, bend_mm=92.0) + np.array([1.15, 0.0, -0.1])
    wire, sleeve = wire_temple(path, tall_mm=3.4, thick_mm=1.3, sleeve_mm=62.0)
    return [
        Part("frame", frame, metal),
        Part("frame", joined(pads), SILICONE),
        *hinged("temple", joined([wire, inner]), metal, pin_m),
        *hinged("temple", sleeve, Material("sleeve-black", "#201F21", roughness=0.25), pin_m),
        *lenses(front, Material("lens-sun", roughness=0.03, alpha=0.99, base=sun_tint(), double_sided=True)),
    ]


def sun_tint() -> Picture:
    """Brown that is nearly opaque above and light below; the alpha is the picture's."""
    _, down = grid((128, 4))
    color = np.broadcast_to(rgb("#5B3314"), (*down.shape, 3))
    alpha = 0.90 - 0.52 * np.clip((down - 0.12) / 0.8, 0, 1) ** 1.3
    return Picture("sun-tint.png", png(np.concatenate([color, alpha[..., None]], axis=-1)))


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_glb(folder / "sol-aviator.glb", made)
    write_record(folder, made, _fields(), brand=BRAND)
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(20002),
        "title": {"zh": "逐日双梁太阳镜", "en": "Sol double-bar sunglasses"},
        "kind": "sunglasses",
        "model": "sol-aviator.glb",
        "unit": "",
        "up": "",
        "price": {"CNY": 1580, "USD": 219},
        "description": {
            "zh": "水滴形镜框，上下双梁，枪灰色拉丝金属。棕色渐变镜片上深下浅，仪表盘和地图都看得清。镜片 54，"
            "鼻梁 16，镜腿 142 毫米。",
            "en": "Drop-shaped, with two bars, in brushed gunmetal. Brown lenses fade downwards, so maps stay "
            "legible. 54 lens, 16 bridge, 142 mm temple.",
        },
        "material": {
            "zh": "枪灰色不锈钢，渐变尼龙镜片，醋酸板材脚套",
            "en": "gunmetal steel, graded nylon lenses, acetate tips",
        },
        "color": {"zh": "枪灰配棕色渐变", "en": "gunmetal with graded brown"},
    }


__all__ = ["SKU", "make", "parts"]
