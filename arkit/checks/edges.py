"""Edges of a document's surface: which more than two triangles share, and triangles that have no surface at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.document import Document, indices, values

_STEPS = 2**20  # corners closer than a millionth of the mesh are one


@dataclass(frozen=True, slots=True)
class Edges:
    """Counts over all meshes, each once.

    Attributes:
        crowded: edges of more than two triangles (non-manifold).
        open: edges of one triangle only.
        flat: triangles whose corners lie on a line or in a point.
    """

    crowded: int
    open: int
    flat: int


def edges(document: Document) -> Edges:
    """Count the edges of every primitive after joining corners at the same place."""
    crowded = opened = flat = 0
    for mesh in document.gltf.get("meshes", []):
        for primitive in mesh["primitives"]:
            triangles = indices(document, primitive)
            if not len(triangles):
                continue
            points = values(document, primitive["attributes"]["POSITION"])
            joined = joined_corners(points)[triangles]
            flat += int(_without_area(points[triangles]).sum())
            shared = _shared(joined)
            crowded += int((shared > 2).sum())
            opened += int((shared == 1).sum())
    return Edges(crowded, opened, flat)


def joined_corners(points: np.ndarray) -> np.ndarray:
    """(n,) number of the place of each point (n, 3); points at the same place have the same number."""
    low = points.min(axis=0)
    grid = np.round((points - low) / max(float(np.ptp(points, axis=0).max()), 1e-30) * _STEPS).astype(np.int64)
    key = (grid[:, 0] << 42) | (grid[:, 1] << 21) | grid[:, 2]
    return np.unique(key, return_inverse=True)[1].reshape(-1)


def _shared(joined: np.ndarray) -> np.ndarray:
    """How many triangles each edge has; edges of no length are left out."""
    pairs = np.concatenate([joined[:, (0, 1)], joined[:, (1, 2)], joined[:, (2, 0)]])
    low, high = pairs.min(axis=1), pairs.max(axis=1)
    key = (low * (int(joined.max()) + 1) + high)[low != high]
    return np.unique(key, return_counts=True)[1]


def _without_area(corners: np.ndarray) -> np.ndarray:
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    longest = np.ptp(corners, axis=1).max(axis=1)
    empty: np.ndarray = np.linalg.norm(faces, axis=1) <= 1e-12 * np.maximum(longest, 1e-30) ** 2
    return empty


__all__ = ["Edges", "edges", "joined_corners"]
