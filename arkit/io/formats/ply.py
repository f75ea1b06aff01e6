"""Read PLY: ASCII and binary of both byte orders, normals, uv, and vertex colours; a scan of points is surfaced.

Colours are sRGB in the file and linear in the document.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from arkit.color import srgb_to_linear
from arkit.document import Document
from arkit.errors import ReadError
from arkit.io.cloud.surface import surfaced
from arkit.io.files import Files
from arkit.io.limits import Limits, hold
from arkit.io.parts.assemble import assemble
from arkit.io.parts.material import Map, Surface
from arkit.io.parts.part import Faces, Part
from arkit.io.parts.texturing import Textures

_TYPES = {
    "char": "i1",
    "int8": "i1",
    "uchar": "u1",
    "uint8": "u1",
    "short": "i2",
    "int16": "i2",
    "ushort": "u2",
    "uint16": "u2",
    "int": "i4",
    "int32": "i4",
    "uint": "u4",
    "uint32": "u4",
    "float": "f4",
    "float32": "f4",
    "double": "f8",
    "float64": "f8",
}


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    kind: str
    count_kind: str = ""  # of a list


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    count: int
    properties: tuple[_Property, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """The rows of one element: a column a property; a list's column is a list of arrays."""

    columns: dict[str, np.ndarray]
    lists: dict[str, list[np.ndarray]]


def read_ply(data: bytes, name: str, files: Files, limits: Limits) -> tuple[Document, list[str]]:
    """A document in the file's own units and axes, and what was guessed on the way."""
    order, elements, texture, body = _header(data, name)
    for element in elements:
        hold(f"{name}: {element.name} entries", element.count, limits.vertices)
    tables = _ascii(body, elements, name) if order == "" else _binary(body, elements, order, name)
    part, guesses = _part(tables, name)
    maps = {"base": Map(texture)} if texture else {}
    surface = Surface(
        "default", color_srgb=(1, 1, 1) if part.colors is not None or texture else (0.8, 0.8, 0.8), maps=maps
    )
    textures = Textures(files, limits, stem=name.rsplit("/", 1)[-1].rsplit(".", 1)[0], alone=part.uv is not None)
    document = assemble([part], {"default": surface}, textures if part.uv is not None else None, limits)
    return document, guesses + textures.guesses


def read_ply_shape(data: bytes, name: str, limits: Limits) -> tuple[np.ndarray, np.ndarray]:
    """(n, 3) points and (m, 3) triangles of a PLY as they stand there; m is 0 where it holds points alone."""
    order, elements, _, body = _header(data, name)
    for element in elements:
        hold(f"{name}: {element.name} entries", element.count, limits.vertices)
    tables = _ascii(body, elements, name) if order == "" else _binary(body, elements, order, name)
    return _points(tables, name), _triangles(tables, name)


def _header(data: bytes, name: str) -> tuple[str, list[_Element], str, bytes]:
    """Byte order ("" for ASCII), elements, the texture a comment names, and the body."""
    end = re.search(rb"end_header(\r\n|\n|\r)", data[:65536])
    if end is None:
        raise ReadError(f"{name}: expected a PLY header that ends in end_header, found none")
    start = end.end()
    lines = data[: end.start()].decode("latin-1").splitlines()
    order, texture, elements = None, "", list[_Element]()
    for line in lines:
        words = line.split()
        if words[:1] == ["format"] and len(words) > 1:
            order = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}.get(words[1])
        elif words[:2] == ["comment", "TextureFile"]:
            texture = line.split("TextureFile", 1)[1].strip()
        elif words[:1] == ["element"] and len(words) == 3 and words[2].isdigit():
            elements.append(_Element(words[1], int(words[2]), ()))
        elif words[:1] == ["property"] and elements:
            last = elements[-1]
            elements[-1] = _Element(last.name, last.count, (*last.properties, _property(words, name)))
    if order is None:
        raise ReadError(f"{name}: expected format ascii, binary_little_endian or binary_big_endian, found none")
    return order, elements, texture, data[start:]


def _property(words: list[str], name: str) -> _Property:
    kinds = words[2:4] if words[1:2] == ["list"] else words[1:2]
    if not kinds or any(kind not in _TYPES for kind in kinds):
        raise ReadError(f'{name}: expected a property of a PLY type, got "{" ".join(words)}"')
    if len(kinds) == 2:
        return _Property(words[-1], _TYPES[kinds[1]], _TYPES[kinds[0]])
    return _Property(words[-1], _TYPES[kinds[0]])


