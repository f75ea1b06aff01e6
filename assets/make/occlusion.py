"""How much of the light around reaches each vertex: what makes a crease look like a crease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import open3d as o3d
import open3d.core as o3c

from assets.make.mesh import joined
from assets.make.model import Part

_GOLDEN = np.pi * (3 - np.sqrt(5))


def occluded(parts: Sequence[Part], *, rays: int = 96, reach_m: float = 0.4, floor: bool = True) -> list[Part]:
    """The parts with `occlusion` filled in.

    Args:
        parts: everything that takes light from each other.
        rays: per vertex, cosine weighted, the same for every vertex, so nothing is random.
        reach_m: what is farther away takes no light.
        floor: a floor under the lowest point takes light too.
    """
    mesh = joined([part.mesh for part in parts])
    scene = o3d.t.geometry.RaycastingScene()
    scene.add_triangles(o3c.Tensor(mesh.positions.astype(np.float32)), o3c.Tensor(mesh.triangles.astype(np.uint32)))
    low = mesh.positions[:, 1].min()
    taken = np.zeros(len(mesh.positions))
    tangent, bitangent = _tangents(mesh.normals)
    start = mesh.positions + mesh.normals * 1.5e-3
    for index in range(rays):
        radius, angle = np.sqrt((index + 0.5) / rays), index * _GOLDEN
        rise = np.sqrt(1 - radius * radius)
        direction = radius * np.cos(angle) * tangent + radius * np.sin(angle) * bitangent + rise * mesh.normals
        query = o3c.Tensor(np.hstack([start, direction]).astype(np.float32))
        hits = scene.cast_rays(query)["t_hit"].numpy().astype(np.float64)
        if floor:
            down = np.minimum(direction[:, 1], -1e-6)
            hits = np.where(direction[:, 1] < -1e-6, np.minimum(hits, (low - 0.002 - start[:, 1]) / down), hits)
        taken += np.clip(1 - hits / reach_m, 0, 1)
    light = np.round(1 - taken / rays, 3)
    ends = np.cumsum([len(part.mesh.positions) for part in parts])[:-1]
    return [replace(part, occlusion=share) for part, share in zip(parts, np.split(light, ends), strict=True)]


def _tangents(normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Two unit vectors (n, 3) across each normal.

    Source:
        Duff and others, "Building an Orthonormal Basis, Revisited", JCGT 2017.
    """
    x, y, z = normals.T
    sign = np.where(z >= 0, 1.0, -1.0)
    a = -1 / (sign + z)
    b = x * y * a
    return (
        np.column_stack([1 + sign * x * x * a, sign * b, -sign * x]),
        np.column_stack([b, sign + y * y * a, -y]),
    )


__all__ = ["occluded"]
