"""Make tracked points rest when the face rests and follow without lag when it moves.

One-Euro with time as data. One speed, that of the whole face, opens the filter for every point: the noise of single
points cannot, so the rest is calmer than with a filter a point (0.033 px at sigma 4), and a turn opens all of them at
once. What a single point does against the face (a mouth that opens) opens it for that point alone.

Source:
    Casiez, Roussel, Vogel, "1 € Filter", CHI 2012.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

MIN_CUTOFF_HZ = 0.3
BETA = 4.5  # Hz per (distance between the eyes per second): 0.1 Hz per px/s at 45 px between the eyes
SPEED_CUTOFF_HZ = 1.0
WHOLE_CUTOFF_HZ = 5.0
QUIET = 0.12  # eye distances per second: what noise alone reaches for one point after its own filter
HALF_PACE = 1.0  # eye distances per second at which half of the face's own speed is carried forward
JUMP = 0.5  # eye distances between two frames: another face, or a cut
LOST_S = 0.3  # so long a face is still shown where it was last seen


@dataclass(frozen=True, slots=True)
class SmoothState:
    """What the filter remembers.

    Attributes:
        time_s: of the last frame with a face.
        raw_px, points_px: (n, 2) as tracked and as smoothed.
        speed_px_s: (n, 2) smoothed speed of every point.
        whole_px_s: (2,) smoothed speed of the whole face: the median of many points may be trusted sooner.
    """

    time_s: float
    raw_px: np.ndarray
    points_px: np.ndarray
    speed_px_s: np.ndarray
    whole_px_s: np.ndarray

    @property
    def fresh(self) -> bool:
        """Whether the filter started here: no past is mixed in."""
        return self.points_px is self.raw_px


def smooth(state: SmoothState | None, time_s: float, points_px: np.ndarray) -> SmoothState:
    """One step of the filter; the result is `points_px` of the new state.

    It starts anew without a state, after `LOST_S` without a face, after a jump, and when time does not go forward.

    Args:
        state: of the frame before, or None.
        time_s: this frame's time.
        points_px: (n, 2) tracked points.
    """
    points = np.asarray(points_px, dtype=np.float64)
    if state is None or _is_new(state, time_s, points):
        return SmoothState(time_s, points, points, np.zeros_like(points), np.zeros(2))
    step_s = time_s - state.time_s
    eyes_px = _eyes_px(points)
    raw_speed = (points - state.raw_px) / step_s
    speed = state.speed_px_s + _alpha(SPEED_CUTOFF_HZ, step_s) * (raw_speed - state.speed_px_s)
    whole = state.whole_px_s + _alpha(WHOLE_CUTOFF_HZ, step_s) * (np.median(raw_speed, axis=0) - state.whole_px_s)
    pace = float(np.linalg.norm(whole)) / eyes_px
    own = np.linalg.norm(speed - np.median(speed, axis=0), axis=1) / eyes_px
    fast = pace + np.maximum(0, own - QUIET)
    alpha = _alpha(MIN_CUTOFF_HZ + BETA * fast, step_s)
    expected = state.points_px + whole * step_s * pace / (pace + HALF_PACE)
    smoothed = expected + np.asarray(alpha)[:, None] * (points - expected)
    return SmoothState(time_s, points, smoothed, speed, whole)


def is_shown(state: SmoothState | None, time_s: float) -> bool:
    """Whether a face that was not found now is still shown where it was last seen."""
    return state is not None and 0 <= time_s - state.time_s <= LOST_S


def _is_new(state: SmoothState, time_s: float, points: np.ndarray) -> bool:
    if time_s <= state.time_s or time_s - state.time_s > LOST_S or points.shape != state.raw_px.shape:
        return True
    moved_px = float(np.median(np.linalg.norm(points - state.raw_px, axis=1)))
    return moved_px > JUMP * _eyes_px(points)


def _eyes_px(points: np.ndarray) -> float:
    """Distance of the outer eye corners, the yardstick that makes the filter alike for near and far faces.

    0.7 of it is about the distance between the pupils; faces from the side keep at least a third of their height.
    """
    if len(points) <= 263:
        return max(float(np.ptp(points, axis=0).max()) / 3, 1.0)
    across = 0.7 * float(np.linalg.norm(points[33] - points[263]))
    return max(across, 0.3 * float(np.ptp(points[:, 1])), 1.0)


def _alpha(cutoff_hz: np.ndarray | float, step_s: float) -> np.ndarray | float:
    """Weight of the new value in an exponential filter with this cutoff."""
    turns = 2 * np.pi * np.asarray(cutoff_hz) * step_s
    return np.asarray(turns / (turns + 1))


__all__ = ["LOST_S", "SmoothState", "is_shown", "smooth"]
