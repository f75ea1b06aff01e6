"""What stands and hangs in a room, as upright boxes: told by labels, or clusters of points off floor and walls.

A cluster's box is the smallest upright one over its plan (turned as the cluster lies); where two boxes hold the same
points in much less room the cluster is two things and is cut. Points within 6 cm of a wall, or behind it, are wall.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.room.scan.labels import box_corners, corners_of
from arkit.room.scan.outline import Side
from arkit.room.scan.raw import LabelledBox, LabelledPlane
from arkit.room.scan.sample import Surface
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture, Plane

CELL_M = 0.06
FLOOR_M, WALL_M = 0.05, 0.06
STANDS_M = 0.25  # what reaches down to here stands on the floor: scanners miss legs
LEAST_M2, LEAST_SIZE_M = 0.06, 0.12
SPLIT = 0.75  # two boxes are better than one where they take less than this of its area
MOST_SPLITS = 4
PICTURE_M = 0.03  # how deep a picture on the wall is, where only its front was told
TABLES = ("table", "storage")
TABLE_SD_M = 0.01


def find_furniture(surface: Surface, sides: list[Side], high_m: float) -> tuple[Furniture, ...]:
    """Boxes about whatever lies inside the outline, off its floor, walls and ceiling."""
    import cv2

    points = surface.points
    free = (points[:, 1] > FLOOR_M) & (points[:, 1] < high_m - 0.08) & _inside(points[:, [0, 2]], sides)
    points = points[free]
    if not len(points):
        return ()
    found: list[Furniture] = []
    for cluster in _clusters(points):
        if len(cluster) * surface.area_m2 < LEAST_M2:
            continue
        for piece in _split(cluster, cv2, MOST_SPLITS):
            box = _box(piece, cv2)
            if box.size_m.max() >= LEAST_SIZE_M and len(piece) * surface.area_m2 >= LEAST_M2 / 2:
                found.append(box)
    return tuple(sorted(found, key=lambda one: -float(one.size_m.prod())))


def _inside(plan: np.ndarray, sides: list[Side]) -> np.ndarray:
    """Which points (n, 2) lie inside the outline and off its walls."""
    crossings = np.zeros(len(plan), dtype=np.int64)
    off = np.ones(len(plan), dtype=bool)
    for side in sides:
        a, b = side.start, side.end
        spans = (a[1] > plan[:, 1]) != (b[1] > plan[:, 1])
        with np.errstate(divide="ignore", invalid="ignore"):
            x = a[0] + (plan[:, 1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0])
        crossings += spans & (plan[:, 0] < x)
        length = float(np.linalg.norm(b - a))
        if side.line >= 0 and length > 0:
            along = (b - a) / length
            place = np.clip((plan - a) @ along, 0, length)
            off &= np.linalg.norm(plan - a - place[:, None] * along, axis=1) > WALL_M
    return (crossings % 2 == 1) & off


def _clusters(points: np.ndarray) -> list[np.ndarray]:
    """Points whose cells of 6 cm touch, also over a gap of one cell upwards: a board on its legs is one thing."""
    low = points.min(axis=0)
    cells = ((points - low) / CELL_M).astype(np.int64)
    shape = cells.max(axis=0) + 1
    keys, which = np.unique((cells[:, 0] * shape[1] + cells[:, 1]) * shape[2] + cells[:, 2], return_inverse=True)
    root = np.arange(len(keys))
    steps = [(a, b, c) for a in (-1, 0, 1) for b in (-2, -1, 0, 1, 2) for c in (-1, 0, 1) if (a, b, c) > (0, 0, 0)]
    place = np.stack(np.unravel_index(keys, shape), axis=1)
    pairs = []
    for step in steps:
        there = place + step
        valid = ((there >= 0) & (there < shape)).all(axis=1)
        wanted = (there[:, 0] * shape[1] + there[:, 1]) * shape[2] + there[:, 2]
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        mine = np.flatnonzero(valid & (keys[at] == wanted))
        pairs.append(np.stack([mine, at[mine]], axis=1))
    root = _joined(len(keys), np.concatenate(pairs))
    labels = root[which]
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.diff(labels[order], prepend=-1))
    return np.split(points[order], starts[1:])


def _joined(count: int, pairs: np.ndarray) -> np.ndarray:
    """The least member of each one's group, of groups joined by pairs (k, 2)."""
    root = np.arange(count)
    while len(pairs):
        a, b = root[pairs[:, 0]], root[pairs[:, 1]]
        low = np.minimum(a, b)
        np.minimum.at(root, a, low)
        np.minimum.at(root, b, low)
        while (root[root] != root).any():
            root = root[root]
        pairs = pairs[root[pairs[:, 0]] != root[pairs[:, 1]]]
    return root