def _ascii(body: bytes, elements: list[_Element], name: str) -> dict[str, _Table]:
    lines = [line for line in body.decode("latin-1").splitlines() if line.strip()]
    tables, start = {}, 0
    for element in elements:
        rows = [line.split() for line in lines[start : start + element.count]]
        if len(rows) < element.count:
            raise ReadError(
                f"{name}: expected {element.count} lines of {element.name}, the file ends after {len(rows)}"
            )
        start += element.count
        try:
            tables[element.name] = _ascii_table(element, rows)
        except (ValueError, IndexError, OverflowError) as error:
            raise ReadError(
                f"{name}: expected {element.name} lines as the header says, got another ({error})"
            ) from error
    return tables


def _ascii_table(element: _Element, rows: list[list[str]]) -> _Table:
    if all(not one.count_kind for one in element.properties):
        width = len(element.properties)
        numbers = np.array([row[:width] for row in rows]).astype(np.float64).reshape(len(rows), width)
        return _Table({one.name: numbers[:, place] for place, one in enumerate(element.properties)}, {})
    columns: dict[str, list[float]] = {one.name: [] for one in element.properties if not one.count_kind}
    lists: dict[str, list[np.ndarray]] = {one.name: [] for one in element.properties if one.count_kind}
    for row in rows:
        place = 0
        for one in element.properties:
            if one.count_kind:
                count = int(row[place])
                if count < 0 or place + 1 + count > len(row):
                    raise ValueError(f"a list of {count} in a line of {len(row)}")
                lists[one.name].append(np.array(row[place + 1 : place + 1 + count]).astype(np.float64))
                place += 1 + count
            else:
                columns[one.name].append(float(row[place]))
                place += 1
    return _Table({key: np.array(value) for key, value in columns.items()}, lists)


def _binary(body: bytes, elements: list[_Element], order: str, name: str) -> dict[str, _Table]:
    tables, offset = {}, 0
    for element in elements:
        try:
            tables[element.name], offset = _binary_table(element, body, offset, order)
        except ValueError as error:
            raise ReadError(f"{name}: expected {element.count} {element.name} entries, the file ends before") from error
    return tables


def _binary_table(element: _Element, body: bytes, offset: int, order: str) -> tuple[_Table, int]:
    """Rows of one size in one sweep (also lists that are all as long as the first), others one by one."""
    if not element.count:
        return _Table({}, {one.name: [] for one in element.properties if one.count_kind}), offset
    first = _row_type(element, body, offset, order)
    if offset + first.itemsize * element.count <= len(body):
        rows = np.frombuffer(body, dtype=first, count=element.count, offset=offset)
        counted = [one.name for one in element.properties if one.count_kind]
        if all((rows[f"{key} count"] == rows[f"{key} count"][0]).all() for key in counted):
            lists = {key: list(rows[key].astype(np.float64)) for key in counted}
            columns = {one.name: rows[one.name].astype(np.float64) for one in element.properties if not one.count_kind}
            return _Table(columns, lists), offset + first.itemsize * element.count
    table = _Table({}, {one.name: [] for one in element.properties if one.count_kind})
    single: dict[str, list[float]] = {one.name: [] for one in element.properties if not one.count_kind}
    for _ in range(element.count):
        kind = _row_type(element, body, offset, order)
        row = np.frombuffer(body, dtype=kind, count=1, offset=offset)[0]
        offset += kind.itemsize
        for one in element.properties:
            if one.count_kind:
                table.lists[one.name].append(row[one.name].astype(np.float64))
            else:
                single[one.name].append(float(row[one.name]))
    table.columns.update({key: np.array(value) for key, value in single.items()})
    return table, offset


def _row_type(element: _Element, body: bytes, offset: int, order: str) -> np.dtype:
    """The dtype of the row at `offset`: its lists as long as they say there."""
    fields: list[tuple[str, str, tuple[int, ...]]] = []
    for one in element.properties:
        if one.count_kind:
            place = offset + np.dtype(fields).itemsize
            count = int(np.frombuffer(body, dtype=order + one.count_kind, count=1, offset=place)[0])
            if count < 0 or count * np.dtype(one.kind).itemsize > len(body) - place:
                raise ValueError("list longer than the file")
            fields += [(f"{one.name} count", order + one.count_kind, ()), (one.name, order + one.kind, (count,))]
        else:
            fields.append((one.name, order + one.kind, ()))
    return np.dtype(fields)


