"""Who refers to what: every place of a glTF's JSON that holds an index, for all extensions known here.

An extension that is not known may refer in ways we cannot see. What it might mean, every number below it and every
JSON pointer, is pinned: it is neither dropped, nor moved, nor put in another's stead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from arkit.document import texture_infos

KNOWN = {
    "EXT_mesh_gpu_instancing",
    "EXT_texture_avif",
    "EXT_texture_webp",
    "KHR_lights_punctual",
    "KHR_mesh_quantization",
    "KHR_node_hoverability",
    "KHR_node_selectability",
    "KHR_node_visibility",
    "KHR_texture_basisu",
    "KHR_texture_transform",
    "KHR_xmp_json_ld",
    "MSFT_lod",
}
Holder = tuple[Any, Any]  # a dict and its key, or a list and its place, that hold an index
KINDS = ("accessors", "images", "samplers", "textures", "materials", "meshes")
_PREFIX = "KHR_materials_"
_SOURCES = ("EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu")
_POINTER = re.compile(r"/(\w+)/(\d+)")


def is_known(extension: str) -> bool:
    """Whether `holders` finds all that an extension refers to."""
    return extension in KNOWN or extension.startswith(_PREFIX)


def unknown_extensions(gltf: Mapping[str, Any]) -> set[str]:
    """Extensions in use that may refer in ways we cannot see."""
    return {one for one in gltf.get("extensionsUsed", []) if not is_known(one)}


def holders(gltf: dict[str, Any], kind: str) -> Iterator[Holder]:
    """Every place that holds the index of a `kind` of thing (KINDS); holder[0][holder[1]] is the index."""
    ways: dict[str, Callable[[dict[str, Any]], Iterator[Holder]]] = {
        "accessors": _accessor_holders,
        "materials": _material_holders,
        "textures": lambda one: ((info, "index") for _, info in texture_infos(one.get("materials", []))),
        "images": _image_holders,
        "samplers": lambda one: ((each, "sampler") for each in one.get("textures", []) if "sampler" in each),
        "meshes": lambda one: ((node, "mesh") for node in one.get("nodes", []) if "mesh" in node),
    }
    yield from ways[kind](gltf)


def pinned(gltf: Mapping[str, Any], kind: str) -> set[int]:
    """Indices of a `kind` that unknown extensions or JSON pointers may mean."""
    unknown = unknown_extensions(gltf)
    if not unknown:
        return set()
    found: set[int] = set()
    for value in _below(gltf, unknown):
        if isinstance(value, int):
            found.add(value)
        else:
            found |= {int(index) for name, index in _POINTER.findall(value) if name == kind}
    return found


def numbers_below(gltf: Mapping[str, Any], extensions: set[str]) -> set[int]:
    """Every whole number below one of the extensions: what it might refer to."""
    return {value for value in _below(gltf, extensions) if isinstance(value, int)}


def _below(value: Any, extensions: set[str]) -> Iterator[int | str]:
    stack = [(value, False)]
    while stack:
        item, inside = stack.pop()
        if isinstance(item, dict):
            stack.extend((child, inside or key in extensions) for key, child in item.items())
        elif isinstance(item, list):
            stack.extend((child, inside) for child in item)
        elif inside and isinstance(item, (int, str)) and not isinstance(item, bool):
            yield item


def _material_holders(gltf: dict[str, Any]) -> Iterator[Holder]:
    for primitive in _primitives(gltf):
        if "material" in primitive:
            yield primitive, "material"
        for mapping in primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", []):
            yield mapping, "material"
    for material in gltf.get("materials", []):
        levels = material.get("extensions", {}).get("MSFT_lod", {}).get("ids", [])
        yield from ((levels, place) for place in range(len(levels)))


def _image_holders(gltf: dict[str, Any]) -> Iterator[Holder]:
    for texture in gltf.get("textures", []):
        bodies = [texture.get("extensions", {}).get(one, {}) for one in _SOURCES]
        yield from ((body, "source") for body in (texture, *bodies) if "source" in body)


def _primitives(gltf: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for mesh in gltf.get("meshes", []):
        yield from mesh["primitives"]


def _accessor_holders(gltf: dict[str, Any]) -> Iterator[Holder]:
    for primitive in _primitives(gltf):
        for group in (primitive["attributes"], *primitive.get("targets", [])):
            yield from ((group, name) for name in group)
        if "indices" in primitive:
            yield primitive, "indices"
    for animation in gltf.get("animations", []):
        for sampler in animation.get("samplers", []):
            yield from ((sampler, name) for name in ("input", "output"))
    for skin in gltf.get("skins", []):
        if "inverseBindMatrices" in skin:
            yield skin, "inverseBindMatrices"
    for node in gltf.get("nodes", []):
        attributes = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
        yield from ((attributes, name) for name in attributes)


def worn(primitive: Mapping[str, Any]) -> set[int | None]:
    """Every material a primitive wears, in any variant; None for glTF's default material."""
    mappings = primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", [])
    return {primitive.get("material"), *(int(one["material"]) for one in mappings)}


__all__ = [
    "KINDS",
    "KNOWN",
    "Holder",
    "holders",
    "is_known",
    "numbers_below",
    "pinned",
    "unknown_extensions",
    "worn",
]
