"""What a video's next frame may know of one made-up face: the haze, the white and the softness of its picture.

Measured anew ten times a second and eased, so that colours do not flicker and most frames need not look: 0.3 ms of a
frame at 640x480. A lamp that is switched on is followed at once. What is worked out in the coarse cells of the face's
chart, and what lines are drawn as, is carried along for two frames while the face only moves, and neither turns nor
changes its expression: 4 ms.
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
DRAWN_BENT = 0.0012  # the same for drawn lines, after the affine map that takes the face along
SOME = 3  # every third point is enough for that map
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
        way: (2, 3) by which what is drawn goes on from the box then to the box now; None where nothing moved.
        bent: whether what is drawn no longer fits, as the face changed beyond that.
        found: by name; a canvas adds to it.
    """

    time_s: float
    points_px: np.ndarray
    box_px: Box
    way: np.ndarray | None = None
    bent: bool = False
    found: dict[Any, Any] = field(default_factory=dict)

    def moved(self, time_s: float, points_px: np.ndarray, width: int, height: int) -> Cells | None:
        """The same cells where the face is now, in a picture of this size; None where they have to be made anew."""
        if not 0 <= time_s - self.time_s < CARRIED_S or points_px.shape != self.points_px.shape:
            return None
        away = points_px - self.points_px
        shift = away.mean(axis=0)
        if np.abs(away - shift).max() > BENT * float(np.ptp(points_px[:, 1])):
            return None
        x, y = (round(one) for one in shift.tolist())
        left, top, right, bottom = self.box_px
        box = left + x, top + y, right + x, bottom + y
        if min(box[:2]) < 0 or box[2] > width or box[3] > height:
            return None
        way, missed_px = self._affine(points_px - (x, y))
        bent = missed_px > DRAWN_BENT * float(np.ptp(points_px[:, 1]))
        return Cells(self.time_s, self.points_px, box, way, bent, self.found)

    def _affine(self, points_px: np.ndarray) -> tuple[np.ndarray, float]:
        """The map of the box's pixels that takes the points of then to these, and what it misses most, pixels."""
        if "inverse" not in self.found:
            few = self.points_px[::SOME]
            before = np.column_stack([few - self.box_px[:2], np.ones(len(few))])
            self.found["inverse"] = before, np.linalg.solve(before.T @ before, before.T)
        before, inverse = self.found["inverse"]
        now = points_px[::SOME] - self.box_px[:2]
        matrix = inverse @ now
        missed = now - before @ matrix
        way = np.ascontiguousarray(matrix.T)
        way[:, 2] += way[:, :2] @ (0.5, 0.5) - 0.5  # OpenCV counts from a pixel's middle
        return way, float(np.abs(missed).max())


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
