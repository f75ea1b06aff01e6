"""What furniture is made of: velvet, wool, bouclé, woods, brass, steel, each a Material with its pictures."""

from __future__ import annotations

from functools import cache

import numpy as np

from assets.make.model import Material, Picture
from assets.make.textures import (
    balanced,
    jpeg,
    linear,
    loops,
    noise,
    normals,
    rgb,
    toned,
    unit,
    weave,
)
from assets.make.wood import wood

CLOTH_TILE_M = 0.24  # velvet and wool share it, so that one set of UVs serves every cover
BOUCLE_TILE_M = 0.16
WOOD_TILE_M = (0.40, 0.20)  # along and across the grain


@cache
def _velvet_pile() -> np.ndarray:
    """Height of the pile 0…1: fine hairs that lie in soft strokes."""
    size = 512
    strokes = noise(size, 11, scale=(5, 3), falloff=3.2)
    hairs = noise(size, 12, scale=(90, 60), falloff=1.6)
    return unit(0.28 * strokes + 0.5 * hairs)


def velvet(name: str, color: str, stem: str) -> Material:
    """Velvet of a colour: dark between the hairs, a soft glow at the edge (sheen)."""
    pile = _velvet_pile()
    tone = np.clip(0.5 + 0.15 * (pile - pile.mean()) / pile.std(), 0, 1)
    dark, light = rgb(color) * 0.80, np.clip(rgb(color) * 1.16 + 0.012, 0, 1)
    picture = balanced(dark + (light - dark) * tone[..., None], color)
    glow = [round(float(value), 4) for value in linear(np.clip(rgb(color) * 1.25 + 0.05, 0, 1)) * 0.6]
    return Material(
        name=name,
        roughness=0.92,
        base=Picture(f"{stem}_basecolor.jpg", jpeg(picture, 84)),
        normal=Picture("velvet_normal.jpg", jpeg(normals(pile, depth=5.0), 82)),
        normal_scale=0.8,
        extensions={"KHR_materials_sheen": {"sheenColorFactor": glow, "sheenRoughnessFactor": 0.42}},
    )


def wool(name: str, color: str, stem: str) -> Material:
    """A two-over-two twill of melange yarn."""
    size = 1024
    height, over = weave(size, 88, 21, step=2, uneven=0.5)
    melange = noise(size, 24, scale=(90, 90), falloff=1.2)
    shade = 0.62 + 0.38 * height + 0.05 * melange + 0.05 * (over - 0.5)
    picture = balanced(np.clip(rgb(color) * shade[..., None], 0, 1), color)
    return Material(
        name=name,
        roughness=0.95,
        base=Picture(f"{stem}_basecolor.jpg", jpeg(picture, 76)),
        normal=Picture("wool_normal.jpg", jpeg(normals(height, depth=5.5), 64)),
        normal_scale=0.9,
    )


def boucle(name: str, color: str, stem: str) -> Material:
    """Bouclé: curled loops of thick yarn."""
    size = 1024
    height = loops(size, 5200, 31, radius_px=14.0, thread_px=9.0)
    fibre = noise(size, 33, scale=(120, 120), falloff=1.0)
    height = unit(np.maximum(height, 0.38) + 0.02 * fibre)
    shade = 0.80 + 0.22 * height + 0.012 * fibre
    picture = balanced(np.clip(rgb(color) * shade[..., None], 0, 1), color)
    return Material(
        name=name,
        roughness=0.97,
        base=Picture(f"{stem}_basecolor.jpg", jpeg(picture, 76)),
        normal=Picture(f"{stem}_normal.jpg", jpeg(normals(height, depth=4.5), 76)),
    )


def timber(
    name: str,
    stops: tuple[str, ...],
    stem: str,
    *,
    seed: int = 41,
    size: tuple[int, int] = (256, 512),
    size_m: tuple[float, float] = WOOD_TILE_M,
    boards: int = 1,
) -> Material:
    """Oiled wood with its grain along u.

    Args:
        name: as the brand writes it.
        stops: sRGB from early wood to late wood, the last that of the pores.
        stem: of the picture names.
        seed: of the figure.
        size: (height, width) pixels.
        size_m: (along, across) the grain that the picture shows.
        boards: glued side by side.
    """
    tone, pores = wood(size, seed, size_m=(size_m[1], size_m[0]), boards=boards)
    picture = toned(tone, stops[:-1])
    picture += (rgb(stops[-1]) - picture) * (0.7 * pores)[..., None]
    height = 1 - 0.8 * pores - 0.1 * tone
    return Material(
        name=name,
        roughness=0.5,
        base=Picture(f"{stem}_basecolor.jpg", jpeg(picture, 84)),
        normal=Picture(f"{stem}_normal.jpg", jpeg(normals(height, depth=0.8), 80)),
        normal_scale=0.6,
    )


WALNUT = ("#8a5f40", "#6f472c", "#4f311e", "#2c1a10")
OAK = ("#d3b083", "#c29a69", "#a87f50", "#7c5a36")


def brass(name: str = "brushed_brass") -> Material:
    """Brushed brass."""
    return Material(name=name, color="#c9a468", roughness=0.32, metallic=1.0)


def black_steel(name: str = "black_steel") -> Material:
    """Powder-coated steel."""
    return Material(name=name, color="#26262a", roughness=0.55, metallic=0.0)


__all__ = [
    "BOUCLE_TILE_M",
    "CLOTH_TILE_M",
    "OAK",
    "WALNUT",
    "WOOD_TILE_M",
    "black_steel",
    "boucle",
    "brass",
    "timber",
    "velvet",
    "wool",
]
