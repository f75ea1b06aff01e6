"""Meshes as the mesh readers make them, before they become a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from arkit.errors import ReadError

_MOST = 1e30  # float32, in which glTF stores them, ends a little above
_FAN_LIMIT = 4096  # corners of one polygon; ear clipping is quadratic


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the file's tree: its name, its parent's index in the list of places (before its own), and where it
    turns (a door's hinge), in the document's space. Its own turn and scale stand in its parts' corners."""

    name: str
    parent: int | None = None
    pivot: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Part:
    """One group in one material, in the file's own units and axes.

    Attributes:
        name, parent: of the group and of the object it stands in ("" where the file names none).
        material: the material's name, None for none.
        positions: (n, 3) float64.
        triangles: (m, 3) corners.
        normals: (n, 3) or None; uv, uv1: (n, 2), v down as in glTF, or None.
        colors: (n, 3) or (n, 4) linear light 0…1, or None.
        place: index of its node in a list of places, None where the format has no tree.
    """

    name: str
    material: str | None
    positions: np.ndarray
    triangles: np.ndarray
    normals: np.ndarray | None = None
    uv: np.ndarray | None = None
    colors: np.ndarray | None = None
    parent: str = ""
    place: int | None = None
    uv1: np.ndarray | None = None

    def __post_init__(self) -> None:
        if not (np.abs(self.positions) < _MOST).all():
            raise ReadError(f"{self.name or 'mesh'}: expected corners below {_MOST:g}, got larger or no numbers")


@dataclass(slots=True)
class Faces:
    """Polygons of any corner count, collected by a reader."""

    polygons: list[Sequence[int]] = field(default_factory=list)

    def triangles(self, positions: np.ndarray) -> np.ndarray:
        """(m, 3) triangles over `positions` (n, 3): quads along their better diagonal, larger ones by ear clipping."""
        by_count: dict[int, list[Sequence[int]]] = {}
        for polygon in self.polygons:
            by_count.setdefault(len(polygon), []).append(polygon)
        found = [np.zeros((0, 3), dtype=np.int64)]
        for count, polygons in sorted(by_count.items()):
            if count == 3:
                found.append(np.array(polygons, dtype=np.int64))
            elif count == 4:
                found.append(split_quads(np.array(polygons, dtype=np.int64), positions))
            elif count > 4:
                found.extend(clip_ears(polygon, positions) for polygon in polygons)
        return np.concatenate(found)


def split_quads(quads: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Two triangles a quad (k, 4), along the diagonal on which both keep the quad's side."""
    corners = positions[quads]
    normal = np.cross(corners[:, 2] - corners[:, 0], corners[:, 3] - corners[:, 1])
    worst = []
    for a, b, c, d in ((0, 1, 2, 3), (1, 2, 3, 0)):
        first = np.cross(corners[:, b] - corners[:, a], corners[:, c] - corners[:, a])
        second = np.cross(corners[:, c] - corners[:, a], corners[:, d] - corners[:, a])
        dots = np.einsum("ij,ij->i", first, normal), np.einsum("ij,ij->i", second, normal)
        worst.append(np.minimum(*dots))
    straight = (worst[0] >= worst[1] - 1e-9 * np.abs(worst[1]))[:, None]
    first = np.where(straight, quads[:, [0, 1, 2]], quads[:, [1, 2, 3]])
    second = np.where(straight, quads[:, [0, 2, 3]], quads[:, [1, 3, 0]])
    return np.stack([first, second], axis=1).reshape(-1, 3)


def clip_ears(polygon: Sequence[int], positions: np.ndarray) -> np.ndarray:
    """Triangles (n - 2, 3) of a simple polygon, concave or not, in the plane of its Newell normal."""
    points = positions[np.asarray(polygon)]
    normal = np.cross(points, np.roll(points, -1, axis=0)).sum(axis=0)
    drop = int(np.argmax(np.abs(normal)))
    flat = np.delete(points, drop, axis=1) * ([1, 1] if (normal[drop] > 0) == (drop != 1) else [-1, 1])
    left = list(range(len(polygon)))
    triangles = []
    while len(left) > 3 and len(polygon) <= _FAN_LIMIT:
        ear = next((place for place in range(len(left)) if _is_ear(flat, left, place)), None)
        if ear is None:
            break
        triangles.append((left[ear - 1], left[ear], left[(ear + 1) % len(left)]))
        del left[ear]
    triangles += [(left[0], left[place], left[place + 1]) for place in range(1, len(left) - 1)]
    return np.asarray(polygon, dtype=np.int64)[np.array(triangles)]


def _is_ear(flat: np.ndarray, left: list[int], place: int) -> bool:
    a, b, c = (flat[left[index % len(left)]] for index in (place - 1, place, place + 1))
    if _turn(a, b, c) <= 0:
        return False
    others = [
        flat[left[index]]
        for index in range(len(left))
        if index not in (place, (place - 1) % len(left), (place + 1) % len(left))
    ]
    points = np.array(others)
    inside = np.ones(len(points), dtype=bool)
    for start, end in ((a, b), (b, c), (c, a)):
        inside &= (end[0] - start[0]) * (points[:, 1] - start[1]) - (end[1] - start[1]) * (points[:, 0] - start[0]) >= 0
    corner = (np.abs(points[:, None] - np.stack([a, b, c])).max(axis=2) == 0).any(axis=1)
    return not bool((inside & ~corner).any())


def _turn(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    return float((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))


__all__ = ["Faces", "Part", "Place", "clip_ears", "split_quads"]
