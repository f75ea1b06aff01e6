"""A glTF 2.0 document, whole: its JSON, one array per accessor, the bytes of each image.

What we do not know travels untouched. Arrays are always plain: readers decode meshopt, Draco and sparse accessors,
writers encode again. Nothing here reads or writes files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from arkit.errors import CheckError, NotFoundError
from arkit.spaces import apply

COMPONENT_DTYPES: dict[int, type[np.generic]] = {
    5120: np.int8,
    5121: np.uint8,
    5122: np.int16,
    5123: np.uint16,
    5125: np.uint32,
    5126: np.float32,
}
_ROOT_KEYS = {"name", "children", "matrix"}
COMPONENTS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}


@dataclass(frozen=True, slots=True)
class Document:
    """A glTF 2.0 document.

    Attributes:
        gltf: the JSON without `buffers`; `accessors[i]` there describes array i here (its bufferView key is dropped),
            `images[i]` there describes bytes i here.
        accessors: (count, components) arrays as stored (float32, or normalised integers when quantized).
        images: encoded bytes (PNG, JPEG, WebP, KTX2) of each image.
        views: bytes of bufferViews that only extensions refer to, in the order of `gltf["bufferViews"]`.
    """

    gltf: Mapping[str, Any]
    accessors: tuple[np.ndarray, ...] = ()
    images: tuple[bytes, ...] = ()
    views: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        declared = len(self.gltf.get("accessors", []))
        if declared != len(self.accessors):
            raise CheckError(f"document: expected {declared} accessor arrays, got {len(self.accessors)}")
        if len(self.gltf.get("images", [])) != len(self.images):
            raise CheckError(f"document: expected {len(self.gltf.get('images', []))} images, got {len(self.images)}")
        for index, array in enumerate(self.accessors):
            if array.ndim != 2:
                raise CheckError(f"accessor {index}: expected (count, components), got {array.shape}")


@dataclass(frozen=True, slots=True)
class Instance:
    """One primitive where it stands: mesh and primitive index, its node, and the transform to document space.

    That is the node's, or of a node with EXT_mesh_gpu_instancing the one of each of its copies.
    """

    node: int
    mesh: int
    primitive: int
    T_document_node: np.ndarray


def values(document: Document, accessor: int) -> np.ndarray:
    """Accessor as float64 (count, components) with normalised integers mapped to 0…1 or -1…1."""
    array = document.accessors[accessor]
    if document.gltf["accessors"][accessor].get("normalized") and array.dtype.kind in "iu":
        return np.maximum(array / np.iinfo(array.dtype).max, -1.0)
    return array.astype(np.float64)


def indices(document: Document, primitive: Mapping[str, Any]) -> np.ndarray:
    """Triangle corners (n, 3) uint32 of a primitive in mode 4, 5 or 6."""
    if "indices" in primitive:
        flat = document.accessors[primitive["indices"]].reshape(-1).astype(np.uint32)
    else:
        flat = np.arange(len(document.accessors[primitive["attributes"]["POSITION"]]), dtype=np.uint32)
    mode = primitive.get("mode", 4)
    if mode == 4:
        return flat[: len(flat) // 3 * 3].reshape(-1, 3)
    if mode == 5:
        strip = np.stack([flat[:-2], flat[1:-1], flat[2:]], axis=1)
        strip[1::2] = strip[1::2, ::-1]
        return strip
    if mode == 6:
        return np.stack([np.full(len(flat) - 2, flat[0]), flat[1:-1], flat[2:]], axis=1)
    return np.zeros((0, 3), dtype=np.uint32)


def node_matrix(node: Mapping[str, Any]) -> np.ndarray:
    """(4, 4) float64 local transform of a glTF node."""
    if "matrix" in node:
        return np.asarray(node["matrix"], dtype=np.float64).reshape(4, 4).T
    x, y, z, w = np.asarray(node.get("rotation", (0, 0, 0, 1)), dtype=np.float64)
    rotation = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    matrix = np.eye(4)
    matrix[:3, :3] = rotation * np.asarray(node.get("scale", (1, 1, 1)), dtype=np.float64)
    matrix[:3, 3] = node.get("translation", (0, 0, 0))
    return matrix


def instances(document: Document) -> Iterator[Instance]:
    """Every primitive of the default scene, in scene order; a node reached twice is refused (glTF wants a tree)."""
    gltf = document.gltf
    scenes: Sequence[Mapping[str, Any]] = gltf.get("scenes", [])
    nodes: Sequence[Mapping[str, Any]] = gltf.get("nodes", [])
    if not scenes:
        return
    stack = [(index, np.eye(4)) for index in reversed(scenes[gltf.get("scene", 0)].get("nodes", []))]
    seen: set[int] = set()
    while stack:
        index, parent = stack.pop()
        if index in seen:
            raise CheckError(f"nodes: expected a tree, node {index} is reached twice")
        seen.add(index)
        node = nodes[index]
        matrix = parent @ node_matrix(node)
        if "mesh" in node:
            for copy in _copies(document, node):
                for primitive in range(len(gltf["meshes"][node["mesh"]]["primitives"])):
                    yield Instance(index, node["mesh"], primitive, matrix @ copy)
        stack.extend((child, matrix) for child in reversed(node.get("children", [])))


def _copies(document: Document, node: Mapping[str, Any]) -> Iterator[np.ndarray]:
    """(4, 4) of each copy that EXT_mesh_gpu_instancing makes of a node's mesh, within the node; one without it."""
    attributes = node.get("extensions", {}).get("EXT_mesh_gpu_instancing", {}).get("attributes", {})
    rows = {key: values(document, attributes[key]) for key in ("TRANSLATION", "ROTATION", "SCALE") if key in attributes}
    if not rows:
        yield np.eye(4)
        return
    for place in range(min(len(one) for one in rows.values())):
        yield node_matrix({key.lower(): one[place] for key, one in rows.items()})


