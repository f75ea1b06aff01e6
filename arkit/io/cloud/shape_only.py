"""Read only the shape of a 3D file: points and triangles, no materials; points stay points. For scans of rooms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from arkit.document import indices, instances, primitive_of, values
from arkit.errors import NotFoundError
from arkit.io.formats.ply import read_ply_shape
from arkit.io.limits import Limits, hold
from arkit.io.read import read
from arkit.spaces import apply


@dataclass(frozen=True, slots=True)
class ShapeOnly:
    """(n, 3) positions and (m, 3) triangles in the file's unit and axes; `unit` and `up` are "" where it says none.

    `parts`: names from a node up to its root, and which positions are its: first and one past the last.
    """

    positions: np.ndarray
    triangles: np.ndarray
    unit: str
    up: str
    name: str
    parts: tuple[tuple[tuple[str, ...], int, int], ...] = ()


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
    nodes = source.document.gltf.get("nodes", [])
    pieces, corners, start = [np.zeros((0, 3))], [np.zeros((0, 3), dtype=np.int64)], 0
    parts: list[tuple[tuple[str, ...], int, int]] = []
    above = {child: place for place, node in enumerate(nodes) for child in node.get("children", ())}
    for instance in instances(source.document):
        primitive = primitive_of(source.document, instance)
        triangles = indices(source.document, primitive)
        if len(triangles):
            points = apply(instance.T_document_node, values(source.document, primitive["attributes"]["POSITION"]))
            pieces.append(points)
            corners.append(triangles.astype(np.int64) + start)
            parts.append((_names(nodes, above, instance.node), start, start + len(points)))
            start += len(points)
    joined = np.concatenate(pieces), np.concatenate(corners)
    return ShapeOnly(*joined, source.unit, source.up, source.name, tuple(parts))


def _names(nodes: Sequence[Mapping[str, Any]], above: Mapping[int, int], node: int) -> tuple[str, ...]:
    """What a node and those above it are called, nearest first."""
    names = [str(nodes[node].get("name", ""))]
    while node in above and len(names) < 64:
        node = above[node]
        names.append(str(nodes[node].get("name", "")))
    return tuple(names)


def _starts_as_ply(path: Path) -> bool:
    with path.open("rb") as stream:
        return stream.read(4).rstrip() == b"ply"


__all__ = ["ShapeOnly", "read_shape_only"]
