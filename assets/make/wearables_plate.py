"""An acetate front: one plate with two openings, rounded edges, bent as a whole.

The flat outline is where a smooth union of both rims, the bridge and the end pieces ends; it is turned into rings that
step inwards over the rounded edge, and the flat remainder is triangulated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import Delaunay, cKDTree
from skimage.measure import find_contours, points_in_poly

from assets.make.mesh import Mesh, build, joined, smooth
from assets.make.solids import sheet
from assets.make.wearables_front import MM, Front, grown, lens_middle_mm, placed

STEP_MM = 0.25  # of the grid on which the outline is found


@dataclass(frozen=True, slots=True)
class Plate:
    """What surrounds the lenses.

    Attributes:
        rim_mm: (n,) width of the rim at each point of the lens outline.
        bridge_mm: (v, height) of the bar between the rims.
        ends_mm: (u, v, height) of the outer end of each end piece.
        blend_mm: how softly they flow together.
        thick_mm: front to back.
        round_mm: radius of the edges.
    """

    rim_mm: np.ndarray
    bridge_mm: tuple[float, float]
    ends_mm: tuple[float, float, float]
    blend_mm: float = 3.0
    thick_mm: float = 4.0
    round_mm: float = 1.1


def plate(front: Front, parts: Plate) -> Mesh:
    """The acetate front as a closed mesh; UVs in metres of the flat drawing."""
    left = front.outline_mm + np.array([lens_middle_mm(front), 0.0])
    loops = [outer_outline(front, parts), left[::-1], (left * (-1, 1))]
    skin = [_edge(front, parts, loop) for loop in loops]
    inner = [grown(loop, -parts.round_mm) for loop in loops]
    faces = [_face(front, inner, sign * parts.thick_mm / 2) for sign in (1.0, -1.0)]
    return smooth(joined([*skin, *faces]), 35.0)


def outer_outline(front: Front, parts: Plate) -> np.ndarray:
    """(n, 2) mm: the silhouette, counter-clockwise, evenly spaced."""
    rims = grown(front.outline_mm, parts.rim_mm) + np.array([lens_middle_mm(front), 0.0])
    end_u, end_v, end_tall = parts.ends_mm
    u = np.arange(-end_u - 3, end_u + 3 + STEP_MM, STEP_MM)
    v = np.arange(rims[:, 1].min() - 3, rims[:, 1].max() + 3, STEP_MM)
    grid = np.stack(np.meshgrid(np.abs(u), v), axis=-1)
    rim = _inside(grid, rims)
    bridge = _bar(grid, (0.0, parts.bridge_mm[0]), (front.bridge_mm / 2 + 1, parts.bridge_mm[0]), parts.bridge_mm[1])
    middle = lens_middle_mm(front) + float(front.outline_mm[:, 0].max())
    end = _bar(grid, (middle - 2, end_v), (end_u - end_tall / 2, end_v), end_tall)
    field = _union(_union(rim, bridge, parts.blend_mm), end, parts.blend_mm)
    rows = max(find_contours(field, 0.0), key=len)[:-1, ::-1]
    line = np.column_stack([np.interp(rows[:, 0], np.arange(len(u)), u), np.interp(rows[:, 1], np.arange(len(v)), v)])
    return _even(line, 0.7)


def _even(line: np.ndarray, step_mm: float) -> np.ndarray:
    """A closed line, counter-clockwise, smoothed over a grid step and evenly spaced."""
    x, y = line.T
    if np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y) < 0:
        line = line[::-1]
    for _ in range(6):
        line = (np.roll(line, 1, axis=0) + 2 * line + np.roll(line, -1, axis=0)) / 4
    closed = np.vstack([line, line[:1]])
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    place = np.linspace(0, along[-1], round(along[-1] / step_mm) + 1)[:-1]
    return np.column_stack([np.interp(place, along, closed[:, axis]) for axis in range(2)])


def _inside(grid: np.ndarray, outline: np.ndarray) -> np.ndarray:
    """Signed distance (mm, negative inside) of grid points (h, w, 2) to a closed outline."""
    points = grid.reshape(-1, 2)
    share = np.linspace(0, 1, 8, endpoint=False)[:, None, None]
    dense = (outline + share * (np.roll(outline, -1, axis=0) - outline)).reshape(-1, 2)
    distance, _ = cKDTree(dense).query(points)
    sign = np.where(points_in_poly(points, outline), -1.0, 1.0)
    return (sign * distance).reshape(grid.shape[:2])


def _bar(grid: np.ndarray, start: tuple[float, float], end: tuple[float, float], height_mm: float) -> np.ndarray:
    """Signed distance to a bar along v = const with corners rounded by a third of its height."""
    radius = height_mm / 3
    middle, half = (start[0] + end[0]) / 2, abs(end[0] - start[0]) / 2 + height_mm / 2
    away = np.abs(grid - np.array([middle, start[1]])) - (half - radius, height_mm / 2 - radius)
    return np.linalg.norm(np.maximum(away, 0), axis=-1) + np.minimum(away.max(axis=-1), 0) - radius


def _union(a: np.ndarray, b: np.ndarray, blend_mm: float) -> np.ndarray:
    """Union of two signed distances with a fillet."""
    share = np.maximum(blend_mm - np.abs(a - b), 0) / blend_mm
    return np.minimum(a, b) - share**2 * blend_mm / 4


def _edge(front: Front, parts: Plate, loop: np.ndarray) -> Mesh:
    """The rounded edge along one loop, front to back; the material lies to the left of the loop."""
    radius, half = parts.round_mm, parts.thick_mm / 2
    angle = np.linspace(0, np.pi / 2, 5)
    step_in = np.concatenate([radius * (1 - np.sin(angle)), radius * (1 - np.cos(angle))])
    depth = np.concatenate([half - radius + radius * np.cos(angle), -(half - radius) - radius * np.sin(angle)])
    closed = [np.vstack([ring, ring[:1]]) for ring in (grown(loop, -inset) for inset in step_in)]
    points = np.stack([placed(front, ring[:, 0], ring[:, 1], w) for ring, w in zip(closed, depth, strict=True)])
    return sheet(points[::-1], np.stack(closed)[::-1] * MM, crease_deg=60.0)


def _face(front: Front, loops: Sequence[np.ndarray], depth_mm: float) -> Mesh:
    """The flat of the front (`depth_mm` > 0) or of the back between the loops."""
    outer, *holes = loops
    low, high = outer.min(axis=0), outer.max(axis=0)
    lines = (np.arange(low[axis], high[axis], 1.6) for axis in range(2))
    grid = np.stack(np.meshgrid(*lines), axis=-1).reshape(-1, 2)
    near, _ = cKDTree(np.vstack(loops)).query(grid)
    points = np.vstack([*loops, grid[(near > 0.9) & _between(grid, outer, holes)]])
    triangles = Delaunay(points).simplices
    triangles = triangles[_between(points[triangles].mean(axis=1), outer, holes)]
    a, b, c = (points[triangles[:, corner]] for corner in range(3))
    turn = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    wrong = turn * depth_mm < 0
    triangles[wrong] = triangles[wrong][:, ::-1]
    return build(placed(front, points[:, 0], points[:, 1], depth_mm), triangles, points * MM)


def _between(points: np.ndarray, outer: np.ndarray, holes: Sequence[np.ndarray]) -> np.ndarray:
    """Which points (n, 2) lie inside `outer` and outside every hole."""
    inside = points_in_poly(points, outer)
    for hole in holes:
        inside &= ~points_in_poly(points, hole)
    return inside


__all__ = ["Plate", "outer_outline", "plate"]
