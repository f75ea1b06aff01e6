"""The ways a file's numbers can be read, and how a thing looks when it is read one way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from arkit.transforms.orient import AXES, FRONTS, UNIT_M, orientation
from arkit.transforms.reading.solid import Solid

_CELLS = 24
_TOUCH = 0.03  # of the height: what lies this low touches the floor


@dataclass(frozen=True, slots=True)
class Way:
    """One way to read a file: its unit, the axes that point up and to the front, and whether it is a mirror image."""

    unit: str
    up: str
    front: str
    mirror: bool
    sides_m: tuple[float, float, float]

    @property
    def straight(self) -> bool:
        """Whether the front is where files with this axis up have it."""
        return self.front == FRONTS[self.up]

    def matrix(self) -> np.ndarray:
        """(4, 4) from the file's space to metres, y up, front +z."""
        return orientation(unit=self.unit, up=self.up, front=self.front, mirror=self.mirror)

    def flags(self) -> str:
        """What to give on the command line to choose this way."""
        return f"--units {self.unit} --up={self.up} --front={self.front}" + (" --mirror" if self.mirror else "")

    def told(self) -> str:
        """This way in words."""
        front = "" if self.straight else f", front {self.front}"
        mirror = ", mirrored" if self.mirror else ""
        return f"{self.unit}, {self.up} up: {self.size_cm()} cm{front}{mirror}"

    def size_cm(self) -> str:
        """Width × depth × height."""
        width, height, depth = (f"{side * 100:.4g}" for side in self.sides_m)
        return f"{width} × {depth} × {height}"


def all_ways(
    extents: np.ndarray, *, unit: str = "", up: str = "", front: str = "", mirror: bool | None
) -> Iterator[Way]:
    """Every way that keeps to what is stated: 5 units × 6 axes up × 4 fronts × mirrored or not."""
    for one in [unit] if unit else list(UNIT_M):
        for above in [up] if up else AXES:
            for before in [front] if front else AXES:
                if before[-1] == above[-1]:
                    continue
                linear = orientation(unit=one, up=above, front=before)[:3, :3]
                width, height, depth = (float(side) for side in np.abs(linear) @ extents)
                for turned in (False, True) if mirror is None else (mirror,):
                    yield Way(one, above, before, turned, (width, height, depth))


class View:
    """A solid as it stands when read one way; places run 0…1 through its box: x right, y up, z to the front.

    Left and right are those of the unmirrored reading: only names can tell them apart.
    """

    def __init__(self, solid: Solid, way: Way, box: tuple[np.ndarray, np.ndarray]) -> None:
        self.solid, self.way = solid, way
        linear = orientation(unit="m", up=way.up, front=way.front)[:3, :3]
        self.turn = linear
        low, high = np.sort([linear @ corner for corner in box], axis=0)  # axes change places and signs, no more
        span = np.maximum(high - low, 1e-12)
        step = max(1, len(solid.points) // 4000)
        self.chosen = slice(None, None, step)
        self.places = (solid.points[self.chosen] @ linear.T - low) / span
        self.origin = -low / span

    @cached_property
    def normals(self) -> np.ndarray:
        """(n, 3) normals by corner order, standing."""
        turned: np.ndarray = self.solid.normals[self.chosen] @ self.turn.T
        return turned

    def mean_where(self, axis: int, low: float, high: float) -> np.ndarray | None:
        """Mean place (3,) of what lies between two heights of an axis, None where nothing does."""
        inside = (self.places[:, axis] >= low) & (self.places[:, axis] <= high)
        return self.places[inside].mean(axis=0) if inside.any() else None

    def width_where(self, low: float, high: float) -> float:
        """Mean extent in x and z of what lies between two heights."""
        inside = self.places[(self.places[:, 1] >= low) & (self.places[:, 1] <= high)][:, [0, 2]]
        return float(np.ptp(inside, axis=0).mean()) if len(inside) else 0.0

    def relief(self, axis: int, sign: int) -> tuple[float, float]:
        """Seen along an axis from its + or - end: how deep it lies on average, and how much of it is foremost."""
        across = [one for one in range(3) if one != axis]
        cells = np.minimum((self.places[:, across] * _CELLS).astype(int), _CELLS - 1)
        toward = self.places[:, axis] if sign > 0 else 1 - self.places[:, axis]
        nearest = np.full(_CELLS * _CELLS, -1.0)
        np.maximum.at(nearest, cells[:, 0] * _CELLS + cells[:, 1], toward)
        seen = nearest[nearest >= 0]
        return float(1 - seen.mean()), float((seen > 1 - _TOUCH).mean())


__all__ = ["View", "Way", "all_ways"]
