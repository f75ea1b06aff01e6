"""Measure the coloured disc of each eye: the one ruler every face carries, 11.7 mm wide in all of us.

The tracker's own iris points are off by 5 % either way. So its circle is only the start: the edge between iris and
white is searched along rays to the left and right (lids hide the rest), and a circle is fitted to what was found.
A lamp mirrored in the eye makes edges too; the outermost clear edge of a ray is the iris's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from arkit.face.canonical import LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS
from arkit.frame import Frame

IRIS_M = 0.0117  # horizontal visible iris diameter, adults, standard deviation 0.0005
IRIS_SD_M = 0.0005
TRACKER_WIDTH = 0.97  # the tracker's circle against the truth on renders, standard deviation 0.05
RIGHT_LIDS = (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246)
LEFT_LIDS = (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466)
RAYS_RAD = np.radians(np.concatenate([np.linspace(-38, 38, 25), np.linspace(142, 218, 25)]))
CLEAR = 0.5  # an edge counts when it is at least so steep as the steepest of its ray
ONE_EDGE_PX = 1.2
SMALLEST_PX = 7.0  # below this diameter no edge is searched


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
    return tuple(  # type: ignore[return-value]
        replace(iris, sd_px=float(np.hypot(iris.sd_px, max(apart_px / 4, abs(iris.diameter_px - iris.tracker_px)))))
        for iris in (right, left)
    )


def _measure(frame: Frame, ring_px: np.ndarray, lids_px: np.ndarray, corners_px: np.ndarray) -> Iris:
    center = ring_px[0].astype(np.float64)
    radius = float(np.linalg.norm(ring_px[1:] - center, axis=1).mean()) / TRACKER_WIDTH
    guess = Iris(center, 2 * radius, 0.05 * 2 * radius + 0.3, False, 2 * radius)
    if 2 * radius < SMALLEST_PX:
        return guess
    along = corners_px[1] - corners_px[0]
    tilt_rad = float(np.arctan2(along[1], along[0]))
    grey, corner = _patch(frame, center, radius)
    for _ in range(3):
        edges = _edges(grey, center - corner, radius, lids_px - corner, tilt_rad) + corner
        fit = _circle(edges, center, radius, tilt_rad)
        if fit is None:
            return guess
        center, radius, sd = fit
    if abs(2 * radius / guess.diameter_px - 1) > 0.25:
        return guess
    return Iris(center, 2 * radius, 2 * sd + 0.12, True, guess.tracker_px)


def _patch(frame: Frame, center: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """Grey, lightly blurred picture round the eye, float32, and its corner (2,) in the frame."""
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(center - 2.2 * radius - 4), 0, limit - 1).astype(int)
    high = np.clip(np.ceil(center + 2.2 * radius + 4), low + 1, limit).astype(int)
    grey = cv2.cvtColor(frame.pixels[low[1] : high[1], low[0] : high[0]], cv2.COLOR_RGB2GRAY).astype(np.float32)
    return cv2.GaussianBlur(grey, (0, 0), max(0.5, radius * 0.04)), low.astype(np.float64)


def _edges(grey: np.ndarray, center: np.ndarray, radius: float, lids_px: np.ndarray, tilt_rad: float) -> np.ndarray:
    """Sub-pixel places (n, 2) where the picture goes from dark iris to bright white, inside the open eye."""
    steps = np.arange(0.62, 1.42, min(0.04, 0.25 / radius)) * radius
    angles = RAYS_RAD + tilt_rad
    directions = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    points = center + directions[:, None] * steps[None, :, None]
    maps = points.astype(np.float32) - 0.5  # landmarks count from the corner of a pixel, remap from its middle
    profile = cv2.remap(grey, maps[..., 0], maps[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    slope = np.gradient(profile.astype(np.float64), axis=1)
    lids = lids_px.astype(np.float32)
    found = []
    for ray, values in enumerate(slope):
        peaks = np.flatnonzero((values[1:-1] >= values[:-2]) & (values[1:-1] > values[2:])) + 1
        peaks = peaks[values[peaks] > CLEAR * values.max()]
        if not len(peaks):
            continue
        near = peaks[steps[peaks] > steps[peaks[-1]] - ONE_EDGE_PX]  # pixels make steps: the steepest of the last edge
        best = int(near[values[near].argmax()])
        before, peak, after = values[best - 1 : best + 2]
        bend = before - 2 * peak + after
        place = best + (0.5 * (before - after) / bend if bend < 0 else 0.0)
        edge = center + directions[ray] * (steps[0] + place * (steps[1] - steps[0]))
        inside = cv2.pointPolygonTest(lids, (float(edge[0]), float(edge[1])), True) > 0.06 * radius
        if inside and peak > 0.25 * slope.max():
            found.append(edge)
    return np.array(found).reshape(-1, 2)


def _circle(
    edges: np.ndarray, center: np.ndarray, radius: float, tilt_rad: float
) -> tuple[np.ndarray, float, float] | None:
    """Centre, radius and the radius's standard deviation; None when one side of the iris gave no edge."""
    if len(edges) < 8:
        return None
    axis = np.array([np.cos(tilt_rad), np.sin(tilt_rad)])
    side = (edges - center) @ axis > 0
    if side.sum() < 3 or (~side).sum() < 3:
        return None
    keep = np.ones(len(edges), dtype=bool)
    for _ in range(4):
        x, y = (edges[keep] - center).T
        weight = np.where(side[keep], 1 / max(side[keep].sum(), 1), 1 / max((~side[keep]).sum(), 1)) ** 0.5
        # the vertical place is poorly held by the two sides alone: the tracker's own is kept with a small weight
        matrix = np.stack([2 * x, 2 * y, np.ones_like(x)], axis=1) * weight[:, None]
        prior = np.array([-np.sin(tilt_rad), np.cos(tilt_rad), 0.0]) * radius * 0.5
        solved = np.linalg.lstsq(np.vstack([matrix, prior]), np.append((x**2 + y**2) * weight, 0.0), rcond=None)[0]
        offset, fitted = solved[:2], float(np.sqrt(max(solved[2] + solved[:2] @ solved[:2], 1e-9)))
        errors = np.abs(np.linalg.norm(edges - center - offset, axis=1) - fitted)
        limit = max(2.5 * float(np.median(errors[keep])), 0.15)
        keep = errors < limit
        if side[keep].sum() < 3 or (~side[keep]).sum() < 3:
            return None
    sd = float(errors[keep].std()) / np.sqrt(keep.sum() / 4)
    return center + offset, fitted, sd


__all__ = ["IRIS_M", "IRIS_SD_M", "Iris", "measure_irises"]
