"""Where a thing that is worn touches who wears it: the bridge of glasses, the opening of a hat, the hook of an earring.

Documents are in metres, y up, front +z. Found on the demo's own models, whose makers put the origin there, with the
origin moved away first: bridge within 0.3 mm (three pairs of glasses), hook 0.4 mm, head opening 3 mm.
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from arkit.document import Document
from arkit.transforms.reading.solid import solid_of

Anchor = Literal["bridge", "crown", "hook"]
# How far an author's origin may lie from what we find and still be the one that was meant, metres.
MEANT_M: dict[Anchor, float] = {"bridge": 0.006, "crown": 0.015, "hook": 0.003}
_MIDLINE = 0.02  # of the width, to each side
_BAR_M = 0.001  # half of a thin bridge's height
_WALL = 1.08  # of a crown's inner radius: still its wall, not the brim


def find_anchor(document: Document, anchor: Anchor) -> np.ndarray:
    """The point (3,) in document space that belongs at the origin."""
    solid = solid_of(document)
    points = np.concatenate([solid.points, solid.corners.reshape(-1, 3)])
    return _FOUND[anchor](points)


def _bridge(points: np.ndarray) -> np.ndarray:
    """The rear of the lowest bar that joins the lenses, in the middle: what lies on the nose."""
    low, high = points.min(axis=0), points.max(axis=0)
    middle, side = (low + high) / 2, high - low
    near = (np.abs(points[:, 0] - middle[0]) < _MIDLINE * side[0]) & (points[:, 2] > high[2] - 0.3 * side[2])
    bar = points[near]
    if not len(bar):
        return np.array([middle[0], middle[1], high[2]])
    bottom = float(bar[:, 1].min())
    lowest = bar[bar[:, 1] < bottom + 3 * _BAR_M]
    return np.array([middle[0], bottom + _BAR_M, float(lowest[:, 2].min())])


def _crown(points: np.ndarray) -> np.ndarray:
    """The middle of the opening for the head: where the wall of the crown begins."""
    low, high = points.min(axis=0), points.max(axis=0)
    part = (points[:, 1] - low[1]) / max(float(high[1] - low[1]), 1e-9)
    wall = points[(part > 0.35) & (part < 0.6)]
    if len(wall) < 8:
        return np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    middle = (wall.min(axis=0) + wall.max(axis=0)) / 2
    inner = np.percentile(np.hypot(*(wall - middle)[:, [0, 2]].T), 2)
    inside = np.hypot(*(points - middle)[:, [0, 2]].T) < inner * _WALL
    return np.array([middle[0], float(points[inside, 1].min()) if inside.any() else low[1], middle[2]])


def _hook(points: np.ndarray) -> np.ndarray:
    """The middle of the wire at the top of the hook, which passes the lobe."""
    high = float(points[:, 1].max())
    top = points[points[:, 1] > high - 0.03 * (high - float(points[:, 1].min()))]
    return (top.min(axis=0) + top.max(axis=0)) / 2


_FOUND = {"bridge": _bridge, "crown": _crown, "hook": _hook}

__all__ = ["MEANT_M", "Anchor", "find_anchor"]
