"""What a video's next frame may know of one made-up face: the haze, the white and the softness of its picture.

Measured anew ten times a second and eased, so that colours do not flicker and most frames need not look: 0.3 ms of a
frame at 640x480. A lamp that is switched on is followed at once. What is worked out in the coarse cells of the face's
chart is carried along for two frames while the face only moves, and neither turns nor changes its expression: 2 ms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

Box = tuple[int, int, int, int]

EVERY_S = 0.1
SETTLE_S = 0.15
CARRIED_S = 0.09  # cells are worked out anew after so long
BENT = 0.004  # of the face's size: a point that moved so far against the others has changed the face
BREAK_S = 0.5  # after so long nothing is known
JUMP = 1.12  # the skin's brightness against that of the last look, from which the light has changed


@dataclass(frozen=True, slots=True)
class _Look:
    time_s: float
    level: float
    value: np.ndarray


@dataclass(frozen=True, slots=True)
class Cells:
    """What was worked out in the cells of one face's chart.

    Attributes:
        time_s: when.
        points_px: (n, 2) landmarks then.
        box_px: left, top, right, bottom; cell (0, 0) begins at its corner.
        found: by name; a canvas adds to it.
    """

    time_s: float
    points_px: np.ndarray
    box_px: Box
    found: dict[Any, Any] = field(default_factory=dict)

    def moved(self, time_s: float, points_px: np.ndarray, width: int, height: int) -> Cells | None:
        """The same cells where the face is now, in a picture of this size; None where they have to be made anew."""
        if not 0 <= time_s - self.time_s < CARRIED_S or points_px.shape != self.points_px.shape:
            return None
        away = points_px - self.points_px
        shift = away.mean(axis=0)
        if np.abs(away - shift).max() > BENT * float(np.ptp(points_px[:, 1])):
            return None
        x, y = np.round(shift).astype(int).tolist()
        left, top, right, bottom = self.box_px
        box = left + x, top + y, right + x, bottom + y
        if min(box[:2]) < 0 or box[2] > width or box[3] > height:
            return None
        return Cells(self.time_s, self.points_px, box, self.found)


@dataclass(slots=True)
class MakeupMemory:
    """Of one person; hand the same one in for each frame. It is changed."""

    looks: dict[str, _Look] = field(default_factory=dict)
    cells: Cells | None = None

    def told(self, name: str, time_s: float, level: float, measure: Callable[[], np.ndarray]) -> np.ndarray:
        """A value of this frame: as last measured, or measured now.

        Args:
            name: which.
            time_s: of this frame.
            level: the skin's luminance in it.
            measure: how to look; asked only when it is time.
        """
        last = self.looks.get(name)
        if last is None or not 0 <= time_s - last.time_s < BREAK_S or not 1 / JUMP < level / last.level < JUMP:
            value = measure()
        elif time_s - last.time_s < EVERY_S:
            return last.value
        else:
            share = -np.expm1(-(time_s - last.time_s) / SETTLE_S)
            value = np.asarray(last.value + share * (measure() - last.value), dtype=last.value.dtype)
        self.looks[name] = _Look(time_s, level, value)
        return value


__all__ = ["Cells", "MakeupMemory"]
