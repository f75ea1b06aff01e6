"""Soft things: cushions with welted seams that bulge, sag and crumple a little, and turned legs below them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from assets.make.mesh import Mesh, bent, joined, moved, smooth
from assets.make.solids import lathe, rounded_box, rounded_loop, tube

_HALF_TURN = 1 - np.cos(np.pi / 4)  # how far the middle of a rounding lies inside the box, in radii


def crumple(points: np.ndarray, seed: int, amplitude_m: float, wave_m: float = 0.22) -> np.ndarray:
    """(n, 3) small smooth offsets: a few waves in random directions, different along each axis."""
    rng = np.random.default_rng(seed)
    offsets = np.zeros_like(points)
    for axis in range(3):
        directions = rng.normal(size=(6, 3))
        directions *= (2 * np.pi / (wave_m * rng.uniform(0.6, 1.8, 6)) / np.linalg.norm(directions, axis=1))[:, None]
        phases = rng.uniform(0, 2 * np.pi, 6)
        offsets[:, axis] = np.sin(points @ directions.T + phases).mean(axis=1)
    return amplitude_m * 1.7 * offsets


def puffed(
    half: np.ndarray, *, crown_m: float, bulge_m: float, seed: int, crumple_m: float
) -> Callable[[np.ndarray], np.ndarray]:
    """A bend for a box about the origin: top and bottom rise by `crown_m`, sides by `bulge_m`, corners stay behind."""

    def bend(points: np.ndarray) -> np.ndarray:
        at = np.clip(points / half, -1, 1)
        open_x, open_y, open_z = (1 - at**2).T
        rise = crown_m * np.power(open_x * open_z, 0.6)
        out_x = bulge_m * (open_z**0.8 * (0.45 + 0.55 * open_y) - 0.35 * at[:, 2] ** 4)
        out_z = bulge_m * (open_x**0.8 * (0.45 + 0.55 * open_y) - 0.35 * at[:, 0] ** 4)
        moved_by = np.column_stack([at[:, 0] * out_x, at[:, 1] * rise, at[:, 2] * out_z])
        return points + moved_by + crumple(points, seed, crumple_m)

    return bend


def cushion(
    size_m: Sequence[float],
    *,
    radius_m: float = 0.035,
    crown_m: float = 0.025,
    bulge_m: float = 0.012,
    welt_m: float = 0.0045,
    crumple_m: float = 0.002,
    seed: int = 1,
    flat: Sequence[int] = (12, 2, 12),
) -> Mesh:
    """A box cushion about the origin, crowned along y, with a welt around its upper and its lower seam.

    Args:
        size_m: x, y, z before the crown and the bulge are added.
        radius_m: of its edges.
        crown_m: how much the middle of top and bottom stand out.
        bulge_m: how much the sides stand out.
        welt_m: radius of the piping; 0 leaves it out.
        crumple_m: how uneven it lies.
        seed: of the unevenness.
        flat: parts of its flat stretches.
    """
    half = np.asarray(size_m, dtype=np.float64) / 2
    bend = puffed(half, crown_m=crown_m, bulge_m=bulge_m, seed=seed, crumple_m=crumple_m)
    meshes = [rounded_box(size_m, radius_m, flat=flat, arc=3)]
    if welt_m > 0:
        meshes += [welt(size_m, radius_m, welt_m, side) for side in (1.0, -1.0)]
    return smooth(joined([bent(mesh, bend) for mesh in meshes]), 60.0)


def welt(
    size_m: Sequence[float], radius_m: float, welt_m: float, side: float, *, steps: int = 5, flat: int = 12
) -> Mesh:
    """Piping around the top (`side` 1) or bottom (-1) seam of a rounded box about the origin."""
    inset = 2 * _HALF_TURN * radius_m - 0.7 * welt_m
    path = rounded_loop(
        size_m[0] - inset, size_m[2] - inset, radius_m * (1 - _HALF_TURN) + 0.35 * welt_m, steps=steps, flat=flat
    )
    path[:, 1] = side * (size_m[1] / 2 - inset / 2)
    return tube(path, welt_m, sides=7, closed=True)


def turned_leg(
    height_m: float, top_m: float, foot_m: float, *, splay_m: tuple[float, float] = (0.0, 0.0), segments: int = 24
) -> tuple[Mesh, Mesh]:
    """A tapered leg standing on y = 0 with its grain upright, and its metal ferrule.

    Args:
        height_m: floor to top.
        top_m: radius at the top.
        foot_m: radius at the floor.
        splay_m: how far the foot stands out along x and z.
        segments: sides.
    """
    collar = min(0.028, height_m * 0.2)
    edge = 0.0015

    def radius(height: float) -> float:
        return foot_m + (top_m - foot_m) * (height / height_m) ** 0.85

    levels = np.linspace(collar, height_m - 0.006, 9)
    wood = [(0.0, collar), (radius(collar) - edge, collar)]
    wood += [(radius(level) + (0 if index else -0.0004), level + 0.0006) for index, level in enumerate(levels)]
    wood += [(radius(height_m) - 0.001, height_m - 0.002), (radius(height_m) - 0.004, height_m), (0.0, height_m)]
    brass = [(0.0, 0.0), (foot_m - edge, 0.0), (foot_m, edge), (radius(collar) + 0.0006, collar - 0.002)]
    brass += [(radius(collar) + 0.0006, collar - 0.0005), (radius(collar) - 0.0002, collar), (0.0, collar)]

    def splayed(points: np.ndarray) -> np.ndarray:
        share = (1 - points[:, 1:2] / height_m) * np.array([[splay_m[0], 0.0, splay_m[1]]])
        return points + share

    body = lathe(np.array(wood), segments=segments)
    upright = Mesh(body.positions, body.triangles, body.uvs[:, ::-1].copy(), body.normals)
    ferrule = lathe(np.array(brass), segments=segments)
    return smooth(bent(upright, splayed)), smooth(bent(ferrule, splayed))


def leaning(mesh: Mesh, angle_rad: float) -> Mesh:
    """The mesh with its top leant towards -z by shearing, feet where they are."""
    return smooth(
        bent(mesh, lambda points: points - np.outer(points[:, 1] * np.tan(angle_rad), np.array([0.0, 0.0, 1.0]))), 60.0
    )


def standing(mesh: Mesh, x: float, y: float, z: float) -> Mesh:
    """The mesh moved so that the middle of its foot is at (x, y, z)."""
    low, high = mesh.positions.min(axis=0), mesh.positions.max(axis=0)
    middle = (low + high) / 2
    return moved(mesh, x - middle[0], y - low[1], z - middle[2])


__all__ = ["crumple", "cushion", "leaning", "puffed", "standing", "turned_leg", "welt"]
