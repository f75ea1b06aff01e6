"""Whether base colours are ones that light can brighten and darken: no ink-black, no paper-white, metals bright."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from PIL import Image

from arkit.checks.density import image_of
from arkit.color import linear_to_srgb, srgb_to_linear
from arkit.document import Document, values

DARKEST, BRIGHTEST = 30, 243  # sRGB codes of a dielectric, Khronos glTF asset auditor
METAL = 180  # sRGB code that the brightest channel of a metal reaches: titanium, a dark one, reflects 0.54 = 193
_SIDE_PX = 256


@dataclass(frozen=True, slots=True)
class Tones:
    """Base colours, sRGB codes of the brightest channel.

    Attributes:
        unsafe: part of the texels outside DARKEST…BRIGHTEST of the worst material that is no metal.
        worst: that material's name.
        dark_metals: names of metals that are darker than METAL.
    """

    unsafe: float
    worst: str
    dark_metals: tuple[str, ...]


def tones(document: Document) -> Tones:
    """Look at every material's base colour, picture times factor."""
    unsafe, worst = 0.0, ""
    tints = _tints(document)
    dark = []
    for place, material in enumerate(document.gltf.get("materials", [])):
        name = material.get("name") or f"material {place}"
        pbr = material.get("pbrMetallicRoughness", {})
        if "KHR_materials_unlit" in material.get("extensions", {}):
            continue
        codes = _codes(document, pbr, tints.get(place))
        if pbr.get("metallicFactor", 1) >= 0.5 and "metallicRoughnessTexture" not in pbr:
            if float(np.median(codes)) < METAL:
                dark.append(name)
            continue
        part = float(((codes < DARKEST - 0.5) | (codes > BRIGHTEST + 0.5)).mean())
        if part > unsafe:
            unsafe, worst = part, name
    return Tones(unsafe, worst, tuple(dark))


def _tints(document: Document) -> dict[int, np.ndarray]:
    """(n, 3) vertex colours, linear light, of each material that a mesh paints so."""
    found: dict[int, list[np.ndarray]] = {}
    for mesh in document.gltf.get("meshes", []):
        for one in mesh["primitives"]:
            if "COLOR_0" in one["attributes"] and "material" in one:
                found.setdefault(one["material"], []).append(values(document, one["attributes"]["COLOR_0"])[:, :3])
    return {place: np.concatenate(colors) for place, colors in found.items()}


def _codes(document: Document, pbr: Mapping[str, Any], tint: np.ndarray | None) -> np.ndarray:
    """(n,) brightest channel of the texels, or of the vertex colours where there is no picture, sRGB 0…255."""
    factor = np.asarray(pbr.get("baseColorFactor", (1, 1, 1, 1))[:3], dtype=np.float64)
    pixels = base_pixels(document, pbr)
    if pixels is None:
        factor = factor if tint is None else tint * factor
        return np.asarray(linear_to_srgb(factor).max(axis=-1).reshape(-1) * 255)
    return np.asarray(linear_to_srgb(srgb_to_linear(pixels) * factor).max(axis=-1).reshape(-1) * 255)


def base_pixels(document: Document, pbr: Mapping[str, Any]) -> np.ndarray | None:
    """(h, w, 3) sRGB 0…1 of a material's base colour picture, at most 256 a side; None without one that opens."""
    if "baseColorTexture" not in pbr:
        return None
    image = image_of(document.gltf["textures"][pbr["baseColorTexture"]["index"]])
    if image is None:
        return None
    try:
        with Image.open(io.BytesIO(document.images[image])) as picture:
            picture.draft("RGB", (_SIDE_PX, _SIDE_PX))
            small = picture.convert("RGB")
            small.thumbnail((_SIDE_PX, _SIDE_PX), Image.Resampling.BOX)
            return np.asarray(small, dtype=np.float64) / 255
    except (OSError, ValueError, Image.DecompressionBombError):
        return None


__all__ = ["BRIGHTEST", "DARKEST", "METAL", "Tones", "base_pixels", "tones"]