def _split(points: np.ndarray, cv2: object, left: int) -> list[np.ndarray]:
    """The cluster, cut in two where that makes its boxes much smaller, and again."""
    plan = points[:, [0, 2]]
    middle, size, angle = _rectangle(plan, cv2)
    if left == 0 or size.prod() < 0.15:
        return [points]
    c, s = np.cos(angle), np.sin(angle)
    own = (plan - middle) @ np.array([[c, -s], [s, c]])
    best, least = None, SPLIT * float(size.prod())
    for axis in (0, 1):
        for cut in np.linspace(-0.4, 0.4, 17) * size[axis]:
            under = own[:, axis] < cut
            if under.all() or not under.any():
                continue
            area = sum(float(np.ptp(own[part], axis=0).prod()) for part in (under, ~under))
            if area < least:
                best, least = under, area
    if best is None:
        return [points]
    return _split(points[best], cv2, left - 1) + _split(points[~best], cv2, left - 1)


def _rectangle(plan: np.ndarray, cv2: object) -> tuple[np.ndarray, np.ndarray, float]:
    """Middle (2,), size (2,) and angle (rad, x towards z) of the smallest rectangle about points in the plan."""
    middle, size, degrees = cv2.minAreaRect(plan.astype(np.float32))  # type: ignore[attr-defined]
    return np.array(middle), np.maximum(np.array(size), 0.02), float(np.radians(degrees))


def _box(points: np.ndarray, cv2: object) -> Furniture:
    middle, size, angle = _rectangle(points[:, [0, 2]], cv2)
    low, high = np.percentile(points[:, 1], [0.3, 99.7])
    low = 0.0 if low < STANDS_M else float(low)
    rotation = rotation_y(-angle)
    return Furniture(
        "", pose(rotation, np.array([middle[0], low, middle[1]])), np.array([size[0], max(high - low, 0.01), size[1]])
    )


def labelled_furniture(boxes: Sequence[LabelledBox], planes: Sequence[LabelledPlane]) -> tuple[Furniture, ...]:
    """The scanner's boxes set upright, and its pictures on walls as thin ones."""
    found = [_upright(box) for box in boxes]
    for plane in planes:
        if plane.label == "picture":
            corners = corners_of(plane)
            normal = plane.T_scan_plane[[0, 2], 1]
            yaw = float(np.arctan2(normal[0], normal[1]))
            own = corners[:, [0, 2]] @ rotation_y(yaw)[np.ix_([0, 2], [0, 2])]
            size = np.array([np.ptp(own[:, 0]), np.ptp(corners[:, 1]), PICTURE_M])
            middle = corners.mean(axis=0)
            T_room_box = pose(rotation_y(yaw), np.array([middle[0], corners[:, 1].min(), middle[2]]))
            found.append(Furniture(plane.label, T_room_box, size))
    return tuple(found)


def _upright(box: LabelledBox) -> Furniture:
    """A labelled box with its most upright axis made upright, whichever of the three it is."""
    corners = box_corners(box)
    axes = box.T_scan_box[:3, :3]
    up = int(np.argmax(np.abs(axes[1])))
    across = axes[:, [2, 2, 0][up]] if up != 2 else axes[:, 0]
    yaw = float(np.arctan2(across[0], across[2]))
    own = corners @ rotation_y(yaw)
    low, high = own.min(axis=0), own.max(axis=0)
    base = rotation_y(yaw) @ np.array([(low[0] + high[0]) / 2, low[1], (low[2] + high[2]) / 2])
    if 0 < base[1] < 0.1 or base[1] < 0:
        high[1], base[1] = high[1], 0.0
    return Furniture(
        box.label, pose(rotation_y(yaw), base), np.array([high[0] - low[0], high[1] - base[1], high[2] - low[2]])
    )


def table_tops(planes: Sequence[LabelledPlane]) -> tuple[Plane, ...]:
    """Labelled table tops as planes that something may be put on."""
    tops = []
    for plane in planes:
        corners = corners_of(plane)
        if plane.label not in TABLES or abs(plane.T_scan_plane[1, 1]) < 0.9:
            continue
        middle = corners.mean(axis=0)
        tops.append(Plane("table", pose(translation=middle), (corners - middle)[:, [0, 2]], TABLE_SD_M))
    return tuple(tops)


__all__ = ["find_furniture", "labelled_furniture", "table_tops"]
