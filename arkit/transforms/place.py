"""Move a whole document by a matrix: baked into the vertices where nothing depends on them, else as a root node."""

from __future__ import annotations

from typing import Any

import numpy as np

from arkit.document import Document, rooted
from arkit.transforms.draft import Transform, draft
from arkit.transforms.mesh.turn_over import turn_over

_MOVES = {"matrix", "translation", "rotation", "scale", "skin", "camera", "extensions", "weights"}


def place(T_new_old: np.ndarray) -> Transform:
    """Map document space by an affine (4, 4) matrix.

    Mesh formats have no nodes worth keeping: their vertices are rewritten, so that 1 unit is 1 metre in every viewer.
    A glTF with a node tree, animations or skins gets one new root node and keeps the rest as it is.
    """
    matrix = np.asarray(T_new_old, dtype=np.float64)

    def run(document: Document) -> Document:
        if np.allclose(matrix, np.eye(4), atol=1e-12):
            return document
        return _baked(document, matrix) if _is_flat(document) else rooted(document, matrix)

    return run


def _is_flat(document: Document) -> bool:
    gltf = document.gltf
    if gltf.get("animations") or gltf.get("skins") or any(_MOVES & set(node) for node in gltf.get("nodes", [])):
        return False
    primitives = [one for mesh in gltf.get("meshes", []) for one in mesh["primitives"]]
    arrays = [document.accessors[one["attributes"]["POSITION"]] for one in primitives]
    return all(array.dtype == np.float32 for array in arrays) and not any("targets" in one for one in primitives)


def _baked(document: Document, matrix: np.ndarray) -> Document:
    work = draft(document)
    linear = matrix[:3, :3]
    across = np.linalg.inv(linear).T
    mirrors = bool(np.linalg.det(linear) < 0)  # turns triangles inside out, and each tangent frame's third axis round
    hand = -1.0 if mirrors else 1.0
    ways: dict[str, Any] = {
        "POSITION": lambda rows: rows @ linear.T + matrix[:3, 3],
        "NORMAL": lambda rows: _unit(rows @ across.T),
        "TANGENT": lambda rows: np.concatenate([_unit(rows[:, :3] @ linear.T), hand * rows[:, 3:]], axis=1),
    }
    moved: dict[tuple[str, int], int] = {}
    for primitive in work.primitives():
        for key, way in ways.items():
            if key in primitive["attributes"]:
                old = primitive["attributes"][key]
                if (key, old) not in moved:
                    rows = way(work.arrays[old].astype(np.float64)).astype(np.float32)
                    moved[key, old] = work.add(rows)
                primitive["attributes"][key] = moved[key, old]
    return turn_over()(work.document()) if mirrors else work.document()


def _unit(rows: np.ndarray) -> np.ndarray:
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


__all__ = ["place"]
