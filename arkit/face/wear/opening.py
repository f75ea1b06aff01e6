"""The inside of a hat: where a head goes in, and how much room there is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.document import Document, bounds, indices, instances, primitive_of, values
from arkit.spaces import apply

AROUND = 144
ABOVE_M = 0.004  # the opening is measured so far above its edge
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a head goes into a hat, document space, metres.

    Attributes:
        middle_m: (3,) of the opening, in the plane of the band.
        half_m: half its width and half its depth.
        girth_m: round it, inside.
        high_m: how far the crown reaches above it.
        brim_m: (AROUND, 2) how far the hat reaches in each direction from x towards z, and at which height.
    """

    middle_m: np.ndarray
    half_m: tuple[float, float]
    girth_m: float
    high_m: float
    brim_m: np.ndarray


def find_opening(document: Document) -> Opening | None:
    """The inside of a hat just above its band: the nearest wall in every direction; None where there is no wall round.

    Brims lie outside the wall, so only what is nearest to the middle counts.
    """
    cut = _cut(document, ABOVE_M)
    if len(cut) < AROUND:
        return None
    middle = np.zeros(2)
    for _ in range(ROUNDS):  # the middle of the wall, not of the brim
        found = _wall(cut, middle)
        if found is None:
            return None
        wall = found
        middle = (wall.min(axis=0) + wall.max(axis=0)) / 2
    half = (wall.max(axis=0) - wall.min(axis=0)) / 2
    return Opening(
        middle_m=np.array([middle[0], 0.0, middle[1]]),
        half_m=(float(half[0]), float(half[1])),
        girth_m=float(np.linalg.norm(wall - np.roll(wall, 1, axis=0), axis=1).sum()),
        high_m=max(float(bounds(document)[1][1]), ABOVE_M),
        brim_m=_brim(document, middle),
    )


def _wall(cut: np.ndarray, middle: np.ndarray) -> np.ndarray | None:
    """(AROUND, 2) the point nearest to the middle in each direction; None where half of them have none."""
    off = cut - middle
    radius = np.hypot(off[:, 0], off[:, 1])
    sector = _sector(off)
    nearest = np.full(AROUND, np.inf)
    np.minimum.at(nearest, sector, radius)
    found = np.isfinite(nearest)
    if found.sum() < AROUND / 2:
        return None
    angle = (np.arange(AROUND) + 0.5) / AROUND * 2 * np.pi
    reach = np.interp(angle, angle[found], nearest[found], period=2 * np.pi)
    return middle + np.stack([np.cos(angle), np.sin(angle)], axis=1) * reach[:, None]


def _brim(document: Document, middle: np.ndarray) -> np.ndarray:
    """(AROUND, 2) the farthest point in each direction: its distance from the middle, and its height."""
    points = np.concatenate(
        [
            apply(one.T_document_node, values(document, primitive_of(document, one)["attributes"]["POSITION"]))
            for one in instances(document)
        ]
    )
    off = points[:, [0, 2]] - middle
    radius = np.hypot(off[:, 0], off[:, 1])
    order = np.argsort(radius)  # the farthest of a sector is written last
    sector = _sector(off[order])
    brim = np.zeros((AROUND, 2))
    brim[sector] = np.stack([radius[order], points[order, 1]], axis=1)
    empty = brim[:, 0] == 0
    brim[empty] = np.median(brim[~empty], axis=0)
    return brim


def _sector(off: np.ndarray) -> np.ndarray:
    """(n,) which of AROUND directions a point (n, 2) x, z lies in."""
    return np.asarray(((np.arctan2(off[:, 1], off[:, 0]) / (2 * np.pi) + 1) % 1 * AROUND).astype(int) % AROUND)


def _cut(document: Document, height_m: float) -> np.ndarray:
    """(n, 2) points x, z where the surface crosses the plane y = `height_m`, close together along each crossing."""
    found = [np.zeros((0, 2))]
    for one in instances(document):
        primitive = primitive_of(document, one)
        points = apply(one.T_document_node, values(document, primitive["attributes"]["POSITION"]))
        corners = points[indices(document, primitive)]
        over = corners[..., 1] > height_m
        corners = corners[over.any(axis=1) & ~over.all(axis=1)]
        ends = []
        for a, b in ((0, 1), (1, 2), (2, 0)):
            first, second = corners[:, a], corners[:, b]
            crosses = (first[:, 1] > height_m) != (second[:, 1] > height_m)
            share = (height_m - first[:, 1]) / np.where(crosses, second[:, 1] - first[:, 1], 1.0)
            place = first + (second - first) * share[:, None]
            ends.append(np.where(crosses[:, None], place[:, [0, 2]], np.nan))
        three = np.stack(ends, axis=1)
        order = np.argsort(np.isnan(three[..., 0]), axis=1, kind="stable")[:, :2]
        pair = np.take_along_axis(three, order[..., None], axis=1)
        along = np.linspace(0, 1, 9)[None, :, None]
        found.append((pair[:, :1] + (pair[:, 1:] - pair[:, :1]) * along).reshape(-1, 2))
    return np.concatenate(found)


__all__ = ["Opening", "find_opening"]
