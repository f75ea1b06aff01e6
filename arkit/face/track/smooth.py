"""Make tracked points rest when the face rests and follow without lag when it moves.

The points are taken apart in head coordinates, each part with a filter of its own: where the head is (2 numbers),
how it is turned and how near (6: the canonical face laid over the landmarks by weak perspective), and what every point
does against the head (its place in the head's size and tilt). A part at rest is the running mean of what was seen, for
as long as it rests; its speed opens the filter, and so does a lasting offset, so that slow drift is not held back: both
from where they stand out of the noise, which is measured as the face is followed. The speed of the first two parts is
carried forward, which takes the lag away. Time is data.

Tried through the real tracker on three heads (fair to darkest), 640x480, 40 px between the pupils, sensor noise of
sigma 4, 30 frames a second: rest in px RMS (the darkest head), lag in frames of +-40 px at 0.8 Hz, px that are missing
while the head drifts at 5 px/s, px that are missing half a second after a mouth opens by 8:

                                              rest          lag    drift  mouth
    raw tracker                               0.150 (0.253) 0.0    0.08   0.08
    One-Euro a point (0.3 Hz, 0.1 per px/s)   0.029 (0.048) 0.5    0.96   1.23
    the whole face's speed for every point    0.033 (0.057) 0.05   0.80   1.37   ours before
    parts, One-Euro each                      0.057 (0.069) 0.06   0.79   2.23   the first noisy frame fades too slowly
    parts, running mean at rest               0.012 (0.022) 0.07   3.69   3.36   a slow drift is held back
    and a lasting offset opens                0.015 (0.031) 0.02   0.29   0.50   dark skin trembles most
    this: beyond the tracker's own noise      0.013 (0.024) 0.03   0.30   0.52

What counts as beyond the noise was 0.7 deviations of it for an offset and 1.2 for a speed at first, less than the
fixed limits are on fair skin: dark skin was opened by its own noise. With 1.0 and 1.6 the darkest under a side light
(heads 0, 3 and 6) rests at 0.034 px instead of 0.042, and 0.34 px instead of 0.30 are missing while it drifts; fair
ones are as before.

Source:
    Casiez, Roussel, Vogel, "1 € Filter", CHI 2012, for the speed that opens; the mean at rest is Kalman's gain for
    something that stands still.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import hypot
from typing import TypeVar

import numpy as np

from arkit.face.canonical import POINTS, canonical_face
from arkit.face.quantile import median

MIN_CUTOFF_HZ = 0.08  # the mean at rest reaches back two seconds
BETA = 4.5  # Hz per (distance between the eyes per second)
OWN_BETA = 3.0
SPEED_CUTOFF_HZ, OWN_SPEED_CUTOFF_HZ = 5.0, 1.0
QUIET, OWN_QUIET = 0.12, 0.25  # eye distances per second: what noise alone reaches
OFFSET_CUTOFF_HZ = 1.5
OFFSET_QUIET, OFFSET_OPENS_HZ = 0.003, 300.0  # eye distances; Hz per eye distance of offset beyond it
NOISE_CUTOFF_HZ, NOISE_TIMES = 0.3, 1.0  # an offset counts from this many standard deviations of the tracker's noise
SPEED_TIMES = 1.6  # the same for a speed: standard deviations a frame
HALF_PACE = 1.0  # eye distances per second at which half of a part's own speed is carried forward
JUMP = 0.5  # eye distances between two frames: another face, or a cut
LOST_S = 0.3  # so long a face is still shown where it was last seen
Weight = TypeVar("Weight", float, np.ndarray)
_EYE_CORNERS = ((33, 133), (263, 362))  # beside the irises 468…472 and 473…477


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the points' motion: `seen` and `calm` (k, m), `speed`, `offset` and `step` alike, `gain` (k,).

    `step` is the last change of what was seen, `noise` (k,) the variance of what the tracker adds to it.
    """

    seen: np.ndarray
    calm: np.ndarray
    speed: np.ndarray
    offset: np.ndarray
    step: np.ndarray
    gain: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True, slots=True)
