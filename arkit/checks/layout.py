"""How a document's uv lie: outside the picture, mirrored, on top of each other, too close to each other.

Every measure is linear in triangles: uv are drawn as numbers on a grid of bounded size, so a million triangles take
seconds. Overlap is told where two triangles cover the same cell's middle; what they only touch with their edges is
covered by one of them, as a GPU draws it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.document import Document, indices, values

GRID = 1024  # cells along the longer side of the uv that are drawn
_ROWS_AT_ONCE = 1_000_000
_ROWS_AT_MOST = 16_000_000  # beyond it the grid is halved: so much can only be charts on top of each other
_STEP = 1 / 2**20  # uv closer than this are the same corner
_OUTSIDE = 1e-3  # what lies this far out of 0…1 is rounding
_GUTTER = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the uv of textured surfaces lie; parts are of the uv's area, over all materials.

    Attributes:
        charts: islands of triangles that share corners.
        outside: part that lies outside 0…1 (it tiles).
        inverted: part that is mirrored (its picture reads backwards).
        overlap: part of the covered cells that two triangles or more cover, the worst material's.
        gutter_px: free cells between two charts on a grid of GRID cells, the least found, at most 8.
        flat: triangles with a surface and no uv area: the picture is smeared over them.
    """

    charts: int
    outside: float
    inverted: float
    overlap: float
    gutter_px: int
    flat: int


def layout(document: Document) -> Layout | None:
    """Measure the first uv set of every textured material; None where nothing is textured."""
    charts = flat = 0
    outside = inverted = area = overlap = 0.0
    gutter = _GUTTER
    for corners in _textured(document).values():
        uv = np.concatenate(corners)
        signed = _signed_area(uv)
        away = ((uv < -_OUTSIDE) | (uv > 1 + _OUTSIDE)).any(axis=(1, 2))
        area += float(np.abs(signed).sum())
        outside += float(np.abs(signed[away]).sum())
        inverted += float(signed[signed < 0].sum() * -1)
        flat += int((np.abs(signed) < 1e-14).sum())
        labels = chart_labels(uv)
        charts += int(labels.max()) + 1
        grid, twice, covered = drawn(uv, labels)
        overlap = max(overlap, twice / max(covered, 1))
        gutter = min(gutter, _gap(grid))
    if area == 0 and charts == 0:
        return None
    total = max(area, 1e-30)
    return Layout(charts, outside / total, inverted / total, overlap, gutter, flat)


def _textured(document: Document) -> dict[int, list[np.ndarray]]:
    """(n, 3, 2) uv of the triangles of each textured material; a mesh counts once however often it stands there."""
    found: dict[int, list[np.ndarray]] = {}
    materials = document.gltf.get("materials", [])
    for mesh in document.gltf.get("meshes", []):
        for primitive in mesh["primitives"]:
            place = primitive.get("material")
            if place is None or "TEXCOORD_0" not in primitive["attributes"] or not _paints(materials[place]):
                continue
            triangles = indices(document, primitive)
            if len(triangles):
                uv = values(document, primitive["attributes"]["TEXCOORD_0"])
                found.setdefault(int(place), []).append(_scaled(uv, materials[place])[triangles])
    return found


def _paints(material: Mapping[str, Any]) -> bool:
    pbr = material.get("pbrMetallicRoughness", {})
    slots = (pbr.get("baseColorTexture"), pbr.get("metallicRoughnessTexture"), material.get("normalTexture"))
    return any(slot is not None for slot in slots) or "occlusionTexture" in material


def _scaled(uv: np.ndarray, material: Mapping[str, Any]) -> np.ndarray:
    """uv as the base colour's KHR_texture_transform scales them: quantized files keep their range there."""
    info = material.get("pbrMetallicRoughness", {}).get("baseColorTexture", {})
    transform = info.get("extensions", {}).get("KHR_texture_transform", {})
    scaled: np.ndarray = uv * np.asarray(transform.get("scale", (1, 1))) + np.asarray(transform.get("offset", (0, 0)))
    return scaled


def _signed_area(uv: np.ndarray) -> np.ndarray:
    """(n,) positive where the picture is not mirrored: glTF's v runs down, so that is clockwise in (u, v)."""
    one, two = uv[:, 1] - uv[:, 0], uv[:, 2] - uv[:, 0]
    area: np.ndarray = (one[:, 1] * two[:, 0] - one[:, 0] * two[:, 1]) / 2
    return area


