"""Bring a document from the file's unit and axes to metres, y up, front +z."""

from __future__ import annotations

from typing import Literal

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import pose, rotation_y
from arkit.transforms.draft import Transform
from arkit.transforms.place import place

Unit = Literal["mm", "cm", "m", "in", "ft"]
Up = Literal["x", "y", "z", "-x", "-y", "-z"]
UNIT_M: dict[str, float] = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
# Rows say where new x, y, z come from. A z-up file's front looks along -y (Blender, 3ds Max), which becomes +z.
_ROTATIONS: dict[str, list[list[float]]] = {
    "x": [[0, -1, 0], [1, 0, 0], [0, 0, 1]],
    "y": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "z": [[1, 0, 0], [0, 0, 1], [0, -1, 0]],
    "-x": [[0, 1, 0], [-1, 0, 0], [0, 0, 1]],
    "-y": [[-1, 0, 0], [0, -1, 0], [0, 0, 1]],
    "-z": [[1, 0, 0], [0, 0, -1], [0, 1, 0]],
}


def orientation(*, unit: str, up: str, quarter: bool = False, mirror: bool = False) -> np.ndarray:
    """(4, 4) from the file's space to metres, y up.

    Args:
        unit: a key of UNIT_M.
        up: the file's axis that points up.
        quarter: the file's front lies along its +x once it stands; turn it to +z.
        mirror: the file is left-handed; exchange left and right.
    """
    if unit not in UNIT_M:
        raise CheckError(f'unit: expected one of {", ".join(UNIT_M)}, got "{unit}"')
    if up not in _ROTATIONS:
        raise CheckError(f'up: expected one of {", ".join(_ROTATIONS)}, got "{up}"')
    linear = np.array(_ROTATIONS[up], dtype=np.float64) * UNIT_M[unit]
    if quarter:
        linear = rotation_y(-np.pi / 2).round() @ linear
    if mirror:
        linear = np.diag([-1.0, 1.0, 1.0]) @ linear
    return pose(linear)


def orient(*, unit: str, up: str, quarter: bool = False, mirror: bool = False) -> Transform:
    """Metres, y up, front +z, from a file in `unit` whose axis `up` points up."""
    return place(orientation(unit=unit, up=up, quarter=quarter, mirror=mirror))


__all__ = ["UNIT_M", "Unit", "Up", "orient", "orientation"]
