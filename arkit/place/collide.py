"""Whether products stand in each other, by how much, and how to part them."""

from __future__ import annotations

import numpy as np

from arkit.place.shape import Slice

FLAT_M = 0.03  # what is lower lies under the others: a rug
TOUCH_M = 0.01  # as near as this they only touch
ROUNDS = 12
APART_M = 0.005  # left between two that were pushed apart


def overlap(first: tuple[Slice, ...], second: tuple[Slice, ...]) -> np.ndarray:
    """(2,) x, z metres that `second` must move to clear `first`: of all parts that meet, the longest way; 0, 0 none."""
    worst = np.zeros(2)
    for one in first:
        for two in second:
            if min(one.high_m, two.high_m) - max(one.low_m, two.low_m) > 1e-6:
                way = separation(one.outline_m, two.outline_m)
                if way @ way > worst @ worst:
                    worst = way
    return worst


def separation(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The shortest way (2,) that moves convex outline `second` out of `first`; 0, 0 where they do not meet.

    Source:
        Gottschalk, "Separating axis theorem", 1996: the way is along the normal of an edge of one of them.
    """
    edges = np.concatenate([np.roll(outline, -1, axis=0) - outline for outline in (first, second)])
    normals = np.stack([edges[:, 1], -edges[:, 0]], axis=1)
    lengths = np.linalg.norm(normals, axis=1)
    normals = normals[lengths > 1e-9] / lengths[lengths > 1e-9, None]
    normals = np.concatenate([normals, -normals])
    out = (first @ normals.T).max(axis=0) - (second @ normals.T).min(axis=0)
    least = int(np.argmin(out))
    return np.asarray(normals[least] * max(float(out[least]), 0.0))


def is_flat(shape: tuple[Slice, ...]) -> bool:
    """Whether others may stand on it unasked."""
    return not shape or max(one.high_m for one in shape) - min(one.low_m for one in shape) <= FLAT_M


def moved(shape: tuple[Slice, ...], by_m: np.ndarray) -> tuple[Slice, ...]:
    """A shape elsewhere on the same level."""
    return tuple(Slice(one.low_m, one.high_m, one.outline_m + by_m) for one in shape)


__all__ = ["APART_M", "FLAT_M", "ROUNDS", "TOUCH_M", "is_flat", "moved", "overlap", "separation"]
