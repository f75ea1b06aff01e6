"""Whether every index in a glTF's JSON points at something, checked once at the edge so that nobody else needs to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from arkit.errors import ReadError
from arkit.io.gltf.accessors import whole
from arkit.io.limits import Limits, hold

_TRS = {"TRANSLATION": 3, "ROTATION": 4, "SCALE": 3}


def check_references(gltf: Mapping[str, Any], arrays: Sequence[np.ndarray], limits: Limits) -> None:
    """Refuse indices out of range, faces that ask for missing vertices, and nodes that form no tree."""

    for place, mesh in enumerate(gltf.get("meshes", [])):
        primitives = mesh.get("primitives")
        if not isinstance(primitives, list) or not primitives or not all(isinstance(one, dict) for one in primitives):
            raise ReadError(f"mesh {place}: expected a list of primitives")
        for primitive in primitives:
            _check_primitive(primitive, arrays, f"mesh {place}")
    for index, target, what in _links(gltf):
        whole(index, 0, len(gltf.get(target, [])) - 1, what)
    _check_tree(gltf, limits)
    _check_drawn(gltf, arrays, limits)


def _links(gltf: Mapping[str, Any]) -> Iterator[tuple[object, str, str]]:
    """Every (index, list it points into, where it stands) that arkit follows."""
    primitives = [one for mesh in gltf.get("meshes", []) for one in mesh["primitives"]]
    samplers = [one for animation in gltf.get("animations", []) for one in animation.get("samplers", [])]
    groups = (
        ("primitive", primitives, {"material": "materials"}),
        ("node", gltf.get("nodes", []), {"mesh": "meshes", "skin": "skins", "camera": "cameras"}),
        ("texture", gltf.get("textures", []), {"source": "images", "sampler": "samplers"}),
        ("skin", gltf.get("skins", []), {"skeleton": "nodes", "inverseBindMatrices": "accessors"}),
        ("animation sampler", samplers, {"input": "accessors", "output": "accessors"}),
        ("glTF", [gltf], {"scene": "scenes"}),
    )
    for name, holders, keys in groups:
        for place, holder in enumerate(holders):
            for key, target in keys.items():
                if key in holder:
                    yield holder[key], target, f"{name} {place}: {key}"
    yield from _moved(gltf)
    yield from _varied(gltf, primitives)
    for index, what in _texture_indices(gltf.get("materials", []), "material"):
        yield index, "textures", what


def _moved(gltf: Mapping[str, Any]) -> Iterator[tuple[object, str, str]]:
    """The same of joints and of what an animation moves."""
    for place, skin in enumerate(gltf.get("skins", [])):
        yield from ((joint, "nodes", f"skin {place}: joint") for joint in skin.get("joints", []))
    for place, animation in enumerate(gltf.get("animations", [])):
        for channel in animation.get("channels", []):
            whole(channel["sampler"], 0, len(animation.get("samplers", [])) - 1, f"animation {place}: sampler")
            if "node" in channel["target"]:
                yield channel["target"]["node"], "nodes", f"animation {place}: node"


def _varied(gltf: Mapping[str, Any], primitives: Sequence[Mapping[str, Any]]) -> Iterator[tuple[object, str, str]]:
    """The same of materials of variants and of pictures of other types."""
    variants = gltf.get("extensions", {}).get("KHR_materials_variants", {}).get("variants", [])
    for primitive in primitives:
        for mapping in primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", []):
            yield mapping["material"], "materials", "variant: material"
            for variant in mapping["variants"]:
                whole(variant, 0, len(variants) - 1, "variant")
    for texture in gltf.get("textures", []):
        for extension, body in texture.get("extensions", {}).items():
            if "source" in body:
                yield body["source"], "images", f"texture: {extension}"


def _check_primitive(primitive: Mapping[str, Any], arrays: Sequence[np.ndarray], what: str) -> None:
    attributes = primitive.get("attributes")
    if not isinstance(attributes, dict) or "POSITION" not in attributes:
        raise ReadError(f"{what}: expected a POSITION attribute, found none")
    targets = [target for target in primitive.get("targets", []) if isinstance(target, dict)]
    lengths = set()
    for group in (attributes, *targets):
        for key, accessor in group.items():
            lengths.add(len(arrays[whole(accessor, 0, len(arrays) - 1, f"{what}: {key}")]))
    if len(lengths) != 1:
        raise ReadError(f"{what}: expected attributes of one length, got {sorted(lengths)}")
    if arrays[attributes["POSITION"]].shape[1] != 3:
        raise ReadError(f"{what}: expected positions of three components")
    if "indices" in primitive:
        corners = arrays[whole(primitive["indices"], 0, len(arrays) - 1, f"{what}: indices")]
        if corners.dtype.kind != "u" or corners.shape[1] != 1:
            raise ReadError(f"{what}: expected indices of an unsigned type, got {corners.dtype}")
        if corners.max() >= max(lengths):
            raise ReadError(f"{what}: expected vertices 0 to {max(lengths) - 1}, a face asks for {corners.max()}")
    whole(primitive.get("mode", 4), 0, 6, f"{what}: mode")


def _texture_indices(value: Any, what: str) -> Iterator[tuple[object, str]]:
    """Every textureInfo below a material: an object under a key that ends in "Texture"."""
    stack = [(value, what)]
    while stack:
        item, path = stack.pop()
        if isinstance(item, list):
            stack.extend((child, path) for child in item)
        elif isinstance(item, dict):
            for key, child in item.items():
                if key.endswith("Texture") and isinstance(child, dict) and "index" in child:
                    yield child["index"], f"{path}: {key}"
                if key != "extras":
                    stack.append((child, path))


def _check_drawn(gltf: Mapping[str, Any], arrays: Sequence[np.ndarray], limits: Limits) -> None:
    """Hold the triangles that all nodes draw together against the limit: a mesh may stand on many, in many copies."""
    corners = [sum(_corners(one, arrays) for one in mesh["primitives"]) for mesh in gltf.get("meshes", [])]
    drawn = 0
    for place, node in enumerate(gltf.get("nodes", [])):
        if "mesh" in node:
            copies = _copies(node, arrays, f"node {place}: EXT_mesh_gpu_instancing")
            hold(f"node {place}: copies", copies, limits.nodes)
            drawn += corners[node["mesh"]] // 3 * copies
    hold("nodes: triangles drawn", drawn, limits.triangles)


def _corners(primitive: Mapping[str, Any], arrays: Sequence[np.ndarray]) -> int:
    return len(arrays[primitive["indices"] if "indices" in primitive else primitive["attributes"]["POSITION"]])


def _copies(node: Mapping[str, Any], arrays: Sequence[np.ndarray], what: str) -> int:
    attributes = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
    rows = {key: arrays[whole(one, 0, len(arrays) - 1, f"{what}: {key}")] for key, one in attributes.items()}
    wrong = [key for key, width in _TRS.items() if key in rows and rows[key].shape[1] != width]
    if wrong or len({len(one) for one in rows.values()}) > 1:
        raise ReadError(f"{what}: expected TRANSLATION, ROTATION and SCALE of one length, of 3, 4 and 3 numbers")
    return len(next(iter(rows.values()))) if rows else 1


def _check_tree(gltf: Mapping[str, Any], limits: Limits) -> None:
    nodes = gltf.get("nodes", [])
    parents = [-1] * len(nodes)
    for place, node in enumerate(nodes):
        for child in node.get("children", []):
            index = whole(child, 0, len(nodes) - 1, f"node {place}: child")
            if parents[index] >= 0 or index == place:
                raise ReadError(f"nodes: expected a tree, node {index} has two parents")
            parents[index] = place
    for place in range(len(nodes)):
        depth, at = 0, place
        while at >= 0 and depth <= limits.node_depth:
            at, depth = parents[at], depth + 1
        hold("nodes: depth", depth, limits.node_depth)
    for scene in gltf.get("scenes", []):
        for top in scene.get("nodes", []):
            if parents[whole(top, 0, len(nodes) - 1, "scene: node")] >= 0:
                raise ReadError(f"scene: expected root nodes, node {top} has a parent")


__all__ = ["check_references"]
