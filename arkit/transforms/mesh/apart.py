"""How far a simplified primitive lies from what it was: surface, picture on it, shading; sampled on both sides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.nearest import nearest

_PROBES = 4_000  # corners, and as many spread points, of each side
_MOST = 0.97  # seams and thin double layers make single probes meaningless: the nearest point is on another piece


@dataclass(frozen=True, slots=True)
class Apart:
    """Measured at probes, so a lower bound of the truth.

    Attributes:
        surface_m: largest distance of the two surfaces, metres.
        slide_m: how far the picture slides on the surface, metres; 97th percentile.
        turn_rad: how far the normals turn; 97th percentile. Both leave out probes that meet the back of a thin sheet.
    """

    surface_m: float
    slide_m: float = 0.0
    turn_rad: float = 0.0


def apart(
    positions_m: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    normals: np.ndarray | None = None,
    uv: np.ndarray | None = None,
    slide_m: float = 0.0,
) -> Apart:
    """Compare triangles `before` (m, 3) with `after` (k, 3) over the same vertices.

    Args:
        positions_m: (n, 3) metres.
        normals: (n, 3) unit; uv: (n, 2); slide_m: metres of surface that one unit of uv covers.
    """
    gone = np.setdiff1d(before, after)
    corners = positions_m[gone[:: max(1, len(gone) // _PROBES)]] if len(gone) else np.zeros((0, 3))
    which, weights = _spread(positions_m, before)
    points = _mixed(positions_m, before[which], weights)
    found = nearest(np.concatenate([points, corners]), positions_m[after])
    back_which, back_weights = _spread(positions_m, after)
    back = nearest(_mixed(positions_m, after[back_which], back_weights), positions_m[before])
    surface = max(float(found.distance.max(initial=0)), float(back.distance.max(initial=0)))
    there = after[found.triangle[: len(which)]], found.weights[: len(which)]
    facing = np.ones(len(which), dtype=bool)
    slide = turn = 0.0
    if normals is not None:
        one, other = _unit(_mixed(normals, before[which], weights)), _unit(_mixed(normals, *there))
        angles = np.arccos(np.clip((one * other).sum(axis=1), -1, 1))
        facing = angles < np.pi / 2
        turn = float(np.quantile(angles[facing], _MOST)) if facing.any() else np.pi
    if uv is not None and slide_m > 0:
        moved = np.linalg.norm(_mixed(uv, before[which], weights) - _mixed(uv, *there), axis=1)[facing]
        slide = float(np.quantile(moved, _MOST)) * slide_m if facing.any() else 0.0
    return Apart(surface, slide, turn)


def _spread(positions: np.ndarray, triangles: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Triangles (n,) and corner weights (n, 3) of points spread evenly over a surface; the same every time."""
    a, b, c = (positions[triangles[:, corner]] for corner in range(3))
    steps = np.cumsum(np.linalg.norm(np.cross(b - a, c - a), axis=1))
    random = np.random.default_rng(0)
    which = np.searchsorted(steps, (np.arange(_PROBES) + 0.5) / _PROBES * steps[-1]).clip(0, len(triangles) - 1)
    u, v = random.random(_PROBES), random.random(_PROBES)
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    return which, np.stack([1 - u - v, u, v], axis=1)


def _mixed(rows: np.ndarray, corners: np.ndarray, weights: np.ndarray) -> np.ndarray:
    mixed: np.ndarray = np.einsum("ij,ijk->ik", weights, rows[corners])
    return mixed


def _unit(rows: np.ndarray) -> np.ndarray:
    unit: np.ndarray = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return unit


__all__ = ["Apart", "apart"]
