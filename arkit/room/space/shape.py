"""What has to fit: a product's hull, its outline from above by height, and whether it is a full body or has hollows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from arkit.errors import CheckError

SMALLEST_M, LARGEST_M = 0.01, 20.0
TYPED_SIZE_SD_M = 0.005  # a catalogue rounds to whole centimetres, uniform ± 0.5 cm is 0.3; upholstery gives 0.4
_FULL = 0.985  # a body that fills so much of its hull has no hollow that a passage could use
_SLABS = 6
_MOST_CORNERS = 64
_RIM_M, RIM_STEP_M = 0.01, 0.0025  # between points on the rim of a full body, and of one with hollows


@dataclass(frozen=True, slots=True)
class Slab:
    """The product between two heights, seen from above.

    Attributes:
        bottom_m, top_m: over its base.
        outline_m: (k, 2) convex polygon x, z that holds all of it, once around.
    """

    bottom_m: float
    top_m: float
    outline_m: np.ndarray


@dataclass(frozen=True, slots=True)
class Shape:
    """A product as it stands: its base at y = 0, the middle of its box at x = z = 0, its front to +z.

    Attributes:
        corners_m: (n, 3) corners of its convex hull, all of them.
        few_m: (k, 3) some of them, spread evenly: what a search looks at before all are measured.
        solids_m: corners (k, 3) of convex bodies that it surely fills: the whole where it is full, else its full parts.
        size_m: (3,) width, height, depth.
        slabs: from the floor up; together they hold the product.
        outline_m: (k, 2) the convex outline of the whole from above.
        surface_m: (m, 3) points of its true surface.
        rim_m, rim_slack_m: (r, 2) x, z along its silhouette from above, which lies within that slack of them.
        full: it fills its hull, so what the hull cannot pass it cannot pass.
        sd_m: standard deviation of a length of it.
        rims_m: its silhouettes along its other axes, as `rim_m` is along y: "x", in (-y, z) of its own, and "z", in
            (x, -y); empty where it is full.
    """

    corners_m: np.ndarray
    few_m: np.ndarray
    solids_m: tuple[np.ndarray, ...]
    size_m: np.ndarray
    slabs: tuple[Slab, ...]
    outline_m: np.ndarray
    surface_m: np.ndarray
    rim_m: np.ndarray
    rim_slack_m: float
    full: bool
    sd_m: float
    rims_m: Mapping[str, np.ndarray] = field(default_factory=dict)


def box_shape(size_m: Sequence[float] | np.ndarray, *, sd_m: float = TYPED_SIZE_SD_M) -> Shape:
    """A product of which only the size is known: the box of width, height and depth that it is delivered in."""
    size = _checked(np.asarray(size_m, dtype=np.float64), least=1e-4)
    half = size / 2
    signs = np.array([(x, y, z) for x in (-1, 1) for y in (0, 2) for z in (-1, 1)])
    corners = signs * half
    outline = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half[[0, 2]]
    slabs = (Slab(0.0, float(size[1]), outline),)
    return Shape(
        corners, corners, (corners,), size, slabs, outline, corners, _rim(outline), _RIM_M / 2, True, _checked_sd(sd_m)
    )


def mesh_shape(positions_m: np.ndarray, triangles: np.ndarray, *, sd_m: float = 0.003) -> Shape:
    """A product from its triangles, (n, 3) metres and (m, 3), y up; set down on y = 0 about its box's middle.

    Raises:
        CheckError: no triangles, NaN, or a size that no product has (metres expected).
    """
    positions = np.asarray(positions_m, dtype=np.float64)
    if len(triangles) == 0 or not np.isfinite(positions).all():
        raise CheckError(f"product: expected finite triangles, got {len(triangles)} triangles; convert it first")
    used = positions[np.unique(triangles)]
    low, high = used.min(axis=0), used.max(axis=0)
    size = _checked(high - low)
    base = np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    corners = _hull_3d(used - base)
    placed = positions - base
    share = _volume(placed, triangles) / max(_hull_volume(corners), 1e-12)
    surface = _sampled(placed, triangles, size)
    slabs = _slabs(placed, triangles, size[1])
    full = bool(_FULL <= share <= 1.01)
    outline = _outer(hull_2d(corners[:, [0, 2]]))
    if full:
        rim, rim_slack, rims = _rim(outline), _RIM_M / 2, {}
    else:
        rim, rim_slack = _silhouette(placed[:, [0, 2]], triangles), 1.5 * RIM_STEP_M
        rims = {
            "x": _silhouette(placed[:, [1, 2]] * (-1.0, 1.0), triangles),
            "z": _silhouette(placed[:, [0, 1]] * (1.0, -1.0), triangles),
        }
    few = _fewer(corners)
    solids = (few,) if full else _solid_parts(placed, triangles)
    return Shape(corners, few, solids, size, slabs, outline, surface, rim, rim_slack, full, _checked_sd(sd_m), rims)


def _outer(outline: np.ndarray, most: int = 64) -> np.ndarray:
    """A convex outline of at most `most` sides that holds another: 2 mm larger at most where that is 3 m and round."""
    if len(outline) <= most:
        return outline
    angle = 2 * np.pi * np.arange(most) / most
    ways = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    reach = (outline @ ways.T).max(axis=0)
    after, ahead = np.roll(ways, -1, axis=0), np.roll(reach, -1)
    # Where each supporting line meets the next.
    cross = ways[:, 0] * after[:, 1] - ways[:, 1] * after[:, 0]
    x = (reach * after[:, 1] - ahead * ways[:, 1]) / cross
    z = (ahead * ways[:, 0] - reach * after[:, 0]) / cross
    return np.stack([x, z], axis=1)


def hull_2d(points: np.ndarray) -> np.ndarray:
    """(k, 2) the convex hull of points (n, 2), counter-clockwise in x, z; a point or a line stays one."""
    ordered = np.unique(np.round(points, 9), axis=0)
    if len(ordered) < 3:
        return ordered
    half_hulls = []
    for run in (ordered, ordered[::-1]):
        half: list[tuple[float, float]] = []
        for x, z in run.tolist():
            while len(half) > 1 and _turn(half[-2], half[-1], (x, z)) <= 0:
                half.pop()
            half.append((x, z))
        half_hulls.append(half[:-1])
    return np.array(half_hulls[0] + half_hulls[1])


def _turn(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _checked(size_m: np.ndarray, least: float = 0.0) -> np.ndarray:
    three = size_m.shape == (3,) and bool(np.isfinite(size_m).all())
    if not three or (size_m < least).any() or np.sort(size_m)[1] < SMALLEST_M:
        given = " x ".join(f"{side:g}" for side in size_m.reshape(-1).tolist())
        raise CheckError(f"product: expected a width, a height and a depth, each above 0, got {given} m")
    if size_m.max() > LARGEST_M:
        raise CheckError(
            f"product: expected sides under {LARGEST_M:g} m, got {size_m.max():g} m; is it in centimetres or in "
            "millimetres? Convert it first"
        )
    return size_m


def _checked_sd(sd_m: float) -> float:
    if not (np.isfinite(sd_m) and sd_m >= 0):
        raise CheckError(f"product: expected a standard deviation of 0 m or more, got {sd_m}")
    return float(sd_m)


def _hull_3d(points: np.ndarray) -> np.ndarray:
    """(n, 3) corners of the convex hull; a flat product's points as they are, thinned."""
    from scipy.spatial import ConvexHull, QhullError

    try:
        return points[ConvexHull(points).vertices]
    except QhullError:
        ends = spread_directions(400)
        return points[np.unique((points @ ends.T).argmax(axis=0))]


