"""Between the photograph, whose lens may bend, and the straight picture that geometry is done in."""

from __future__ import annotations

import numpy as np

from arkit.room import RoomView
from arkit.room.lens import Lens, bent_points, straight_points


def lens_of(view: RoomView) -> Lens | None:
    """The photograph's lens, where it bends."""
    found: Lens | None = getattr(view, "lens", None)
    return found


def straight(view: RoomView, points_px: np.ndarray) -> np.ndarray:
    """Pixels (n, 2) of the photograph in the straight picture."""
    return np.asarray(straight_points(lens_of(view), points_px))


def bent(view: RoomView, points_px: np.ndarray) -> np.ndarray:
    """Pixels (n, 2) of the straight picture in the photograph."""
    return np.asarray(bent_points(lens_of(view), points_px))


__all__ = ["bent", "lens_of", "straight"]
