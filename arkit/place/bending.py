"""Between the photograph, whose lens may bend, and the straight picture that geometry is done in."""

from __future__ import annotations

import numpy as np

from arkit.room import RoomView
from arkit.room.manhattan.lens import bent_points, straight_points


def straight(view: RoomView, points_px: np.ndarray) -> np.ndarray:
    """Pixels (n, 2) of the photograph in the straight picture."""
    return np.asarray(straight_points(view.lens, points_px))


def bent(view: RoomView, points_px: np.ndarray) -> np.ndarray:
    """Pixels (n, 2) of the straight picture in the photograph."""
    return np.asarray(bent_points(view.lens, points_px))


__all__ = ["bent", "straight"]
