"""The codec of EXT_ and KHR_meshopt_compression, by ctypes on the library inside the meshoptimizer wheel.

The wheel's own wrappers hide the filters and check no sizes, so sizes are checked here before a pointer is handed over.
Its vertex codec decodes version 1, which KHR adds; KHR's COLOR filter is not in it and is undone here.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any

import numpy as np

from arkit.errors import MissingError, ReadError

_SIZE, _POINTER = ctypes.c_size_t, ctypes.c_void_p
_GRIDS = (8, 9, 10, 11, 12, 14)  # bits a side
_DECODER_STEPS = 16  # of 32767: 0.03 degrees, what SSE's reciprocal square root may lose
MODES = ("ATTRIBUTES", "TRIANGLES", "INDICES")


@cache
def _library() -> Any:
    try:
        from meshoptimizer._loader import lib
    except ImportError as error:
        raise MissingError("meshopt: expected the meshoptimizer wheel; pip install meshoptimizer==0.2.30a0") from error
    for name in ("encodeVertexBuffer", "decodeVertexBuffer", "decodeIndexBuffer", "decodeIndexSequence"):
        getattr(lib, f"meshopt_{name}").argtypes = [_POINTER, _SIZE, _POINTER, _SIZE, _SIZE]
    for name in ("decodeVertexBuffer", "decodeIndexBuffer", "decodeIndexSequence"):
        function = getattr(lib, f"meshopt_{name}")
        function.argtypes, function.restype = [_POINTER, _SIZE, _SIZE, _POINTER, _SIZE], ctypes.c_int
    for name in ("encodeIndexBuffer", "encodeIndexSequence"):
        getattr(lib, f"meshopt_{name}").argtypes = [_POINTER, _SIZE, _POINTER, _SIZE]
        getattr(lib, f"meshopt_{name}").restype = _SIZE
    lib.meshopt_encodeVertexBuffer.restype = _SIZE
    for name in ("Oct", "Quat", "Exp"):
        function = getattr(lib, f"meshopt_decodeFilter{name}")
        function.argtypes, function.restype = [_POINTER, _SIZE, _SIZE], None
    lib.meshopt_encodeFilterOct.argtypes = [_POINTER, _SIZE, _SIZE, ctypes.c_int, _POINTER]
    lib.meshopt_encodeFilterOct.restype = None
    lib.meshopt_encodeVertexVersion(0)  # EXT_meshopt_compression knows no other
    lib.meshopt_encodeIndexVersion(1)
    return lib


def _at(data: ctypes.Array[ctypes.c_char]) -> ctypes.c_void_p:
    return ctypes.cast(data, _POINTER)


def _checked(mode: str, count: int, stride: int, filter_name: str) -> None:
    fits = {
        "ATTRIBUTES": stride % 4 == 0 and 0 < stride <= 256,
        "TRIANGLES": stride in (2, 4) and count % 3 == 0,
        "INDICES": stride in (2, 4),
    }
    filters = {"NONE": True, "OCTAHEDRAL": stride in (4, 8), "QUATERNION": stride == 8, "EXPONENTIAL": stride % 4 == 0}
    filters["COLOR"] = stride in (4, 8)
    if not fits.get(mode, False) or not filters.get(filter_name, False) or count < 1:
        raise ReadError(
            f"meshopt: expected a mode, count, stride and filter of the extension, "
            f"got {mode}, {count}, {stride}, {filter_name}"
        )


def decode(data: bytes, *, mode: str, count: int, stride: int, filter_name: str = "NONE") -> bytes:
    """The plain bytes (count * stride) of one compressed bufferView."""
    _checked(mode, count, stride, filter_name)
    lib = _library()
    plain = ctypes.create_string_buffer(count * stride)
    packed = ctypes.create_string_buffer(data, max(len(data), 1))
    name = {"ATTRIBUTES": "VertexBuffer", "TRIANGLES": "IndexBuffer", "INDICES": "IndexSequence"}[mode]
    result = getattr(lib, f"meshopt_decode{name}")(_at(plain), count, stride, _at(packed), len(data))
    if result != 0:
        raise ReadError(f"meshopt: expected {count} {mode.lower()}, the stream is broken (code {result})")
    if filter_name == "COLOR":
        return _colors(plain.raw, stride)
    if filter_name != "NONE":
        short = {"OCTAHEDRAL": "Oct", "QUATERNION": "Quat", "EXPONENTIAL": "Exp"}[filter_name]
        getattr(lib, f"meshopt_decodeFilter{short}")(_at(plain), count, stride)
    return plain.raw


def _colors(data: bytes, stride: int) -> bytes:
    """Luma, two signed chroma and alpha as red, green, blue and alpha; alpha's highest bit says how fine they are.

    Source:
        KHR_meshopt_compression, section "Color filter".
    """
    kind, most = (np.dtype("<u2"), 65535) if stride == 8 else (np.dtype("u1"), 255)
    stored = np.frombuffer(data, kind).reshape(-1, 4)
    luma, alpha = stored[:, 0].astype(np.int32), stored[:, 3].astype(np.int32)
    orange, green = stored.view(f"<i{kind.itemsize}")[:, 1:3].astype(np.int32).T
    grid = alpha.copy()
    for shift in (1, 2, 4, 8):
        grid |= grid >> shift
    clear = ((alpha << 1) & grid) | (alpha & 1)
    rows = np.stack([luma + orange - green, luma + green, luma - orange - green, clear], axis=1)
    scaled = np.floor(rows * (most / np.maximum(grid, 1))[:, None].astype(np.float32) + 0.5)
    return np.clip(scaled, 0, most).astype(kind).tobytes()


def encode_attributes(data: bytes, stride: int) -> bytes:
    """Compress vertex data whose `stride` is a multiple of 4 up to 256; its plain bytes come back exactly."""
    count = len(data) // stride
    lib = _library()
    packed = ctypes.create_string_buffer(lib.meshopt_encodeVertexBufferBound(count, stride))
    plain = ctypes.create_string_buffer(data, len(data))
    size = lib.meshopt_encodeVertexBuffer(_at(packed), len(packed), _at(plain), count, stride)
    return packed.raw[:size]


def octahedral(rows: np.ndarray) -> np.ndarray | None:
    """Unit vectors (n, 3 or 4) int16 as the OCTAHEDRAL filter stores them, (n, 4) int16.

    Only for vectors that already lie on the filter's grid of some size, so that nothing is lost but what a decoder's
    fast square root loses; None for others.
    """
    given = np.zeros((len(rows), 4), dtype=np.float32)
    given[:, : rows.shape[1]] = rows / np.float32(32767)
    lib = _library()
    for bits in _GRIDS:
        packed = np.zeros((len(rows), 4), dtype=np.int16)
        lib.meshopt_encodeFilterOct(packed.ctypes.data, len(rows), 8, bits, given.ctypes.data)
        back = packed.copy()
        lib.meshopt_decodeFilterOct(back.ctypes.data, len(rows), 8)
        apart = np.abs(back[:, : rows.shape[1]].astype(np.int32) - rows)
        if apart.max(initial=0) <= _DECODER_STEPS:
            return packed
    return None


def exponential(rows: np.ndarray) -> np.ndarray | None:
    """Floats (n, k) as the EXPONENTIAL filter stores them, (n, k) int32, all with one exponent; None where one is lost.

    Only for floats on a grid whose step is a power of two, so that the very same floats come back.
    """
    for exponent in range(-8, -20, -1):
        whole = rows.astype(np.float64) * 2.0**-exponent
        if np.abs(whole).max(initial=0) >= 2**23:
            return None
        if np.array_equal(whole, np.round(whole)):
            mantissa = whole.astype(np.int32) & 0xFFFFFF
            return np.asarray(mantissa | np.int32(np.uint32((exponent & 0xFF) << 24).astype(np.int32)), dtype=np.int32)
    return None


def encode_indices(indices: np.ndarray, *, triangles: bool) -> bytes:
    """Compress indices (n,). As triangles the same triangles come back, each perhaps begun at another corner."""
    flat = np.ascontiguousarray(indices, dtype=np.uint32)
    name = "IndexBuffer" if triangles else "IndexSequence"
    lib = _library()
    bound = getattr(lib, f"meshopt_encode{name}Bound")(flat.size, int(flat.max(initial=0)) + 1)
    packed = ctypes.create_string_buffer(bound)
    size = getattr(lib, f"meshopt_encode{name}")(_at(packed), bound, flat.ctypes.data_as(_POINTER), flat.size)
    return packed.raw[:size]


__all__ = ["MODES", "decode", "encode_attributes", "encode_indices", "exponential", "octahedral"]
