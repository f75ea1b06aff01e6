"""A triangle mesh and what one does with it: move, turn, scale, join, smooth, clean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

WELD_M = 1e-7  # closer than this is one point


@dataclass(frozen=True, slots=True)
class Mesh:
    """Triangles with one UV and one normal per vertex; a point stands several times where UVs or creases part.

    Attributes:
        positions: (n, 3) float64, metres, y up, front +z.
        triangles: (m, 3) int64, counter-clockwise seen from outside.
        uvs: (n, 2) float64, metres (or 0…1 where a maker says so), v up.
        normals: (n, 3) float64, unit; zeros until `smooth` has run.
        colors: (n, 3) float64 sRGB 0…1, or None.
    """

    positions: np.ndarray
    triangles: np.ndarray
    uvs: np.ndarray
    normals: np.ndarray
    colors: np.ndarray | None = None


def build(positions: np.ndarray, triangles: np.ndarray, uvs: np.ndarray | None = None) -> Mesh:
    """A mesh without normals yet; without `uvs` they are zeros."""
    positions = np.asarray(positions, dtype=np.float64).reshape(-1, 3)
    uvs = np.zeros((len(positions), 2)) if uvs is None else np.asarray(uvs, dtype=np.float64).reshape(-1, 2)
    return Mesh(positions, np.asarray(triangles, dtype=np.int64).reshape(-1, 3), uvs, np.zeros_like(positions))


def moved(mesh: Mesh, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Mesh:
    """The mesh moved by metres."""
    return replace(mesh, positions=mesh.positions + np.array([x, y, z]))


def turned(mesh: Mesh, axis: str, angle_rad: float) -> Mesh:
    """The mesh turned about "x", "y" or "z" through the origin, counter-clockwise seen from the axis' tip."""
    first, second = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
    matrix = np.eye(3)
    c, s = np.cos(angle_rad), np.sin(angle_rad)
    matrix[first, first] = matrix[second, second] = c
    matrix[first, second], matrix[second, first] = -s, s
    return replace(mesh, positions=mesh.positions @ matrix.T, normals=mesh.normals @ matrix.T)


def scaled(mesh: Mesh, x: float, y: float, z: float) -> Mesh:
    """The mesh scaled along its axes; a negative factor mirrors it and turns the triangles round again."""
    factor = np.array([x, y, z])
    normals = mesh.normals / factor
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    triangles = mesh.triangles[:, ::-1].copy() if factor.prod() < 0 else mesh.triangles
    return replace(
        mesh, positions=mesh.positions * factor, normals=normals / np.maximum(lengths, 1e-12), triangles=triangles
    )


def bent(mesh: Mesh, bend: Callable[[np.ndarray], np.ndarray]) -> Mesh:
    """The mesh with `bend` ((n, 3) to (n, 3)) applied to its points; call `smooth` afterwards."""
    return replace(mesh, positions=np.asarray(bend(mesh.positions), dtype=np.float64))


def tiled(mesh: Mesh, width_m: float, height_m: float | None = None) -> Mesh:
    """The mesh with UVs in metres turned into repeats of a texture that shows `width_m` by `height_m`."""
    return replace(mesh, uvs=mesh.uvs / np.array([width_m, width_m if height_m is None else height_m]))


def joined(meshes: Sequence[Mesh]) -> Mesh:
    """One mesh of several; colours stay only where all have them."""
    offsets = np.cumsum([0] + [len(mesh.positions) for mesh in meshes[:-1]])
    colors = [mesh.colors for mesh in meshes if mesh.colors is not None]
    return Mesh(
        np.concatenate([mesh.positions for mesh in meshes]),
        np.concatenate([mesh.triangles + offset for mesh, offset in zip(meshes, offsets, strict=True)]),
        np.concatenate([mesh.uvs for mesh in meshes]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate(colors) if len(colors) == len(meshes) else None,
    )


def bounds(meshes: Sequence[Mesh]) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corner (3,) of all points that a triangle uses."""
    used = np.concatenate([mesh.positions[np.unique(mesh.triangles)] for mesh in meshes])
    return used.min(axis=0), used.max(axis=0)


def face_normals(mesh: Mesh) -> np.ndarray:
    """(m, 3) normals of the triangles, as long as twice their area."""
    a, b, c = (mesh.positions[mesh.triangles[:, corner]] for corner in range(3))
    return np.cross(b - a, c - a)


def cleaned(mesh: Mesh) -> Mesh:
    """The mesh without triangles of no area and without points that none uses."""
    keep = np.linalg.norm(face_normals(mesh), axis=1) > 1e-14
    used, triangles = np.unique(mesh.triangles[keep], return_inverse=True)
    colors = None if mesh.colors is None else mesh.colors[used]
    return Mesh(mesh.positions[used], triangles.reshape(-1, 3), mesh.uvs[used], mesh.normals[used], colors)


def smooth(mesh: Mesh, crease_deg: float = 40.0) -> Mesh:
    """Give every corner the area-weighted normal of the neighbours that bend less than `crease_deg` from its own.

    Points that coincide are neighbours even where UVs part, so a texture seam shows no line in the shading.
    """
    mesh = cleaned(mesh)
    faces = face_normals(mesh)
    unit = faces / np.linalg.norm(faces, axis=1, keepdims=True)
    _, point = np.unique(np.round(mesh.positions / WELD_M).astype(np.int64), axis=0, return_inverse=True)
    corner_point = point.reshape(-1)[mesh.triangles.reshape(-1)]
    corner_face = np.repeat(np.arange(len(faces)), 3)
    order = np.argsort(corner_point, kind="stable")
    counts = np.bincount(corner_point)
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    sizes = counts[corner_point]
    mine = np.repeat(np.arange(len(corner_point)), sizes)
    step = np.arange(len(mine)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    other = order[np.repeat(starts[corner_point], sizes) + step]
    near = np.einsum("ij,ij->i", unit[corner_face[mine]], unit[corner_face[other]]) >= np.cos(np.radians(crease_deg))
    totals = np.stack(
        [
            np.bincount(mine[near], weights=faces[corner_face[other[near]], axis], minlength=len(corner_point))
            for axis in range(3)
        ],
        axis=1,
    )
    normals = totals / np.maximum(np.linalg.norm(totals, axis=1, keepdims=True), 1e-30)
    return _split(mesh, normals)


def _split(mesh: Mesh, corner_normals: np.ndarray) -> Mesh:
    """Vertices parted wherever corners of one vertex have different normals."""
    corner_vertex = mesh.triangles.reshape(-1)
    key = np.column_stack([corner_vertex, np.round(corner_normals * 1e5).astype(np.int64)])
    _, first, triangles = np.unique(key, axis=0, return_index=True, return_inverse=True)
    vertex = corner_vertex[first]
    colors = None if mesh.colors is None else mesh.colors[vertex]
    return Mesh(
        mesh.positions[vertex], triangles.reshape(-1, 3), mesh.uvs[vertex], corner_normals[first].copy(), colors
    )


__all__ = [
    "Mesh",
    "bent",
    "bounds",
    "build",
    "cleaned",
    "face_normals",
    "joined",
    "moved",
    "scaled",
    "smooth",
    "tiled",
    "turned",
]
