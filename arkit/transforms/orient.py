"""Bring a document from the file's unit and axes to metres, y up, front +z."""

from __future__ import annotations

from typing import Literal

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import pose
from arkit.transforms.draft import Transform
from arkit.transforms.place import place

Unit = Literal["mm", "cm", "m", "in", "ft"]
Up = Literal["x", "y", "z", "-x", "-y", "-z"]
UNIT_M: dict[str, float] = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254, "ft": 0.3048}
AXES: tuple[str, ...] = ("y", "z", "x", "-y", "-z", "-x")
# Where the front is when only the axis up is known: a z-up file's looks along -y (Blender, 3ds Max), others' along +z.
FRONTS: dict[str, str] = {"x": "z", "y": "z", "z": "-y", "-x": "z", "-y": "z", "-z": "y"}


def orientation(*, unit: str, up: str, front: str = "", mirror: bool = False) -> np.ndarray:
    """(4, 4) from the file's space to metres, y up, front +z.

    Args:
        unit: a key of UNIT_M.
        up: the file's axis that points up.
        front: the file's axis that its front faces; "" for the usual one, FRONTS[up].
        mirror: the file is a mirror image; exchange left and right.
    """
    if unit not in UNIT_M:
        raise CheckError(f'unit: expected one of {", ".join(UNIT_M)}, got "{unit}"')
    if up not in AXES:
        raise CheckError(f'up: expected one of {", ".join(AXES)}, got "{up}"')
    front = front or FRONTS[up]
    if front not in AXES or front[-1] == up[-1]:
        raise CheckError(f'front: expected an axis across {up}, got "{front}"')
    above, before = _axis(up), _axis(front)
    right = np.cross(above, before) * (-1.0 if mirror else 1.0)
    return pose(np.stack([right, above, before]) * UNIT_M[unit])


def orient(*, unit: str, up: str, front: str = "", mirror: bool = False) -> Transform:
    """Metres, y up, front +z, from a file in `unit` whose axis `up` points up and whose front faces `front`."""
    return place(orientation(unit=unit, up=up, front=front, mirror=mirror))


def _axis(name: str) -> np.ndarray:
    axis = np.zeros(3)
    axis["xyz".index(name[-1])] = -1.0 if name.startswith("-") else 1.0
    return axis


__all__ = ["AXES", "FRONTS", "UNIT_M", "Unit", "Up", "orient", "orientation"]
