"""Products with hollows before doors: corner sofas, sofas with a back, deep chairs, each an L of two full blocks.

Their truth is closed from both sides. An L whose arms are a and b thick, long as they are, passes a gap in a thin wall
of the length from its inner to its outer corner, sqrt(a² + b²), turned about the jamb: so it does where the door is so
wide and it is low enough to stand in it along the L's third side. Its hull passes where a straight push does. It does
not pass where the plane through the middle of the L's corner cuts a polygon that no turn brings into the door: looked
for over 6000 turns and climbed from the best ten. What lies between is thrown away and made anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import ConvexHull

from bench.fitting.oracle import hull_passes

EDGE_M = 0.002  # of a section that lacks less nothing is told
Box = tuple[tuple[float, float, float], tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class Ell:
    """An L in its own x and z, `tall_m` along y: the blocks (0…long[0], 0…thick[1]) and (0…thick[0], 0…long[1])."""

    long_m: tuple[float, float]
    thick_m: tuple[float, float]
    tall_m: float

    @property
    def boxes(self) -> tuple[Box, Box]:
        """Lowest and highest corner of the two blocks, side by side."""
        (along, deep), (arm, back), tall = self.long_m, self.thick_m, self.tall_m
        return ((0, 0, 0), (along, tall, back)), ((0, 0, back), (arm, tall, deep))

    def scaled(self, by: float) -> Ell:
        """The same, larger or smaller all over."""
        (along, deep), (arm, back) = self.long_m, self.thick_m
        return Ell((by * along, by * deep), (by * arm, by * back), by * self.tall_m)

    @property
    def corners_m(self) -> np.ndarray:
        """(16, 3) of both blocks."""
        return np.concatenate([_corners(box) for box in self.boxes])

    def triangles(self) -> tuple[np.ndarray, np.ndarray]:
        """Positions (16, 3) and faces (24, 3) facing outward."""
        faces = []
        for place, box in enumerate(self.boxes):
            corners = _corners(box)
            hull = ConvexHull(corners)
            for face, plane in zip(hull.simplices, hull.equations, strict=True):
                a, b, c = corners[face]
                outward = np.cross(b - a, c - a) @ plane[:3] > 0
                faces.append((face if outward else face[::-1]) + 8 * place)
        return self.corners_m, np.array(faces)


def made(rng: np.random.Generator) -> tuple[Ell, np.ndarray]:
    """An L, and the (3, 3) that sets it on its feet: a corner sofa as it is, a sofa or a deep chair on its seat."""
    if rng.random() < 0.5:
        along, deep, arm, back, tall = rng.uniform((1.3, 1.2, 0.5, 0.5, 0.5), (2.6, 2.2, 1.0, 1.0, 0.9)).tolist()
        return Ell((along, deep), (arm, back), tall), np.eye(3)
    deep, high, back, seat, long = rng.uniform((0.75, 0.75, 0.15, 0.3, 0.8), (1.2, 1.2, 0.45, 0.5, 2.3)).tolist()
    return Ell((deep, high), (back, seat), long), np.roll(np.eye(3), -1, axis=0)


def passes(ell: Ell, width: float, height: float, rng: np.random.Generator) -> bool | None:
    """Whether it passes a door in a thin wall by some motion; None where neither bound tells."""
    if ell.tall_m <= height and float(np.hypot(*ell.thick_m)) <= width:
        return True
    if hull_passes(ell.corners_m, width, height, rng):
        return True
    return False if _least_lack(ell, np.array([width, height]), rng) > EDGE_M else None


def _least_lack(ell: Ell, room: np.ndarray, rng: np.random.Generator) -> float:
    """How much the section through the middle of the L's corner lacks at the turn that suits it best."""
    (arm, back), tall = ell.thick_m, ell.tall_m
    heart = np.array([arm / 2, tall / 2, back / 2])
    edges = np.concatenate([_edges(box) for box in ell.boxes]) - heart
    normals = rng.normal(size=(6000, 3))
    lacks = np.array([_lack(edges, normal, room) for normal in normals])
    least = float(lacks.min())
    for row in np.argsort(lacks)[:10].tolist():
        normal, best, step = normals[row] / np.linalg.norm(normals[row]), float(lacks[row]), 0.05
        while step > 1e-4 and best > 0:
            tried = normal + step * rng.normal(size=(20, 3))
            told = [_lack(edges, one, room) for one in tried]
            if min(told) < best:
                best, normal = min(told), tried[int(np.argmin(told))] / np.linalg.norm(tried[int(np.argmin(told))])
            else:
                step /= 2
        least = min(least, best)
    return least


def _lack(edges: np.ndarray, normal: np.ndarray, room: np.ndarray) -> float:
    """What the section at one plane through 0 lacks to lie in the door at its best angle."""
    side = edges @ normal
    met = side[:, 0] * side[:, 1] < 0
    start, end = edges[met, 0], edges[met, 1]
    part = side[met, 0] / (side[met, 0] - side[met, 1])
    points = start + part[:, None] * (end - start)
    across = np.cross(normal, (1.0, 0.0, 0.0) if abs(normal[0]) < 0.8 * np.linalg.norm(normal) else (0.0, 1.0, 0.0))
    across /= np.linalg.norm(across)
    other = np.cross(normal, across) / np.linalg.norm(normal)
    angle = np.pi * np.arange(180) / 180
    along = points @ (np.outer(across, np.cos(angle)) + np.outer(other, np.sin(angle)))
    wide = np.ptp(along, axis=0)
    return float(np.maximum(wide - room[0], np.roll(wide, 90) - room[1]).min())


def _corners(box: Box) -> np.ndarray:
    low_x, low_y, low_z, high_x, high_y, high_z = (*box[0], *box[1])
    return np.array([(x, y, z) for x in (low_x, high_x) for y in (low_y, high_y) for z in (low_z, high_z)])


def _edges(box: Box) -> np.ndarray:
    """(12, 2, 3) of a block."""
    corners = _corners(box)
    pairs = [(a, b) for a in range(8) for b in range(a) if bin(a ^ b).count("1") == 1]
    return np.array([(corners[a], corners[b]) for a, b in pairs])


__all__ = ["Ell", "made", "passes"]
