"""Four-sided flat things in a picture, their corners where lines fitted to their sides meet.

Sides are fitted in linear light, as `marker` does and for the same reason. Corners are not looked for themselves: a
bank card has none, and a blurred corner of a sheet lies inside the true one.
"""

from __future__ import annotations

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

from arkit.color import LUMINANCE_RGB, srgb_to_linear

SEARCHED_PX = 1600  # long side at which outlines are traced; sides are fitted in the whole picture
SMALLEST_PX = 12.0  # a side shorter than this says nothing
LARGEST = 0.25  # of the picture
STRAY_PX = 4.0
LEVELS = (0.5, 0.62, 0.72, 0.8, 0.86, 0.91, 0.95, 0.98)  # quantiles of brightness at which the picture is cut
LEAST_CONTRAST = 0.06  # of linear light, across a side, relative to the brighter half
STEADY = 0.75  # part of a side's samples that must show it


def find_quads(pixels: np.ndarray) -> list[np.ndarray]:
    """Convex four-sided outlines (4, 2), pixels, clockwise, whose four sides are all straight and clear."""
    scale = min(1.0, SEARCHED_PX / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    rough = _traced(cv2.GaussianBlur(small, (0, 0), 0.8))
    linear = (srgb_to_linear(pixels / 255.0) @ LUMINANCE_RGB).astype(np.float32)
    found: list[np.ndarray] = []
    for corners in rough:
        quad = fit_quad(linear, corners / scale)
        if quad is None or any(np.abs(quad.mean(axis=0) - other.mean(axis=0)).max() < 2 for other in found):
            continue
        found.append(quad)
    return found


def _traced(small: np.ndarray) -> list[np.ndarray]:
    """Rough quads (4, 2) from outlines of what is brighter than its surroundings, and of closed edges."""
    gray = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    masks = [(gray > level).astype(np.uint8) for level in np.unique(np.quantile(gray, LEVELS).astype(int))]
    local = cv2.adaptiveThreshold(gray, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 101, -12)
    edges = cv2.dilate(cv2.Canny(small, 40, 110), np.ones((3, 3), np.uint8))
    rough = []
    for mask in [*masks, local, (edges > 0).astype(np.uint8)]:
        outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
        for outline in outlines:
            area, around = cv2.contourArea(outline), cv2.arcLength(outline, True)
            if around < 4 * SMALLEST_PX or not 0.5 * SMALLEST_PX**2 < area < LARGEST * gray.size:
                continue
            bent = cv2.approxPolyDP(cv2.convexHull(outline), 0.03 * around, True).reshape(-1, 2)
            if len(bent) == 4 and area > 0.85 * cv2.contourArea(bent):
                rough.append(clockwise(bent + 0.5))
    return rough


def clockwise(corners: np.ndarray) -> np.ndarray:
    """Corners in the order that goes clockwise in the picture (y down)."""
    ends = np.roll(corners, -1, axis=0)
    turned = float((corners[:, 0] * ends[:, 1] - corners[:, 1] * ends[:, 0]).sum())
    return corners if turned > 0 else corners[::-1]


def fit_quad(linear: np.ndarray, corners: np.ndarray) -> np.ndarray | None:
    """Corners (4, 2) where lines fitted to the four sides meet; None where a side is not clear.

    Args:
        linear: (h, w) float32 linear light.
        corners: (4, 2) near the true ones, pixels from the picture's top left corner, clockwise.
    """
    start = corners = np.asarray(corners, dtype=np.float64)
    for reach in (3.0, 2.0):
        lines = [_side(linear, corners[index], corners[(index + 1) % 4], reach) for index in range(4)]
        if any(line is None for line in lines):
            return None
        meets = [np.cross(lines[index - 1], lines[index]) for index in range(4)]  # type: ignore[arg-type]
        if any(abs(meet[2]) < 1e-9 for meet in meets):
            return None
        corners = np.array([meet[:2] / meet[2] for meet in meets])
        if np.linalg.norm(corners - start, axis=1).max() > STRAY_PX + 0.1 * np.ptp(start, axis=0).max():
            return None
    return corners


def _side(linear: np.ndarray, start: np.ndarray, end: np.ndarray, reach: float) -> np.ndarray | None:
    """Homogeneous line (3,) along a side: where light crosses half way from outside to inside."""
    length = float(np.linalg.norm(end - start))
    if length < SMALLEST_PX:
        return None
    along = (end - start) / length
    inward = np.array([-along[1], along[0]])
    reach = min(reach, 0.2 * length)
    steps = np.linspace(-reach, reach, 25)
    middles = start + np.linspace(0.15, 0.85, int(np.clip(length, 16, 80)))[:, None] * (end - start)
    points = middles[:, None] + steps[:, None] * inward
    profile = map_coordinates(linear, [points[..., 1] - 0.5, points[..., 0] - 0.5], order=1, mode="nearest")
    outside, inside = profile[:, :4].mean(axis=1), profile[:, -4:].mean(axis=1)
    sign = np.sign(np.median(inside - outside))
    rise = (profile - outside[:, None]) * sign
    step = (inside - outside) * sign
    clear = step > LEAST_CONTRAST * np.maximum(inside, outside)
    above = rise >= step[:, None] / 2
    at = above.argmax(axis=1)
    clear &= at > 0
    if clear.sum() < STEADY * len(middles):
        return None
    rows, at = np.flatnonzero(clear), at[clear]
    before, after = rise[rows, at - 1], rise[rows, at]
    part = (step[rows] / 2 - before) / np.maximum(after - before, 1e-9)
    crossing = steps[at - 1] + np.clip(part, 0, 1) * (steps[1] - steps[0])
    fitted = np.polyfit(rows / len(middles), crossing, 1)
    for _ in range(3):
        miss = np.abs(np.polyval(fitted, rows / len(middles)) - crossing)
        kept = miss < max(0.35, 2 * float(np.median(miss)))
        fitted = np.polyfit(rows[kept] / len(middles), crossing[kept], 1)
    if kept.sum() < STEADY * len(middles) or np.abs(fitted).max() > 2 * reach:
        return None
    ends = np.polyval(fitted, [0.0, 1.0 - 1 / len(middles)])
    first, last = middles[0] + ends[0] * inward, middles[-1] + ends[1] * inward
    normal = np.array([first[1] - last[1], last[0] - first[0]])
    return np.array([normal[0], normal[1], -normal @ first])


__all__ = ["clockwise", "find_quads", "fit_quad"]
