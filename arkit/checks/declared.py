"""What a validator asks of the JSON of a glTF: extensions declared, values in range, nodes that can be taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from arkit.check import Check
from arkit.checks.density import image_of
from arkit.document import Document

_SOURCE = "glTF 2.0"
_UNIT = 5e-3  # of a quaternion's length
# Properties of materials and the least and most they may be; "" is the material itself.
_RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "": {"alphaCutoff": (0, np.inf), "emissiveFactor": (0, 1)},
    "pbrMetallicRoughness": {"metallicFactor": (0, 1), "roughnessFactor": (0, 1), "baseColorFactor": (0, 1)},
    "KHR_materials_sheen": {"sheenColorFactor": (0, 1), "sheenRoughnessFactor": (0, 1)},
    "KHR_materials_clearcoat": {"clearcoatFactor": (0, 1), "clearcoatRoughnessFactor": (0, 1)},
    "KHR_materials_transmission": {"transmissionFactor": (0, 1)},
    "KHR_materials_specular": {"specularFactor": (0, 1), "specularColorFactor": (0, np.inf)},
    "KHR_materials_volume": {"thicknessFactor": (0, np.inf), "attenuationDistance": (0, np.inf)},
    "KHR_materials_iridescence": {"iridescenceFactor": (0, 1)},
    "KHR_materials_anisotropy": {"anisotropyStrength": (0, 1)},
}
_ALPHA = ("OPAQUE", "MASK", "BLEND")
_PICTURES = ("image/png", "image/jpeg", "")
_NEEDS = {"image/webp": "EXT_texture_webp", "image/avif": "EXT_texture_avif", "image/ktx2": "KHR_texture_basisu"}


def declared(document: Document) -> tuple[Check, ...]:
    """Checks of extensions, material values, node transforms and what textures refer to."""
    gltf = document.gltf
    used, required = set(gltf.get("extensionsUsed", [])), set(gltf.get("extensionsRequired", []))
    missing = sorted(extension_names(gltf) - used)
    return (
        _none("extensions that are not declared", len(missing), missing),  # UNDECLARED_EXTENSION
        _none("extensions required but not used", len(required - used), sorted(required - used)),
        _none("material values out of range", sum(_out_of_range(one) for one in gltf.get("materials", []))),
        _none("nodes that are no move, turn and scale", sum(_bad_node(one) for one in gltf.get("nodes", []))),
        _none("textures of a type glTF has not", _bad_textures(document)),
        _none("uv sets with gaps in their numbers", _gaps(gltf)),
    )


def _none(rule: str, count: int, names: list[str] | None = None) -> Check:
    value: float | str = f"{count}: {', '.join(names)}" if names else count
    return Check(rule, 0, value, count == 0, _SOURCE)


def extension_names(gltf: Mapping[str, Any]) -> set[str]:
    """Every extension that an object of the JSON carries, wherever it stands (not in `extras`)."""
    found: set[str] = set()
    stack: list[Any] = [gltf]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, Mapping):
            if isinstance(item.get("extensions"), Mapping):
                found |= set(item["extensions"])
            stack.extend(child for key, child in item.items() if key != "extras")
    return found


def _out_of_range(material: Mapping[str, Any]) -> int:
    """How many values of a material lie outside what glTF allows."""
    holders = {"": material, "pbrMetallicRoughness": material.get("pbrMetallicRoughness", {})}
    holders |= material.get("extensions", {})
    count = int(material.get("alphaMode", "OPAQUE") not in _ALPHA)
    for name, limits in _RANGES.items():
        for key, (low, high) in limits.items():
            if key in holders.get(name, {}):
                value = np.asarray(holders[name][key], dtype=np.float64)
                count += not bool(((value >= low) & (value <= high)).all())
    ior = holders.get("KHR_materials_ior", {}).get("ior", 1.5)
    return count + int(ior != 0 and ior < 1)


def _bad_node(node: Mapping[str, Any]) -> bool:
    """Whether a node has a matrix beside parts, a turn that is no unit quaternion, or a matrix that shears."""
    if "matrix" in node:
        matrix = np.asarray(node["matrix"], dtype=np.float64).reshape(4, 4).T
        return any(key in node for key in ("translation", "rotation", "scale")) or _shears(matrix)
    turn = np.asarray(node.get("rotation", (0, 0, 0, 1)), dtype=np.float64)
    return abs(float(np.linalg.norm(turn)) - 1) > _UNIT


def _shears(matrix: np.ndarray) -> bool:
    """Whether the axes are not at right angles, one has no length, or the last row is not 0 0 0 1."""
    axes = matrix[:3, :3]
    lengths = np.linalg.norm(axes, axis=0)
    if lengths.min() <= 1e-12 or not np.allclose(matrix[3], (0, 0, 0, 1)):
        return True
    gram = (axes / lengths).T @ (axes / lengths)
    return bool(np.abs(gram - np.eye(3)).max() > 5e-3)


def _bad_textures(document: Document) -> int:
    """Textures that show nothing, or a picture whose type asks for an extension they have not."""
    images = document.gltf.get("images", [])
    count = 0
    for texture in document.gltf.get("textures", []):
        place = image_of(texture)
        if place is None:
            count += 1
            continue
        kind = images[place].get("mimeType", "")
        plain = "source" in texture and texture["source"] == place
        count += kind not in _PICTURES and (plain or _NEEDS.get(kind, "") not in texture.get("extensions", {}))
    return count


def _gaps(gltf: Mapping[str, Any]) -> int:
    """Primitives whose numbered attributes do not count 0, 1, 2 …"""
    return sum(_has_gap(one["attributes"]) for mesh in gltf.get("meshes", []) for one in mesh["primitives"])


def _has_gap(attributes: Mapping[str, Any]) -> bool:
    for prefix in ("TEXCOORD_", "COLOR_", "JOINTS_", "WEIGHTS_"):
        numbers = sorted(_numbers(attributes, prefix))
        if numbers != list(range(len(numbers))):
            return True
    return False


def _numbers(attributes: Mapping[str, Any], prefix: str) -> Iterator[int]:
    for key in attributes:
        number = key.removeprefix(prefix)
        if number != key and number.isdigit():
            yield int(number)


__all__ = ["declared", "extension_names"]
