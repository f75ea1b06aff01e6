"""Decode Draco buffers (DracoPy), in the process of parser_process.py: it may break on hostile bytes.

In: a JSON line of sizes, then the buffers. Out: for buffer i `i faces` (m, 3) and `i <unique id>` (n, components).
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

_DTYPES = ("", "i1", "u1", "i2", "u2", "i4", "u4", "", "", "f4", "")  # by draco::DataType


def load() -> None:
    """Import the decoder."""
    import DracoPy  # noqa: F401


def take_apart(data: bytes, arrays: dict[str, np.ndarray]) -> dict[str, Any]:
    """What each buffer holds, or why it cannot be decoded."""
    line, _, rest = data.partition(b"\n")
    told, start = [], 0
    for place, size in enumerate(json.loads(line)):
        told.append(_decode(place, rest[start : start + size], arrays))
        start += size
    return {"buffers": told}


def _decode(place: int, data: bytes, found: dict[str, np.ndarray]) -> dict[str, Any]:
    import DracoPy

    try:
        mesh = DracoPy.decode(data)
    except (ValueError, RuntimeError, MemoryError, DracoPy.FileTypeException) as error:
        return {"error": " ".join(str(error).split())[:160] or type(error).__name__}
    faces = getattr(mesh, "faces", None)
    if faces is None:
        return {"error": "it holds points without triangles"}
    found[f"{place} faces"] = np.asarray(faces, dtype=np.uint32).reshape(-1, 3)
    for attribute in mesh.attributes:
        kind = attribute["data_type"]
        code = _DTYPES[kind] if 0 <= kind < len(_DTYPES) else ""
        if code:
            found[f"{place} {attribute['unique_id']}"] = _typed(np.asarray(attribute["data"]), np.dtype(code))
    return {}


def _typed(rows: np.ndarray, dtype: np.dtype) -> np.ndarray:
    """Rows in the type the buffer stores: DracoPy widens integers, and hands positions and normals out as floats."""
    rows = rows.reshape(len(rows), -1)
    if rows.dtype.kind != "f" or dtype.kind == "f":
        return rows.astype(dtype)
    if (rows != np.round(rows)).any():
        rows = np.round(rows.astype(np.float64) * np.iinfo(dtype).max)
    return np.clip(rows, np.iinfo(dtype).min, np.iinfo(dtype).max).astype(dtype)


__all__ = ["load", "take_apart"]