def chart_labels(uv: np.ndarray) -> np.ndarray:
    """(n,) the chart 0…k of each triangle (n, 3, 2): triangles that share a uv corner are of one chart."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    grid = np.round((uv.reshape(-1, 2) - uv.min(axis=(0, 1))) / _STEP).astype(np.int64)
    _, corner = np.unique(grid[:, 0] * (int(grid[:, 1].max()) + 1) + grid[:, 1], return_inverse=True)
    corner = corner.reshape(-1, 3)
    ends = np.concatenate([corner[:, :2], corner[:, 1:]])
    size = int(corner.max()) + 1
    joined = coo_matrix((np.ones(len(ends), dtype=np.int8), (ends[:, 0], ends[:, 1])), shape=(size, size))
    labels: np.ndarray = connected_components(joined, directed=False)[1]
    return labels[corner[:, 0]]


def drawn(uv: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, int, int]:
    """The grid (h, w) of chart numbers from 1 (0: free), how many cells are covered twice, how many at all.

    Each row of a triangle is a run of cells, kept as its two ends; sums along the rows then give how many runs cover a
    cell and, where it is one, whose. Testing every cell of every triangle's box was tried: 4 CPU s for the twelve
    triangles of a box whose faces all show the whole picture, against 0.1 s.
    """
    low = uv.min(axis=(0, 1))
    span = max(float(np.ptp(uv.reshape(-1, 2), axis=0).max()), 1e-12)
    side = GRID
    while True:
        points = (uv - low) / span * side
        first = np.ceil(points[..., 1].min(axis=1) - 0.5).astype(np.int64)
        rows = np.ceil(points[..., 1].max(axis=1) - 0.5).astype(np.int64) - first
        if side <= 64 or rows.sum() <= _ROWS_AT_MOST:
            break
        side //= 2
    wide = side + 1
    count, names = np.zeros(wide * wide), np.zeros(wide * wide)
    last = int(np.searchsorted(np.cumsum(rows), _ROWS_AT_MOST, side="right"))
    for start, stop in _batches(rows[: max(last, 1)]):
        owner = np.repeat(np.arange(start, stop), rows[start:stop])
        run = np.arange(len(owner)) - np.repeat(np.cumsum(rows[start:stop]) - rows[start:stop], rows[start:stop])
        y = first[owner] + run
        left, right = _span(points[owner], y + 0.5)
        for column, sign in ((left, 1.0), (right, -1.0)):
            flat = y * wide + column
            count += np.bincount(flat, minlength=len(count)) * sign
            names += np.bincount(flat, weights=labels[owner] + 1, minlength=len(count)) * sign
    covered = np.cumsum(count.reshape(wide, wide), axis=1)
    grid = np.where(covered == 1, np.cumsum(names.reshape(wide, wide), axis=1), 0)
    return np.rint(grid).astype(np.int64), int((covered > 1).sum()), int((covered > 0).sum())


def _batches(rows: np.ndarray) -> list[tuple[int, int]]:
    """Runs of triangles that have about _ROWS_AT_ONCE rows."""
    run = np.cumsum(rows) // _ROWS_AT_ONCE
    starts = np.flatnonzero(np.diff(run, prepend=-1))
    return list(zip(starts.tolist(), [*starts[1:].tolist(), len(rows)], strict=True))


def _span(corners: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First column whose middle lies in triangles (n, 3, 2) at height y (n,), and the first behind; ends half open."""
    left, right = np.full(len(y), np.inf), np.full(len(y), -np.inf)
    for one, two in ((0, 1), (1, 2), (2, 0)):
        a, b = corners[:, one], corners[:, two]
        crossed = (a[:, 1] <= y) != (b[:, 1] <= y)
        rise = np.where(crossed, b[:, 1] - a[:, 1], 1.0)
        x = a[:, 0] + (y - a[:, 1]) / rise * (b[:, 0] - a[:, 0])
        left = np.where(crossed, np.minimum(left, x), left)
        right = np.where(crossed, np.maximum(right, x), right)
    empty = right < left
    left, right = (np.ceil(np.where(empty, 0.0, end) - 0.5).astype(np.int64) for end in (left, right))
    return np.maximum(left, 0), np.maximum(right, 0)


def _gap(grid: np.ndarray) -> int:
    """Free cells between two charts along rows and columns, the least found, at most _GUTTER."""
    for apart in range(1, _GUTTER + 1):
        for one, two in ((grid[:, :-apart], grid[:, apart:]), (grid[:-apart], grid[apart:])):
            if bool(((one != two) & (one > 0) & (two > 0)).any()):
                return apart - 1
    return _GUTTER


__all__ = ["GRID", "Layout", "chart_labels", "drawn", "layout"]
