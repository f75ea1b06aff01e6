"""Whether a thing looks the same when it is turned or mirrored: then it does not matter which way it is read.

Measured in float64 from points to triangles, not from points to points: 12,000 points lie 2 cm apart on a sofa, and a
millimetre is asked. For each of _PROBES points the triangles of the _NEAR nearest points are tried exactly, and
for the few that find none among them (5 of 1,200 on a ball of 4,600 triangles) all triangles.
"""

from __future__ import annotations

import numpy as np

from arkit.transforms.mesh.neighbours import neighbours
from arkit.transforms.reading.solid import Solid

_PROBES, _NEAR = 1200, 12
_PART, _MOST_M = 0.004, 0.001  # of the diagonal: what nobody would see; at most a millimetre
_STRAY = 0.02  # share of probes whose triangle may not be among those tried: these are tried against all


def same_shape(solid: Solid, S: np.ndarray, unit_m: float) -> bool:
    """Whether the signed permutation `S` (3, 3) about the middle of the box maps the surface onto itself."""
    low, high = solid.points.min(axis=0), solid.points.max(axis=0)
    middle, diagonal = (low + high) / 2, float(np.linalg.norm(high - low))
    tolerance = min(_PART * diagonal, _MOST_M / unit_m)
    if (np.abs(np.abs(S) @ (high - low) - (high - low)) > 2 * tolerance).any():
        return False
    probes = solid.points[:: max(1, len(solid.points) // _PROBES)]
    moved = (probes - middle) @ S.T + middle
    near = min(_NEAR, len(solid.points))
    place, apart = neighbours(solid.points, moved, near)
    off = apart[:, 0] > tolerance
    if not off.any():
        return True
    if not len(solid.corners):
        return False
    triangles = solid.corners[solid.face[place[off]].reshape(-1)]
    exact = _distance(np.repeat(moved[off], near, axis=0), triangles).reshape(-1, near).min(axis=1)
    left = moved[off][exact > tolerance]
    if len(left) > _STRAY * len(probes):
        return False
    return all(
        _distance(np.broadcast_to(one, (len(solid.corners), 3)), solid.corners).min() <= tolerance for one in left
    )


def _distance(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n,) distance of each point (n, 3) to its triangle (n, 3, 3)."""
    a = triangles[:, 0]
    ab, ac, ap = triangles[:, 1] - a, triangles[:, 2] - a, points - a
    d00, d01, d11 = (ab * ab).sum(1), (ab * ac).sum(1), (ac * ac).sum(1)
    d20, d21 = (ap * ab).sum(1), (ap * ac).sum(1)
    area = np.maximum(d00 * d11 - d01 * d01, 1e-300)
    v, w = (d11 * d20 - d01 * d21) / area, (d00 * d21 - d01 * d20) / area
    inside = (v >= 0) & (w >= 0) & (v + w <= 1)
    flat = np.linalg.norm(ap - v[:, None] * ab - w[:, None] * ac, axis=1)
    edges = [_to_edge(points, triangles[:, one], triangles[:, (one + 1) % 3]) for one in range(3)]
    distance: np.ndarray = np.where(inside, flat, np.min(edges, axis=0))
    return distance


def _to_edge(points: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    along = other - one
    part = ((points - one) * along).sum(1) / np.maximum((along * along).sum(1), 1e-300)
    distance: np.ndarray = np.linalg.norm(points - one - np.clip(part, 0, 1)[:, None] * along, axis=1)
    return distance


__all__ = ["same_shape"]
