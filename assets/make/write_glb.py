"""GLB: nodes with names, textures inside, material variants, baked occlusion."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assets.make.model import Material, Part, Picture
from assets.make.textures import grid, linear, png, rgb

_ARRAY, _ELEMENT = 34962, 34963
_RAMP = "occlusion-ramp.png"


class _Builder:
    """Collects the JSON and the binary chunk of one GLB."""

    def __init__(self) -> None:
        self.gltf: dict[str, Any] = {"asset": {"version": "2.0", "generator": "arkit assets"}}
        self.chunk = bytearray()
        self.material_index: dict[str, int] = {}
        self.texture_index: dict[tuple[str, bool], int] = {}
        self.image_index: dict[str, int] = {}
        self.extensions: set[str] = set()

    def add(self, key: str, entry: Mapping[str, Any]) -> int:
        """Append to a top-level list and give the index."""
        entries = self.gltf.setdefault(key, [])
        entries.append(dict(entry))
        return len(entries) - 1

    def view(self, data: bytes, target: int | None = None) -> int:
        self.chunk += b"\0" * (-len(self.chunk) % 4)
        entry: dict[str, Any] = {"buffer": 0, "byteOffset": len(self.chunk), "byteLength": len(data)}
        if target is not None:
            entry["target"] = target
        self.chunk += data
        return self.add("bufferViews", entry)

    def accessor(self, array: np.ndarray, kind: str, component: int, target: int, *, limits: bool = False) -> int:
        entry: dict[str, Any] = {
            "bufferView": self.view(array.tobytes(), target),
            "componentType": component,
            "count": len(array),
            "type": kind,
        }
        if limits:
            entry["min"], entry["max"] = array.min(axis=0).tolist(), array.max(axis=0).tolist()
        return self.add("accessors", entry)

    def texture(self, picture: Picture, *, clamp: bool = False) -> int:
        key = (picture.name, clamp)
        if key not in self.texture_index:
            if picture.name not in self.image_index:
                mime = "image/png" if picture.data[:4] == b"\x89PNG" else "image/jpeg"
                view = self.view(picture.data)
                name = picture.name.rsplit(".", 1)[0]
                self.image_index[picture.name] = self.add(
                    "images", {"name": name, "mimeType": mime, "bufferView": view}
                )
            wrap = 33071 if clamp else 10497
            sampler = {"magFilter": 9729, "minFilter": 9729 if clamp else 9987, "wrapS": wrap, "wrapT": wrap}
            samplers = self.gltf.setdefault("samplers", [])
            if sampler not in samplers:
                samplers.append(sampler)
            entry = {"source": self.image_index[picture.name], "sampler": samplers.index(sampler)}
            self.texture_index[key] = self.add("textures", entry)
        return self.texture_index[key]

    def material(self, material: Material, *, occluded: bool) -> int:
        name = material.name
        if name not in self.material_index:
            self.material_index[name] = self.add("materials", self._material(material, occluded=occluded))
        return self.material_index[name]

    def _material(self, material: Material, *, occluded: bool) -> dict[str, Any]:
        factor = [round(float(value), 5) for value in linear(rgb(material.color))]
        metal_rough: dict[str, Any] = {
            "baseColorFactor": [*factor, material.alpha],
            "metallicFactor": material.metallic,
            "roughnessFactor": material.roughness,
        }
        entry: dict[str, Any] = {"name": material.name, "pbrMetallicRoughness": metal_rough}
        if material.base is not None:
            metal_rough["baseColorTexture"] = {"index": self.texture(material.base)}
        if material.orm is not None:
            metal_rough["metallicRoughnessTexture"] = {"index": self.texture(material.orm)}
        if material.normal is not None:
            entry["normalTexture"] = {"index": self.texture(material.normal), "scale": material.normal_scale}
        if occluded:
            entry["occlusionTexture"] = {"index": self.texture(_ramp(), clamp=True), "texCoord": 1}
        if material.alpha < 1:
            entry["alphaMode"] = "BLEND"
        if material.double_sided:
            entry["doubleSided"] = True
        if material.extensions:
            entry["extensions"] = dict(material.extensions)
            self.extensions |= set(material.extensions)
        return entry


def _ramp() -> Picture:
    """A black to white ramp: a vertex' occlusion is its u in the second UV set, so no atlas has to be baked."""
    u, _ = grid((4, 256))
    return Picture(_RAMP, png(np.repeat(((u * 256 - 0.5) / 255)[..., None], 3, axis=-1)))


