"""Triangle meshes for the room picture: rounded boxes, turned profiles, curtains, leaves. Metres, y up."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Mesh:
    """positions (n, 3), normals (n, 3), uv (n, 2), triangles (m, 3)."""

    positions: np.ndarray
    normals: np.ndarray
    uv: np.ndarray
    triangles: np.ndarray


def grid(rows: int, columns: int) -> np.ndarray:
    """Triangles (m, 3) of a grid of rows x columns points stored row by row."""
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    return np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])


def joined(meshes: list[Mesh]) -> Mesh:
    """One mesh of several."""
    starts = np.cumsum([0] + [len(mesh.positions) for mesh in meshes[:-1]])
    return Mesh(
        np.concatenate([mesh.positions for mesh in meshes]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate([mesh.uv for mesh in meshes]),
        np.concatenate([mesh.triangles + start for mesh, start in zip(meshes, starts, strict=True)]),
    )


def moved(mesh: Mesh, offset: tuple[float, float, float], turn_y_rad: float = 0.0) -> Mesh:
    """The mesh turned about +y, then moved."""
    c, s = np.cos(turn_y_rad), np.sin(turn_y_rad)
    rotation = np.array([[c, 0, s], [0, 1, 0], [-s, 0, c]])
    return Mesh(mesh.positions @ rotation.T + np.asarray(offset), mesh.normals @ rotation.T, mesh.uv, mesh.triangles)


def box(low: tuple[float, float, float], high: tuple[float, float, float], radius: float = 0.003) -> Mesh:
    """A box with rounded edges; uv are metres along each face, so one texture has one scale everywhere."""
    low_m, high_m = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    radius = min(radius, float((high_m - low_m).min()) * 0.49)
    edge = np.array([0.0, 0.3, 0.7, 1.0])
    parts = []
    for axis in range(3):
        u_axis, v_axis = (axis + 1) % 3, (axis + 2) % 3
        for side in (0, 1):
            lines = []
            for along in (u_axis, v_axis):
                start, end = low_m[along], high_m[along]
                lines.append(np.concatenate([start + edge * radius, end - edge[::-1] * radius]))
            u, v = np.meshgrid(lines[0], lines[1], indexing="xy")
            points = np.zeros((u.size, 3))
            points[:, u_axis], points[:, v_axis] = u.ravel(), v.ravel()
            points[:, axis] = high_m[axis] if side else low_m[axis]
            inner = np.clip(points, low_m + radius, high_m - radius)
            normals = points - inner
            normals /= np.linalg.norm(normals, axis=1, keepdims=True)
            triangles = grid(len(lines[1]), len(lines[0]))
            parts.append(
                Mesh(
                    inner + normals * radius,
                    normals,
                    np.stack([u.ravel(), v.ravel()], 1),
                    triangles if side else triangles[:, ::-1],
                )
            )
    return joined(parts)


def smooth(positions: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Vertex normals (n, 3) by area."""
    corners = positions[triangles]
    faces = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    normals = np.zeros_like(positions)
    for corner in range(3):
        np.add.at(normals, triangles[:, corner], faces)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def turned(profile: list[tuple[float, float]], sides: int = 64) -> Mesh:
    """A profile of (radius, height) turned about the y axis."""
    shape = np.asarray(profile, dtype=float)
    angles = np.linspace(0, 2 * np.pi, sides + 1)
    radius, height = shape[:, 0][:, None], shape[:, 1][:, None]
    x, z = radius * np.cos(angles), -radius * np.sin(angles)
    positions = np.stack([x, np.broadcast_to(height, x.shape), z], -1).reshape(-1, 3)
    u = np.broadcast_to(angles / (2 * np.pi), x.shape)
    v = np.broadcast_to(np.linspace(0, 1, len(shape))[:, None], x.shape)
    triangles = grid(len(shape), sides + 1)
    return Mesh(positions, smooth(positions, triangles), np.stack([u, v], -1).reshape(-1, 2), triangles)


def curtain(width_m: float, height_m: float, folds: int, rng: np.random.Generator) -> Mesh:
    """A hanging curtain in the plane z = 0, from y = 0 to height, with folds that open towards the hem."""
    u, v = np.meshgrid(np.linspace(0, 1, folds * 16), np.linspace(0, 1, 24))
    wobble = np.interp(u, np.linspace(0, 1, folds * 2), rng.normal(0, 0.35, folds * 2))
    depth = (0.032 + 0.014 * (1 - v)) * np.sin(2 * np.pi * folds * u + wobble + 0.5 * (1 - v) * np.sin(7 * u))
    positions = np.stack([u * width_m, v * height_m, depth], -1).reshape(-1, 3)
    triangles = grid(*u.shape)
    return Mesh(positions, smooth(positions, triangles), np.stack([u, v], -1).reshape(-1, 2), triangles)