def primitive_of(document: Document, instance: Instance) -> Mapping[str, Any]:
    """The glTF primitive object of an instance."""
    primitive: Mapping[str, Any] = document.gltf["meshes"][instance.mesh]["primitives"][instance.primitive]
    return primitive


def bounds(document: Document) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corner (3,) of the default scene's triangles, document space, metres."""
    low, high = np.full(3, np.inf), np.full(3, -np.inf)
    for instance in instances(document):
        primitive = primitive_of(document, instance)
        points = apply(instance.T_document_node, values(document, primitive["attributes"]["POSITION"]))
        used = np.zeros(len(points), dtype=bool)
        used[indices(document, primitive)] = True
        if used.any():
            columns = points[used].T.copy()  # NumPy finds the least of a row ten times sooner than of a column
            low, high = np.minimum(low, columns.min(axis=1)), np.maximum(high, columns.max(axis=1))
    if not np.isfinite(low).all():
        raise NotFoundError("document: expected at least one triangle, found none")
    return low, high


def variant_names(document: Document) -> tuple[str, ...]:
    """Names of KHR_materials_variants, in file order."""
    extension = document.gltf.get("extensions", {}).get("KHR_materials_variants", {})
    return tuple(entry["name"] for entry in extension.get("variants", []))


def material_index(document: Document, primitive: Mapping[str, Any], variant: str | None = None) -> int | None:
    """The material of a primitive, for a variant by name when one is given."""
    if variant is not None:
        names = variant_names(document)
        if variant not in names:
            raise NotFoundError(f'variant: expected one of {", ".join(names) or "none"}, got "{variant}"')
        wanted = names.index(variant)
        for mapping in primitive.get("extensions", {}).get("KHR_materials_variants", {}).get("mappings", []):
            if wanted in mapping["variants"]:
                return int(mapping["material"])
    index = primitive.get("material")
    return None if index is None else int(index)


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


def uv_set(info: Mapping[str, Any]) -> int:
    """The uv set a textureInfo reads: KHR_texture_transform may name another than the textureInfo itself."""
    moved = info.get("extensions", {}).get("KHR_texture_transform", {})
    return int(moved.get("texCoord", info.get("texCoord", 0)))


def moved(document: Document, offset_m: np.ndarray) -> Document:
    """The document moved by `offset_m` (3,): a new root node above the default scene's nodes, animations untouched."""
    matrix = np.eye(4)
    matrix[:3, 3] = offset_m
    return rooted(document, matrix)


def rooted(document: Document, T_new_old: np.ndarray) -> Document:
    """The document with a root node that maps the old document space to a new one.

    A root that an earlier call made (one node "root" with nothing but a matrix, so never animated) is used again.
    """
    gltf = dict(document.gltf)
    scene = gltf.get("scene", 0)
    scenes = [dict(entry) for entry in gltf.get("scenes", [])]
    nodes = list(gltf.get("nodes", []))
    tops = list(scenes[scene].get("nodes", []))
    matrix = np.asarray(T_new_old, dtype=np.float64)
    if len(tops) == 1 and nodes[tops[0]].get("name") == "root" and set(nodes[tops[0]]) == _ROOT_KEYS:
        matrix = matrix @ node_matrix(nodes[tops[0]])
        nodes[tops[0]] = {**nodes[tops[0]], "matrix": _columns(matrix)}
    else:
        nodes.append({"name": "root", "children": tops, "matrix": _columns(matrix)})
        scenes[scene]["nodes"] = [len(nodes) - 1]
    gltf["nodes"], gltf["scenes"] = nodes, scenes
    return replace(document, gltf=gltf)


def _columns(matrix: np.ndarray) -> list[float]:
    return [float(value) for value in matrix.T.reshape(-1)]


def triangle_count(document: Document) -> int:
    """Triangles drawn by the default scene; a mesh on two nodes counts twice."""
    return sum(len(indices(document, primitive_of(document, instance))) for instance in instances(document))


def vertex_count(document: Document) -> int:
    """Stored vertices of all primitives; positions shared by primitives count once."""
    meshes = document.gltf.get("meshes", [])
    used = {one["attributes"]["POSITION"] for mesh in meshes for one in mesh["primitives"]}
    return sum(len(document.accessors[accessor]) for accessor in used)


__all__ = [
    "COMPONENTS",
    "COMPONENT_DTYPES",
    "Document",
    "Instance",
    "bounds",
    "indices",
    "instances",
    "material_index",
    "moved",
    "node_matrix",
    "primitive_of",
    "rooted",
    "texture_infos",
    "triangle_count",
    "uv_set",
    "values",
    "variant_names",
    "vertex_count",
]
