"""Lay a surface through a scan's points: how many it takes, what is refused, and how far points and surface lie apart.

The work is done by Open3D (C++) in a process of its own (`foreign.py`, `surface_scene.py`, where the trials stand).
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from arkit.errors import ReadError
from arkit.io.guard.foreign import take_apart
from arkit.io.parts.part import Part

FEWEST = 1_000
_PARSER = Path(__file__).with_name("surface_scene.py")
_MOST = 150_000  # more are thinned out by a grid: Poisson's cost grows with them, a product's detail no longer
_FLAT = 0.002  # of the longest extent: thinner than a sheet's noise
_ASTRAY = 0.03  # of the diagonal: a surface that far from a twentieth of its points is another shape


def surfaced(
    points: np.ndarray, colors: np.ndarray | None, normals: np.ndarray | None, name: str
) -> tuple[Part, list[str]]:
    """A part through `points` (n, 3) with their linear colours (n, 3 or 4), and what was guessed.

    Raises:
        ReadError: too few points, points in a plane or a line, or points no surface goes near.
    """
    whole = np.isfinite(points).all(axis=1)
    _, first = np.unique(points[whole], axis=0, return_index=True)
    kept = np.flatnonzero(whole)[np.sort(first)]
    given = len(kept)
    if given < FEWEST:
        raise ReadError(f"{name}: expected faces, or {FEWEST:,} points to lay a surface through, got {given:,} points")
    middle = points[kept].mean(axis=0)
    spread = np.linalg.svd((points[kept] - middle).T @ (points[kept] - middle), compute_uv=False) ** 0.5
    if not spread[2] > _FLAT * spread[0]:
        raise ReadError(f"{name}: expected faces, or points of a body, got points in a plane or a line")
    kept = kept[_thinned(points[kept])]
    near = points[kept] - middle
    scale = float(np.abs(near).max())
    sent = {"points": near / scale}
    if normals is not None:
        sent["normals"] = normals[kept]
    stream = io.BytesIO()
    np.savez(stream, **sent)
    head, arrays = take_apart(_PARSER, stream.getvalue(), what="points of a body", name=name)
    median, p95 = head["median"] * scale, head["p95"] * scale
    diagonal = float(np.linalg.norm(np.ptp(near, axis=0)))
    if p95 > _ASTRAY * diagonal:
        raise ReadError(
            f"{name}: expected points of a body, a surface through them misses one in twenty by {p95 / diagonal:.0%} "
            "of the size; surface the scan in your scanner's program"
        )
    positions = arrays["positions"] * scale + middle
    blended = None
    if colors is not None:
        weights = 1 / (arrays["near"] + 1e-9)
        blended = np.einsum("nk,nkc->nc", weights, colors[kept][arrays["which"]]) / weights.sum(axis=1, keepdims=True)
    said = f"a surface was laid through {given:,} points (Poisson): they lie {median:.3g} from it at the median"
    guesses = [f"{said}, {p95:.3g} at the 95th percentile, in the file's unit"]
    if len(kept) < given:
        guesses.append(f"{given:,} points thinned out to {len(kept):,} before that")
    return Part("", "default", positions, arrays["triangles"], colors=blended), guesses


def _thinned(points: np.ndarray) -> np.ndarray:
    """Indices of at most `_MOST` points, one a cell of the finest grid that gives so few."""
    kept = np.arange(len(points))
    cell = float(np.ptp(points, axis=0).max()) / 2048
    while len(kept) > _MOST:
        _, kept = np.unique(np.floor((points - points.min(axis=0)) / cell).astype(np.int64), axis=0, return_index=True)
        cell *= 1.25
    return kept


__all__ = ["FEWEST", "surfaced"]
