"""How a document stands: its roots, its origin, its names, and whether its sides look like left and right."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from arkit.checks.deviation import sample, triangle_soup
from arkit.document import Document, node_matrix

_NAME = re.compile(r"[a-z0-9_-]+")
_POINTS = 20_000
_CELLS = 24


def moved_roots(document: Document) -> int:
    """Top nodes of the default scene that move, turn or scale a mesh; cameras and lights may stand where they like.

    A node that undoes its mesh's quantization is part of how positions are stored and is not counted.
    """
    gltf = document.gltf
    if not gltf.get("scenes"):
        return 0
    tops = gltf["scenes"][gltf.get("scene", 0)].get("nodes", [])
    nodes = gltf["nodes"]
    solid = [top for top in tops if _holds_mesh(nodes, top) and not _quantized(document, nodes[top])]
    return sum(not np.allclose(node_matrix(nodes[top]), np.eye(4), atol=1e-6) for top in solid)


def _quantized(document: Document, node: Mapping[str, Any]) -> bool:
    """Whether a node holds a mesh with positions that are whole numbers (KHR_mesh_quantization)."""
    if "mesh" not in node:
        return False
    primitives = document.gltf["meshes"][node["mesh"]]["primitives"]
    return any(document.accessors[one["attributes"]["POSITION"]].dtype.kind in "iu" for one in primitives)


def _holds_mesh(nodes: Sequence[Mapping[str, Any]], top: int) -> bool:
    stack = [top]
    while stack:
        node = nodes[stack.pop()]
        if "mesh" in node:
            return True
        stack.extend(node.get("children", []))
    return False


def odd_names(document: Document) -> tuple[str, ...]:
    """Names of nodes, meshes, materials and pictures that are not of a-z, 0-9, "_" and "-"."""
    entries = [one for key in ("nodes", "meshes", "materials", "images") for one in document.gltf.get(key, [])]
    found = {str(one["name"]) for one in entries if one.get("name") and not _NAME.fullmatch(str(one["name"]))}
    return tuple(sorted(found))


def off_origin_m(low: np.ndarray, high: np.ndarray, attach: str) -> float | None:
    """How far the origin lies from where a product's place wants it, metres; None where it is free (what is worn).

    Args:
        low, high: (3,) corners of the box.
        attach: a product's `attach`; "" is taken as standing.
    """
    middle = (low + high) / 2
    if attach in ("nose", "head", "ear"):
        return None
    if attach == "wall":
        wanted = np.array([middle[0], middle[1], low[2]])
    elif attach == "ceiling":
        wanted = np.array([middle[0], high[1], middle[2]])
    else:
        wanted = np.array([middle[0], low[1], middle[2]])
    return float(np.linalg.norm(wanted))


def likeness(document: Document) -> tuple[float, float]:
    """How alike (0…1) left and right are, and front and back: cells that both a surface and its mirror image cross."""
    points = sample(triangle_soup(document), _POINTS)[0]
    low, high = points.min(axis=0), points.max(axis=0)
    scaled = (points - low) / np.maximum(high - low, 1e-12)
    return _alike(scaled, 0), _alike(scaled, 2)


def _alike(scaled: np.ndarray, axis: int) -> float:
    mirrored = scaled.copy()
    mirrored[:, axis] = 1 - mirrored[:, axis]
    one, two = (np.unique(_cells(points)) for points in (scaled, mirrored))
    both = len(np.intersect1d(one, two, assume_unique=True))
    return both / (len(one) + len(two) - both)


def _cells(scaled: np.ndarray) -> np.ndarray:
    place = np.clip((scaled * _CELLS).astype(np.int64), 0, _CELLS - 1)
    cells: np.ndarray = (place[:, 0] * _CELLS + place[:, 1]) * _CELLS + place[:, 2]
    return cells


__all__ = ["likeness", "moved_roots", "odd_names", "off_origin_m"]
