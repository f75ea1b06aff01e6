"""Read STL, ASCII and binary, with the two ways colour is smuggled into the binary one."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

import numpy as np

from arkit.color import srgb_to_linear
from arkit.document import Document
from arkit.errors import ReadError
from arkit.io.limits import Limits, hold
from arkit.io.parts.assemble import assemble
from arkit.io.parts.part import Part
from arkit.io.text import decode

_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
_SOLID = re.compile(r"^[ \t]*solid\b[ \t]*(.*)$", re.MULTILINE | re.IGNORECASE)
_VERTEX = re.compile(r"vertex\s+(\S+)\s+(\S+)\s+(\S+)", re.IGNORECASE)


def read_stl(data: bytes, name: str, limits: Limits) -> Document:
    """A document in the file's own units and axes; equal corners are one vertex, normals are left to the transforms."""
    parts = list(_ascii(data, name) if _is_ascii(data) else _binary(data, name, limits))
    parts = [part for part in parts if len(part.triangles)]
    if not parts:
        raise ReadError(f"{name}: expected an STL with triangles, it has none")
    return assemble(parts, {}, None, limits)


def _is_ascii(data: bytes) -> bool:
    if data[:5].lower() != b"solid" and data[:512].lstrip()[:5].lower() != b"solid":
        return False
    whole = len(data) >= 84 and len(data) == 84 + 50 * struct.unpack_from("<I", data, 80)[0]
    return not whole


def _ascii(data: bytes, name: str) -> Iterator[Part]:
    text, _ = decode(data)
    heads = list(_SOLID.finditer(text))
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = text[head.end() : following.start() if following else len(text)]
        try:
            corners = np.array(_VERTEX.findall(body), dtype=np.float64)
        except ValueError as error:
            raise ReadError(f"{name}: expected vertex lines of three numbers, got something else ({error})") from error
        yield _part(corners.reshape(-1, 3), head.group(1).strip(), name)


def _binary(data: bytes, name: str, limits: Limits) -> Iterator[Part]:
    if len(data) < 84:
        raise ReadError(f"{name}: expected an STL of at least 84 bytes, got {len(data)}")
    count = struct.unpack_from("<I", data, 80)[0]
    hold(f"{name}: triangles", count, limits.triangles)
    if 84 + 50 * count > len(data):
        raise ReadError(f"{name}: expected {count} triangles ({84 + 50 * count} bytes), the file ends at {len(data)}")
    records = np.frombuffer(data, dtype=_RECORD, count=count, offset=84)
    corners = records["corners"].astype(np.float64).reshape(-1, 3)
    yield _part(corners, "", name, _colors(data[:80], records["attribute"]))


def _colors(header: bytes, attribute: np.ndarray) -> np.ndarray | None:
    """(triangles, 3) linear colours: Magics ("COLOR=" in the header, bit 15 clear) or VisCAM (bit 15 set)."""
    place = header.find(b"COLOR=")
    steps = np.stack([attribute & 31, attribute >> 5 & 31, attribute >> 10 & 31], axis=1) / 31
    marked = attribute >> 15 == 1
    if place >= 0:
        whole = np.frombuffer(header.ljust(place + 10, b"\xff"), dtype=np.uint8)[place + 6 : place + 9] / 255
        return srgb_to_linear(np.where(marked[:, None], whole, steps))
    if marked.any() and not (attribute == 0xFFFF).all():
        return srgb_to_linear(np.where(marked[:, None], steps[:, ::-1], 0.8))
    return None


def _part(corners: np.ndarray, solid: str, name: str, colors: np.ndarray | None = None) -> Part:
    if not np.isfinite(corners).all():
        raise ReadError(f"{name}: expected finite coordinates, got NaN or infinity")
    triangles = len(corners) // 3
    rows = corners[: triangles * 3]
    shade = None
    if colors is not None:
        rows = np.concatenate([rows, np.repeat(colors, 3, axis=0)], axis=1)
    unique, inverse = np.unique(rows, axis=0, return_inverse=True) if triangles else (rows, np.zeros(0, dtype=np.int64))
    if colors is not None:
        unique, shade = unique[:, :3], unique[:, 3:]
    corner = inverse.reshape(-1, 3)
    whole = (corner[:, 0] != corner[:, 1]) & (corner[:, 1] != corner[:, 2]) & (corner[:, 2] != corner[:, 0])
    return Part(solid, None, unique, corner[whole], colors=shade)


__all__ = ["read_stl"]
