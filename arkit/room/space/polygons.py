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

    The gap is a convex function of the place across, so it is least at a corner of either: ours against their near
    side, theirs against our front.

    Returns:
        (m,) metres, inf for what it misses or what lies behind it, negative where they overlap ahead of its middle;
        (m,) where it touches: metres across the direction, to its left seen from above with z up.
    """
    aside = np.array([-direction[1], direction[0]])
    q, s = outline @ aside, outline @ direction
    other_q = others @ aside
    low = np.maximum(q.min(), other_q.min(axis=1))
    high = np.minimum(q.max(), other_q.max(axis=1))
    met = high - low > _BRUSH_M
    found, where = np.full(len(others), np.inf), np.zeros(len(others))
    if not met.any():
        return found, where
    other_q, other_s, low, high = other_q[met], others[met] @ direction, low[met, None], high[met, None]
    middle = (low + high) / 2
    ours = np.concatenate([np.broadcast_to(q, (len(low), len(q))), middle], axis=1)
    front = np.interp(middle[:, 0], *_chain(q, s))
    near = _profile(other_q, other_s, ours) - np.concatenate([np.broadcast_to(s, ours[:, 1:].shape), front[:, None]], 1)
    theirs = other_s - np.interp(other_q, *_chain(q, s))
    places, apart = np.concatenate([ours, other_q], axis=1), np.concatenate([near, theirs], axis=1)
    apart = np.where((places >= low - 1e-9) & (places <= high + 1e-9), apart, np.inf)
    least = apart.min(axis=1)
    # Outlines that do not overlap lie one behind the other all across: the middle of what they share tells which.
    doubtful = np.nonzero(least < 0)[0]
    if len(doubtful):
        far = -_profile(other_q[doubtful], -other_s[doubtful], middle[doubtful])[:, 0]
        back = -np.interp(middle[doubtful, 0], *_chain(q, -s))
        half = near[doubtful, -1] + front[doubtful] + far
        least[doubtful[half <= front[doubtful] + back]] = np.inf
    found[met] = least
    # Along a parallel side it touches all over: the place nearest the middle stands for it.
    touching = np.where(apart <= least[:, None] + _BRUSH_M, np.abs(places - middle), np.inf).argmin(axis=1)
    where[met] = places[np.arange(len(places)), touching]
    return found, where


def _chain(q: np.ndarray, s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The front of a convex outline with corners at q across and s along: its upper corners from left to right."""
    q = np.round(q, 9)
    order = np.lexsort((s, q)).tolist()
    points = list(zip(q.tolist(), s.tolist(), strict=True))
    chain: list[tuple[float, float]] = []
    for place in order:
        x, y = points[place]
        while chain and (chain[-1][0] >= x - 1e-12 or (len(chain) > 1 and _under(chain[-2], chain[-1], (x, y)))):
            chain.pop()
        chain.append((x, y))
    xs, ys = zip(*chain, strict=True)
    return np.array(xs), np.array(ys)


def _under(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) >= 0


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
    after = [*range(1, q.shape[1]), 0]
    a, sa, long, rise = q, s, q[:, after] - q, s[:, after] - s
    flat = np.abs(long) < 1e-12
    slope = np.where(flat, 0.0, rise / np.where(flat, 1.0, long))
    sa = np.where(flat, np.minimum(sa, sa + rise), sa)
    low, high = np.minimum(a, a + long) - 1e-9, np.maximum(a, a + long) + 1e-9
    at = places[:, :, None]
    values = sa[:, None] + slope[:, None] * (np.clip(at, low[:, None] + 1e-9, high[:, None] - 1e-9) - a[:, None])
    values[(at < low[:, None]) | (at > high[:, None])] = np.inf
    return np.asarray(values.min(axis=2))


__all__ = ["separations_m", "slides_m"]
