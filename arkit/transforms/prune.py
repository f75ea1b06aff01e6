"""Leave out what nothing refers to, and store equal pictures and arrays once.

Variants and extensions refer too. An extension we do not know may refer in ways we cannot see: a file with one keeps
all but the accessors that no number in it could mean.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from arkit.document import Document
from arkit.transforms.draft import Draft, Transform, draft

KNOWN = {
    "EXT_mesh_gpu_instancing",
    "EXT_texture_avif",
    "EXT_texture_webp",
    "KHR_lights_punctual",
    "KHR_mesh_quantization",
    "KHR_texture_basisu",
    "KHR_texture_transform",
}
_PREFIX = "KHR_materials_"
_SOURCES = ("EXT_texture_webp", "EXT_texture_avif", "KHR_texture_basisu")
_Holder = tuple[Any, Any]  # a dict and its key, or a list and its place, that hold an index


def prune() -> Transform:
    """Drop unused accessors, materials, textures, images and samplers; join equal accessors and images."""

    def run(document: Document) -> Document:
        work = draft(document)
        extensions = work.gltf.get("extensionsUsed", [])
        unknown = {one for one in extensions if one not in KNOWN and not one.startswith(_PREFIX)}
        if unknown:
            _fill(work, unknown)
            return work.document()
        _join(work)
        for key in ("materials", "textures", "images", "samplers", "accessors"):
            _compact(work, key)
        return work.document()

    return run


def _join(work: Draft) -> None:
    """Point every holder of an equal image or accessor at the first of its kind."""
    images = [hashlib.sha256(data).digest() for data in work.images]
    accessors = [
        (array.dtype.str, array.shape, str(sorted(_shape(entry).items())), hashlib.sha256(array.tobytes()).digest())
        for entry, array in zip(work.gltf.get("accessors", []), work.arrays, strict=True)
    ]
    for key, marks in (("images", images), ("accessors", accessors)):
        first: dict[Any, int] = {}
        target = [first.setdefault(mark, index) for index, mark in enumerate(marks)]
        for holder, place in list(_holders(work.gltf, key)):
            holder[place] = target[holder[place]]


def _fill(work: Draft, unknown: set[str]) -> None:
    """Drop accessors nobody refers to without renumbering those an unknown extension may mean.

    Accessors that only known holders refer to move from the end into the places that became free.
    """
    mentioned = _numbers_below(work.gltf, unknown)
    holders: dict[int, list[_Holder]] = {}
    for holder, place in _holders(work.gltf, "accessors"):
        holders.setdefault(holder[place], []).append((holder, place))
    free = [index for index in range(len(work.arrays)) if index not in holders and index not in mentioned]
    while work.arrays:
        last = len(work.arrays) - 1
        if last in mentioned or (last in holders and (not free or free[0] > last)):
            return
        entry, array = work.gltf["accessors"].pop(), work.arrays.pop()
        if last in holders:
            target = free.pop(0)
            work.gltf["accessors"][target], work.arrays[target] = entry, array
            holders[target] = holders.pop(last)
            for holder, place in holders[target]:
                holder[place] = target
        else:
            free.remove(last)


def _numbers_below(value: Any, extensions: set[str]) -> set[int]:
    """Every whole number below one of the extensions: what it might refer to."""
    found: set[int] = set()
    stack = [(value, False)]
    while stack:
        item, inside = stack.pop()
        if isinstance(item, dict):
            stack.extend((child, inside or key in extensions) for key, child in item.items())
        elif isinstance(item, list):
            stack.extend((child, inside) for child in item)
        elif inside and isinstance(item, int):
            found.add(item)
    return found


def _shape(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in ("min", "max", "name")}


def _compact(work: Draft, key: str) -> None:
    holders = list(_holders(work.gltf, key))
    used = sorted({holder[place] for holder, place in holders})
    new = {old: index for index, old in enumerate(used)}
    for holder, place in holders:
        holder[place] = new[holder[place]]
    if key in work.gltf:
        work.gltf[key] = [work.gltf[key][index] for index in used]
    if key == "accessors":
        work.arrays = [work.arrays[index] for index in used]
    if key == "images":
        work.images = [work.images[index] for index in used]
    if not work.gltf.get(key):
        work.gltf.pop(key, None)


def _holders(gltf: dict[str, Any], key: str) -> Iterator[_Holder]:
    ways: dict[str, Callable[[dict[str, Any]], Iterator[_Holder]]] = {
        "accessors": _accessor_holders,
        "materials": _material_holders,
        "textures": lambda one: ((info, "index") for _, info in texture_infos(one.get("materials", []))),
        "images": _image_holders,
        "samplers": lambda one: ((each, "sampler") for each in one.get("textures", []) if "sampler" in each),
    }
    yield from ways[key](gltf)


def _material_holders(gltf: dict[str, Any]) -> Iterator[_Holder]:
    for primitive in _primitives(gltf):
        if "material" in primitive:
            yield primitive, "material"
        for mapping in primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", []):
            yield mapping, "material"


def _image_holders(gltf: dict[str, Any]) -> Iterator[_Holder]:
    for texture in gltf.get("textures", []):
        bodies = [texture.get("extensions", {}).get(one, {}) for one in _SOURCES]
        yield from ((body, "source") for body in (texture, *bodies) if "source" in body)


def _primitives(gltf: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for mesh in gltf.get("meshes", []):
        yield from mesh["primitives"]


def _accessor_holders(gltf: dict[str, Any]) -> Iterator[_Holder]:
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


def texture_infos(value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every (key, textureInfo) below materials: an object with an index under a key that ends in "Texture"."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, list):
            stack.extend(item)
        elif isinstance(item, dict):
            for key, child in item.items():
                if key.endswith("Texture") and isinstance(child, dict) and "index" in child:
                    yield key, child
                if key != "extras":
                    stack.append(child)


__all__ = ["KNOWN", "prune", "texture_infos"]
