"""In which unit a scan is: what its file declares, held against what rooms measure, or what rooms measure alone."""

from __future__ import annotations

import numpy as np

from arkit.errors import AmbiguousError, CheckError, NotFoundError

UNITS = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
GUESSED = ("m", "cm", "mm")  # what scanners write
# Of a scan's box: the shortest side (mostly the height), the middle one, the longest. A hall in centimetres is no
# room in millimetres: that would be 0.3 m high.
ROOM_M = ((1.0, 8.0), (1.2, 40.0), (1.5, 60.0))
DECLARED_M = (0.8, 150.0)  # the longest side, where the file itself says its unit


def metres_each(positions: np.ndarray, unit: str, name: str) -> float:
    """Metres in one of the scan's units.

    Args:
        positions: (n, 3), in the file's unit.
        unit: "m", "cm", "mm", "in", "ft", as declared or asked for; "" where nothing is said.

    Raises:
        CheckError: no such unit.
        AmbiguousError: no unit makes it a room, or several do.
        NotFoundError: no points.
    """
    if unit and unit not in UNITS:
        raise CheckError(f"{name}: expected a unit of {', '.join(UNITS)}, got {unit}")
    if not len(positions):
        raise NotFoundError(f"{name}: expected points of a room, the scan is empty")
    low, high = np.percentile(positions[:: max(1, len(positions) // 50_000)], [0.5, 99.5], axis=0)
    sides = np.sort(high - low)
    told = " x ".join(f"{side:.3g}" for side in sides)
    if unit:
        if not DECLARED_M[0] <= sides[2] * UNITS[unit] <= DECLARED_M[1]:
            raise AmbiguousError(f"{name}: expected a room some metres wide, it is {told} {unit}; say its true unit")
        return UNITS[unit]
    fits = [
        one
        for one in GUESSED
        if all(low <= side * UNITS[one] <= high for side, (low, high) in zip(sides, ROOM_M, strict=True))
    ]
    if len(fits) != 1:
        found = f"it fits {' and '.join(fits)}" if fits else "no unit of m, cm and mm makes it a room"
        raise AmbiguousError(f"{name}: expected to see the unit from the size, but for {told} {found}; say its unit")
    return UNITS[fits[0]]


__all__ = ["UNITS", "metres_each"]