def _hull_volume(corners: np.ndarray) -> float:
    from scipy.spatial import ConvexHull, QhullError

    try:
        return float(ConvexHull(corners).volume)
    except QhullError:
        return 0.0


def _fewer(corners: np.ndarray) -> np.ndarray:
    """At most `_MOST_CORNERS` of them, those furthest out all around."""
    if len(corners) <= _MOST_CORNERS:
        return corners
    return corners[np.unique((corners @ spread_directions(_MOST_CORNERS).T).argmax(axis=0))]


def _solid_parts(positions: np.ndarray, triangles: np.ndarray, most: int = 4) -> tuple[np.ndarray, ...]:
    """Corners of the largest closed parts that fill their own hulls: a seat, a table top, a leg."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import connected_components

    _, places = np.unique(np.round(positions, 4), axis=0, return_inverse=True)
    joined = places.reshape(-1)[triangles]
    edges = np.sort(np.stack([joined, np.roll(joined, -1, axis=1)], axis=2).reshape(-1, 2), axis=1)
    keys = edges[:, 0].astype(np.int64) * (int(joined.max()) + 1) + edges[:, 1]
    order = np.argsort(keys, kind="stable")
    _, first, times = np.unique(keys[order], return_index=True, return_counts=True)
    pairs = first[times == 2]  # two boxes that stand against each other share edges of four faces: those do not join
    one, other = order[pairs] // 3, order[pairs + 1] // 3
    count = len(triangles)
    graph = csr_matrix((np.ones(len(one), dtype=np.int8), (one, other)), shape=(count, count))
    part = connected_components(graph, directed=False)[1]
    lows, highs = np.full((part.max() + 1, 3), np.inf), np.full((part.max() + 1, 3), -np.inf)
    corners = positions[triangles]
    np.minimum.at(lows, part, corners.min(axis=1))
    np.maximum.at(highs, part, corners.max(axis=1))
    found: list[np.ndarray] = []
    for index in np.argsort(-(highs - lows).prod(axis=1))[: 3 * most].tolist():
        own = triangles[part == index]
        hull = _hull_3d(positions[np.unique(own)])
        volume = _hull_volume(hull)
        if volume > 1e-6 and _FULL <= _volume(positions, own) / volume <= 1.01:
            found.append(_fewer(hull))
    return tuple(found[:most])


def spread_directions(count: int) -> np.ndarray:
    """(count, 3) directions spread evenly over the sphere, on Fibonacci's spiral."""
    steps = np.arange(count) + 0.5
    height = 1 - 2 * steps / count
    around = np.pi * (1 + 5**0.5) * steps
    flat = np.sqrt(1 - height**2)
    return np.stack([flat * np.cos(around), height, flat * np.sin(around)], axis=1)