def _part(tables: dict[str, _Table], name: str) -> tuple[Part, list[str]]:
    vertex = tables.get("vertex", _Table({}, {})).columns
    positions, polygons = _points(tables, name), _polygons(tables)
    if not polygons:
        colors, guesses = _colors(vertex)
        part, found = surfaced(positions, colors, _normals(vertex), name)
        return part, [*guesses, *found]
    triangles = _triangles(tables, name)
    colors, guesses = _colors(vertex)
    uv = next((np.stack([vertex[u], 1 - vertex[v]], axis=1) for u, v in _UV if u in vertex and v in vertex), None)
    part = Part("", "default", positions, triangles, normals=_normals(vertex), uv=uv, colors=colors)
    return part, guesses


def _points(tables: dict[str, _Table], name: str) -> np.ndarray:
    vertex = tables.get("vertex", _Table({}, {})).columns
    if not all(axis in vertex for axis in "xyz") or not len(vertex.get("x", ())):
        raise ReadError(f"{name}: expected a PLY with vertices x y z, found none")
    positions = np.stack([vertex[axis] for axis in "xyz"], axis=1)
    if not np.isfinite(positions).all():
        raise ReadError(f"{name}: expected finite coordinates, got NaN or infinity")
    return positions


def _polygons(tables: dict[str, _Table]) -> list[np.ndarray]:
    faces = tables.get("face", _Table({}, {})).lists
    return next((faces[key] for key in ("vertex_indices", "vertex_index") if key in faces), [])


def _triangles(tables: dict[str, _Table], name: str) -> np.ndarray:
    """(m, 3) of the faces, cut into triangles; none where the file holds points alone."""
    polygons = _polygons(tables)
    if not polygons:
        return np.zeros((0, 3), dtype=np.int64)
    count = len(_points(tables, name))
    corners = np.concatenate(polygons)
    if corners.min(initial=0) < 0 or corners.max(initial=0) >= count:
        raise ReadError(f"{name}: expected vertices 0 to {count - 1}, a face asks for {corners.max():.0f}")
    if all(len(one) == 3 for one in polygons):
        return corners.astype(np.int64).reshape(-1, 3)
    faces = Faces([one.astype(np.int64).tolist() for one in polygons if len(one) > 2])
    triangles: np.ndarray = faces.triangles(_points(tables, name))
    if not len(triangles):
        raise ReadError(f"{name}: expected a PLY with triangles, its faces have fewer than three corners")
    return triangles


_UV = (("s", "t"), ("u", "v"), ("texture_u", "texture_v"))


def _normals(vertex: dict[str, np.ndarray]) -> np.ndarray | None:
    if not all(key in vertex for key in ("nx", "ny", "nz")):
        return None
    normals = np.stack([vertex["nx"], vertex["ny"], vertex["nz"]], axis=1)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    return None if (lengths < 1e-9).any() or not np.isfinite(lengths).all() else normals / lengths


def _colors(vertex: dict[str, np.ndarray]) -> tuple[np.ndarray | None, list[str]]:
    """Linear colours (n, 3 or 4). A PLY says nothing about colour space; scanners write sRGB."""
    names = next(
        (n for n in (("red", "green", "blue"), ("diffuse_red", "diffuse_green", "diffuse_blue")) if n[0] in vertex),
        None,
    )
    if names is None or not all(key in vertex for key in names):
        return None, []
    srgb = np.stack([vertex[key] for key in names], axis=1)
    top = 65535 if srgb.max() > 255 else 255 if srgb.max() > 1 else 1
    colors = srgb_to_linear(np.clip(srgb / top, 0, 1))
    alpha = vertex.get("alpha")
    if alpha is not None and (alpha < top).any():
        colors = np.concatenate([colors, np.clip(alpha / top, 0, 1)[:, None]], axis=1)
    return colors, ["vertex colours taken as sRGB"]


__all__ = ["read_ply", "read_ply_shape"]
