"""Measure the coloured disc of each eye: the one ruler every face carries, 11.7 mm wide in all of us.

The tracker's own iris points are off by 5 % either way. So its circle is only the start of a fit to the picture itself
(arkit.face.limbus).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.face.canonical import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from arkit.face.limbus import fit_disc
from arkit.frame import Frame

IRIS_M = 0.0117  # horizontal visible iris diameter, adults, standard deviation 0.0005
IRIS_SD_M = 0.0005
TRACKER_WIDTH = 0.98  # the tracker's circle against the truth on renders, standard deviation 0.05
RIGHT_LIDS = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_LIDS = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
TOLD_TOO_SURE = 1.6  # the fit's own standard deviation against its errors on renders of ten heads
SMALLEST_PX = 7.0  # below this diameter no border is fitted


@dataclass(frozen=True, slots=True)
class Iris:
    """One iris in the picture, pixels.

    Attributes:
        center_px: (2,).
        diameter_px: along the line between the eye's corners, as it appears (narrower when the eye looks aside).
        sd_px: standard deviation of the diameter.
        measured: False when only the tracker's own circle was to be had.
        tracker_px: the diameter by the tracker's own points.
    """

    center_px: np.ndarray
    diameter_px: float
    sd_px: float
    measured: bool
    tracker_px: float


def measure_irises(frame: Frame, landmarks_px: np.ndarray) -> tuple[Iris, Iris]:
    """Measure the wearer's right and left iris.

    Args:
        frame: the picture.
        landmarks_px: (478, 2) of the tracker with iris points.
    """
    right = _measure(
        frame, landmarks_px[468:473], landmarks_px[list(RIGHT_LIDS)], landmarks_px[list(RIGHT_EYE_CORNERS)]
    )
    left = _measure(frame, landmarks_px[473:478], landmarks_px[list(LEFT_LIDS)], landmarks_px[list(LEFT_EYE_CORNERS)])
    return _agreed(right, left)


def _agreed(right: Iris, left: Iris) -> tuple[Iris, Iris]:
    """Both irises of a person are alike: where they differ by more than distance explains, neither is sure."""
    apart_px = abs(right.diameter_px - left.diameter_px)
    if not (right.measured and left.measured) or apart_px < 0.06 * right.diameter_px:
        return right, left
    doubt_px = apart_px / 4
    return (
        replace(right, sd_px=float(np.hypot(right.sd_px, doubt_px))),
        replace(left, sd_px=float(np.hypot(left.sd_px, doubt_px))),
    )


def _measure(frame: Frame, ring_px: np.ndarray, lids_px: np.ndarray, corners_px: np.ndarray) -> Iris:
    center = ring_px[0].astype(np.float64)
    radius = float(np.linalg.norm(ring_px[1:] - center, axis=1).mean()) / TRACKER_WIDTH
    guess = Iris(center, 2 * radius, 0.05 * 2 * radius + 0.3, False, 2 * radius)
    if 2 * radius < SMALLEST_PX:
        return guess
    disc = fit_disc(frame, center, radius, lids_px, corners_px[1] - corners_px[0])
    if disc is None or abs(disc.radius_px / radius - 1) > 0.25:
        return guess
    return Iris(disc.center_px, 2 * disc.radius_px, 2 * TOLD_TOO_SURE * disc.sd_px, True, guess.tracker_px)


__all__ = ["IRIS_M", "IRIS_SD_M", "Iris", "measure_irises"]
