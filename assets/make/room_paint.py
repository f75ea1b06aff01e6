"""Surfaces for the room picture, as Mitsuba has them: paint, wood, cloth, printed pictures."""

from __future__ import annotations

from typing import Any

import mitsuba as mi
import numpy as np
from room_textures import hex_rgb

Scene = dict[str, Any]


def picture(pixels: np.ndarray, repeat: float = 1.0, raw: bool = False) -> Scene:
    """A texture from (h, w, 3) sRGB 0…1, its first row at v = 1."""
    bitmap = mi.Bitmap((np.clip(pixels[::-1], 0, 1) * 255 + 0.5).astype(np.uint8))
    scale = mi.ScalarTransform4f().scale([repeat, repeat, 1])
    return {"type": "bitmap", "bitmap": bitmap, "to_uv": scale, "raw": raw}


def color(name: str) -> Scene:
    """A colour given in sRGB "#RRGGBB", as linear light."""
    srgb = hex_rgb(name)
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return {"type": "rgb", "value": linear.tolist()}


def satin(base: Scene, roughness: float, specular: float = 0.5) -> Scene:
    """A surface with a soft sheen, seen from both sides."""
    bsdf = {"type": "principled", "base_color": base, "roughness": roughness, "specular": specular}
    return {"type": "twosided", "bsdf": bsdf}


def matt(base: Scene) -> Scene:
    """A surface without sheen, seen from both sides."""
    return {"type": "twosided", "bsdf": {"type": "diffuse", "reflectance": base}}


def thin(name: str, through: float) -> Scene:
    """Cloth or leaf: some of the light goes through."""
    return {
        "type": "principledthin",
        "base_color": color(name),
        "roughness": 0.6,
        "diff_trans": through,
        "spec_trans": 0.0,
    }


__all__ = ["Scene", "color", "matt", "picture", "satin", "thin"]
