"""Undo KHR_draco_mesh_compression: every attribute by its unique id, in the component type its accessor states.

The decoder (DracoPy, C++) runs shut in, in a process of its own (`foreign.py`, `draco_buffers.py`), one for all buffers
of a file; what a buffer's header declares is held against the accessors before a byte is decoded.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from arkit.document import COMPONENT_DTYPES, COMPONENTS
from arkit.errors import ReadError
from arkit.io.gltf.accessors import Views, whole
from arkit.io.guard.foreign import take_apart
from arkit.io.limits import Limits, hold

DRACO = "KHR_draco_mesh_compression"
_PARSER = Path(__file__).with_name("draco_buffers.py")
_TRIANGLES, _STRIP = 4, 5
_METADATA = 0x8000


@dataclass(frozen=True, slots=True)
class _Packed:
    """One compressed primitive: where it stands, its view, and its attributes by unique id."""

    what: str
    primitive: dict[str, Any]
    view: int
    ids: Mapping[str, int]


def undraco(gltf: dict[str, Any], views: Views, arrays: list[np.ndarray], limits: Limits) -> set[int]:
    """Fill the accessors of compressed primitives and take the extension out of them, in place.

    A primitive whose accessors also hold plain bytes keeps those: they are what the compressed ones were made from.
    Accessors that two buffers share get one copy each where their vertices differ.

    Returns:
        The views that held compressed bytes.

    Raises:
        ReadError: a buffer is broken, or disagrees with its accessors.
        MissingError: DracoPy is not installed.
    """
    every = list(_packed(gltf, len(views.entries)))
    packed = [one for one in every if not _has_plain(gltf, one)]
    places = sorted({one.view for one in packed})
    for one in packed:
        _check_header(views.plain(one.view), gltf, one, limits)
    decoded = _decoded([views.plain(place) for place in places]) if places else []
    filled: dict[int, int] = {}
    for one in packed:
        head, found = decoded[places.index(one.view)]
        if "error" in head:
            raise ReadError(f"{one.what}: expected a mesh in Draco, it cannot be decoded ({head['error']})")
        _fill(gltf, arrays, one, found, filled)
    for primitive in (one.primitive for one in every):
        primitive["extensions"].pop(DRACO)
        if not primitive["extensions"]:
            del primitive["extensions"]
    return {one.view for one in every}


def _packed(gltf: Mapping[str, Any], count: int) -> Iterator[_Packed]:
    for place, mesh in enumerate(gltf.get("meshes", [])):
        for number, primitive in enumerate(mesh.get("primitives", [])):
            body = primitive.get("extensions", {}).get(DRACO)
            if body is None:
                continue
            what = f"mesh {place}, primitive {number}: {DRACO}"
            if primitive.get("mode", _TRIANGLES) not in (_TRIANGLES, _STRIP):
                raise ReadError(f"{what}: expected triangles, got mode {primitive['mode']}")
            ids = body.get("attributes")
            if not isinstance(ids, dict) or "POSITION" not in ids:
                raise ReadError(f"{what}: expected attributes with a POSITION, found none")
            for key, one in ids.items():
                whole(one, 0, 2**32 - 1, f"{what}: {key}")
                last = len(gltf.get("accessors", [])) - 1
                whole(primitive.get("attributes", {}).get(key), 0, last, f"{what}: accessor of {key}")
            yield _Packed(what, primitive, whole(body.get("bufferView"), 0, count - 1, f"{what}: bufferView"), ids)


def _has_plain(gltf: Mapping[str, Any], one: _Packed) -> bool:
    used = [one.primitive["attributes"][key] for key in one.ids]
    if "indices" in one.primitive:
        used.append(whole(one.primitive["indices"], 0, len(gltf["accessors"]) - 1, f"{one.what}: indices"))
    return all("bufferView" in gltf["accessors"][accessor] for accessor in used)


def _check_header(data: bytes, gltf: Mapping[str, Any], one: _Packed, limits: Limits) -> None:
    """Hold the counts a buffer declares against its accessors (bit stream 2.2, Draco's specification, section 4)."""
    if len(data) < 16 or data[:5] != b"DRACO":
        raise ReadError(f'{one.what}: expected bytes that begin with "DRACO", got {data[:5]!r}')
    version, method, flags = data[5:7], data[8], struct.unpack_from("<H", data, 9)[0]
    if data[7] != 1:
        raise ReadError(f"{one.what}: expected a mesh in Draco, it holds points without triangles")
    if version != b"\x02\x02" or flags & _METADATA:
        return  # older streams and those with metadata keep their counts elsewhere; the child's limits hold
    numbers = _varints(data, 11 if method == 0 else 12, 2)
    faces, vertices = numbers if method == 0 else numbers[::-1]
    hold(f"{one.what}: triangles", faces, limits.triangles)
    hold(f"{one.what}: vertices", vertices, limits.vertices)
    if "indices" in one.primitive and one.primitive.get("mode", _TRIANGLES) == _TRIANGLES:
        declared = gltf["accessors"][one.primitive["indices"]].get("count")
        if declared != faces * 3:
            raise ReadError(f"{one.what}: expected {declared} indices as its accessor says, it holds {faces * 3}")


def _varints(data: bytes, offset: int, count: int) -> list[int]:
    found = []
    for _ in range(count):
        value, shift = 0, 0
        while offset < len(data) and shift < 63:
            byte = data[offset]
            value |= (byte & 0x7F) << shift
            offset, shift = offset + 1, shift + 7
            if byte < 0x80:
                break
        found.append(value)
    return found


def _decoded(buffers: Sequence[bytes]) -> list[tuple[Mapping[str, Any], dict[str, np.ndarray]]]:
    """What the decoder says of each buffer, and its arrays by "faces" or unique id."""
    sent = json.dumps([len(one) for one in buffers]).encode() + b"\n" + b"".join(buffers)
    head, arrays = take_apart(_PARSER, sent, what="whole Draco geometry", name=DRACO)
    split: list[dict[str, np.ndarray]] = [{} for _ in buffers]
    for key, array in arrays.items():
        place, _, name = key.partition(" ")
        split[int(place)][name] = array
    return list(zip(head["buffers"], split, strict=True))


def _fill(
    gltf: dict[str, Any],
    arrays: list[np.ndarray],
    one: _Packed,
    found: Mapping[str, np.ndarray],
    filled: dict[int, int],
) -> None:
    primitive = one.primitive
    for key, number in one.ids.items():
        if str(number) not in found:
            raise ReadError(f"{one.what}: expected {key} as attribute {number}, the buffer has none of that number")
        place = primitive["attributes"][key]
        rows = _as_accessor(found[str(number)], gltf["accessors"][place], f"{one.what}: {key}")
        primitive["attributes"][key] = _put(gltf, arrays, filled, one.view, place, rows)
        if key == "POSITION":
            entry = gltf["accessors"][primitive["attributes"][key]]
            entry |= {"min": rows.min(axis=0).tolist(), "max": rows.max(axis=0).tolist()}
    corners = found["faces"].reshape(-1, 1)
    if not len(corners):
        raise ReadError(f"{one.what}: expected triangles, the buffer holds none")
    if primitive.pop("mode", _TRIANGLES) == _STRIP or "indices" not in primitive:
        gltf["accessors"].append({"componentType": 5125, "count": len(corners), "type": "SCALAR"})
        arrays.append(corners)
        primitive["indices"] = len(arrays) - 1
        return
    place = primitive["indices"]
    rows = _as_accessor(corners, gltf["accessors"][place], f"{one.what}: indices")
    primitive["indices"] = _put(gltf, arrays, filled, one.view, place, rows)


def _as_accessor(rows: np.ndarray, entry: Mapping[str, Any], what: str) -> np.ndarray:
    """Decoded rows in the accessor's type, where its values, count and width allow it."""
    dtype = np.dtype(COMPONENT_DTYPES[entry["componentType"]])
    wanted = (entry["count"], COMPONENTS[entry["type"]])
    if rows.shape != wanted:
        raise ReadError(
            f"{what}: expected {wanted[0]} × {wanted[1]} numbers as its accessor says, it holds {rows.shape}"
        )
    if (rows.dtype.kind == "f") != (dtype.kind == "f"):
        raise ReadError(f"{what}: expected {dtype} as its accessor says, the buffer holds {rows.dtype}")
    if dtype.kind != "f" and not np.array_equal(rows.astype(dtype), rows):
        raise ReadError(f"{what}: expected numbers that fit {dtype}, got {rows.min()} to {rows.max()}")
    if dtype.kind == "f" and not np.isfinite(rows).all():
        raise ReadError(f"{what}: expected finite numbers, got NaN or infinity")
    return rows.astype(dtype)


def _put(
    gltf: dict[str, Any], arrays: list[np.ndarray], filled: dict[int, int], view: int, place: int, rows: np.ndarray
) -> int:
    """Store rows at `place`, or in a copy of that accessor where another buffer or plain bytes hold it already."""
    entry = gltf["accessors"][place]
    taken = "bufferView" in entry or filled.get(place, view) != view
    if taken and not np.array_equal(arrays[place], rows):
        drop = ("bufferView", "byteOffset", "sparse")
        gltf["accessors"].append({key: value for key, value in entry.items() if key not in drop})
        arrays.append(rows)
        return len(arrays) - 1
    filled[place] = view
    arrays[place] = rows
    return place


__all__ = ["DRACO", "undraco"]
