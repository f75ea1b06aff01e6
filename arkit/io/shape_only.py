"""Read only the shape of a 3D file: points and triangles, no materials; points stay points. For scans of rooms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from arkit.document import indices, instances, primitive_of, values
from arkit.errors import NotFoundError
from arkit.io.limits import Limits, hold
from arkit.io.ply import read_ply_shape
from arkit.io.read import read
from arkit.spaces import apply


@dataclass(frozen=True, slots=True)
class ShapeOnly:
    """(n, 3) positions and (m, 3) triangles in the file's unit and axes; `unit` and `up` are "" where it says none."""

    positions: np.ndarray
    triangles: np.ndarray
    unit: str
    up: str
    name: str


def read_shape_only(path: Path, *, limits: Limits | None = None) -> ShapeOnly:
    """The shape in a PLY (also of points alone), or in any model that `read` takes.

    Raises:
        NotFoundError: nothing is at `path`.
        ReadError, UnsupportedError, AmbiguousError: as `read` does.
    """
    limits = limits or Limits()
    if not path.exists():
        raise NotFoundError(f"{path}: expected a scan there, found none")
    if path.is_file() and _starts_as_ply(path):
        hold(f"{path.name}: bytes", path.stat().st_size, limits.file_bytes)
        positions, triangles = read_ply_shape(path.read_bytes(), path.name, limits)
        return ShapeOnly(positions, triangles, "", "", path.name)
    source = read(path, limits=limits)
    pieces, corners, start = [np.zeros((0, 3))], [np.zeros((0, 3), dtype=np.int64)], 0
    for instance in instances(source.document):
        primitive = primitive_of(source.document, instance)
        triangles = indices(source.document, primitive)
        if len(triangles):
            points = apply(instance.T_document_node, values(source.document, primitive["attributes"]["POSITION"]))
            pieces.append(points)
            corners.append(triangles.astype(np.int64) + start)
            start += len(points)
    return ShapeOnly(np.concatenate(pieces), np.concatenate(corners), source.unit, source.up, source.name)


def _starts_as_ply(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4).rstrip() == b"ply"


__all__ = ["ShapeOnly", "read_shape_only"]
