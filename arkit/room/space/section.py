"""A proof that a product with hollows passes an opening in no way at all, by what of it is in the wall at one moment.

Source: our own argument. Take any point that moves with the product. Whatever the motion, at some moment it lies in the
middle plane of the wall, and then all that the product has within the wall's thickness lies in the opening. So if at
no turn about that point that part fits in the opening, there is no motion. Hollows count: what the plane cuts may be
two pieces, and both have to be in the opening.

The wall's normal, seen from the product, is any direction of a half sphere. It is parted into cells. In a cell, rays
go out from the point in the wall's middle plane and along its two faces; how far each surely stays in one of the
product's full parts, for all turns of the cell, follows in closed form from the planes that bound that part. Their
ends, turned with the wall, lie in it for the whole cell: where they do not fit in the opening at any angle, nothing of
the cell does, else it is parted again. The points tried are the middles of the parts and of the corners between two;
one that proves it is enough. (27 points spread in each of the two largest parts took 80 to 130 ms of CPU to look at,
these 5 to 10, and they prove more: of 37 sofas, armchairs and corner sofas that no motion was found for, 13 instead of
11.) Where the arms of an L differ much, no single point tells all: what lies between the shortest line through its
corner and the way round the jamb stays open.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import numpy as np

from arkit.room.space.barrier import half_sphere, parted

_LEVELS = 5
_RAYS = (24, 32, 48, 72, 96)
_ANGLES = 96
_MOST_CELLS = 300
_TOUCHING_M = 0.01
_TRIED = 2
Planes = tuple[np.ndarray, np.ndarray]


def never_threads(solids_m: Sequence[np.ndarray], width_m: float, height_m: float, *, thickness_m: float = 0.0) -> bool:
    """Whether it is proven that a product that fills these convex bodies passes the opening by no motion.

    Args:
        solids_m: corners (n, 3) of each body.
        width_m, height_m: of the opening.
        thickness_m: of the wall.
    """
    bodies = [_planes(solid) for solid in solids_m]
    points = _points(solids_m, bodies, width_m, height_m)
    return any(_blocked(bodies, point, width_m, height_m, thickness_m) for point in points)


def _planes(solid: np.ndarray) -> Planes:
    """Outward normals (f, 3) and offsets (f,): inside is normals @ x <= offsets."""
    from scipy.spatial import ConvexHull

    planes = np.unique(np.round(ConvexHull(solid).equations, 9), axis=0)
    return planes[:, :3], -planes[:, 3]


def _points(solids: Sequence[np.ndarray], bodies: Sequence[Planes], width_m: float, height_m: float) -> np.ndarray:
    """(k, 3) the points whose sections are worst for the opening, by a look at few turns."""
    cells = half_sphere().mean(axis=1)
    tried = hearts(solids)
    few = [_ends(bodies, point, cells, 0.0, 16, (0.0,)) for point in tried]
    lack = [float(_lacks(ends, width_m, height_m, 24, 0.0).min()) for ends in few]
    order = np.argsort(lack)[::-1]
    return np.array([tried[row] for row in order[:_TRIED].tolist() if lack[row] > 0])


def hearts(solids: Sequence[np.ndarray]) -> np.ndarray:
    """(k, 3) the middle of each body, and of what two that touch had in common if one went on through the other."""
    boxes = [(solid.min(axis=0), solid.max(axis=0)) for solid in solids]
    found = [(low + high) / 2 for low, high in boxes]
    for one, other in permutations(boxes, 2):
        low, high = np.maximum(one[0], other[0]), np.minimum(one[1], other[1])
        if (high - low < -_TOUCHING_M).any():
            continue
        through = high - low > _TOUCHING_M
        found.append(np.where(through, low + high, one[0] + one[1]) / 2)
    return np.unique(np.round(found, 3), axis=0)


def _blocked(bodies: Sequence[Planes], point: np.ndarray, width_m: float, height_m: float, thick_m: float) -> bool:
    """Whether at no turn about a point the part within the wall fits in the opening."""
    cells = half_sphere()
    faces = (0.0,) if thick_m <= 0 else (0.0, -thick_m / 2, thick_m / 2)
    for level in range(_LEVELS):
        middles = cells.mean(axis=1)
        middles /= np.linalg.norm(middles, axis=1)[:, None]
        reach = float(np.arccos(np.clip(np.einsum("nkj,nj->nk", cells, middles).min(), -1, 1)))
        ends = _ends(bodies, point, middles, reach, _RAYS[level], faces)
        left = _lacks(ends, width_m, height_m, _ANGLES, np.pi / 2 / _ANGLES) <= 0
        if not left.any():
            return True
        cells, middles = cells[left], middles[left]
        plain = _ends(bodies, point, middles, 0.0, _RAYS[level], faces)
        if (_lacks(plain, width_m, height_m, _ANGLES, 0.0) <= 0).any() or 4 * len(cells) > _MOST_CELLS:
            return False
        cells = parted(cells)
    return False


def _ends(
    bodies: Sequence[Planes], point: np.ndarray, normals: np.ndarray, reach: float, rays: int, faces: Sequence[float]
) -> np.ndarray:
    """(n, rays, 2) in the wall's plane, where rays from a point end that stay in a body for all turns within `reach`.

    Args:
        bodies: planes of each.
        point: (3,).
        normals: (n, 3) of the wall.
        reach: radians; every turn of the product against the wall by so much is allowed for.
        rays: how many directions.
        faces: distances from the wall's middle plane at which rays go.
    """
    unit = normals / np.linalg.norm(normals, axis=1)[:, None]
    across = np.cross(unit, np.where(np.abs(unit[:, :1]) < 0.8, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]]))
    across /= np.linalg.norm(across, axis=1)[:, None]
    other = np.cross(unit, across)
    angle = 2 * np.pi * np.arange(rays) / rays
    flat = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    far = np.zeros((len(unit), rays))
    c, s = np.cos(reach), np.sin(reach)
    for normal, offset in bodies:
        room = offset - normal @ point
        along = most_along(np.einsum("rk,knf->nrf", flat, np.stack([across @ normal.T, other @ normal.T])), reach)
        up = unit @ normal.T
        for face in faces:
            spare = (room - (face * up * c + abs(face) * np.sqrt(np.clip(1 - up**2, 0, 1)) * s))[:, None]
            with np.errstate(divide="ignore", invalid="ignore"):
                ends = spare / along
            leave = np.where(along > 1e-9, ends, np.inf).min(axis=2)
            enter = np.where(along < -1e-9, ends, 0.0).max(axis=2)
            never = ((np.abs(along) <= 1e-9) & (spare < 0)).any(axis=2)
            far = np.maximum(far, np.where((leave >= np.maximum(enter, 0)) & ~never, leave, 0.0))
    return far[:, :, None] * flat


def most_along(along: np.ndarray, within: float) -> np.ndarray:
    """The most that cosines become when directions turn by an angle of at most `within`, radians."""
    turned = along * np.cos(within) + np.sqrt(np.clip(1 - along**2, 0, 1)) * np.sin(within)
    return np.where(along >= np.cos(within), 1.0, turned) if within > 0 else along


def _lacks(ends: np.ndarray, width_m: float, height_m: float, angles: int, half: float) -> np.ndarray:
    """(n,) how much points (n, rays, 2) lack, at least, to fit in the opening at the angle that suits them best.

    `half`: every angle within it of those tried is allowed for.
    """
    angle = np.pi * np.arange(angles) / angles
    way = np.stack([np.cos(angle), np.sin(angle)])
    along = ends @ way
    wide = along.max(axis=1) - along.min(axis=1)
    if half > 0:
        aside = ends @ np.stack([-way[1], way[0]])
        first, last = along.argmax(axis=1)[:, None], along.argmin(axis=1)[:, None]
        off = np.take_along_axis(aside, first, 1)[:, 0] - np.take_along_axis(aside, last, 1)[:, 0]
        wide = wide * np.cos(half) - np.abs(off) * np.sin(half)
    over = np.maximum(wide - width_m, np.roll(wide, angles // 2, axis=1) - height_m)
    return np.asarray(over.min(axis=1))


__all__ = ["hearts", "most_along", "never_threads"]
