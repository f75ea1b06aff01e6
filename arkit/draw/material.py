"""A glTF material as the shader reads it: a block of numbers, the pictures it needs, and how it is blended.

Read: metallic-roughness, normal, occlusion, emissive, alpha modes, KHR_texture_transform and KHR_materials_unlit,
_sheen, _clearcoat, _specular, _ior, _transmission, _volume (colour of the attenuation only), _emissive_strength.
Transmission lets the light behind through tinted by the base colour, and does not bend it. Other extensions are not
drawn. A blended material with `extras.glass` is a lens that was stored as paint: its alpha is how much it swallows, its
colour's hue what is left of the light behind it, and it has no matt surface.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

# Slots in the order of the shader's uv_rows and texture units; True where the picture is sRGB.
SLOTS: dict[str, bool] = {
    "base": True,
    "metal": False,
    "normal": False,
    "occlusion": False,
    "emissive": True,
    "sheen": True,
    "sheen_roughness": False,
    "coat": False,
    "coat_roughness": False,
    "specular": False,
    "specular_color": True,
    "transmission": False,
}
_ROWS = 7
_NO_SHEEN_ROUGHNESS = 0.07  # below this the sheen lobe is thinner than float32 holds


@dataclass(frozen=True, slots=True)
class Material:
    """What `surface.frag` needs for one material.

    Attributes:
        features: names that become #define lines.
        block: bytes of the shader's Material block (std140).
        textures: slot to index in `gltf["textures"]`.
        blended: drawn after the opaque ones, far to near.
        double_sided: both faces are drawn.
        cast: the part of the light it takes away, 0 to 1.
    """

    features: frozenset[str]
    block: bytes
    textures: Mapping[str, int]
    blended: bool
    double_sided: bool
    cast: float


def material(entry: Mapping[str, Any]) -> Material:
    """Read one entry of `gltf["materials"]`; an empty one is glTF's default material."""
    extensions = entry.get("extensions", {})
    slots = _slots(entry, extensions)
    features = {f"MAP_{slot.upper()}" for slot in slots} | _features(entry, extensions)
    rows = np.zeros((_ROWS + 2 * len(SLOTS), 4), dtype=np.float32)
    rows[:_ROWS] = _factors(entry, extensions)
    for number, slot in enumerate(SLOTS):
        rows[_ROWS + 2 * number : _ROWS + 2 * number + 2] = _uv_rows(slots.get(slot, {}))
    alpha, transmission = float(rows[0, 3]), float(rows[5, 2])
    blended = bool(features & {"BLEND", "TRANSMISSION"})
    return Material(
        features=frozenset(features),
        block=rows.tobytes(),
        textures={slot: int(info["index"]) for slot, info in slots.items()},
        blended=blended,
        double_sided=bool(entry.get("doubleSided", False)),
        cast=(alpha if "BLEND" in features else 1.0) * (1 - transmission * float(rows[0, :3].mean())),
    )


