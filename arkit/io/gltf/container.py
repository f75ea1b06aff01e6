"""The outside of a glTF: the GLB container, its JSON within limits, the bytes of its buffers."""

from __future__ import annotations

import base64
import binascii
import json
import struct
from collections.abc import Mapping
from typing import Any, NoReturn
from urllib.parse import unquote

from arkit.errors import CheckError, ReadError, UnsupportedError
from arkit.io.files import Files
from arkit.io.limits import Limits, hold

LISTS = (
    "accessors animations buffers bufferViews cameras images materials meshes nodes samplers scenes skins textures"
).split()


def split_glb(data: bytes, name: str) -> tuple[bytes, bytes]:
    """JSON and BIN chunk of a GLB; unknown chunks are skipped as the specification asks."""
    if len(data) < 20:
        raise ReadError(f"{name}: expected a GLB of at least 20 bytes, got {len(data)}")
    magic, version, length = struct.unpack_from("<4sII", data)
    if magic != b"glTF":
        raise ReadError(f'{name}: expected a GLB that begins with "glTF", got {data[:4]!r}')
    if version != 2:
        raise UnsupportedError(f"{name}: expected GLB version 2, got {version}")
    if length > len(data):
        raise ReadError(f"{name}: expected {length} bytes as its header says, the file ends at {len(data)}")
    offset, chunks = 12, list[tuple[bytes, bytes]]()
    while offset + 8 <= length:
        size, kind = struct.unpack_from("<I4s", data, offset)
        if offset + 8 + size > length:
            raise ReadError(f"{name}: expected a chunk of {size} bytes, the file ends before")
        chunks.append((kind, data[offset + 8 : offset + 8 + size]))
        offset += 8 + size
    if not chunks or chunks[0][0] != b"JSON":
        raise ReadError(f"{name}: expected a JSON chunk first, found none")
    return chunks[0][1], next((body for kind, body in chunks[1:2] if kind == b"BIN\0"), b"")


def parse_json(data: bytes, name: str, limits: Limits) -> dict[str, Any]:
    """The glTF object, its lists checked for kind and length, its nesting for depth."""
    try:
        text = data.decode("utf-8-sig").rstrip(" \0\r\n\t")
        gltf = json.loads(text, parse_constant=_not_a_number)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise ReadError(f"{name}: expected glTF JSON, it cannot be parsed ({error})") from error
    if not isinstance(gltf, dict) or not isinstance(gltf.get("asset"), dict):
        raise ReadError(f'{name}: expected a glTF object with "asset", found none')
    hold(f"{name}: JSON depth", _depth(gltf), limits.json_depth)
    version = str(gltf["asset"].get("version", ""))
    if not version.startswith("2."):
        raise UnsupportedError(f'{name}: expected glTF 2.0, got "{version or "no version"}"')
    for key in LISTS:
        entries = gltf.get(key, [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise ReadError(f"{name}: expected {key} to be a list of objects")
        hold(f"{name}: {key}", len(entries), limits.nodes if key == "nodes" else limits.items)
    return gltf


def _not_a_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON number")


def _depth(value: object) -> int:
    deepest, stack = 0, [(value, 1)]
    while stack:
        item, depth = stack.pop()
        deepest = max(deepest, depth)
        if isinstance(item, dict):
            stack.extend((child, depth + 1) for child in item.values() if isinstance(child, (dict, list)))
        elif isinstance(item, list):
            stack.extend((child, depth + 1) for child in item if isinstance(child, (dict, list)))
    return deepest


def uri_bytes(uri: object, files: Files, what: str) -> bytes:
    """The bytes behind a URI: data, or a plain relative path among the files; nothing is fetched."""
    if not isinstance(uri, str):
        raise ReadError(f"{what}: expected a uri, got {type(uri).__name__}")
    if uri.startswith("data:"):
        head, _, body = uri.partition(",")
        try:
            return (
                base64.b64decode(body, validate=True) if head.endswith(";base64") else unquote(body).encode("latin-1")
            )
        except (binascii.Error, UnicodeEncodeError) as error:
            raise ReadError(f"{what}: expected base64 after data:, got something else ({error})") from error
    name = unquote(uri).replace("\\", "/").removeprefix("./")
    if ":" in name or name.startswith("/") or ".." in name.split("/"):
        raise CheckError(f'{what}: expected data: or a path inside the folder, got "{uri[:80]}"')
    if name not in files.names:
        raise ReadError(f'{what}: expected "{name}" beside the file, found none; send it along, in a folder or zip')
    return files.load(name)


def buffer_bytes(gltf: Mapping[str, Any], binary: bytes, files: Files, limits: Limits, name: str) -> list[bytes]:
    """The bytes of every buffer; empty for the fallback buffers of meshopt, which hold none."""
    found, total = [], 0
    for index, buffer in enumerate(gltf.get("buffers", [])):
        what = f"{name}: buffer {index}"
        length = buffer.get("byteLength")
        if not isinstance(length, int) or length < 1:
            raise ReadError(f"{what}: expected a byteLength, got {length}")
        if "uri" in buffer:
            data = uri_bytes(buffer["uri"], files, what)
        elif index == 0 and binary:
            data = binary
        else:
            data = b""
        if data and len(data) < length:
            raise ReadError(f"{what}: expected {length} bytes, got {len(data)}")
        total += len(data)
        hold(f"{name}: bytes of all buffers", total, limits.total_bytes)
        found.append(data)
    return found


__all__ = ["LISTS", "buffer_bytes", "parse_json", "split_glb", "uri_bytes"]
