"""Measure the coloured disc of each eye: the one ruler every face carries, 11.7 mm wide in all of us.

The tracker's own iris points are off by 5 % either way. So its circle is only the start of a fit to the picture itself
(arkit.face.size.limbus).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.face.canonical import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from arkit.face.size.limbus import RADIUS_SD, fit_disc
from arkit.frame import Frame

IRIS_M = 0.0117  # horizontal visible iris diameter, adults, standard deviation 0.0005
IRIS_SD_M = 0.0005
TRACKER_WIDTH = 0.98  # the tracker's circle against the truth on renders, standard deviation 0.05
RIGHT_LIDS = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_LIDS = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
TOLD_TOO_SURE = 1.3  # the fit's own standard deviation against its errors on renders of ten heads
ALIKE, MOST_APART = 0.06, 1.09  # so far apart both are doubted; so far, the larger is fitted again
ALIKE_SD = 0.03
SMALLEST_PX = 7.0  # below this diameter no border is fitted
ANY_BLUR_PX = 0.5  # how far a picture's blur may be from the usual one when it is asked how much hangs on it
SHARP_PX, SOFT_PX = 0.45, 0.6  # blur as found: a sharp picture is taken at its word, a soft one at the mean of both
CLEAR, HOPELESS = 0.055, 0.3  # misfit of a clear eye, and where more of it says no more: lamps mirrored, lashes
MISFIT_COSTS_PX = 3.7  # error of both eyes together where misfit is 1 beyond a clear eye's
MOST_DOUBT = 0.06  # an average adult is as good then


@dataclass(frozen=True, slots=True)
class Iris:
    """One iris in the picture, pixels.

    Attributes:
        center_px: (2,).
        diameter_px: along the line between the eye's corners, as it appears (narrower when the eye looks aside).
        sd_px: standard deviation of the diameter.
        measured: False when only the tracker's own circle was to be had.
        tracker_px: the diameter by the tracker's own points.
        misfit: how far the picture is from a disc's, as a part of the step from iris to white.
        doubt: what blur, JPEG and reflections may have done to the diameter, as a part of it; both eyes suffer alike.
    """

    center_px: np.ndarray
    diameter_px: float
    sd_px: float
    measured: bool
    tracker_px: float
    misfit: float = 0.0
    doubt: float = 0.0


@dataclass(frozen=True, slots=True)
class _Eye:
    """What the tracker says of an eye, pixels: centre and border of the iris (5, 2), lids (16, 2), corners (2, 2)."""

    ring_px: np.ndarray
    lids_px: np.ndarray
    corners_px: np.ndarray


def measure_irises(frame: Frame, landmarks_px: np.ndarray) -> tuple[Iris, Iris]:
    """Measure the wearer's right and left iris.

    Args:
        frame: the picture.
        landmarks_px: (478, 2) of the tracker with iris points.
    """
    eyes = (
        _Eye(landmarks_px[468:473], landmarks_px[list(RIGHT_LIDS)], landmarks_px[list(RIGHT_EYE_CORNERS)]),
        _Eye(landmarks_px[473:478], landmarks_px[list(LEFT_LIDS)], landmarks_px[list(LEFT_EYE_CORNERS)]),
    )
    return _agreed(frame, eyes, (_measure(frame, eyes[0]), _measure(frame, eyes[1])))


def _agreed(frame: Frame, eyes: tuple[_Eye, _Eye], irises: tuple[Iris, Iris]) -> tuple[Iris, Iris]:
    """Both irises of a person are alike. What goes wrong is a dark lid or the white's end taken for the iris's border.

    So where one is far larger, they are fitted once more, starting from each other; where they still differ by more
    than distance explains, neither is sure.
    """
    if not all(iris.measured for iris in irises):
        return irises
    small, large = sorted((0, 1), key=lambda one: irises[one].diameter_px)
    if irises[large].diameter_px > MOST_APART * irises[small].diameter_px:
        irises = _likened(frame, eyes, irises)
    right, left = irises
    apart_px = abs(right.diameter_px - left.diameter_px)
    if apart_px < ALIKE * right.diameter_px:
        return irises
    doubt_px = apart_px / 4
    return (
        replace(right, sd_px=float(np.hypot(right.sd_px, doubt_px))),
        replace(left, sd_px=float(np.hypot(left.sd_px, doubt_px))),
    )


def _likened(frame: Frame, eyes: tuple[_Eye, _Eye], irises: tuple[Iris, Iris]) -> tuple[Iris, Iris]:
    """Each iris fitted again with the other's size; the one that is the less worse for it is the one that was wrong."""
    right, left = irises
    again = (_measure(frame, eyes[0], left.diameter_px / 2), _measure(frame, eyes[1], right.diameter_px / 2))
    worse = [_worse(new, old) for new, old in zip(again, irises, strict=True)]
    return (again[0], left) if worse[0] < worse[1] else (right, again[1])


def _worse(new: Iris, old: Iris) -> float:
    """How many times farther the picture is from a disc's."""
    return new.misfit / max(old.misfit, 1e-9) if new.measured else float("inf")


def _measure(frame: Frame, eye: _Eye, like_px: float | None = None) -> Iris:
    """Fit one iris, starting from the tracker's circle, or from its centre and the other eye's radius `like_px`."""
    center = eye.ring_px[0].astype(np.float64)
    radius = float(np.linalg.norm(eye.ring_px[1:] - center, axis=1).mean()) / TRACKER_WIDTH
    guess = Iris(center, 2 * radius, 0.05 * 2 * radius + 0.3, False, 2 * radius)
    if 2 * radius < SMALLEST_PX:
        return guess
    start, trust = (radius, RADIUS_SD) if like_px is None else (like_px, ALIKE_SD)
    along = eye.corners_px[1] - eye.corners_px[0]
    disc = fit_disc(frame, center, start, eye.lids_px, along, trust)
    free = disc
    if disc is not None and disc.blur_px > SHARP_PX:
        free = fit_disc(frame, center, start, eye.lids_px, along, trust, ANY_BLUR_PX)
    if disc is None or free is None:
        return guess
    share = 0.5 * float(np.clip((disc.blur_px - SHARP_PX) / (SOFT_PX - SHARP_PX), 0, 1))
    radius_px = (1 - share) * disc.radius_px + share * free.radius_px
    misfit_px = MISFIT_COSTS_PX * (float(np.clip(disc.misfit, CLEAR, HOPELESS)) - CLEAR)
    doubt = (abs(disc.radius_px - free.radius_px) + misfit_px) / (2 * radius_px)
    if abs(radius_px / radius - 1) > 0.25 or doubt > MOST_DOUBT:
        return guess
    sd_px = 2 * TOLD_TOO_SURE * disc.sd_px
    return Iris(disc.center_px, 2 * radius_px, sd_px, True, guess.tracker_px, disc.misfit, doubt)


__all__ = ["IRIS_M", "IRIS_SD_M", "Iris", "measure_irises"]
