"""Make a document of parts and surfaces: a node a group, a primitive a material, names kept, pictures found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.document import Document
from arkit.io.limits import Limits, hold
from arkit.io.parts.material import Surface, gltf_material
from arkit.io.parts.part import Part, Place
from arkit.io.parts.texturing import Textures
from arkit.io.parts.tree import about_pivots, tree

_MOST_AROUND = 50_000  # what reorders triangles for a GPU takes time by the square of this: 0.6 s here
_TYPES = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4"}


@dataclass(slots=True)
class _Store:
    entries: list[dict[str, Any]] = field(default_factory=list)
    arrays: list[np.ndarray] = field(default_factory=list)

    def add(self, array: np.ndarray, *, bounded: bool = False) -> int:
        component = 5126 if array.dtype == np.float32 else 5125
        entry: dict[str, Any] = {"componentType": component, "count": len(array), "type": _TYPES[array.shape[1]]}
        if bounded:
            entry |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
        self.entries.append(entry)
        self.arrays.append(array)
        return len(self.arrays) - 1


def assemble(
    parts: Sequence[Part],
    surfaces: Mapping[str, Surface],
    textures: Textures | None,
    limits: Limits,
    places: Sequence[Place] = (),
) -> Document:
    """A document in the parts' own units and axes; materials and places that no part uses are left out."""
    parts = about_pivots(parts, places)
    hold("triangles", sum(len(part.triangles) for part in parts), limits.triangles)
    for part in parts:
        around = int(np.bincount(part.triangles.reshape(-1)).max(initial=0))
        hold(f"{part.name or 'mesh'}: triangles round one corner", around, _MOST_AROUND)
    names = list(dict.fromkeys(part.material for part in parts))
    materials = [_material(name, surfaces, textures, _colored(parts, name)) for name in names]
    store = _Store()
    meshes: dict[tuple[str, str, int | None], dict[str, Any]] = {}
    for part in parts:
        mesh = meshes.setdefault(
            (part.parent, part.name, part.place), {"name": part.name or part.parent or "mesh", "primitives": []}
        )
        mesh["primitives"].append(_primitive(part, store, names.index(part.material)))
    owners = [place or 0 for _, _, place in meshes]
    nodes, tops = tree(places, owners, list(meshes.values()), limits) if places else _nodes(meshes)
    gltf: dict[str, Any] = {
        "asset": {"version": "2.0", "generator": "arkit"},
        "scene": 0,
        "scenes": [{"nodes": tops}],
        "nodes": nodes,
        "meshes": list(meshes.values()),
        "materials": materials,
        "accessors": store.entries,
    }
    images: tuple[bytes, ...] = ()
    if textures is not None:
        images = textures.put_into(gltf)
    return Document(gltf, tuple(store.arrays), images)


def _colored(parts: Iterable[Part], material: str | None) -> bool:
    return any(part.colors is not None for part in parts if part.material == material)


def _material(
    name: str | None, surfaces: Mapping[str, Surface], textures: Textures | None, colored: bool
) -> dict[str, Any]:
    white = (1.0, 1.0, 1.0)
    known = surfaces.get(name) if name is not None else None
    surface = known or Surface(name or "default", color_srgb=white if colored else (0.8, 0.8, 0.8))
    if textures is None:
        return gltf_material(surface, lambda _: None)
    return gltf_material(surface, textures.for_surface(surface))


def _primitive(part: Part, store: _Store, material: int) -> dict[str, Any]:
    attributes = {"POSITION": store.add(part.positions.astype(np.float32), bounded=True)}
    second = part.uv1 if part.uv is not None else None
    for key, array in (
        ("NORMAL", part.normals),
        ("TEXCOORD_0", part.uv),
        ("TEXCOORD_1", second),
        ("COLOR_0", part.colors),
    ):
        if array is not None:
            attributes[key] = store.add(array.astype(np.float32))
    indices = store.add(part.triangles.astype(np.uint32).reshape(-1, 1))
    return {"attributes": attributes, "indices": indices, "material": material, "mode": 4}


def _nodes(meshes: Mapping[tuple[str, str, int | None], Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[int]]:
    """A node a mesh; groups of a named object hang below a node with the object's name."""
    nodes: list[dict[str, Any]] = []
    tops: list[int] = []
    objects: dict[str, int] = {}
    for index, (parent, name, place) in enumerate(meshes):
        nodes.append({"name": meshes[parent, name, place]["name"], "mesh": index})
        if not parent or not name or parent == name:
            tops.append(len(nodes) - 1)
            continue
        own = len(nodes) - 1
        if parent not in objects:
            nodes.append({"name": parent, "children": []})
            objects[parent] = len(nodes) - 1
            tops.append(objects[parent])
        nodes[objects[parent]]["children"].append(own)
    return nodes, tops


__all__ = ["assemble"]