class SmoothState:
    """What the filter remembers.

    Attributes:
        time_s: of the last frame with a face.
        raw_px, points_px: (n, 2) as tracked and as smoothed.
        head: two parts in pixels, (2, 6): how the head is turned, and in the first two of the second row where it is.
        own: the part (n, 2) of every point, in the head's size. Both are empty at the start.
    """

    time_s: float
    raw_px: np.ndarray
    points_px: np.ndarray
    head: Part | None = None
    own: Part | None = None

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
        points_px: (468 or 478, 2) tracked points.
    """
    points = np.asarray(points_px, dtype=np.float64)
    laid, own = _apart(points)
    head = np.zeros((2, 6))  # stepped together: each step is many small sums, and two rows cost what one does
    head[0], head[1, :2] = (_whiten() @ laid[:3]).ravel(), laid[3]
    eyes_px = _eyes_px(points)
    if state is None or _is_new(state, time_s, points, eyes_px) or not (state.head and state.own):
        return SmoothState(time_s, points, points, _still(head), _still(own))
    step_s = time_s - state.time_s
    head_now = _step(state.head, head, step_s, eyes_px)
    own_now = _own_step(state.own, own, step_s, eyes_px / _size_and_tilt(laid)[0])
    calm = np.vstack([_unwhiten() @ head_now.calm[0].reshape(3, 2), head_now.calm[1:, :2]])
    return SmoothState(time_s, points, _together(calm, own_now.calm), head_now, own_now)


def is_shown(state: SmoothState | None, time_s: float) -> bool:
    """Whether a face that was not found now is still shown where it was last seen."""
    return state is not None and 0 <= time_s - state.time_s <= LOST_S


def _still(value: np.ndarray) -> Part:
    zero = np.zeros_like(value)
    return Part(value, value, zero, zero, zero, np.ones(len(value)), np.zeros(len(value)))


def _step(part: Part, seen: np.ndarray, step_s: float, eyes_px: float) -> Part:
    """A part of the head's motion: its speed is carried forward."""
    speed = part.speed + _alpha(SPEED_CUTOFF_HZ, step_s) * ((seen - part.seen) / step_s - part.speed)
    pace = _lengths(speed) / eyes_px
    expected = part.calm + speed * (step_s * pace / (pace + HALF_PACE))[:, None]
    quiet = np.maximum(QUIET, SPEED_TIMES * np.sqrt(part.noise) / step_s / eyes_px)
    return _mixed(part, seen, expected, speed, MIN_CUTOFF_HZ + BETA * np.maximum(0, pace - quiet), step_s, eyes_px)


def _own_step(part: Part, seen: np.ndarray, step_s: float, eyes: float) -> Part:
    """What single points do against the head: a mouth that opens is followed, the rest stays calm."""
    speed = part.speed + _alpha(OWN_SPEED_CUTOFF_HZ, step_s) * ((seen - part.seen) / step_s - part.speed)
    pace = _lengths(speed) / eyes
    cutoff_hz = MIN_CUTOFF_HZ + OWN_BETA * np.maximum(0, pace - OWN_QUIET)
    return _mixed(part, seen, part.calm, speed, cutoff_hz, step_s, eyes)


def _mixed(
    part: Part, seen: np.ndarray, expected: np.ndarray, speed: np.ndarray, cutoff_hz: np.ndarray, step_s: float,
    eyes: float,
) -> Part:  # fmt: skip
    """The new calm value: a mean while nothing opens the filter, nearer to what is seen the more does."""
    ahead = seen - expected
    offset = part.offset + _alpha(OFFSET_CUTOFF_HZ, step_s) * (ahead - part.offset)
    step = seen - part.seen
    bend = step - part.step
    shaken = _squares(bend) / 6  # white noise makes six times its variance in second differences
    shaken = np.minimum(shaken, 9 * part.noise + 1e-6 * eyes**2)  # a jerk is no noise
    noise = part.noise + _alpha(NOISE_CUTOFF_HZ, step_s) * (shaken - part.noise)
    quiet = np.maximum(OFFSET_QUIET, NOISE_TIMES * np.sqrt(noise) / eyes)
    lasting = np.maximum(0, _lengths(offset) / eyes - quiet)
    opened = _alpha(cutoff_hz + OFFSET_OPENS_HZ * lasting, step_s)
    gain = np.maximum(opened, part.gain / (1 + part.gain))
    return Part(seen, expected + gain[:, None] * ahead, speed, offset, step, gain, noise)


