"""The triangles of one COLLADA geometry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import numpy as np

from arkit.color import srgb_to_linear
from arkit.errors import ReadError
from arkit.io.markup import numbers, whole_numbers
from arkit.io.parts.found import unit_normals
from arkit.io.parts.part import Faces

_KINDS = ("triangles", "polylist", "polygons", "tristrips", "trifans")


@dataclass(frozen=True, slots=True)
class Mesh:
    """Triangles in one material symbol, in the geometry's own space; arrays as in `Part`."""

    symbol: str
    positions: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray | None
    uv: np.ndarray | None
    colors: np.ndarray | None


@dataclass(frozen=True, slots=True)
class _Input:
    """Where the numbers of one corner's attribute come from: a column of `p` and a table (n, width)."""

    offset: int
    table: np.ndarray


def read_mesh(geometry: Element, what: str) -> Iterator[Mesh]:
    """The meshes of a geometry, one for each of its lists of polygons; lines and splines are left out."""
    mesh = geometry.find("mesh")
    if mesh is None:
        mesh = geometry.find("convex_mesh")
    if mesh is None:
        return
    sources = {one.get("id", ""): one for one in mesh.iterfind("source")}
    for group in mesh:
        if group.tag not in _KINDS:
            continue
        inputs = _inputs(group, mesh, sources, what)
        corners, polygons = _polygons(group, what)
        if "POSITION" in inputs and polygons:
            yield _mesh(group.get("material", ""), inputs, corners, polygons, what)


def _inputs(group: Element, mesh: Element, sources: dict[str, Element], what: str) -> dict[str, _Input]:
    """Attributes by their meaning; of several sets of one kind the first."""
    found: dict[str, _Input] = {}
    rows = sorted(group.iterfind("input"), key=lambda one: (len(one.get("set", "0")), one.get("set", "0")))
    for one in rows:
        offset = _offset(one, what)
        if one.get("semantic") != "VERTEX":
            _add(found, one, offset, sources, what)
            continue
        for inner in mesh.iterfind("vertices/input"):
            _add(found, inner, offset, sources, what)
    return found


def _offset(one: Element, what: str) -> int:
    return int(whole_numbers(one.get("offset", "0"), f"{what}: offset")[:1].sum())


def _add(found: dict[str, _Input], one: Element, offset: int, sources: dict[str, Element], what: str) -> None:
    meaning = one.get("semantic", "")
    source = sources.get(one.get("source", "").lstrip("#"))
    width = {"POSITION": 3, "NORMAL": 3, "TEXCOORD": 2, "COLOR": 3}.get(meaning)
    if width and source is not None and meaning not in found:
        table = _table(source, what)
        if table.shape[1] >= width:
            found[meaning] = _Input(offset, table)


def _table(source: Element, what: str) -> np.ndarray:
    """(n, width) numbers of a source as its accessor parts them."""
    values = numbers(source.findtext("float_array"), f"{what}: {source.get('id', '')}")
    accessor = source.find("technique_common/accessor")
    stride, start = 3, 0
    if accessor is not None:
        read = [whole_numbers(accessor.get(key, "0"), f"{what}: {key}") for key in ("stride", "offset")]
        stride, start = (int(one[:1].sum()) for one in read)
    stride = stride or 1
    rows = max(len(values) - start, 0) // stride
    return values[start : start + rows * stride].reshape(rows, stride)


def _polygons(group: Element, what: str) -> tuple[np.ndarray, list[list[int]]]:
    """(n, offsets) of every corner, and the corners of each polygon."""
    width = 1 + max((_offset(one, what) for one in group.iterfind("input")), default=0)
    lists = [whole_numbers(one.text, f"{what}: p") for one in (*group.iterfind("p"), *group.iterfind("ph/p"))]
    tables = [one[: len(one) // width * width].reshape(-1, width) for one in lists]
    starts = np.cumsum([0, *(len(one) for one in tables)]).tolist()
    corners = np.concatenate(tables) if tables else np.zeros((0, width), dtype=np.int64)
    runs = [range(start, start + len(one)) for start, one in zip(starts, tables, strict=False)]
    if group.tag == "polylist":
        counts = whole_numbers(group.findtext("vcount"), f"{what}: vcount")
        if float(counts.sum(dtype=np.float64)) > len(corners):
            raise ReadError(
                f"{what}: expected {counts.sum(dtype=np.float64):.0f} corners as vcount says, got {len(corners)}"
            )
        ends = np.cumsum(counts).tolist()
        runs = [range(end - count, end) for end, count in zip(ends, counts.tolist(), strict=True)]
    return corners, [polygon for run in runs for polygon in _cut(group.tag, run) if len(polygon) > 2]


def _cut(kind: str, run: range) -> list[list[int]]:
    """The polygons of one run of corners."""
    if kind == "triangles":
        return [[run[place], run[place + 1], run[place + 2]] for place in range(0, len(run) - 2, 3)]
    if kind == "tristrips":
        turned = [(place, place + 1) if place % 2 == 0 else (place + 1, place) for place in range(len(run) - 2)]
        return [[run[first], run[second], run[place + 2]] for place, (first, second) in enumerate(turned)]
    if kind == "trifans":
        return [[run[0], run[place], run[place + 1]] for place in range(1, len(run) - 1)]
    return [list(run)]


def _mesh(symbol: str, inputs: dict[str, _Input], corners: np.ndarray, polygons: list[list[int]], what: str) -> Mesh:
    """Corners that agree in all their attributes become one vertex."""
    columns = list(inputs)
    keys = np.stack([corners[:, inputs[one].offset] for one in columns], axis=1)
    for column, one in enumerate(columns):
        held, asked = len(inputs[one].table), int(keys[:, column].max(initial=0))
        if asked >= held:
            raise ReadError(f"{what}: expected {one} 0 to {held - 1}, a corner asks for {asked}")
    unique, inverse = np.unique(keys, axis=0, return_inverse=True)
    index = inverse.reshape(-1)
    own = {one: inputs[one].table[unique[:, column]] for column, one in enumerate(columns)}
    positions = own["POSITION"][:, :3]
    triangles = Faces([index[polygon].tolist() for polygon in polygons]).triangles(positions)
    normals = unit_normals(own["NORMAL"][:, :3]) if "NORMAL" in own else None
    uv = own["TEXCOORD"][:, :2] * (1, -1) + (0, 1) if "TEXCOORD" in own else None
    colors = srgb_to_linear(np.clip(own["COLOR"][:, :3], 0, 1)) if "COLOR" in own else None
    return Mesh(symbol, positions, triangles, normals, uv, colors)


__all__ = ["Mesh", "read_mesh"]