def _volume(positions: np.ndarray, triangles: np.ndarray) -> float:
    a, b, c = (positions[triangles[:, corner]] for corner in range(3))
    return float(abs(np.einsum("ij,ij->i", a, np.cross(b, c)).sum()) / 6)


def _sampled(positions: np.ndarray, triangles: np.ndarray, size_m: np.ndarray, most: int = 3000) -> np.ndarray:
    """Corners and middles of triangles, thinned to about `most` points by a grid: all lie on the true surface."""
    corners = positions[triangles]
    points = np.concatenate(
        [corners.reshape(-1, 3), corners.mean(axis=1), (corners + np.roll(corners, 1, 1)).reshape(-1, 3) / 2]
    )
    step = float(max(size_m)) / 40
    _, first = np.unique(np.floor(points / step).astype(np.int32), axis=0, return_index=True)
    return points[first[:: max(1, len(first) // most)]]


def _rim(outline: np.ndarray) -> np.ndarray:
    """(n, 2) points along a closed convex outline, at most `_RIM_M` apart."""
    sides = zip(outline, np.roll(outline, -1, axis=0), strict=True)
    counts = [(a, b, max(int(np.ceil(np.linalg.norm(b - a) / _RIM_M)), 1)) for a, b in sides]
    return np.concatenate([a + (b - a) * (np.arange(count) / count)[:, None] for a, b, count in counts])


def _silhouette(flat: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """(n, 2) points along the edge of the shadow of triangles between corners (n, 2), `RIM_STEP_M` apart."""
    import cv2

    low = flat.min(axis=0) - 2 * RIM_STEP_M
    pixels = np.round((flat - low) / RIM_STEP_M).astype(np.int32)
    across, along = pixels.max(axis=0) + 3
    shadow = np.zeros((along, across), dtype=np.uint8)
    shadow[pixels[triangles][..., 1], pixels[triangles][..., 0]] = 1
    corners = pixels[triangles]
    for wide in corners[np.ptp(corners, axis=1).max(axis=1) > 1]:
        cv2.fillConvexPoly(shadow, wide, 1)
    rims, _ = cv2.findContours(shadow, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return np.concatenate([rim.reshape(-1, 2) for rim in rims]) * RIM_STEP_M + low


def _slabs(positions: np.ndarray, triangles: np.ndarray, height_m: float) -> tuple[Slab, ...]:
    """Outlines by height: each slab's is the hull of all triangles that reach into it, cut at its two planes."""
    edges = np.linspace(0, max(height_m, 1e-6), _SLABS + 1 if height_m > 0.15 else 2)
    corners = positions[triangles]
    slabs = []
    for bottom, top in pairwise(edges.tolist()):
        points = cut_between(corners, bottom, top)
        if len(points):
            slabs.append(Slab(bottom, top, _outer(hull_2d(points[:, [0, 2]]))))
    return tuple(slabs)


def cut_between(corners: np.ndarray, bottom_m: float, top_m: float) -> np.ndarray:
    """(k, 3) corners of what triangles (m, 3, 3) have between two heights: theirs, and where their edges cross."""
    heights = corners[:, :, 1]
    reach = (heights.max(axis=1) >= bottom_m) & (heights.min(axis=1) <= top_m)
    corners = corners[reach]
    inside = corners[(corners[:, :, 1] >= bottom_m) & (corners[:, :, 1] <= top_m)]
    found = [inside]
    starts, ends = corners.reshape(-1, 3), np.roll(corners, -1, axis=1).reshape(-1, 3)
    for level in (bottom_m, top_m):
        crosses = (starts[:, 1] - level) * (ends[:, 1] - level) < 0
        a, b = starts[crosses], ends[crosses]
        part = (level - a[:, 1]) / (b[:, 1] - a[:, 1])
        found.append(a + part[:, None] * (b - a))
    return np.concatenate(found)


__all__ = [
    "LARGEST_M",
    "RIM_STEP_M",
    "SMALLEST_M",
    "TYPED_SIZE_SD_M",
    "Shape",
    "Slab",
    "box_shape",
    "cut_between",
    "hull_2d",
    "mesh_shape",
    "spread_directions",
]