@cache
def _basis() -> tuple[np.ndarray, np.ndarray]:
    """(468, 4) the canonical face round its middle and ones, and its pseudo-inverse (4, 468)."""
    shape = canonical_face().positions_m
    basis = np.column_stack([shape - shape.mean(axis=0), np.ones(POINTS)])
    return basis, np.linalg.pinv(basis)


@cache
def _whiten() -> np.ndarray:
    """(3, 3) that makes the length of a turn the root mean square of the points' displacements, pixels."""
    basis = _basis()[0][:, :3]
    return np.asarray(np.linalg.cholesky(basis.T @ basis / POINTS).T)


@cache
def _unwhiten() -> np.ndarray:
    """The inverse of `_whiten`, kept: LAPACK wakes its threads for three unknowns, 4 ms a frame on busy cores."""
    return np.asarray(np.linalg.inv(_whiten()))


def _apart(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The canonical face laid over the points (4, 2), and each point's own place (n, 2) in the head's size and tilt."""
    laid = _basis()[1] @ points[:POINTS]
    size_px, tilt = _size_and_tilt(laid)
    # kept by columns in memory: numpy goes along the longer axis, and a factor a point costs a third of the time
    return laid, ((tilt / size_px) @ (points - _carried(laid, len(points))).T).T


def _together(laid: np.ndarray, own: np.ndarray) -> np.ndarray:
    size_px, tilt = _size_and_tilt(laid)
    return np.asarray(_carried(laid, len(own)) + own @ tilt * size_px)


def _carried(laid: np.ndarray, count: int) -> np.ndarray:
    """Where the head carries every point (count, 2): irises go with the corners of their eyes."""
    return np.asarray(_carrying()[:count] @ laid)


@cache
def _carrying() -> np.ndarray:
    """(478, 4) the canonical face round its middle and ones, with the irises' points."""
    points = _basis()[0]
    return np.concatenate([points, *(np.tile(points[list(pair)].mean(axis=0), (5, 1)) for pair in _EYE_CORNERS)])


def _size_and_tilt(laid: np.ndarray) -> tuple[float, np.ndarray]:
    """Pixels a metre of the canonical face, and the rotation (2, 2) of the picture's plane, rows as they apply."""
    (xx, xy), (yx, yy) = laid[:2].tolist()
    c, s = (xx - yy) / 2, (xy + yx) / 2
    size = max(hypot(c, s), 1e-6)
    return size, np.array([[c, s], [-s, c]]) / size


def _is_new(state: SmoothState, time_s: float, points: np.ndarray, eyes_px: float) -> bool:
    if time_s <= state.time_s or time_s - state.time_s > LOST_S or points.shape != state.raw_px.shape:
        return True
    moved_px, far_px = points - state.raw_px, JUMP * eyes_px
    if float(max(moved_px.max(), -moved_px.min())) < 0.7 * far_px:  # then none went so far
        return False
    return median(_lengths(moved_px)) > far_px


def _eyes_px(points: np.ndarray) -> float:
    """Distance of the pupils, about, the yardstick that makes the filter alike for near and far faces.

    0.7 of the outer corners' distance; faces from the side keep at least a third of their height.
    """
    (right_x, right_y), (left_x, left_y) = points[33].tolist(), points[263].tolist()
    down = points[:, 1]
    return max(0.7 * hypot(right_x - left_x, right_y - left_y), 0.3 * float(down.max() - down.min()), 1.0)


def _lengths(vectors: np.ndarray) -> np.ndarray:
    """(k,) lengths of vectors (k, m), in half of numpy's time for so few."""
    return np.sqrt(_squares(vectors))


def _squares(vectors: np.ndarray) -> np.ndarray:
    """(k,) squared lengths of vectors (k, m)."""
    if vectors.shape[1] == 2:
        x, y = vectors.T
        return np.asarray(x * x + y * y)
    return np.asarray(np.einsum("km,km->k", vectors, vectors))


def _alpha(cutoff_hz: Weight, step_s: float) -> Weight:
    """Weight of the new value in an exponential filter with this cutoff."""
    turns = cutoff_hz * (2 * np.pi * step_s)
    return turns / (turns + 1)


__all__ = ["LOST_S", "Part", "SmoothState", "is_shown", "smooth"]
