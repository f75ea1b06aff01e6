"""Mesh algorithms of the library inside the meshoptimizer wheel, by ctypes: the wheel's own wrappers hide some.

The library is opened a second time, so that the argument types set here meet nobody else's.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np

from arkit.errors import MissingError

_SIZE, _POINTER, _FLOAT = ctypes.c_size_t, ctypes.c_void_p, ctypes.c_float
_ABSOLUTE, _PRUNE = 4, 8  # meshopt_SimplifyErrorAbsolute, meshopt_SimplifyPrune


@cache
def _library() -> Any:
    try:
        from meshoptimizer._loader import lib_path
    except ImportError as error:
        raise MissingError("meshopt: expected the meshoptimizer wheel; pip install meshoptimizer==0.2.30a0") from error
    lib = ctypes.CDLL(lib_path)
    mesh: list[Any] = [_POINTER, _POINTER, _SIZE]  # destination, indices, how many
    vertices: list[Any] = [_POINTER, _SIZE, _SIZE]
    attributes: list[Any] = [_POINTER, _SIZE, _POINTER, _SIZE]
    ends: list[Any] = [_SIZE, _FLOAT, ctypes.c_uint, _POINTER]
    lib.meshopt_simplifyWithAttributes.argtypes = [*mesh, *vertices, *attributes, _POINTER, *ends]
    lib.meshopt_simplifyWithAttributes.restype = _SIZE
    lib.meshopt_optimizeVertexCache.argtypes = [*mesh, _SIZE]
    lib.meshopt_optimizeVertexCacheStrip.argtypes = [*mesh, _SIZE]
    lib.meshopt_optimizeVertexFetchRemap.argtypes = [*mesh, _SIZE]
    lib.meshopt_optimizeVertexFetchRemap.restype = _SIZE
    lib.meshopt_generateVertexRemap.argtypes = [_POINTER, _POINTER, _SIZE, _POINTER, _SIZE, _SIZE]
    lib.meshopt_generateVertexRemap.restype = _SIZE
    lib.meshopt_spatialSortTriangles.argtypes = [*mesh, *vertices]
    lib.meshopt_spatialSortTriangles.restype = None
    lib.meshopt_encodeIndexBuffer.argtypes = [_POINTER, _SIZE, _POINTER, _SIZE]
    lib.meshopt_encodeIndexBufferBound.argtypes = [_SIZE, _SIZE]
    lib.meshopt_encodeVertexBuffer.argtypes = [_POINTER, _SIZE, _POINTER, _SIZE, _SIZE]
    lib.meshopt_encodeVertexBufferBound.argtypes = [_SIZE, _SIZE]
    for name in ("encodeIndexBuffer", "encodeIndexBufferBound", "encodeVertexBuffer", "encodeVertexBufferBound"):
        getattr(lib, f"meshopt_{name}").restype = _SIZE
    return lib


def simplify_triangles(
    triangles: np.ndarray,
    positions: np.ndarray,
    attributes: np.ndarray,
    *,
    target: int,
    error: float,
    locked: np.ndarray,
    prune: bool = False,
) -> np.ndarray:
    """Fewer triangles (k, 3) uint32 over the same vertices.

    Args:
        triangles: (m, 3); positions: (n, 3).
        attributes: (n, a), in the unit of positions as a part of their largest extent; up to 32 columns.
        target: triangles to stop at.
        error: distance to stop at, in the unit of positions, attributes counted in.
        locked: (n,) bool, vertices that stay.
        prune: also drop loose pieces smaller than the error.
    """
    flat = np.ascontiguousarray(triangles.reshape(-1), dtype=np.uint32)
    points = np.ascontiguousarray(positions, dtype=np.float32)
    columns = np.ascontiguousarray(attributes, dtype=np.float32)
    weights = np.ones(max(columns.shape[1], 1), dtype=np.float32)
    result = np.zeros_like(flat)
    hold = np.ascontiguousarray(locked, dtype=np.uint8)
    reached = _FLOAT(0)
    count = _library().meshopt_simplifyWithAttributes(
        *(result.ctypes.data, flat.ctypes.data, flat.size),
        *(points.ctypes.data, len(points), 12),
        *(columns.ctypes.data, columns.shape[1] * 4, weights.ctypes.data, columns.shape[1]),
        *(hold.ctypes.data, target * 3, error, _ABSOLUTE | (_PRUNE if prune else 0), ctypes.byref(reached)),
    )
    return result[:count].reshape(-1, 3)


def cached(triangles: np.ndarray, vertices: int, *, strip: bool = False) -> np.ndarray:
    """(m, 3) uint32 triangles in an order that suits the vertex cache, or (`strip`) the codec of indices."""
    flat = np.ascontiguousarray(triangles.reshape(-1), dtype=np.uint32)
    result = np.zeros_like(flat)
    name = "meshopt_optimizeVertexCacheStrip" if strip else "meshopt_optimizeVertexCache"
    getattr(_library(), name)(result.ctypes.data, flat.ctypes.data, flat.size, vertices)
    return result.reshape(-1, 3)


def gathered(triangles: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """(m, 3) uint32 triangles so ordered that those near each other in space follow each other."""
    flat = np.ascontiguousarray(triangles.reshape(-1), dtype=np.uint32)
    points = np.ascontiguousarray(positions[:, :3], dtype=np.float32)
    result = np.zeros_like(flat)
    _library().meshopt_spatialSortTriangles(result.ctypes.data, flat.ctypes.data, flat.size, *_rows(points))
    return result.reshape(-1, 3)


def _rows(points: np.ndarray) -> tuple[int, int, int]:
    return points.ctypes.data, len(points), points.shape[1] * points.itemsize


def packed_bytes(triangles: np.ndarray, rows: np.ndarray) -> int:
    """How many bytes the codec takes for triangles (m, 3) and the rows (n, k) of one vertex attribute."""
    lib = _library()
    flat = np.ascontiguousarray(triangles.reshape(-1), dtype=np.uint32)
    room = np.zeros(lib.meshopt_encodeIndexBufferBound(flat.size, len(rows)), dtype=np.uint8)
    size = int(lib.meshopt_encodeIndexBuffer(room.ctypes.data, room.size, flat.ctypes.data, flat.size))
    spare = -rows.shape[1] * rows.itemsize % 4 // rows.itemsize
    wide = np.ascontiguousarray(np.pad(rows, ((0, 0), (0, spare))) if spare else rows)
    data, count, stride = _rows(wide)
    room = np.zeros(lib.meshopt_encodeVertexBufferBound(count, stride), dtype=np.uint8)
    return size + int(lib.meshopt_encodeVertexBuffer(room.ctypes.data, room.size, data, count, stride))


def fetched(triangles: np.ndarray, vertices: int) -> tuple[np.ndarray, np.ndarray]:
    """Number vertices by first use: (m, 3) uint32 triangles over the new numbers, and the old number of each (k,)."""
    flat = np.ascontiguousarray(triangles.reshape(-1), dtype=np.uint32)
    remap = np.zeros(vertices, dtype=np.uint32)
    count = _library().meshopt_optimizeVertexFetchRemap(remap.ctypes.data, flat.ctypes.data, flat.size, vertices)
    old = np.zeros(count, dtype=np.uint32)
    used = np.flatnonzero(remap != 0xFFFFFFFF)
    old[remap[used]] = used
    return remap[flat].reshape(-1, 3), old


def grouped(rows: np.ndarray) -> tuple[np.ndarray, int]:
    """The group (n,) uint32 of each of rows (n, k) of equal bytes, numbered by first appearance, and how many."""
    plain = np.ascontiguousarray(rows)
    data = plain.view(np.uint8).reshape(len(plain), -1)
    remap = np.zeros(len(plain), dtype=np.uint32)
    wide = data.shape[1] <= 256
    if not wide:
        keys = data.view(np.dtype((np.void, data.shape[1]))).reshape(-1)
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        rank = np.argsort(np.argsort(first))
        return rank[inverse].astype(np.uint32), len(first)
    count = _library().meshopt_generateVertexRemap(
        remap.ctypes.data, None, len(plain), data.ctypes.data, len(plain), data.shape[1]
    )
    return remap, int(count)


__all__ = ["cached", "fetched", "gathered", "grouped", "packed_bytes", "simplify_triangles"]
