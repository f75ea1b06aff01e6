"""How far convex outlines are from many others, and how far one may slide before it touches."""

from __future__ import annotations

import numpy as np

_BRUSH_M = 0.001  # what is passed by less than this sideways is not in the way


def separations_m(outline: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(m,) distances of a convex outline (k, 2) from convex outlines (m, p, 2); negative is how deep they overlap.

    Outlines go once around; a short one repeats its last corner. A segment or a point is an outline too.
    """
    depth = _along_normals(outline, others)
    apart = depth > 0
    if apart.any():
        far = others[apart]
        to_others = _to_edges(outline[None], far)
        to_outline = _to_edges(far, outline[None])
        depth[apart] = np.minimum(to_others, to_outline)
    return depth


def slides_m(outline: np.ndarray, others: np.ndarray, direction: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How far an outline (k, 2) slides along a unit direction until it touches each other (m, p, 2), and where.

    Returns:
        (m,) metres, inf for what it misses or what lies behind it, negative where they overlap ahead of its middle;
        (m,) where it touches: metres across the direction, to its left seen from above with z up.
    """
    aside = np.array([-direction[1], direction[0]])
    q, s = outline @ aside, outline @ direction
    other_q, other_s = others @ aside, others @ direction
    low = np.maximum(q.min(), other_q.min(axis=1))
    high = np.minimum(q.max(), other_q.max(axis=1))
    met = high - low > _BRUSH_M
    found, where = np.full(len(others), np.inf), np.zeros(len(others))
    if not met.any():
        return found, where
    other_q, other_s, low, high = other_q[met], other_s[met], low[met], high[met]
    # The near side of the other less our front is a convex function of the place across: its least is at a corner.
    middle = ((low + high) / 2)[:, None]
    places = np.concatenate(
        [np.broadcast_to(q, (len(low), len(q))), other_q, low[:, None], high[:, None], middle], axis=1
    )
    places = np.clip(places, low[:, None], high[:, None])
    near = _profile(other_q, other_s, places)
    front = -_profile(q[None], -s[None], places)
    # Outlines that do not overlap lie one behind the other all across: the middle of what they share tells which.
    ours = (_profile(q[None], s[None], middle) - _profile(q[None], -s[None], middle))[:, 0] / 2
    theirs = (_profile(other_q, other_s, middle) - _profile(other_q, -other_s, middle))[:, 0] / 2
    apart = near - front
    least = apart.min(axis=1)
    found[met] = np.where(theirs > ours, least, np.inf)
    # Along a parallel side it touches all over: the place nearest the middle stands for it.
    touching = np.where(apart <= least[:, None] + _BRUSH_M, np.abs(places - middle), np.inf).argmin(axis=1)
    where[met] = places[np.arange(len(places)), touching]
    return found, where


def _along_normals(outline: np.ndarray, others: np.ndarray) -> np.ndarray:
    """(m,) the widest gap along any edge's normal: how far apart, or how deep, at least."""
    best = np.full(len(others), -np.inf)
    ours = _normals(outline[None])[0]
    ours = ours[np.abs(ours).sum(axis=1) > 0]
    if len(ours):
        edge = (outline @ ours.T).max(axis=0)
        best = ((others @ ours.T).min(axis=1) - edge).max(axis=1)
        both = (outline @ ours.T).min(axis=0) - (others @ ours.T).max(axis=1)
        best = np.maximum(best, both.max(axis=1))
    normals = _normals(others)
    real = np.abs(normals).sum(axis=2) > 0
    along = np.einsum("mij,kj->mik", normals, outline)
    own = np.einsum("mij,mkj->mik", normals, others)
    gap = np.maximum(along.min(axis=2) - own.max(axis=2), own.min(axis=2) - along.max(axis=2))
    return np.maximum(best, np.where(real, gap, -np.inf).max(axis=1))


def _normals(outlines: np.ndarray) -> np.ndarray:
    """(m, p, 2) unit normals of the edges; 0 for an edge without length."""
    edges = np.roll(outlines, -1, axis=1) - outlines
    long = np.linalg.norm(edges, axis=2, keepdims=True)
    return np.where(long > 1e-9, np.stack([-edges[..., 1], edges[..., 0]], axis=-1) / np.maximum(long, 1e-9), 0.0)


def _to_edges(points: np.ndarray, outlines: np.ndarray) -> np.ndarray:
    """(m,) least distance of points (m or 1, k, 2) from the edges of outlines (m or 1, p, 2)."""
    start = outlines[:, None]
    edge = np.roll(outlines, -1, axis=1)[:, None] - start
    offset = points[:, :, None] - start
    part = np.einsum("mkpj,mkpj->mkp", offset, np.broadcast_to(edge, offset.shape))
    part = np.clip(part / np.maximum((edge**2).sum(axis=3), 1e-18), 0, 1)
    return np.linalg.norm(offset - part[..., None] * edge, axis=3).min(axis=(1, 2))


def _profile(q: np.ndarray, s: np.ndarray, places: np.ndarray) -> np.ndarray:
    """(m, n) least s of outlines (m or 1, p) at places (m, n) across."""
    a, b = q[:, None], np.roll(q, -1, axis=1)[:, None]
    sa, sb = s[:, None], np.roll(s, -1, axis=1)[:, None]
    at = places[:, :, None]
    spans = (np.minimum(a, b) <= at + 1e-9) & (at <= np.maximum(a, b) + 1e-9)
    flat = np.abs(b - a) < 1e-12
    part = np.clip(np.where(flat, 0.0, (at - a) / np.where(flat, 1.0, b - a)), 0, 1)
    values = np.where(flat, np.minimum(sa, sb), sa + part * (sb - sa))
    return np.where(spans, values, np.inf).min(axis=2)


__all__ = ["separations_m", "slides_m"]
