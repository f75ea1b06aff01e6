"""The materials of a 3DS as surfaces. Colours are taken as sRGB, as 3D Studio shows them."""

from __future__ import annotations

import struct

import numpy as np

from arkit.io.formats.threeds_chunk import Chunk, children, text_of
from arkit.io.parts.material import Map, Surface
from arkit.io.text import decode

_MAPS = {0xA200: "base", 0xA210: "opacity", 0xA230: "bump", 0xA33D: "emissive"}
_PLACING = {0xA356: ("scale", 0), 0xA354: ("scale", 1), 0xA358: ("offset", 0), 0xA35A: ("offset", 1)}


def read_surface(chunk: Chunk, name: str) -> Surface:
    """The surface of a material chunk.

    Source:
        3D Studio Max's glossiness g is the Phong exponent 2^(10 g) (its documentation of the Blinn shader).
    """
    title, color, numbers = "", (0.8, 0.8, 0.8), dict[int, float]()
    maps: dict[str, Map] = {}
    for one in children(chunk, name):
        if one.kind == 0xA000:
            title = decode(text_of(one)[0])[0]
        elif one.kind == 0xA020:
            color = _color(one, name) or color
        elif one.kind in (0xA040, 0xA041, 0xA050, 0xA084):
            numbers[one.kind] = _percent(one, name)
        elif one.kind in _MAPS:
            found = _map(one, name)
            if found is not None:
                maps[_MAPS[one.kind]] = found
    glow = numbers.get(0xA084, 0.0)
    shiny = numbers.get(0xA040)
    if shiny is not None and numbers.get(0xA041) == 0:
        shiny = 0.0
    return Surface(
        title,
        color_srgb=(1.0, 1.0, 1.0) if "base" in maps else color,
        emissive_srgb=(color[0] * glow, color[1] * glow, color[2] * glow),
        alpha=1 - numbers.get(0xA050, 0.0) if numbers.get(0xA050, 0.0) < 1 else 1.0,
        shininess=None if shiny is None else (2 ** (10 * shiny) if shiny else 0.0),
        maps=maps,
    )


def _color(chunk: Chunk, name: str) -> tuple[float, float, float] | None:
    for one in children(chunk, name):
        data = one.bytes()
        if one.kind in (0x0010, 0x0013) and len(data) >= 12:
            red, green, blue = (float(value) for value in np.clip(np.nan_to_num(struct.unpack("<3f", data[:12])), 0, 1))
            return red, green, blue
        if one.kind in (0x0011, 0x0012) and len(data) >= 3:
            return data[0] / 255, data[1] / 255, data[2] / 255
    return None


def _percent(chunk: Chunk, name: str) -> float:
    """0…1."""
    for one in children(chunk, name):
        data = one.bytes()
        if one.kind == 0x0030 and len(data) >= 2:
            return float(np.clip(struct.unpack("<h", data[:2])[0] / 100, 0, 1))
        if one.kind == 0x0031 and len(data) >= 4:
            return float(np.clip(np.nan_to_num(struct.unpack("<f", data[:4])[0]), 0, 1))
    return 0.0


def _map(chunk: Chunk, name: str) -> Map | None:
    placing = {"scale": [1.0, 1.0], "offset": [0.0, 0.0]}
    picture = ""
    for one in children(chunk, name):
        if one.kind == 0xA300:
            picture = decode(text_of(one)[0])[0]
        elif one.kind in _PLACING and one.end - one.start >= 4:
            key, axis = _PLACING[one.kind]
            value = struct.unpack("<f", one.bytes()[:4])[0]
            placing[key][axis] = float(value) if np.isfinite(value) else placing[key][axis]
    (u, v), (du, dv) = placing["scale"], placing["offset"]
    return Map(picture, (u, v), (du, dv)) if picture else None


__all__ = ["read_surface"]
