"""morning-print: a framed print for the wall, as OBJ and MTL in inches, y up."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from assets.make.materials import OAK, WOOD_TILE_M, timber
from assets.make.mesh import Mesh, joined, moved, smooth, tiled
from assets.make.model import Material, Part, Picture, fitted
from assets.make.record import gtin, write_record
from assets.make.solids import rounded_box, sheet
from assets.make.textures import grid, jpeg, noise, rgb, toned
from assets.make.write_obj import write_obj

SKU = "morning-print"
SIZE_M = (0.508, 0.7112, 0.0254)  # 20 x 28 x 1 inch
BAR_M = 0.020
MAT_M = 0.062
INCH_M = 0.0254


def _mitred(outer: tuple[float, float], section: np.ndarray) -> Mesh:
    """Four mitred bars; `section` (k, 2) runs inward from the edge and forward from the wall, closed."""
    half = np.array(outer) / 2
    bars = []
    for axis, sign in ((0, 1), (1, 1), (0, -1), (1, -1)):
        across, along = half[1 - axis], half[axis]
        ring = np.vstack([section, section[:1]])
        ends = []
        for end in (-1, 1):
            inward, forward = ring[:, 0], ring[:, 1]
            run = end * (along - inward)
            side = sign * (across - inward)
            ends.append(np.column_stack([run, side, forward] if axis == 0 else [side, run, forward]))
        points = np.stack(ends)
        around = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
        uvs = np.stack([np.column_stack([points[end, :, axis] + 0.11 * (axis + sign), around]) for end in (0, 1)])
        flip = (axis == 0) != (sign > 0)
        points, uvs = (points[:, ::-1], uvs[:, ::-1]) if flip else (points, uvs)
        bars.append(sheet(points, uvs, crease_deg=25))
    return joined(bars)


def _frame() -> Mesh:
    """A slim profile: eased outer edge, a step down to the rebate."""
    deep, wide = SIZE_M[2], BAR_M
    ease = 0.0016
    arc = np.linspace(0, np.pi / 2, 4)
    nose = [(ease - ease * np.cos(a), deep - ease + ease * np.sin(a)) for a in arc]
    inner = [(wide - 0.005 - ease + ease * np.sin(a), deep - 0.0006 - ease + ease * np.cos(a)) for a in arc]
    section = [(0.0, 0.0), *nose, *inner, (wide - 0.0045, deep - 0.006), (wide, deep - 0.0075), (wide, 0.0)]
    return smooth(_mitred((SIZE_M[0], SIZE_M[1]), np.array(section)), 25.0)


def _mat() -> Mesh:
    """White board with a window cut at 45 degrees; its UVs are not used."""
    front, thick = 0.0150, 0.0022
    outer = (SIZE_M[0] - 2 * BAR_M + 0.004, SIZE_M[1] - 2 * BAR_M + 0.004)
    section = np.array([(0.0, front - thick), (0.0, front), (MAT_M, front), (MAT_M + thick, front - thick)])
    return smooth(_mitred(outer, section), 20.0)


def _panel(width_m: float, height_m: float, z_m: float) -> Mesh:
    """A flat sheet facing +z with UVs 0…1."""
    x, y = np.meshgrid([-width_m / 2, width_m / 2], [-height_m / 2, height_m / 2])
    points = np.stack([x, y, np.full_like(x, z_m)], axis=-1)
    u, v = np.meshgrid([0.0, 1.0], [0.0, 1.0])
    return sheet(points, np.stack([u, v], axis=-1))


def _art() -> Picture:
    """A morning: sky from peach to pale blue, a low sun, five ridges fading into mist, a lake with its light."""
    height, width = 1536, 1024
    u, v = grid((height, width))
    sky = toned(np.clip(v / 0.62, 0, 1), ("#9fb9c4", "#c9d3cd", "#f0dcc0", "#f3b98c"))
    sun = np.hypot((u - 0.62) * width / height, v - 0.405)
    sky += np.exp(-((sun / 0.16) ** 2))[..., None] * 0.35 * (rgb("#fff0d0") - sky)
    disc = np.clip((0.0735 - sun) * 900, 0, 1)[..., None]
    picture = sky + disc * (rgb("#ee7d4b") - sky)
    inks = ("#d9b7a0", "#b5958c", "#83757c", "#55606a", "#2f4450")
    for index, ink in enumerate(inks):
        depth = index / (len(inks) - 1)
        wave = noise((8, width), 80 + index, scale=(1, 2.0 + 1.3 * index), falloff=2.6)[0]
        detail = noise((8, width), 90 + index, scale=(1, 26), falloff=2.0)[0]
        ridge = 0.47 + 0.065 * index + (0.040 - 0.012 * depth) * wave + 0.0030 * detail
        below = np.clip((v - ridge[None]) * height / 1.5, 0, 1)[..., None]
        mist = np.exp(-np.clip(v - ridge[None], 0, 1) / (0.07 + 0.05 * depth))[..., None]
        body = rgb(ink) + (rgb("#f1d9bf") - rgb(ink)) * (1 - mist) * (0.62 - 0.30 * depth)
        picture = picture + below * (body - picture)
    lake = np.clip((v - 0.835) * height / 2, 0, 1)[..., None]
    ripple = 0.5 + 0.5 * np.sin(v * 900 + 3 * noise((height, width), 97, scale=(60, 3), falloff=2))
    glint = np.exp(-(((u - 0.62) / (0.05 + 0.5 * np.clip(v - 0.835, 0, 1))) ** 2)) * (ripple > 0.55)
    water = toned(np.clip((v - 0.835) / 0.165, 0, 1), ("#6d8087", "#3f5662"))
    water = water + (0.75 * glint)[..., None] * (rgb("#f4b58a") - water)
    picture = picture + lake * (water - picture)
    grain = 0.018 * noise((height, width), 98, scale=(500, 340), falloff=0.8)
    paper = 0.010 * noise((height, width), 99, scale=(120, 80), falloff=1.5)
    return Picture("morning_print.jpg", jpeg(np.clip(picture + (grain + paper)[..., None], 0, 1), 84))


def parts() -> list[Part]:
    """The picture's parts, metres, hanging on the wall z = 0 before they are centred."""
    oak = timber("oak_natural", OAK, "oak_frame", seed=45)
    window = (SIZE_M[0] - 2 * BAR_M - 2 * MAT_M, SIZE_M[1] - 2 * BAR_M - 2 * MAT_M)
    back = moved(rounded_box((SIZE_M[0] - 0.012, SIZE_M[1] - 0.012, 0.003), 0.001, arc=1), z=0.0035)
    made = [
        Part("frame", tiled(_frame(), *WOOD_TILE_M), oak),
        Part("mat", _mat(), Material("mat_board", color="#f4f0e6", roughness=0.95)),
        Part(
            "print",
            _panel(window[0] + 0.004, window[1] + 0.004, 0.0122),
            Material("print_paper", roughness=0.9, base=_art()),
        ),
        Part("backing", back, Material("kraft_board", color="#a98a63", roughness=0.9)),
    ]
    return fitted(made, SIZE_M)


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    made = parts()
    write_obj(folder, "morning-print", made, unit_m=INCH_M, up="y", comment="Morning, framed 20 x 28")
    write_record(folder, made, _fields())
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(10007),
        "title": {"zh": "《清晨》装框版画", "en": "Morning, framed print"},
        "kind": "picture",
        "model": "morning-print.obj",
        "unit": "",
        "up": "",
        "price": {"CNY": 420, "USD": 65},
        "description": {
            "zh": "五重山影，一湖晨光。棉纸微喷，斜切卡纸，细橡木框，不装玻璃，没有反光。",
            "en": "Five ridges, one lake, first light. Pigment on cotton paper behind a bevelled mat in a slim oak "
            "frame, unglazed, so nothing glares.",
        },
        "material": {"zh": "橡木，棉纸，无酸卡纸", "en": "oak, cotton paper, acid-free mat board"},
        "color": {"zh": "杏色与雾蓝", "en": "apricot and misty blue"},
    }


__all__ = ["SKU", "make", "parts"]
