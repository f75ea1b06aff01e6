"""A surface as OBJ and its relatives describe it, and the glTF material it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.color import srgb_to_linear

Slot = str  # "base", "normal", "roughness", "metallic", "occlusion", "emissive", "opacity", "bump"


@dataclass(frozen=True, slots=True)
class Map:
    """A picture a material names: `scale` and `offset` move its uv (v up, as in the MTL), `strength` is -bm."""

    name: str
    scale: tuple[float, float] = (1.0, 1.0)
    offset: tuple[float, float] = (0.0, 0.0)
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Surface:
    """One material. Colours are sRGB 0…1, as they stand in the file.

    Attributes:
        shininess: Phong exponent (Ns), None where the file has none.
        roughness, metallic: 0…1, None where the file has none.
    """

    name: str
    color_srgb: tuple[float, float, float] = (0.8, 0.8, 0.8)
    emissive_srgb: tuple[float, float, float] = (0.0, 0.0, 0.0)
    alpha: float = 1.0
    shininess: float | None = None
    roughness: float | None = None
    metallic: float | None = None
    maps: Mapping[Slot, Map] = field(default_factory=dict)


def roughness_of(surface: Surface) -> float:
    """GGX roughness: stated, else from the Phong exponent (alpha = sqrt(2 / (n + 2)), roughness = sqrt(alpha)).

    Source:
        Walter et al., "Microfacet Models for Refraction through Rough Surfaces", EGSR 2007, for the exponent;
        glTF 2.0, appendix B, for alpha = roughness squared.
    """
    if surface.roughness is not None:
        return float(np.clip(surface.roughness, 0, 1))
    if not surface.shininess:
        return 1.0 if surface.shininess == 0 else 0.6
    return float(np.clip((2 / (surface.shininess + 2)) ** 0.25, 0.05, 1))


def gltf_material(surface: Surface, texture: Callable[[Slot], Mapping[str, Any] | None]) -> dict[str, Any]:
    """The glTF material of a surface; `texture(slot)` gives the textureInfo of a slot that has a picture."""
    base, packed = texture("base"), texture("metallic_roughness")
    srgb = (1.0, 1.0, 1.0) if base and max(surface.color_srgb) == 0 else surface.color_srgb
    color = [float(value) for value in srgb_to_linear(np.clip(srgb, 0, 1))]
    pbr: dict[str, Any] = {"baseColorFactor": [*color, float(np.clip(surface.alpha, 0, 1))]}
    pbr["metallicFactor"] = 1.0 if packed and surface.metallic is None else float(surface.metallic or 0)
    pbr["roughnessFactor"] = 1.0 if packed and surface.roughness is None else roughness_of(surface)
    if base:
        pbr["baseColorTexture"] = dict(base)
    if packed:
        pbr["metallicRoughnessTexture"] = dict(packed)
    material: dict[str, Any] = {"name": surface.name, "pbrMetallicRoughness": pbr}
    for slot, key in (("normal", "normalTexture"), ("occlusion", "occlusionTexture")):
        info = texture(slot)
        if info:
            material[key] = dict(info)
    glow = texture("emissive")
    if glow:
        material["emissiveTexture"] = dict(glow)
    if glow or max(surface.emissive_srgb) > 0:
        black = glow and max(surface.emissive_srgb) == 0
        emissive = (1.0, 1.0, 1.0) if black else np.clip(surface.emissive_srgb, 0, 1)
        material["emissiveFactor"] = [float(value) for value in srgb_to_linear(np.asarray(emissive))]
    if surface.alpha < 1 or "opacity" in surface.maps:
        material["alphaMode"] = "BLEND"
    return material


__all__ = ["Map", "Slot", "Surface", "gltf_material", "roughness_of"]
