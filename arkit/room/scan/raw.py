"""A scan as its file says it, before anything is found in it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import check_transform


@dataclass(frozen=True, slots=True)
class LabelledPlane:
    """A flat surface that the scanner named.

    Attributes:
        label: one lower-case word: "floor", "wall", "door", "table", …
        T_scan_plane: its own space has ±y as normal (scanners differ in the side).
        outline_m: (n, 2) corners x, z in its own space.
    """

    label: str
    T_scan_plane: np.ndarray
    outline_m: np.ndarray

    def __post_init__(self) -> None:
        check_transform(self.T_scan_plane, "T_scan_plane")
        if self.outline_m.ndim != 2 or self.outline_m.shape[1] != 2 or len(self.outline_m) < 3:
            raise CheckError(f"outline: expected at least 3 corners x, z, got shape {self.outline_m.shape}")


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """A box that the scanner put about something.

    Attributes:
        T_scan_box: its own space has the origin in the middle of one of its faces, the box lies on the +y side.
        size_m: (3,) along x, y, z.
    """

    label: str
    T_scan_box: np.ndarray
    size_m: np.ndarray

    def __post_init__(self) -> None:
        check_transform(self.T_scan_box, "T_scan_box")
        if self.size_m.shape != (3,) or not (np.isfinite(self.size_m).all() and (self.size_m > 0).all()):
            raise CheckError(f"box: expected three positive lengths, got {self.size_m.tolist()}")


@dataclass(frozen=True, slots=True)
class Scan:
    """Points or a mesh, and what the scanner named, all in the file's own unit and axes.

    Attributes:
        positions: (n, 3) float64; (0, 3) where there are only labels.
        triangles: (m, 3) int64; (0, 3) where there are only points.
        unit: "m", "cm", "mm", … as the file declares; "" where it does not.
        up: "y", "z" or "-y" as the file declares; "" where it does not.
        name: of the file, for messages.
        toward_up: (3,) up within 45 degrees, where a hand-held camera says that much.
    """

    positions: np.ndarray
    triangles: np.ndarray = field(default_factory=lambda: np.zeros((0, 3), dtype=np.int64))
    planes: tuple[LabelledPlane, ...] = ()
    boxes: tuple[LabelledBox, ...] = ()
    unit: str = ""
    up: str = ""
    name: str = "scan"
    toward_up: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.positions.ndim != 2 or self.positions.shape[1] != 3:
            raise CheckError(f"{self.name}: expected points of shape (n, 3), got {self.positions.shape}")
        if not np.isfinite(self.positions).all():
            raise CheckError(f"{self.name}: expected finite points, got NaN or infinity")
        if self.triangles.ndim != 2 or self.triangles.shape[1] != 3:
            raise CheckError(f"{self.name}: expected triangles of shape (m, 3), got {self.triangles.shape}")
        if len(self.triangles) and not (0 <= self.triangles.min() and self.triangles.max() < len(self.positions)):
            raise CheckError(f"{self.name}: expected corners 0 to {len(self.positions) - 1} in its triangles")


__all__ = ["LabelledBox", "LabelledPlane", "Scan"]
