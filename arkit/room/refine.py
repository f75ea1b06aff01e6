"""Refine three orthogonal vanishing points and the focal length by least squares, with their covariance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares
from scipy.spatial.transform import Rotation

LINE_SD_PX = 0.7  # of a segment's end across the segment: LSD's own noise plus a lens that is not quite straight
FOLLOWS_PX = 3.0  # a segment whose end lies further from its vanishing line belongs to no axis
FOLLOWS_RAD = np.radians(2.5)


@dataclass(frozen=True, slots=True)
class Fit:
    """Rotation (3, 3), OpenCV axes, its columns the axes; covariance (4, 4) of small rotation and log focal length."""

    rotation: np.ndarray
    focal_px: float
    covariance: np.ndarray
    axis_of: np.ndarray
    score: float


def consistency(centred: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Sine of the angle between each segment and the way from its middle to each vanishing point.

    Args:
        centred: (n, 4) segments, pixels from the principal point.
        points: (m, 3, 3) homogeneous vanishing points as columns, m hypotheses of three.

    Returns:
        (m, 3, n).
    """
    along = centred[:, 2:] - centred[:, :2]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    middle = (centred[:, 2:] + centred[:, :2]) / 2
    x = points[:, 0, :, None] - points[:, 2, :, None] * middle[:, 0]
    y = points[:, 1, :, None] - points[:, 2, :, None] * middle[:, 1]
    sine: np.ndarray = np.abs(x * along[:, 1] - y * along[:, 0]) / np.maximum(np.hypot(x, y), 1e-9)
    return sine


def refine(centred: np.ndarray, rotation: np.ndarray, focal_px: float, prior_px: float, prior_sd: float) -> Fit | None:
    """Refine a hypothesis; None where fewer than five segments follow it.

    Args:
        centred: (n, 4) segments, pixels from the principal point.
        rotation: (3, 3), OpenCV camera axes, columns are the room's axes.
        focal_px: first guess.
        prior_px, prior_sd: the focal length known beforehand and its relative standard deviation.
    """
    half = np.linalg.norm(centred[:, 2:] - centred[:, :2], axis=1) / 2
    for _ in range(3):
        sines = consistency(centred, _points(rotation, focal_px)[None])[0]
        axis_of = np.argmin(sines, axis=0)
        least = sines.min(axis=0)
        axis_of = np.where((least < np.sin(FOLLOWS_RAD)) & (least * half < FOLLOWS_PX), axis_of, -1)
        used = np.flatnonzero(axis_of >= 0)
        if len(used) < 5:
            return None
        part = centred[used], axis_of[used], half[used]
        start = np.zeros(4)
        start[3] = np.log(focal_px)

        def residuals(
            values: np.ndarray, base: np.ndarray = rotation, part: tuple[np.ndarray, ...] = part
        ) -> np.ndarray:
            return _residuals(values, base, part, prior_px, prior_sd)

        solved = least_squares(residuals, start, loss="soft_l1", max_nfev=12)
        rotation = Rotation.from_rotvec(solved.x[:3]).as_matrix() @ rotation
        focal_px = float(np.exp(np.clip(solved.x[3], 0, 14)))
    spread = float(np.median(np.abs(residuals(solved.x)[:-1]))) / 0.6745
    try:
        covariance = np.linalg.inv(solved.jac.T @ solved.jac) * max(spread, 1.0) ** 2
    except np.linalg.LinAlgError:
        return None
    score = float((np.clip(1 - (least * half / FOLLOWS_PX) ** 2, 0, 1) * (axis_of >= 0) * half).sum())
    return Fit(rotation, focal_px, covariance, axis_of, score)


def _points(rotation: np.ndarray, focal_px: float) -> np.ndarray:
    """Homogeneous vanishing points as columns, pixels from the principal point."""
    points: np.ndarray = rotation * np.array([[focal_px], [focal_px], [1.0]])
    return points


def _residuals(
    values: np.ndarray, base: np.ndarray, part: tuple[np.ndarray, ...], prior_px: float, prior_sd: float
) -> np.ndarray:
    """Each segment end's distance from its vanishing line over its standard deviation; last the focal length's own."""
    centred, axis_of, half = part
    rotation = Rotation.from_rotvec(values[:3]).as_matrix() @ base
    points = _points(rotation, float(np.exp(np.clip(values[3], 0, 14))))[:, axis_of]
    along = (centred[:, 2:] - centred[:, :2]).T / (2 * half)
    middle = (centred[:, 2:] + centred[:, :2]).T / 2
    way = points[:2] - points[2] * middle
    sine = (way[0] * along[1] - way[1] * along[0]) / np.maximum(np.hypot(way[0], way[1]), 1e-9)
    return np.append(sine * half / LINE_SD_PX, (values[3] - np.log(prior_px)) / prior_sd)


__all__ = ["Fit", "consistency", "refine"]
