"""Draw with fewer calls: join primitives of one material where no name, pivot or variant is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from arkit.document import Document, instances
from arkit.transforms.draft import Draft, Transform, draft, triangles_of
from arkit.transforms.holders import is_known, pinned, unknown_extensions

_LEAF = {"mesh", "name", "matrix", "translation", "rotation", "scale"}
_BODY = {"attributes", "indices", "mode"}


def join() -> Transform:
    """Join the primitives of a mesh, and of sibling nodes of one name in one place, that look alike in every variant.

    Alike: material, mode, variant mappings, and kinds of attributes are the same. A node that an animation, a skin, a
    level of detail or an extension that is not known may mean is left alone; so is a mesh that several nodes share.
    """

    def run(document: Document) -> Document:
        work = draft(document)
        if not unknown_extensions(work.gltf):
            _siblings(work)
        kept = pinned(work.gltf, "meshes")
        for index, mesh in enumerate(work.gltf.get("meshes", [])):
            if index not in kept and not mesh.get("weights"):
                mesh["primitives"] = _joined(work, mesh["primitives"])
        return work.document()

    return run


def draw_calls(document: Document) -> int:
    """How many times a viewer draws: primitives of the default scene."""
    return sum(1 for _ in instances(document))


def _joined(work: Draft, primitives: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for place, primitive in enumerate(primitives):
        groups.setdefault(_mark(work, primitive) or f"alone {place}", []).append(primitive)
    return [members[0] if len(members) == 1 else _one(work, members) for members in groups.values()]


def _mark(work: Draft, primitive: dict[str, Any]) -> str:
    """What primitives must share to be joined; "" for one that never is."""
    if primitive.get("mode", 4) != 4 or "targets" in primitive:
        return ""
    if not all(is_known(name) for name in primitive.get("extensions", {})):
        return ""
    kinds = {
        key: (work.arrays[index].dtype.str, work.arrays[index].shape[1], bool(_entry(work, index).get("normalized")))
        for key, index in primitive["attributes"].items()
    }
    others = {key: value for key, value in primitive.items() if key not in _BODY}
    return json.dumps([kinds, others], sort_keys=True)


def _entry(work: Draft, index: int) -> dict[str, Any]:
    entry: dict[str, Any] = work.gltf["accessors"][index]
    return entry


def _one(work: Draft, members: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One primitive of several; vertices that they share are stored once."""
    bodies: dict[tuple[tuple[str, int], ...], int] = {}
    corners, count = [], 0
    for one in members:
        body = tuple(sorted(one["attributes"].items()))
        if body not in bodies:
            bodies[body] = count
            count += len(work.arrays[one["attributes"]["POSITION"]])
        triangles = triangles_of(work, one)
        assert triangles is not None  # _mark has seen to it
        corners.append(triangles.reshape(-1) + bodies[body])
    attributes = dict(members[0]["attributes"])
    if len(bodies) > 1:
        for key, index in members[0]["attributes"].items():
            rows = np.concatenate([work.arrays[dict(body)[key]] for body in bodies])
            attributes[key] = work.add(rows, normalized=bool(_entry(work, index).get("normalized")))
    flat = np.concatenate(corners).astype(np.uint32).reshape(-1, 1)
    return {**members[0], "attributes": attributes, "indices": work.add(flat)}


def _siblings(work: Draft) -> None:
    """Let the first of sibling leaves of one name and place hold the meshes of all; the others go."""
    nodes: list[dict[str, Any]] = work.gltf.get("nodes", [])
    shared = [node["mesh"] for node in nodes if "mesh" in node]
    meant = _meant(work.gltf)
    gone: set[int] = set()
    families = [
        *(scene.get("nodes", []) for scene in work.gltf.get("scenes", [])),
        *(n.get("children", []) for n in nodes),
    ]
    tops = [index for scene in work.gltf.get("scenes", []) for index in scene.get("nodes", [])]
    for family in families:
        first: dict[str, int] = {}
        for index in family:
            node = nodes[index]
            plain = "mesh" in node and set(node) <= _LEAF and index not in meant and tops.count(index) < 2
            if not plain or shared.count(node["mesh"]) > 1 or _extra(work, node):
                continue
            placed = {key: node[key] for key in _LEAF - {"mesh", "name"} if key in node}
            name = node.get("name") or work.gltf["meshes"][node["mesh"]].get("name", "")
            target = first.setdefault(json.dumps([name, placed], sort_keys=True), index)
            if target != index:
                own = work.gltf["meshes"][nodes[target]["mesh"]]
                own["primitives"] = [*own["primitives"], *work.gltf["meshes"][node["mesh"]]["primitives"]]
                gone.add(index)
    if gone:
        _leave_out(work.gltf, gone)


def _extra(work: Draft, node: dict[str, Any]) -> bool:
    """Whether a node's mesh has more to say than its primitives."""
    return not set(work.gltf["meshes"][node["mesh"]]) <= {"name", "primitives"}


def _meant(gltf: dict[str, Any]) -> set[int]:
    """Nodes that something means by their number."""
    found = {holder[key] for holder, key in _links(gltf)}
    return found - {-1}


def _links(gltf: dict[str, Any]) -> Iterator[tuple[Any, Any]]:
    """Every (holder, key) of a node's number but those of the tree itself."""
    for animation in gltf.get("animations", []):
        yield from ((one["target"], "node") for one in animation.get("channels", []) if "node" in one["target"])
    for skin in gltf.get("skins", []):
        yield from ((skin["joints"], place) for place in range(len(skin.get("joints", []))))
        if "skeleton" in skin:
            yield skin, "skeleton"
    for node in gltf.get("nodes", []):
        levels = node.get("extensions", {}).get("MSFT_lod", {}).get("ids", [])
        yield from ((levels, place) for place in range(len(levels)))


def _leave_out(gltf: dict[str, Any], gone: set[int]) -> None:
    """Drop nodes and number the others anew."""
    left = [index for index in range(len(gltf["nodes"])) if index not in gone]
    new = {old: index for index, old in enumerate(left)}
    for holder, key in list(_links(gltf)):
        holder[key] = new[holder[key]]
    for owner, key in [*((one, "nodes") for one in gltf.get("scenes", [])), *((n, "children") for n in gltf["nodes"])]:
        if key in owner:
            owner[key] = [new[index] for index in owner[key] if index in new]
    gltf["nodes"] = [gltf["nodes"][index] for index in left]


__all__ = ["draw_calls", "join"]
