"""What a file is, told from its bytes; its suffix only breaks ties."""

from __future__ import annotations

import re
import struct

from arkit.io.formats.off import HEADER
from arkit.io.text import decode

READABLE = ("glb", "gltf", "obj", "stl", "ply", "off", "3mf", "dae", "fbx", "3ds", "step", "usd")
_OBJ_LINE = re.compile(r"^\s*(v|vn|vt|f|o|g|usemtl|mtllib|s|l|p)\s+\S", re.MULTILINE)


def sniff(data: bytes, suffix: str) -> str:
    """Name the format: one of READABLE, "zip", a known format we do not read, or "" for none we know."""
    head = data[:512]
    for magic, name in (
        (b"glTF", "glb"),
        (b"PK\x03\x04", "zip"),
        (b"ply", "ply"),
        (b"Kaydara FBX Binary", "fbx"),
        (b"PXR-USDC", "usd"),
    ):
        if head.startswith(magic):
            return name
    if _is_3ds(data):
        return "3ds"
    if _is_binary_stl(data):
        return "stl"
    return _sniff_text(data, suffix)


def _is_binary_stl(data: bytes) -> bool:
    if len(data) < 84:
        return False
    count = struct.unpack_from("<I", data, 80)[0]
    size = 84 + 50 * count
    if size == len(data):
        return True
    return bool(0 < count and size < len(data) <= size + 4096 and b"\0" in data[:84])


def _is_3ds(data: bytes) -> bool:
    """A main chunk with one of the chunks that may stand first in it; "MM" alone also begins a TIFF."""
    if len(data) < 12 or data[:2] != b"MM":
        return False
    length, inner = struct.unpack_from("<IH", data, 2)
    return length > 6 and inner in (0x0002, 0x3D3D, 0x0005, 0xB000)


def _sniff_text(data: bytes, suffix: str) -> str:
    text, _ = decode(data[:65536])
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] == "{" and (suffix == ".gltf" or b'"asset"' in data[:65536] or b'"asset"' in data[-65536:]):
        return "gltf"
    if start[:5].lower() == "solid" and ("facet" in text.lower() or "endsolid" in text.lower()):
        return "stl"
    if HEADER.match(re.sub(r"^(#.*\s+)*", "", start)):
        return "off"
    if "<COLLADA" in text:
        return "dae"
    if start.startswith("; FBX"):
        return "fbx"
    if start.startswith("#usda"):
        return "usd"
    if start.startswith("ISO-10303-21"):
        return "step"
    if "\0" not in text and _OBJ_LINE.search(text) and suffix not in (".mtl", ".txt", ".json"):
        return "obj"
    return ""


__all__ = ["READABLE", "sniff"]