def _attributes(builder: _Builder, part: Part, unit_m: float) -> dict[str, int]:
    """Accessors of one part's vertices about its origin; UVs are turned to glTF's v down."""
    mesh = part.mesh
    points = (np.round((mesh.positions - part.origin_m) / unit_m, 6) + 0.0).astype("<f4")
    attributes = {
        "POSITION": builder.accessor(points, "VEC3", 5126, _ARRAY, limits=True),
        "NORMAL": builder.accessor(mesh.normals.astype("<f4"), "VEC3", 5126, _ARRAY),
    }
    if np.ptp(mesh.uvs) > 0:
        uvs = np.column_stack([mesh.uvs[:, 0], 1 - mesh.uvs[:, 1]])
        attributes["TEXCOORD_0"] = builder.accessor(np.round(uvs, 6).astype("<f4"), "VEC2", 5126, _ARRAY)
    if part.occlusion is not None:
        if "TEXCOORD_0" not in attributes:
            empty = np.zeros((len(points), 2), dtype="<f4")
            attributes["TEXCOORD_0"] = builder.accessor(empty, "VEC2", 5126, _ARRAY)
        ramp = np.column_stack([(part.occlusion * 255 + 0.5) / 256, np.full(len(points), 0.5)])
        attributes["TEXCOORD_1"] = builder.accessor(np.round(ramp, 4).astype("<f4"), "VEC2", 5126, _ARRAY)
    return attributes


def write_glb(path: Path, parts: Sequence[Part], *, variants: Sequence[str] = (), unit_m: float = 1.0) -> None:
    """Write each part as a node with its mesh; parts of one name become one node with several materials.

    Args:
        path: file to write.
        parts: in metres, y up, front +z; `occlusion` of either all or none of the parts that share a material.
        variants: names of KHR_materials_variants, the first is what a viewer without them shows.
        unit_m: length of one file unit in metres; glTF says 1, not every brand does.
    """
    builder = _Builder()
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.name, []).append(part)
    nodes = [_node(builder, group, variants, unit_m) for group in groups.values()]
    builder.gltf["scenes"], builder.gltf["scene"] = [{"nodes": nodes}], 0
    if variants:
        entries = [{"name": name} for name in variants]
        builder.gltf["extensions"] = {"KHR_materials_variants": {"variants": entries}}
        builder.extensions.add("KHR_materials_variants")
    if builder.extensions:
        builder.gltf["extensionsUsed"] = sorted(builder.extensions)
    builder.gltf["buffers"] = [{"byteLength": len(builder.chunk)}]
    text = json.dumps(builder.gltf, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunk = bytes(builder.chunk) + b"\0" * (-len(builder.chunk) % 4)
    head = struct.pack("<4sII", b"glTF", 2, 28 + len(text) + len(chunk))
    path.write_bytes(
        head + struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(chunk), b"BIN\0") + chunk
    )


def _node(builder: _Builder, parts: Sequence[Part], variants: Sequence[str], unit_m: float) -> int:
    """A node at the first part's origin with one mesh, a primitive for each part."""
    primitives = [_primitive(builder, part, variants, unit_m) for part in parts]
    name, origin = parts[0].name, parts[0].origin_m
    node: dict[str, Any] = {"name": name, "mesh": builder.add("meshes", {"name": name, "primitives": primitives})}
    if any(origin):
        node["translation"] = [round(value / unit_m, 6) for value in origin]
    return builder.add("nodes", node)


def _primitive(builder: _Builder, part: Part, variants: Sequence[str], unit_m: float) -> dict[str, Any]:
    """The triangles of one part and its materials by variant."""
    flat = part.mesh.triangles.reshape(-1, 1)
    small = len(part.mesh.positions) < 65536
    corners = flat.astype("<u2" if small else "<u4")
    primitive: dict[str, Any] = {
        "attributes": _attributes(builder, part, unit_m),
        "indices": builder.accessor(corners, "SCALAR", 5123 if small else 5125, _ELEMENT),
        "material": builder.material(part.material, occluded=part.occlusion is not None),
    }
    mappings: dict[int, list[int]] = {}
    for index, name in enumerate(variants):
        if name in part.variants:
            material = builder.material(part.variants[name], occluded=part.occlusion is not None)
            mappings.setdefault(material, []).append(index)
    if mappings:
        entries = [{"material": material, "variants": indices} for material, indices in mappings.items()]
        primitive["extensions"] = {"KHR_materials_variants": {"mappings": entries}}
    return primitive


__all__ = ["write_glb"]
