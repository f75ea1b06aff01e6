"""Write a document as GLB, plain, with EXT_meshopt_compression or with KHR_draco_mesh_compression.

Accessors of one kind share a buffer view, so that a file has a handful of views however many parts it has.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from arkit.document import Document
from arkit.errors import CheckError
from arkit.io.atomic import write_bytes
from arkit.io.gltf import meshopt as codec
from arkit.io.gltf.accessors import MESHOPT, column_places
from arkit.io.gltf.draco import DRACO

_ARRAY, _ELEMENT = 34962, 34963


@dataclass(frozen=True, slots=True)
class _Kind:
    """What accessors must share to share a view. `mode` is the codec's, "" for data that stays as it is."""

    semantic: str
    stride: int
    target: int
    mode: str


@dataclass(slots=True)
class _Binary:
    body: bytearray = field(default_factory=bytearray)
    views: list[dict[str, Any]] = field(default_factory=list)
    fallback: int = 0

    def plain(self, data: bytes, **keys: Any) -> int:
        """Add a view of plain bytes; its index comes back."""
        self.views.append({"buffer": 0, "byteOffset": self._append(data), "byteLength": len(data), **keys})
        return len(self.views) - 1

    def packed(self, kind: _Kind, plain: bytes, data: bytes, filter_name: str = "") -> int:
        """Add a view whose bytes are compressed; the plain ones live in a fallback buffer that is never written."""
        step = kind.stride if kind.mode == "ATTRIBUTES" else int(kind.stride)
        how: dict[str, Any] = {
            "buffer": 0,
            "byteOffset": self._append(data),
            "byteLength": len(data),
            "byteStride": step,
        }
        view: dict[str, Any] = {"buffer": 1, "byteOffset": self.fallback, "byteLength": len(plain)}
        if kind.target:
            view["target"] = kind.target
        if kind.target == _ARRAY:
            view["byteStride"] = step
        if filter_name:
            how["filter"] = filter_name
        view["extensions"] = {MESHOPT: {**how, "mode": kind.mode, "count": len(plain) // step}}
        self.fallback += -(-len(plain) // 4) * 4
        self.views.append(view)
        return len(self.views) - 1

    def _append(self, data: bytes) -> int:
        self.body.extend(b"\0" * (-len(self.body) % 4))
        start = len(self.body)
        self.body.extend(data)
        return start


def write_glb(document: Document, path: Path, *, meshopt: bool, draco: bool = False) -> int:
    """Write a GLB, whole or not at all; answers its bytes."""
    data = glb_bytes(document, meshopt=meshopt, draco=draco)
    write_bytes(path, data)
    return len(data)


def glb_bytes(document: Document, *, meshopt: bool, draco: bool = False) -> bytes:
    """The GLB of a document.

    With meshopt a triangle may begin at another of its corners, and 16-bit normals may turn by 0.03 degrees in the
    decoder; nothing else changes. With Draco positions, normals and uv of triangles move to the grids of draco_write,
    and vertices and triangles come in another order; what Draco cannot hold stays plain, or meshopt if that is asked.
    """
    hollow: set[int] = set()
    buffers: list[bytes] = []
    if draco:
        from arkit.io.gltf.draco_write import squeeze

        squeezed = squeeze(document)
        document, hollow, buffers = squeezed.document, squeezed.hollow, squeezed.buffers
    binary = _Binary()
    gltf = {key: value for key, value in document.gltf.items() if key not in ("buffers", "bufferViews")}
    for entry, data in zip(document.gltf.get("bufferViews", []), document.views, strict=True):
        binary.plain(data, **entry)
    gltf["accessors"] = _accessors(document, binary, meshopt, hollow)
    if buffers:
        gltf["meshes"] = _pointed(gltf["meshes"], [binary.plain(data) for data in buffers])
        _require(gltf, DRACO)
    gltf["images"] = [
        {**entry, "bufferView": binary.plain(data)}
        for entry, data in zip(document.gltf.get("images", []), document.images, strict=True)
    ]
    gltf["bufferViews"] = binary.views
    gltf["buffers"] = [{"byteLength": len(binary.body)}] if binary.body else []
    if binary.fallback:
        gltf["buffers"].append({"byteLength": binary.fallback, "extensions": {MESHOPT: {"fallback": True}}})
        _require(gltf, MESHOPT)
    return _container({key: value for key, value in gltf.items() if value != []}, bytes(binary.body))


def _require(gltf: dict[str, Any], extension: str) -> None:
    for key in ("extensionsUsed", "extensionsRequired"):
        gltf[key] = sorted({*gltf.get(key, []), extension})


def _pointed(meshes: list[Any], places: list[int]) -> list[Any]:
    """Meshes whose Draco bodies name views where they named buffers."""
    found = []
    for mesh in meshes:
        primitives = [dict(one) for one in mesh["primitives"]]
        for one in primitives:
            body = one.get("extensions", {}).get(DRACO)
            if body is not None:
                one["extensions"] = {**one["extensions"], DRACO: {**body, "bufferView": places[body["bufferView"]]}}
        found.append({**mesh, "primitives": primitives})
    return found


def _container(gltf: Mapping[str, Any], binary: bytes) -> bytes:
    try:
        text = json.dumps(gltf, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise CheckError(f"document: expected JSON values, got one that cannot be written ({error})") from error
    text += b" " * (-len(text) % 4)
    binary += b"\0" * (-len(binary) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text
    if binary:
        chunks += struct.pack("<I4s", len(binary), b"BIN\0") + binary
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks


def _accessors(document: Document, binary: _Binary, meshopt: bool, hollow: set[int]) -> list[dict[str, Any]]:
    kinds = _kinds(document)
    entries: list[dict[str, Any]] = [dict(entry) for entry in document.gltf.get("accessors", [])]
    groups: dict[_Kind, list[int]] = {}
    for index, kind in enumerate(kinds):
        if index not in hollow:
            groups.setdefault(kind, []).append(index)
    for kind, members in groups.items():
        body = bytearray()
        for index in members:
            entries[index]["byteOffset"] = len(body)
            body.extend(_rows(document.accessors[index], entries[index]["type"], kind.stride))
            if not kind.stride:
                body.extend(b"\0" * (-len(body) % 4))
        view = _add_view(document, binary, kind, bytes(body), members, meshopt)
        for index in members:
            entries[index]["bufferView"] = view
            if not entries[index]["byteOffset"]:
                del entries[index]["byteOffset"]
    for index in _positions(document):
        array = document.accessors[index]
        entries[index] |= {"min": array.min(axis=0).tolist(), "max": array.max(axis=0).tolist()}
    return entries


def _add_view(document: Document, binary: _Binary, kind: _Kind, plain: bytes, members: list[int], meshopt: bool) -> int:
    if meshopt and kind.mode:
        filtered = _filtered(document, kind, members)
        if filtered is not None:
            name, rows = filtered
            return binary.packed(kind, plain, codec.encode_attributes(rows.tobytes(), kind.stride), name)
        if kind.mode == "ATTRIBUTES":
            data = codec.encode_attributes(plain, kind.stride)
        else:
            flat = np.concatenate([document.accessors[index].reshape(-1) for index in members])
            data = codec.encode_indices(flat, triangles=kind.mode == "TRIANGLES")
        if len(data) < len(plain):
            return binary.packed(kind, plain, data)
    keys: dict[str, Any] = {"target": kind.target} if kind.target else {}
    if kind.target == _ARRAY:
        keys["byteStride"] = kind.stride
    return binary.plain(plain, **keys)


def _filtered(document: Document, kind: _Kind, members: list[int]) -> tuple[str, np.ndarray] | None:
    """The filter and its rows: unit vectors as two numbers each, floats of a grid as whole numbers, where they fit."""
    arrays = [document.accessors[index] for index in members]
    if kind.semantic in ("NORMAL", "TANGENT") and all(array.dtype == np.int16 for array in arrays):
        found = codec.octahedral(np.concatenate(arrays))
        return None if found is None else ("OCTAHEDRAL", found)
    if kind.semantic.startswith("TEXCOORD_") and all(array.dtype == np.float32 for array in arrays):
        words = [codec.exponential(array) for array in arrays]  # each on its own grid: ToyCar's uv take 155 KB for 180
        found_words = [one for one in words if one is not None]
        return ("EXPONENTIAL", np.concatenate(found_words)) if len(found_words) == len(words) else None
    return None


def _kinds(document: Document) -> list[_Kind]:
    """How each accessor is stored: vertex attributes in strides of four bytes, indices packed, the rest as it is."""
    semantics, corners = _uses(document)
    kinds = []
    for index, (entry, array) in enumerate(zip(document.gltf.get("accessors", []), document.accessors, strict=True)):
        size = array.dtype.itemsize
        if index in semantics:
            stride = -(-_width(entry["type"], size) // 4) * 4
            kinds.append(_Kind(semantics[index], stride, _ARRAY, "ATTRIBUTES"))
        elif index in corners:
            modes = corners[index]
            mode = "TRIANGLES" if modes == {4} and len(array) % 3 == 0 else "INDICES"
            kinds.append(_Kind(f"indices {mode}", size, _ELEMENT, mode if size > 1 else ""))
        else:
            width = _width(entry["type"], size)
            stays = width % 4 or entry["type"].startswith("MAT")
            kinds.append(_Kind(f"data {entry['type']}", 0 if stays else width, 0, "" if stays else "ATTRIBUTES"))
    return kinds


def _uses(document: Document) -> tuple[dict[int, str], dict[int, set[int]]]:
    semantics: dict[int, str] = {}
    corners: dict[int, set[int]] = {}
    for mesh in document.gltf.get("meshes", []):
        for primitive in mesh["primitives"]:
            for group in (primitive["attributes"], *primitive.get("targets", [])):
                for key, accessor in group.items():
                    semantics.setdefault(accessor, key)
            if "indices" in primitive:
                corners.setdefault(primitive["indices"], set()).add(primitive.get("mode", 4))
    return semantics, {index: modes for index, modes in corners.items() if index not in semantics}


def _positions(document: Document) -> set[int]:
    meshes = document.gltf.get("meshes", [])
    groups = [
        group for mesh in meshes for one in mesh["primitives"] for group in (one["attributes"], *one.get("targets", []))
    ]
    return {group["POSITION"] for group in groups if "POSITION" in group}


def _width(kind: str, size: int) -> int:
    places = column_places(kind, size)
    width = int(places[-1]) + size
    return -(-width // 4) * 4 if kind.startswith("MAT") else width


def _rows(array: np.ndarray, kind: str, stride: int) -> bytes:
    """Little-endian rows `stride` bytes apart (0: as narrow as the type allows)."""
    size = array.dtype.itemsize
    little = np.ascontiguousarray(array.astype(array.dtype.newbyteorder("<"), copy=False))
    width = stride or _width(kind, size)
    if width == size * array.shape[1]:
        return little.tobytes()
    rows = np.zeros((len(array), width), dtype=np.uint8)
    for column, place in enumerate(column_places(kind, size)):
        rows[:, place : place + size] = little[:, column : column + 1].view(np.uint8)
    return rows.tobytes()


__all__ = ["glb_bytes", "write_glb"]
