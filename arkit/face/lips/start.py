"""Where the lips' two borders are to be expected before colours are asked: the tracker's loops, mended where they err.

Told by heads 0 to 9 of bench/heads (120 pictures, 1280x960): mean overlap of the whole mask, each way added to the
former ones. None of these 0.934; the outer loop further out the darker the skin 0.940; a second search of an open
mouth's inner edge 0.941; its inner loop against the side the head is turned to 0.943; the inner loop carried along with
what colours found of the outer, wholly below and by half above 0.946; the outer loop against the turn too 0.948 (heads
turned by 45 degrees 0.908 -> 0.933). Carried wholly above too 0.9455; turned half as much again 0.9453.

Tried and dropped: a table learned of these and 400 more pictures (any expression, turn, tone and light; forty principal
parts of the loops, nose and chin, heads left out in turn) that says where both loops lie. The tracker's polygons went
from 0.799 to 0.823 (the 400: 0.789 to 0.840), the searched masks from 0.950 to 0.932; with half of what it says from
0.950 to 0.952 and from 0.936 to 0.943, but teeth painted by half from 1.2 to 1.7 %. Of four such starts the best
one, were it known, would give 0.959 and 0.951; chosen by what the search trusts 0.951 and 0.943.
"""

from __future__ import annotations

import numpy as np

from arkit.face.lips.edges import COUNT, HALF, curve_of, lengths_of, normals_of, read_at

# Where a wide open mouth's inner edge lies inside the tracker's loop, of the mouth's width, and more of it for each
# width of opening: upper lip, lower lip. Told by heads 0 to 7 of bench/heads; heads left out in turn 0.029 -> 0.021.
INWARD = ((0.013, 0.045), (-0.018, 0.125))
OUTWARD = (0.003, 0.021)  # of the mouth's width: the outer edge lies so far out of its loop; on black skin so much more
PALE_L = 50.0  # skin as light as this counts as light
BESIDE = 0.14  # of the mouth's width: skin is looked at so far outside the loop
OPENED = (0.03, 0.09)  # of the mouth's width: lips nearer than this are closed; further apart they are open
TURNED = (-0.05, -0.1)  # of the mouth's width for each unit of turn: an open mouth's outer edge, its inner edge
FOLLOW = (1.0, 0.5)  # how far the inner edge, below and above, goes along with what was found of the outer
_NOSE, _EYES = 1, (33, 263)  # the nose's tip, the outer corners of the eyes
_OPPOSITE = (COUNT - np.arange(COUNT)) % COUNT
_TAPER = (1 - (np.abs(np.arange(20) % 10 - 5) / 5) ** 2).astype(np.float32)
_CARRIED = np.full((COUNT, 1), sum(FOLLOW) / 2, dtype=np.float32)
_CARRIED[1:HALF], _CARRIED[HALF + 1 :] = FOLLOW


def inner_start(inner: np.ndarray, width_px: float) -> np.ndarray:
    """The tracker's inner curve (80, 2) from its loop (20, 2), mended for how it errs where a mouth is open."""
    curve = curve_of(inner)
    gap = float(lengths_of(inner[1:10] - inner[:10:-1]).max()) / width_px
    if gap <= OPENED[0]:
        return curve
    shift = np.zeros(20, dtype=np.float32)
    for half, (still, more) in ((slice(11, 20), INWARD[0]), (slice(1, 10), INWARD[1])):
        shift[half] = still + more * min(gap, 0.6)
    shift *= _TAPER * (_share_open(gap) * width_px)
    return np.asarray(curve - normals_of(curve) * curve_of(np.stack([shift, shift], axis=1)))


def outer_start(lab: np.ndarray, outer: np.ndarray, turn_px: np.ndarray, width_px: float) -> np.ndarray:
    """The tracker's outer curve (80, 2) from its loop (20, 2): further out on dark skin, against the turn when open.

    Args:
        lab: (h, w, c) float32, L* first.
        outer: the loop, pixels from the picture's corner.
        turn_px: (2,) as `turn_px` gives it, already weighed by how open the mouth is.
        width_px: the mouth's.
    """
    curve = curve_of(outer)
    normals = normals_of(curve)
    light = read_at(lab, curve + normals * (BESIDE * width_px))[:, 0]
    dark = min(max(1 - float(np.partition(light, COUNT // 4)[COUNT // 4]) / PALE_L, 0.0), 1.0)
    return np.asarray(curve + normals * ((OUTWARD[0] + OUTWARD[1] * dark) * width_px) + TURNED[0] * turn_px)


def carried(inner: np.ndarray, outer_shift: np.ndarray, turn_px: np.ndarray, opened: float) -> np.ndarray:
    """An open mouth's inner curve (80, 2) once the outer one was found `outer_shift` (80, 2) from its start.

    `turn_px` is weighed by how open the mouth is, as in `outer_start`.
    """
    if opened == 0:
        return inner
    return np.asarray(inner + opened * _CARRIED * outer_shift + TURNED[1] * turn_px)


def opened(inner: np.ndarray, width_px: float) -> float:
    """How surely the tracker holds a mouth for open, 0 to 1, from its inner curve (80, 2)."""
    gap = float(lengths_of(inner - inner[_OPPOSITE]).max()) / width_px
    return _share_open(gap)


def _share_open(gap: float) -> float:
    return min(max((gap - OPENED[0]) / (OPENED[1] - OPENED[0]), 0.0), 1.0)


def turn_px(landmarks_px: np.ndarray, width_px: float) -> np.ndarray:
    """(2,) along the line of the eyes: how far the nose's tip lies aside, against the eyes' distance, in mouth widths.

    About 0.77 times the sine of the head's yaw (correlation 0.96 on the same pictures).
    """
    right, left = landmarks_px[_EYES[0]], landmarks_px[_EYES[1]]
    across = left - right
    apart_squared = float(across @ across)
    if apart_squared < 1:
        return np.zeros(2, dtype=np.float32)
    aside = float((landmarks_px[_NOSE] - (left + right) / 2) @ across) / apart_squared
    return np.asarray(min(max(aside, -1.0), 1.0) * width_px / apart_squared**0.5 * across, dtype=np.float32)


__all__ = ["carried", "inner_start", "opened", "outer_start", "turn_px"]
