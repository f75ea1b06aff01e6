"""Buffer views and accessors of a glTF as plain arrays: strides, sparse ones and meshopt undone.

Every range is checked before a byte is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from arkit.document import COMPONENT_DTYPES, COMPONENTS
from arkit.errors import ReadError
from arkit.io.gltf import meshopt
from arkit.io.limits import Limits, hold

MESHOPT = "EXT_meshopt_compression"
MESHOPTS = (MESHOPT, "KHR_meshopt_compression")


def whole(value: object, low: int, high: float, what: str) -> int:
    """A JSON integer from `low` to `high`, or one clear sentence."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ReadError(f"{what}: expected a whole number from {low} to {high:.0f}, got {str(value)[:40]}")
    return value


@dataclass(slots=True)
class Views:
    """The buffer views of one glTF; a compressed one is decoded once."""

    entries: Sequence[Mapping[str, Any]]
    buffers: Sequence[bytes]
    limits: Limits
    _plain: dict[int, bytes] = field(default_factory=dict)

    def plain(self, index: object) -> bytes:
        """The bytes of one view, decoded where it is compressed."""
        place = whole(index, 0, len(self.entries) - 1, "bufferView")
        if place not in self._plain:
            entry = self.entries[place]
            packed = [one for one in MESHOPTS if one in entry.get("extensions", {})]
            self._plain[place] = (
                self._decoded(entry["extensions"][packed[0]], f"bufferView {place}: {packed[0]}")
                if packed
                else self._slice(entry, f"bufferView {place}")
            )
        return self._plain[place]

    def _slice(self, entry: Mapping[str, Any], what: str) -> bytes:
        buffer = self.buffers[whole(entry.get("buffer"), 0, len(self.buffers) - 1, f"{what}: buffer")]
        start = whole(entry.get("byteOffset", 0), 0, len(buffer), f"{what}: byteOffset")
        size = whole(entry.get("byteLength"), 1, len(buffer) - start, f"{what}: byteLength")
        return buffer[start : start + size]

    def _decoded(self, packed: Mapping[str, Any], what: str) -> bytes:
        stride = whole(packed.get("byteStride"), 1, 256, f"{what}: byteStride")
        count = whole(packed.get("count"), 1, self.limits.vertices * 3, f"{what}: count")
        hold(f"{what}: bytes", stride * count, self.limits.total_bytes)
        mode, filter_name = str(packed.get("mode")), str(packed.get("filter", "NONE"))
        data = self._slice(packed, what)
        return meshopt.decode(data, mode=mode, count=count, stride=stride, filter_name=filter_name)


def read_accessors(gltf: Mapping[str, Any], views: Views, limits: Limits) -> tuple[np.ndarray, ...]:
    """One (count, components) array per accessor, in the stored component type."""
    found, total = [], 0
    for index, accessor in enumerate(gltf.get("accessors", [])):
        what = f"accessor {index}"
        if accessor.get("componentType") not in COMPONENT_DTYPES or accessor.get("type") not in COMPONENTS:
            kind = f"{accessor.get('componentType')} {accessor.get('type')}"
            raise ReadError(f"{what}: expected a component type and a type of glTF 2.0, got {kind}")
        count = whole(accessor.get("count"), 1, limits.vertices * 3, f"{what}: count")
        total += count * COMPONENTS[accessor["type"]]
        hold("accessors: numbers", total, limits.vertices * 16)
        found.append(_dense(accessor, views, count, what))
    return tuple(found)


def _dense(accessor: Mapping[str, Any], views: Views, count: int, what: str) -> np.ndarray:
    dtype, kind = COMPONENT_DTYPES[accessor["componentType"]], accessor["type"]
    array = np.zeros((count, COMPONENTS[kind]), dtype=dtype)
    if "bufferView" in accessor:
        stride = views.entries[whole(accessor["bufferView"], 0, len(views.entries) - 1, f"{what}: bufferView")].get(
            "byteStride", 0
        )
        data = views.plain(accessor["bufferView"])
        offset = whole(accessor.get("byteOffset", 0), 0, len(data), f"{what}: byteOffset")
        array = _rows(data, offset, count, whole(stride, 0, 252 + 4, f"{what}: byteStride"), dtype, kind, what)
    sparse = accessor.get("sparse")
    if sparse:
        array = array.copy()
        changed = whole(sparse.get("count"), 1, count, f"{what}: sparse count")
        where, given = sparse.get("indices", {}), sparse.get("values", {})
        if where.get("componentType") not in (5121, 5123, 5125):
            raise ReadError(f"{what}: expected sparse indices of an unsigned type, got {where.get('componentType')}")
        places = _part(where, views, changed, COMPONENT_DTYPES[where["componentType"]], "SCALAR", what)[:, 0]
        if places.max() >= count:
            raise ReadError(f"{what}: expected sparse indices below {count}, got {places.max()}")
        array[places] = _part(given, views, changed, dtype, kind, what)
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise ReadError(f"{what}: expected finite numbers, got NaN or infinity")
    return array


def _part(
    entry: Mapping[str, Any], views: Views, count: int, dtype: type[np.generic], kind: str, what: str
) -> np.ndarray:
    data = views.plain(entry.get("bufferView"))
    offset = whole(entry.get("byteOffset", 0), 0, len(data), f"{what}: byteOffset")
    return _rows(data, offset, count, 0, dtype, kind, what)


def _rows(
    data: bytes, offset: int, count: int, stride: int, dtype: type[np.generic], kind: str, what: str
) -> np.ndarray:
    """Rows `stride` bytes apart (0: packed); columns of small matrices begin at multiples of four bytes."""
    item = np.dtype(dtype).newbyteorder("<")
    places = column_places(kind, item.itemsize)
    size = int(places[-1]) + item.itemsize
    packed = -(-size // 4) * 4 if kind.startswith("MAT") else size
    step = stride or packed
    if step < size or offset + step * (count - 1) + size > len(data):
        raise ReadError(f"{what}: expected {count} entries of {size} bytes, {step} apart, its view ends before")
    raw = np.frombuffer(data, dtype=np.uint8)
    rows = np.lib.stride_tricks.as_strided(raw[offset:], (count, size), (step, 1), writeable=False)
    columns = [np.ascontiguousarray(rows[:, place : place + item.itemsize]).view(item) for place in places]
    if size == len(places) * item.itemsize:
        return np.ascontiguousarray(rows).view(item).astype(dtype)
    return np.concatenate(columns, axis=1).astype(dtype)


def column_places(kind: str, size: int) -> np.ndarray:
    """Byte place of each component in an element: MAT2 and MAT3 columns are padded to four bytes."""
    count = COMPONENTS[kind]
    if not kind.startswith("MAT"):
        return np.arange(count) * size
    side = int(np.sqrt(count))
    column = -(-side * size // 4) * 4
    return (np.arange(side)[:, None] * column + np.arange(side) * size).reshape(-1)


__all__ = ["MESHOPT", "MESHOPTS", "Views", "column_places", "read_accessors", "whole"]
