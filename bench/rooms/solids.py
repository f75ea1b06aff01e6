"""The shapes rooms are built of: triangles with a look. Metres, y up."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.color import hex_to_srgb, srgb_to_linear
from assets.make.room_meshes import Mesh, grid, joined, turned

STEP_M = 0.25  # light is known at a mesh's corners: nothing large may be without some in its middle


@dataclass(frozen=True, slots=True)
class Look:
    """How a surface looks.

    Attributes:
        texture: a name of `finishes.TEXTURES`; its pixels multiply the tint.
        tint: linear albedo.
        gloss: 0 matt … 1 polished.
        glow: light it gives off, as a factor of its colour.
    """

    texture: str = "plain"
    tint: tuple[float, float, float] = (0.7, 0.7, 0.7)
    gloss: float = 0.0
    glow: float = 0.0


@dataclass(frozen=True, slots=True)
class Part:
    """A mesh with its look. `number` is the id that the picture of ids shows for it."""

    mesh: Mesh
    look: Look
    number: int = 0
    blocks_light: bool = True


def paint(color: str, texture: str = "plain", *, gloss: float = 0.0, glow: float = 0.0) -> Look:
    """A look of an sRGB "#RRGGBB"."""
    red, green, blue = (float(value) for value in srgb_to_linear(hex_to_srgb(color)))
    return Look(texture, (red, green, blue), gloss, glow)


def sheet(
    origin: np.ndarray | tuple[float, float, float], across: np.ndarray, up: np.ndarray, *, step_m: float = STEP_M
) -> Mesh:
    """A flat parallelogram of cells of at most `step_m`; it faces across x up, uv are metres along both."""
    lengths = np.linalg.norm(across), np.linalg.norm(up)
    return cells(
        origin, across, up, *(np.linspace(0, side, max(int(np.ceil(side / step_m)), 1) + 1) for side in lengths)
    )


def cells(
    origin: np.ndarray | tuple[float, float, float],
    across: np.ndarray,
    up: np.ndarray,
    u_m: np.ndarray,
    v_m: np.ndarray,
) -> Mesh:
    """A flat grid with lines at the given metres along the directions `across` and `up`."""
    origin, across, up = (np.asarray(vector, dtype=np.float64) for vector in (origin, across, up))
    across, up = across / np.linalg.norm(across), up / np.linalg.norm(up)
    u, v = np.meshgrid(u_m, v_m)
    positions = origin + u[..., None] * across + v[..., None] * up
    normals = np.broadcast_to(np.cross(across, up), positions.shape).reshape(-1, 3)
    triangles = grid(len(v_m), len(u_m))
    return Mesh(positions.reshape(-1, 3), normals, np.stack([u, v], -1).reshape(-1, 2), triangles)


def block(low: tuple[float, float, float], high: tuple[float, float, float], *, step_m: float = STEP_M) -> Mesh:
    """A sharp box; each face a sheet with uv in metres."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    x, y, z = np.array([x1 - x0, 0, 0]), np.array([0, y1 - y0, 0]), np.array([0, 0, z1 - z0])
    faces = [
        sheet((x0, y0, z1), x, y, step_m=step_m),
        sheet((x1, y0, z0), -x, y, step_m=step_m),
        sheet((x1, y0, z1), -z, y, step_m=step_m),
        sheet((x0, y0, z0), z, y, step_m=step_m),
        sheet((x0, y1, z1), x, -z, step_m=step_m),
        sheet((x0, y0, z0), x, z, step_m=step_m),
    ]
    return joined(faces)


def spun(profile: list[tuple[float, float]], sides: int = 64) -> Mesh:
    """A profile of (radius, height) turned about y, whichever way it is written, facing outwards."""
    mesh = turned(profile, sides)
    a, b, c = mesh.positions[mesh.triangles].transpose(1, 0, 2)
    if np.einsum("ij,ij->", a, np.cross(b, c)) >= 0:
        return mesh
    return Mesh(mesh.positions, -mesh.normals, mesh.uv, mesh.triangles[:, ::-1])


def mapped(mesh: Mesh, T_a_b: np.ndarray) -> Mesh:
    """The mesh through a rigid transform."""
    R = T_a_b[:3, :3]
    return Mesh(mesh.positions @ R.T + T_a_b[:3, 3], mesh.normals @ R.T, mesh.uv, mesh.triangles)


def placed(parts: list[Part], T_a_b: np.ndarray, number: int) -> list[Part]:
    """The parts through a rigid transform, with one id."""
    return [replace(part, mesh=mapped(part.mesh, T_a_b), number=number) for part in parts]


__all__ = ["STEP_M", "Look", "Part", "block", "cells", "mapped", "paint", "placed", "sheet", "spun"]
