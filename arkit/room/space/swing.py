"""Doors that still open: does a product stand where a leaf swings?"""

from __future__ import annotations

import numpy as np

from arkit.room.space.gaps import Spot, outline_at
from arkit.room.space.polygons import separations_m
from arkit.room.space.shape import Shape
from arkit.room.space.verdict import Verdict
from arkit.spaces import apply
from arkit.surface import Opening

_STEPS = 13  # corners of a quarter circle's arc


def swing_free(door: Opening, shape: Shape, spot: Spot) -> Verdict:
    """Whether a product stays clear of a door's leaf.

    Which side the hinges are on is not in a room's record: clear of both quarter circles is a yes, in both a no.
    """
    if door.kind != "door":
        return Verdict.YES
    outline = outline_at(shape.outline_m, spot)
    hits = (separations_m(outline, swing_m(door)) < 0).sum()
    return (Verdict.YES, Verdict.UNKNOWN, Verdict.NO)[int(hits)]


def swing_m(door: Opening) -> np.ndarray:
    """(2, 8, 2) the quarter circles x, z that a leaf sweeps into the room, hung on either side."""
    width = door.width_m.value
    angle = np.linspace(0, np.pi / 2, _STEPS)
    arc = width * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    quarter = np.concatenate([[(0.0, 0.0)], arc]) - (width / 2, 0)
    both = np.stack([quarter, (quarter * (-1, 1))[::-1]])
    flat = np.stack([both[..., 0], np.zeros(both.shape[:2]), both[..., 1]], axis=2)
    return apply(door.T_room_opening, flat.reshape(-1, 3))[:, [0, 2]].reshape(2, -1, 2)


__all__ = ["swing_free", "swing_m"]