def _slots(entry: Mapping[str, Any], extensions: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Texture infos by slot; a slot without a picture is left out."""
    pbr = entry.get("pbrMetallicRoughness", {})
    sheen = extensions.get("KHR_materials_sheen", {})
    coat = extensions.get("KHR_materials_clearcoat", {})
    specular = extensions.get("KHR_materials_specular", {})
    found = {
        "base": pbr.get("baseColorTexture"),
        "metal": pbr.get("metallicRoughnessTexture"),
        "normal": entry.get("normalTexture"),
        "occlusion": entry.get("occlusionTexture"),
        "emissive": entry.get("emissiveTexture"),
        "sheen": sheen.get("sheenColorTexture"),
        "sheen_roughness": sheen.get("sheenRoughnessTexture"),
        "coat": coat.get("clearcoatTexture"),
        "coat_roughness": coat.get("clearcoatRoughnessTexture"),
        "specular": specular.get("specularTexture"),
        "specular_color": specular.get("specularColorTexture"),
        "transmission": extensions.get("KHR_materials_transmission", {}).get("transmissionTexture"),
    }
    return {slot: info for slot, info in found.items() if info is not None}


def _features(entry: Mapping[str, Any], extensions: Mapping[str, Any]) -> set[str]:
    features = set()
    mode = entry.get("alphaMode", "OPAQUE")
    if mode in ("MASK", "BLEND"):
        features.add(mode)
    if mode == "BLEND" and entry.get("extras", {}).get("glass"):
        features.add("GLASS")
    if "KHR_materials_unlit" in extensions:
        return features | {"UNLIT"}
    if any(extensions.get("KHR_materials_sheen", {}).get("sheenColorFactor", (0, 0, 0))):
        features.add("SHEEN")
    if extensions.get("KHR_materials_clearcoat", {}).get("clearcoatFactor", 0) > 0:
        features.add("COAT")
    if extensions.get("KHR_materials_transmission", {}).get("transmissionFactor", 0) > 0:
        features.add("TRANSMISSION")
    return features


def _factors(entry: Mapping[str, Any], extensions: Mapping[str, Any]) -> np.ndarray:
    """(_ROWS, 4) the numbers that are the same all over the surface."""
    pbr = entry.get("pbrMetallicRoughness", {})
    sheen = extensions.get("KHR_materials_sheen", {})
    coat = extensions.get("KHR_materials_clearcoat", {})
    strength = extensions.get("KHR_materials_emissive_strength", {}).get("emissiveStrength", 1.0)
    emissive = [strength * value for value in entry.get("emissiveFactor", (0, 0, 0))]
    sheen_roughness = max(sheen.get("sheenRoughnessFactor", 0.0), _NO_SHEEN_ROUGHNESS)
    rows = [
        pbr.get("baseColorFactor", (1, 1, 1, 1)),
        [*emissive, entry.get("alphaCutoff", 0.5)],
        [
            pbr.get("metallicFactor", 1.0),
            pbr.get("roughnessFactor", 1.0),
            entry.get("normalTexture", {}).get("scale", 1.0),
            entry.get("occlusionTexture", {}).get("strength", 1.0),
        ],
        _specular(extensions),
        [*sheen.get("sheenColorFactor", (0, 0, 0)), sheen_roughness],
        [
            coat.get("clearcoatFactor", 0.0),
            coat.get("clearcoatRoughnessFactor", 0.0),
            extensions.get("KHR_materials_transmission", {}).get("transmissionFactor", 0.0),
            0.0,
        ],
        [*_attenuation(extensions), 0.0],
    ]
    return np.array(rows, dtype=np.float32)


def _specular(extensions: Mapping[str, Any]) -> list[float]:
    """Reflectance at normal incidence of the dielectric part (3) and its strength at every angle (1)."""
    ior = extensions.get("KHR_materials_ior", {}).get("ior", 1.5)
    specular = extensions.get("KHR_materials_specular", {})
    normal = 1.0 if ior == 0 else ((ior - 1) / (ior + 1)) ** 2
    strength = specular.get("specularFactor", 1.0)
    return [*(normal * tone for tone in specular.get("specularColorFactor", (1, 1, 1))), strength]


def _attenuation(extensions: Mapping[str, Any]) -> list[float]:
    """(3,) what a volume as thick as its thickness lets through."""
    volume = extensions.get("KHR_materials_volume", {})
    distance = volume.get("attenuationDistance", math.inf)
    power = volume.get("thicknessFactor", 0.0) / distance if distance > 0 else 0.0
    return [float(tone) ** power for tone in volume.get("attenuationColor", (1, 1, 1))]


def _uv_rows(info: Mapping[str, Any]) -> np.ndarray:
    """(2, 4) rows that map (u, v, 1) to the slot's texture coordinates; the first row ends with the set's number."""
    transform = info.get("extensions", {}).get("KHR_texture_transform", {})
    turn = transform.get("rotation", 0.0)
    wide, high = transform.get("scale", (1, 1))
    right, down = transform.get("offset", (0, 0))
    uv_set = transform.get("texCoord", info.get("texCoord", 0))
    cosine, sine = math.cos(turn), math.sin(turn)
    return np.array(
        [[cosine * wide, sine * high, right, uv_set], [-sine * wide, cosine * high, down, 0]], dtype=np.float32
    )


__all__ = ["SLOTS", "Material", "material"]
