"""Shapes with bevels, UVs and smooth normals. All are closed unless they say otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assets.make.mesh import Mesh, build, joined, smooth


def sheet(points: np.ndarray, uvs: np.ndarray, *, crease_deg: float = 40.0) -> Mesh:
    """Open surface through a grid of points.

    Args:
        points: (rows, columns, 3) metres; the outside is where (next column - this) x (next row - this) points.
        uvs: (rows, columns, 2).
        crease_deg: sharper bends stay edges.
    """
    rows, columns = points.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    triangles = np.stack([a, b, c, a, c, d], axis=-1).reshape(-1, 3)
    return smooth(build(points, triangles, uvs), crease_deg)


def disc(outline: np.ndarray, uvs: np.ndarray | None = None) -> Mesh:
    """Fan over an outline (n, 3), counter-clockwise seen from outside, star-shaped about its mean; UVs in metres."""
    outline = np.asarray(outline, dtype=np.float64)
    if uvs is None:
        uvs = outline[:, [0, 2]] * (1, -1) if np.ptp(outline[:, 1]) < np.ptp(outline[:, 2]) else outline[:, :2]
    count = len(outline)
    ring = np.arange(count)
    triangles = np.stack([np.full(count, count), ring, np.roll(ring, -1)], axis=1)
    points = np.vstack([outline, outline.mean(axis=0)])
    return smooth(build(points, triangles, np.vstack([uvs, uvs.mean(axis=0)])))


def lathe(profile: np.ndarray, *, segments: int = 48, crease_deg: float = 40.0) -> Mesh:
    """Turn a profile about the y axis.

    Args:
        profile: (n, 2) radius and height in metres, the outside to the right when walking along it:
            from the bottom centre up to the top centre gives a closed solid.
        segments: sides of the circle.
        crease_deg: sharper bends stay edges.

    Returns:
        UVs in metres: u around at the widest radius, v along the profile.
    """
    profile = np.asarray(profile, dtype=np.float64)
    angle = np.linspace(0.0, 2 * np.pi, segments + 1)
    radius, height = profile[:, :1], profile[:, 1:]
    points = np.stack(
        [radius * np.sin(angle), np.broadcast_to(height, (len(profile), segments + 1)), radius * np.cos(angle)], axis=-1
    )
    points[:, -1] = points[:, 0]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(profile, axis=0), axis=1))])
    u, v = np.meshgrid(angle * profile[:, 0].max(), along)
    return sheet(points, np.stack([u, v], axis=-1), crease_deg=crease_deg)


def frames(path: np.ndarray, *, closed: bool, up: Sequence[float] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Side and up vectors ((n, 3) each) along a path, carried without twist, or kept near `up` where it is given."""
    path = np.asarray(path, dtype=np.float64)
    if closed:
        tangent = np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0)
    else:
        tangent = np.gradient(path, axis=0)
    tangent /= np.linalg.norm(tangent, axis=1, keepdims=True)
    carried = np.zeros_like(path)
    vector = np.array(up, dtype=np.float64) if up is not None else np.eye(3)[np.argmin(np.abs(tangent[0]))]
    for index, direction in enumerate(tangent):
        source = np.array(up, dtype=np.float64) if up is not None else vector
        vector = source - direction * (source @ direction)
        vector /= np.linalg.norm(vector)
        carried[index] = vector
    if closed and up is None:
        carried = _untwisted(tangent, carried)
    return np.cross(tangent, carried), carried


def _untwisted(tangent: np.ndarray, carried: np.ndarray) -> np.ndarray:
    """Spread the twist that a closed path gathers evenly over its length."""
    last = carried[-1] - tangent[0] * (carried[-1] @ tangent[0])
    twist = np.arctan2(np.cross(carried[0], last) @ tangent[0], carried[0] @ last)
    angle = -twist * np.arange(len(carried)) / len(carried)
    side = np.cross(tangent, carried)
    return carried * np.cos(angle)[:, None] + side * np.sin(angle)[:, None]


def sweep(
    path: np.ndarray,
    section: np.ndarray,
    *,
    closed: bool = False,
    up: Sequence[float] | None = None,
    size: np.ndarray | None = None,
    crease_deg: float = 40.0,
) -> Mesh:
    """Draw a section along a path.

    Args:
        path: (n, 3) metres.
        section: (k, 2) metres, side and up, counter-clockwise, closed by itself.
        closed: the path meets its start; otherwise both ends are capped (the section must be star-shaped).
        up: keeps the section's second axis near this direction; without it the section is carried without twist.
        size: (n,) or (n, 2) factor of the section at each point.
        crease_deg: sharper bends stay edges.

    Returns:
        UVs in metres: u along the path, v around the section.
    """
    path, section = np.asarray(path, dtype=np.float64), np.asarray(section, dtype=np.float64)
    side, carried = frames(path, closed=closed, up=up)
    factor = np.ones((len(path), 1)) if size is None else np.reshape(size, (len(path), -1))
    factor = np.broadcast_to(factor, (len(path), 2))
    ring = np.vstack([section, section[:1]])
    points = (
        path[:, None]
        + side[:, None] * (ring[None, :, :1] * factor[:, None, :1])
        + carried[:, None] * (ring[None, :, 1:] * factor[:, None, 1:])
    )
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path, axis=0), axis=1))])
    if closed:
        points = np.concatenate([points, points[:1]])
        along = np.append(along, along[-1] + np.linalg.norm(path[0] - path[-1]))
    around = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(ring, axis=0), axis=1))])
    u, v = np.meshgrid(along, around, indexing="ij")
    skin = sheet(points.transpose(1, 0, 2), np.stack([u, v], axis=-1).transpose(1, 0, 2), crease_deg=crease_deg)
    if closed:
        return skin
    caps = [disc(points[0, :-1], section), disc(points[-1, -1:0:-1], np.roll(section[::-1], 1, axis=0))]
    return smooth(joined([skin, *caps]), crease_deg)


