"""Ways to hold a product with hollows while it is threaded through an opening: seat first, then turned.

It is turned about up, on its feet, on its end or on its back, past the jamb; or about the axis across the opening, on
edge, past the lintel and up to the ceiling. Each hold is one plane, in which `pivot` looks for a motion. A look at the
lines through a few points of its full parts tells at once where none can be: what such a line cuts is wider than the
gap at every angle. That spares a hold its maps, 25 ms of CPU for the first and 60 to 90 for the finer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from arkit.room.space.pivot import Wall, Way, find_way
from arkit.room.space.section import hearts, most_along
from arkit.room.space.shape import RIM_STEP_M, Shape, hull_2d

_FINER = (1.0, 2.0)
_ANGLES = 180
HEADROOM_M = 0.3  # a ceiling is so much above a door's lintel: 2.0 m and 2.3, the least that dwellings are built with


@dataclass(frozen=True, slots=True)
class Hold:
    """One way to hold it.

    Attributes:
        words: what it is called, a key of `words`.
        rotation: (3, 3) product space to the opening's (x across, y up, z into the room), before it is turned.
        rim_m: (n, 2) its silhouette in the plane it turns in: along the wall, and into the room.
        wall: the wall in that plane.
    """

    words: str
    rotation: np.ndarray
    rim_m: np.ndarray
    wall: Wall

    @property
    def plane(self) -> np.ndarray:
        """(2, 3) rows of `rotation` that it turns in."""
        return self.rotation[[0, 2] if self.wall.headroom_m is None else [1, 2]]


def threaded(shape: Shape, holds: Iterator[Hold]) -> tuple[Hold, Way] | None:
    """The first hold with a motion through the opening, and that motion."""
    open_to = [hold for hold in holds if not barred(shape.solids_m, hold.plane, hold.wall.gap_m)]
    for finer in _FINER if not shape.full else _FINER[:1]:
        for hold in open_to:
            few = 2 if finer == 1.0 and not shape.full else 1  # points on the rim: of a hollow's 2.5 mm apart
            slack_m = shape.rim_slack_m + (few - 1) * RIM_STEP_M / 2
            way = find_way(hold.rim_m[::few], hold.wall, slack_m=slack_m, finer=finer)
            if way is not None:
                return hold, way
    return None


def holds_for(shape: Shape, level: Wall, height_m: float, headroom_m: float | None, *, upright: bool) -> Iterator[Hold]:
    """The holds in which a product is no larger than an opening along what it turns about.

    Args:
        shape: the product.
        level: the wall with its opening from above.
        height_m: of the opening.
        headroom_m: of the ceiling over the floor; None where it is not known.
        upright: only base down.
    """
    if shape.size_m[1] <= height_m:
        yield Hold("on_feet", np.eye(3), shape.rim_m, level)
    if upright or not shape.rims_m:
        return
    rims = {"y": shape.rim_m, **shape.rims_m}
    for axis, words in (("x", "stood_on_end"), ("z", "laid_on_back")):
        if shape.size_m["xyz".index(axis)] <= height_m:
            yield Hold(words, _ROTATIONS[axis], rims[axis], level)
    ceiling_m = height_m + HEADROOM_M if headroom_m is None else headroom_m
    edge = Wall(height_m, level.thickness_m, level.corridor_m, ceiling_m)
    for axis in "yxz":
        if shape.size_m["xyz".index(axis)] <= level.gap_m:
            yield Hold("on_edge", _ROTATIONS[axis][[1, 0, 2]] * [[-1], [1], [1]], rims[axis], edge)


# Each silhouette lies in the plane of rows 0 and 2, the product's own (x, z), (-y, z) and (x, -y); row 1 is the axis.
_ROTATIONS = {
    "y": np.eye(3),
    "x": np.array([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]),  # its left side up
    "z": np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]]),  # its front up
}


def barred(solids_m: Sequence[np.ndarray], rows: np.ndarray, gap_m: float) -> bool:
    """Whether it is proven that convex bodies, turned in the plane of two `rows` (2, 3), pass no gap of that width.

    Some moment any point of them lies in the wall's line, and what that line cuts must then be in the gap: it is wider
    than that at every angle, told for all angles between those tried.
    """
    outlines = [hull_2d(solid @ rows.T) for solid in solids_m]
    if not outlines:
        return False
    angle = np.pi * np.arange(2 * _ANGLES) / _ANGLES
    rays = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for point in hearts(solids_m) @ rows.T:
        far = np.max([_leaves(outline, point, rays, np.pi / 2 / _ANGLES) for outline in outlines], axis=0)
        if (far[:_ANGLES] + far[_ANGLES:]).min() > gap_m:
            return True
    return False


def _leaves(outline: np.ndarray, point: np.ndarray, rays: np.ndarray, within: float) -> np.ndarray:
    """(n,) how far along rays (n, 2) from a point a convex outline, counter-clockwise, is left; 0 where it is missed.

    So far every ray within that angle of it is inside.
    """
    edges = np.roll(outline, -1, axis=0) - outline
    long = np.linalg.norm(edges, axis=1)
    edges, start = edges[long > 1e-9], outline[long > 1e-9]
    out = np.stack([edges[:, 1], -edges[:, 0]], axis=1) / long[long > 1e-9][:, None]
    spare = ((start - point) * out).sum(axis=1)
    along = most_along(rays @ out.T, within)
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = spare / along
    leave = np.where(along > 1e-12, ends, np.inf).min(axis=1)
    enter = np.where(along < -1e-12, ends, 0.0).max(axis=1)
    never = ((np.abs(along) <= 1e-12) & (spare < 0)).any(axis=1)
    return np.where((leave >= np.maximum(enter, 0.0)) & ~never, leave, 0.0)


__all__ = ["HEADROOM_M", "Hold", "barred", "holds_for", "threaded"]
