"""Lines that glasses, hooks and hinges are drawn along, in millimetres."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline


def smooth_path(points: np.ndarray, count: int) -> np.ndarray:
    """(count, d) evenly spaced points of a smooth line through `points` (n, d)."""
    line = np.asarray(points, dtype=np.float64)
    for samples in (1024, count):
        along = _along(line)
        line = CubicSpline(along, line, bc_type="natural")(np.linspace(0, along[-1], samples))
    return line


def filleted(points: np.ndarray, radius_mm: float, *, steps: int = 8) -> np.ndarray:
    """An open polyline (n, 3) whose corners are rounded, each by a parabola that starts `radius_mm` from the corner."""
    points = np.asarray(points, dtype=np.float64)
    share = np.linspace(0, 1, steps + 1)[:, None]
    pieces = [points[:1]]
    for before, corner, after in zip(points[:-2], points[1:-1], points[2:], strict=True):
        start = corner + (before - corner) / np.linalg.norm(before - corner) * radius_mm
        end = corner + (after - corner) / np.linalg.norm(after - corner) * radius_mm
        pieces.append((1 - share) ** 2 * start + 2 * share * (1 - share) * corner + share**2 * end)
    return np.vstack([*pieces, points[-1:]])


def temple_path(
    length_mm: float, *, bend_mm: float, drop_deg: float = 42.0, bow_mm: float = 1.2, tuck_mm: float = 5.0
) -> np.ndarray:
    """The middle line of the left temple from its hinge: back, over the ear, down behind it.

    Args:
        length_mm: along the line, hinge to tip.
        bend_mm: where it begins to drop.
        drop_deg: how steep the part behind the ear is.
        bow_mm: how far the middle stands out from the head.
        tuck_mm: how far the tip comes in.

    Returns:
        (73, 3) mm, x outwards, y up, z forward, from (0, 0, 0).
    """
    along = np.linspace(0, length_mm, 73)
    share = np.clip((along - bend_mm) / 22.0, 0, 1)
    drop = np.radians(drop_deg) * (3 * share**2 - 2 * share**3)
    step = length_mm / 72
    middle = (along[1:] + along[:-1]) / 2
    angle = np.interp(middle, along, drop)
    y = np.concatenate([[0], np.cumsum(-np.sin(angle) * step)])
    z = np.concatenate([[0], np.cumsum(-np.cos(angle) * step)])
    tuck = np.clip((along - bend_mm * 0.6) / (length_mm - bend_mm * 0.6), 0, 1) ** 2
    x = bow_mm * np.sin(np.pi * np.clip(along / bend_mm, 0, 1)) ** 2 - tuck_mm * tuck
    return np.column_stack([x, y, z])


def _along(line: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))])


__all__ = ["filleted", "smooth_path", "temple_path"]