def circle(radius_m: float, sides: int = 12) -> np.ndarray:
    """(sides, 2) section, counter-clockwise."""
    angle = np.linspace(0.0, 2 * np.pi, sides, endpoint=False)
    return radius_m * np.column_stack([np.cos(angle), np.sin(angle)])


def rounded_rectangle(width_m: float, height_m: float, radius_m: float, steps: int = 4) -> np.ndarray:
    """(4 * (steps + 1), 2) section with round corners about the origin, counter-clockwise."""
    angle = np.linspace(0.0, np.pi / 2, steps + 1)
    corners = []
    for quarter, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        center = np.array([sx * (width_m / 2 - radius_m), sy * (height_m / 2 - radius_m)])
        turn = angle + quarter * np.pi / 2
        corners.append(center + radius_m * np.column_stack([np.cos(turn), np.sin(turn)]))
    return np.vstack(corners)


def tube(
    path: np.ndarray, radius_m: float | np.ndarray, *, sides: int = 12, closed: bool = False, crease_deg: float = 50.0
) -> Mesh:
    """A round tube along a path; `radius_m` is one number or one per point."""
    size = np.broadcast_to(np.asarray(radius_m, dtype=np.float64), (len(path),))
    return sweep(path, circle(1.0, sides), closed=closed, size=size, crease_deg=crease_deg)


def _steps(half: float, radius: float, flat: int, arc: int) -> tuple[np.ndarray, np.ndarray]:
    """Coordinates along one edge of a rounded box: the inner core (clamped) and the offset beyond it, in radii."""
    slope = np.tan(np.linspace(np.pi / 4, 0.0, arc + 1))[:-1]
    core = np.linspace(-(half - radius), half - radius, flat + 1)
    offset = np.concatenate([-slope, np.zeros(flat + 1), slope[::-1]])
    return np.concatenate([np.full(arc, core[0]), core, np.full(arc, core[-1])]), offset


def rounded_box(
    size_m: Sequence[float],
    radius_m: float,
    *,
    flat: int | Sequence[int] = 1,
    arc: int = 3,
) -> Mesh:
    """A box about the origin with round edges and corners.

    Args:
        size_m: outer width x, height y, depth z.
        radius_m: of edges and corners, at most half the smallest side.
        flat: parts of each flat stretch, one number or one per axis (more where `bent` follows).
        arc: parts of half a rounding.

    Returns:
        UVs in metres, each face laid flat as seen from outside, roundings included.
    """
    half = np.asarray(size_m, dtype=np.float64) / 2
    flats = [flat] * 3 if isinstance(flat, int) else list(flat)
    faces = []
    for axis in range(3):
        for sign in (1.0, -1.0):
            faces.append(_box_face(half, radius_m, flats, arc, axis, sign))
    return smooth(joined(faces), 60.0)


def _box_face(half: np.ndarray, radius: float, flats: list[int], arc: int, axis: int, sign: float) -> Mesh:
    """One face of a rounded box with half of the roundings around it."""
    first, second = {0: (2, 1), 1: (0, 2), 2: (0, 1)}[axis]
    core_a, off_a = _steps(half[first], radius, flats[first], arc)
    core_b, off_b = _steps(half[second], radius, flats[second], arc)
    core, offset = np.zeros((len(core_b), len(core_a), 3)), np.zeros((len(core_b), len(core_a), 3))
    core[..., first], core[..., second], core[..., axis] = core_a, core_b[:, None], sign * (half[axis] - radius)
    offset[..., first], offset[..., second], offset[..., axis] = off_a, off_b[:, None], sign
    direction = offset / np.linalg.norm(offset, axis=-1, keepdims=True)
    points = core + radius * direction
    mirrored = {0: -sign, 1: 1.0, 2: sign}[axis]
    arc_a, arc_b = core_a + radius * np.arctan(off_a), core_b + radius * np.arctan(off_b)
    u, v = np.meshgrid(mirrored * arc_a, (-sign if axis == 1 else 1.0) * arc_b)
    flip = {0: sign > 0, 1: sign > 0, 2: sign < 0}[axis]
    uvs = np.stack([u, v], axis=-1)
    if flip:
        points, uvs = points[:, ::-1], uvs[:, ::-1]
    return sheet(points, uvs, crease_deg=60.0)


def rounded_loop(
    width_m: float, depth_m: float, radius_m: float, *, height_m: float = 0.0, steps: int = 6, flat: int = 8
) -> np.ndarray:
    """(n, 3) closed path in the plane y = height_m: a rectangle with round corners, for piping and seams."""
    corners = rounded_rectangle(width_m, depth_m, radius_m, steps).reshape(4, steps + 1, 2)
    pieces = []
    for index in range(4):
        start, end = corners[index][-1], corners[(index + 1) % 4][0]
        straight = start + (end - start) * np.linspace(0, 1, flat + 1)[1:-1, None]
        pieces += [corners[index], straight]
    flat_path = np.vstack(pieces)
    return np.column_stack([flat_path[:, 0], np.full(len(flat_path), height_m), -flat_path[:, 1]])


__all__ = [
    "circle",
    "disc",
    "frames",
    "lathe",
    "rounded_box",
    "rounded_loop",
    "rounded_rectangle",
    "sheet",
    "sweep",
    "tube",
]
