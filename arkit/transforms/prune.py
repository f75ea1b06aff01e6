"""Leave out what nothing refers to: arrays, materials, textures, pictures, samplers; on request, attributes too.

Variants and extensions refer too. An extension we do not know may refer in ways we cannot see: a file with one keeps
all but the accessors that no number in it could mean.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from arkit.document import Document, texture_infos, uv_set, values
from arkit.transforms.dedup import dedup
from arkit.transforms.draft import Draft, Transform, draft
from arkit.transforms.holders import (
    KNOWN,
    Holder,
    holders,
    is_known,
    numbers_below,
    unknown_extensions,
    worn,
)

_TURNED_BY = ("normalTexture", "clearcoatNormalTexture")


def prune(*, attributes: bool = False) -> Transform:
    """Drop unused accessors, meshes, materials, textures, images and samplers; equal things are stored once.

    Args:
        attributes: also drop uv sets that no texture of any variant reads, tangents without a normal map, and white
            vertex colours, unless an extension that is not known may mean them. Off by default, because a shop may put
            its own textures on a model later.
    """

    def run(document: Document) -> Document:
        work = draft(dedup()(document))
        unknown = unknown_extensions(work.gltf)
        if attributes and not unknown:
            for primitive in work.primitives():
                _strip(work, primitive, document)
        if unknown:
            _fill(work, unknown)
            return work.document()
        for kind in ("meshes", "materials", "textures", "images", "samplers", "accessors"):
            _compact(work, kind)
        return work.document()

    return run


def _strip(work: Draft, primitive: dict[str, Any], document: Document) -> None:
    """Drop a primitive's attributes that none of its materials reads; one with unknown extensions keeps them all."""
    found = [work.gltf["materials"][index] for index in worn(primitive) if index is not None]
    extended = [name for one in (primitive, *found) for name in one.get("extensions", {})]
    if not all(is_known(name) for name in extended) or "targets" in primitive:
        return
    infos = list(texture_infos(found))
    own = primitive["attributes"]
    needed = max((uv_set(info) for _, info in infos), default=-1)
    anisotropic = any("KHR_materials_anisotropy" in one.get("extensions", {}) for one in found)
    for key in list(own):
        spare = key.startswith("TEXCOORD_") and int(key[9:]) > needed
        spare |= key == "TANGENT" and not anisotropic and not any(name in _TURNED_BY for name, _ in infos)
        spare |= key == "COLOR_0" and "COLOR_1" not in own and bool(np.all(values(document, own[key]) == 1))
        if spare:
            del own[key]


def _fill(work: Draft, unknown: set[str]) -> None:
    """Drop accessors nobody refers to without renumbering those an unknown extension may mean.

    Accessors that only known holders refer to move from the end into the places that became free.
    """
    mentioned = numbers_below(work.gltf, unknown)
    held: dict[int, list[Holder]] = {}
    for holder, place in holders(work.gltf, "accessors"):
        held.setdefault(holder[place], []).append((holder, place))
    free = [index for index in range(len(work.arrays)) if index not in held and index not in mentioned]
    while work.arrays:
        last = len(work.arrays) - 1
        if last in mentioned or (last in held and (not free or free[0] > last)):
            return
        entry, array = work.gltf["accessors"].pop(), work.arrays.pop()
        if last in held:
            target = free.pop(0)
            work.gltf["accessors"][target], work.arrays[target] = entry, array
            held[target] = held.pop(last)
            for holder, place in held[target]:
                holder[place] = target
        else:
            free.remove(last)


def _compact(work: Draft, kind: str) -> None:
    found = list(holders(work.gltf, kind))
    used = sorted({holder[place] for holder, place in found})
    new = {old: index for index, old in enumerate(used)}
    for holder, place in found:
        holder[place] = new[holder[place]]
    if kind in work.gltf:
        work.gltf[kind] = [work.gltf[kind][index] for index in used]
    if kind == "accessors":
        work.arrays = [work.arrays[index] for index in used]
    if kind == "images":
        work.images = [work.images[index] for index in used]
    if not work.gltf.get(kind):
        work.gltf.pop(kind, None)


__all__ = ["KNOWN", "prune"]
