"""velvet-300, a lipstick range: a colour for each of the 300 names, spread evenly inside the corner that suits it.

Each tone's corner of CIELAB is filled with colours that a screen can show there (a fixed draw), split into as many
equal cells as the tone has names (Lloyd's iteration), and the middles are sorted from light to dark like the names.
A middle that would come too near a shade already in the range gives way to the farthest colour of its tone.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from arkit.color import WHITE_XYZ, XYZ_RGB, delta_e, hex_to_srgb, linear_to_srgb, srgb_to_lab
from arkit.product import Shade
from assets.make.lipsticks_bullet import lipstick
from assets.make.lipsticks_names import LETTERS, TONES, Tone
from assets.make.record import gtin, write_record
from assets.make.wearables_glasses import BRAND
from assets.make.write_glb import write_glb

SKU = "velvet-300"
SHOWN = "Vintage Red"  # the bullet on the poster wears it
SEED = 300
DRAWN = 2000  # colours drawn per tone, before those outside the screen's gamut fall away
NEAREST = 1.1  # CIEDE2000 between any two shades, at least; an eye tells 0.9 apart on a lip


@cache
def shades() -> tuple[Shade, ...]:
    """The 300 shades in the order of the shelf: by family, then tone, then from light to dark."""
    rng = np.random.default_rng(SEED)
    taken = np.zeros((0, 3))
    found: list[Shade] = []
    for tone in TONES:
        names = [[part.strip() for part in line.split("|")] for line in tone.names.strip().splitlines()]
        colors = _spread(tone, len(names), taken, rng)
        taken = np.vstack([taken, [_lab(color) for color in colors]])
        for place, (color, (zh, en, *finish)) in enumerate(zip(colors, names, strict=True)):
            usual = LETTERS[tone.finishes[place % len(tone.finishes)]]
            shade_id = f"v{len(found) + 1:03d}"
            found.append(Shade(shade_id, {"zh": zh, "en": en}, color, finish[0] if finish else usual))
    return tuple(found)


def _spread(tone: Tone, count: int, taken: np.ndarray, rng: np.random.Generator) -> list[str]:
    """`count` colours "#RRGGBB" evenly spread inside the tone, light to dark, none nearer than NEAREST to `taken`."""
    pool = _pool(tone, rng)
    labs = np.array([_lab(color) for color in pool])
    chosen: list[int] = []
    for middle in _middles(labs, count, rng):
        known = np.vstack([taken, labs[chosen]])
        index = int(np.argmin(((labs - middle) ** 2).sum(axis=1)))
        if len(known) and delta_e(labs[index], known).min() < NEAREST:
            index = int(np.argmax(delta_e(labs[:, None], known[None]).min(axis=1)))
        chosen.append(index)
    return [pool[index] for index in sorted(chosen, key=lambda index: -labs[index, 0])]


def _pool(tone: Tone, rng: np.random.Generator) -> list[str]:
    """Different colours of the tone that a screen can show exactly, in the order drawn."""
    low, high = np.array([tone.lightness, tone.chroma, tone.hue_deg]).T
    light, chroma, hue = rng.uniform(low, high, (DRAWN, 3)).T
    lab = np.column_stack([light, chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))])
    srgb = linear_to_srgb(_lab_to_linear(lab))
    shown = np.abs(srgb_to_lab(srgb) - lab).max(axis=1) < 0.01  # clipped colours come back changed
    codes = np.rint(srgb[shown] * 255).astype(np.uint8)
    return list(dict.fromkeys("#" + bytes(code).hex().upper() for code in codes))


def _lab_to_linear(lab: np.ndarray) -> np.ndarray:
    """Linear light (n, 3) of CIELAB (D65), possibly outside 0…1: the way back of `arkit.color.linear_to_lab`."""
    f = (lab[:, :1] + 16) / 116 + np.column_stack([lab[:, 1] / 500, np.zeros(len(lab)), -lab[:, 2] / 200])
    ratio = np.where(f > 6 / 29, f**3, 3 * (6 / 29) ** 2 * (f - 4 / 29))
    return ratio * WHITE_XYZ @ np.linalg.inv(XYZ_RGB).T


def _middles(labs: np.ndarray, count: int, rng: np.random.Generator) -> np.ndarray:
    """(count, 3) centres of equal cells of the points `labs` (Lloyd's iteration, 30 rounds)."""
    middles = labs[rng.choice(len(labs), count, replace=False)]
    for _ in range(30):
        nearest = ((labs[:, None] - middles[None]) ** 2).sum(axis=-1).argmin(axis=1)
        middles = np.array(
            [labs[nearest == cell].mean(axis=0) if (nearest == cell).any() else middles[cell] for cell in range(count)]
        )
    return middles


def _lab(color: str) -> np.ndarray:
    return srgb_to_lab(hex_to_srgb(color))


def make(root: Path) -> Path:
    """Write the product's folder below `root`."""
    folder = root / SKU
    folder.mkdir(parents=True, exist_ok=True)
    shown = next(shade for shade in shades() if shade.name["en"] == SHOWN)
    made = lipstick(shown.color)
    write_glb(folder / "velvet-300.glb", made)
    write_record(folder, made, _fields(), brand=BRAND)
    return folder


def _fields() -> dict[str, object]:
    return {
        "gtin": gtin(20006),
        "title": {"zh": "丝绒三百色唇膏", "en": "Velvet 300 lipstick"},
        "kind": "lipstick",
        "model": "velvet-300.glb",
        "unit": "",
        "up": "",
        "price": {"CNY": 238, "USD": 34},
        "description": {
            "zh": "三百个颜色，从象牙裸到墨玉黑，五种质地：哑光、缎光、镜光、薄透、金属。相邻两色肉眼可辨，"
            "总有一支刚好是你。",
            "en": "Three hundred colours from ivory nude to black jade in five finishes, each one an eye can "
            "tell from the next.",
        },
        "material": {"zh": "蜡质膏体，漆面与金色金属管", "en": "wax bullet, lacquered case, gold metal tube"},
        "color": {"zh": "三百色", "en": "300 shades"},
        "shades": [
            {"id": shade.id, "name": dict(shade.name), "color": shade.color, "finish": shade.finish}
            for shade in shades()
        ],
    }


__all__ = ["DRAWN", "NEAREST", "SEED", "SHOWN", "SKU", "make", "shades"]