def leaf(length_m: float, width_m: float, droop: float) -> Mesh:
    """A leaf along +x, cupped along its rib and bent down by `droop`."""
    u, v = np.meshgrid(np.linspace(0, 1, 14), np.linspace(-1, 1, 7))
    half = width_m / 2 * np.sin(np.pi * np.clip(u, 0.02, 0.99) ** 0.75) ** 0.8
    x, z = u * length_m, v * half
    y = 0.15 * width_m * v**2 - droop * length_m * u**2 + 0.012 * np.sin(9 * u + 3 * v)
    positions = np.stack([x, y, z], -1).reshape(-1, 3)
    triangles = grid(*u.shape)[:, ::-1]
    return Mesh(positions, smooth(positions, triangles), np.stack([u, (v + 1) / 2], -1).reshape(-1, 2), triangles)


def pillow(side_m: float, thick_m: float) -> Mesh:
    """A square cushion in the plane z = 0 around the origin: full in the middle, pinched towards its corners."""
    u, v = np.meshgrid(np.linspace(-1, 1, 33), np.linspace(-1, 1, 33))
    full = np.clip((1 - u**2) * (1 - v**2), 0, 1) ** 0.45
    pinch = 1 - 0.07 * (u**2 * (1 - v**2) + v**2 * (1 - u**2))
    faces = []
    for side in (1, -1):
        positions = np.stack([u * pinch * side_m / 2, v * pinch * side_m / 2, side * full * thick_m / 2], -1).reshape(
            -1, 3
        )
        triangles = grid(*u.shape) if side > 0 else grid(*u.shape)[:, ::-1]
        faces.append(Mesh(positions, smooth(positions, triangles), np.stack([u, v], -1).reshape(-1, 2), triangles))
    return joined(faces)


def tube(points: np.ndarray, radius: float, sides: int = 10) -> Mesh:
    """A round bar along a polyline (n, 3)."""
    tangent = np.gradient(points, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    across = np.cross(tangent, np.eye(3)[np.argmin(np.abs(tangent).sum(axis=0))])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    other = np.cross(tangent, across)
    angles = np.linspace(0, 2 * np.pi, sides + 1)
    ring = across[:, None] * np.cos(angles)[:, None] + other[:, None] * np.sin(angles)[:, None]
    positions = (points[:, None] + radius * ring).reshape(-1, 3)
    triangles = grid(len(points), sides + 1)
    return Mesh(positions, ring.reshape(-1, 3), np.zeros((len(positions), 2)), triangles)


def flat(low: tuple[float, float], high: tuple[float, float], y: float) -> Mesh:
    """A level rectangle facing up, x and z from low to high, uv 0…1 along x and z."""
    (x0, z0), (x1, z1) = low, high
    positions = np.array([[x0, y, z0], [x0, y, z1], [x1, y, z1], [x1, y, z0]])
    uv = np.array([[0, 1], [0, 0], [1, 0], [1, 1]], dtype=float)
    normals = np.tile([0.0, 1.0, 0.0], (4, 1))
    return Mesh(positions, normals, uv, np.array([[0, 1, 2], [0, 2, 3]]))


def upright(low: tuple[float, float], high: tuple[float, float], z: float) -> Mesh:
    """A rectangle in a plane z = constant that faces +z, uv 0…1."""
    (x0, y0), (x1, y1) = low, high
    positions = np.array([[x0, y0, z], [x1, y0, z], [x1, y1, z], [x0, y1, z]])
    uv = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], dtype=float)
    return Mesh(positions, np.tile([0.0, 0.0, 1.0], (4, 1)), uv, np.array([[0, 1, 2], [0, 2, 3]]))


def write_ply(mesh: Mesh, path: Path) -> None:
    """Write a binary PLY with normals and texture coordinates."""
    vertices = np.concatenate([mesh.positions, mesh.normals, mesh.uv], axis=1).astype("<f4")
    faces = np.zeros(len(mesh.triangles), dtype=[("count", "u1"), ("corners", "<i4", 3)])
    faces["count"], faces["corners"] = 3, mesh.triangles
    names = "\n".join(f"property float {name}" for name in ("x", "y", "z", "nx", "ny", "nz", "u", "v"))
    header = (
        f"ply\nformat binary_little_endian 1.0\nelement vertex {len(vertices)}\n{names}\n"
        f"element face {len(faces)}\nproperty list uchar int vertex_indices\nend_header\n"
    )
    path.write_bytes(header.encode() + vertices.tobytes() + faces.tobytes())


__all__ = [
    "Mesh",
    "box",
    "curtain",
    "flat",
    "joined",
    "leaf",
    "moved",
    "pillow",
    "smooth",
    "tube",
    "turned",
    "upright",
    "write_ply",
]
