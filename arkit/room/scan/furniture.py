"""What stands and hangs in a room, as upright boxes: told by labels, or clusters of points off floor and walls.

Points within 6 cm of a wall, or behind it, are wall.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.room.scan.clusters import clusters, pieces, rectangle
from arkit.room.scan.labels import box_corners, corners_of
from arkit.room.scan.outline import Side, area_of
from arkit.room.scan.platforms import find_platforms
from arkit.room.scan.raw import LabelledBox, LabelledPlane
from arkit.room.scan.sample import Surface
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture, Plane

FLOOR_M, WALL_M = 0.05, 0.06
TOLD_M = 0.1
UNDER_M = 1.2
STANDS_M = 0.25  # what reaches down to here stands on the floor: scanners miss legs
LEAST_M2, LEAST_SIZE_M = 0.06, 0.12
SIDE_SD_M = 0.02  # of a found box's side: 452 sides in rooms 0 to 19 of the bench, a quarter off by more than 1.2 cm
LABEL_SD_M = 0.02  # of a box set by hand in a headset
THIN_M = 0.05  # thinner than that it is the wall's own relief
PICTURE_M = 0.03  # how deep a picture on the wall is, where only its front was told
NEXT_ROOM_M = 0.3
TABLES = ("table", "storage")
TABLE_SD_M = 0.01


def find_furniture(
    surface: Surface, sides: list[Side], high_m: float, told: Sequence[Furniture] = ()
) -> tuple[Furniture, ...]:
    """Boxes about whatever lies inside the outline, off its floor, walls and ceiling, and in no box that was told."""
    points = surface.points
    inside = _inside(points[:, [0, 2]], sides, WALL_M)
    room_rad = _direction(sides)
    platforms = find_platforms(surface, inside, area_of(sides), room_rad)
    points = points[(points[:, 1] > FLOOR_M) & (points[:, 1] < high_m - 0.08) & inside]
    for box in told:
        points = points[~within_box(points, box, TOLD_M)]
    for box in platforms:
        points = points[~within_box(points, box, FLOOR_M)]
    if not len(points):
        return platforms
    floor = surface.points[np.abs(surface.points[:, 1]) < FLOOR_M]
    found = list(platforms)
    for cluster in clusters(points):
        if len(cluster) * surface.area_m2 < LEAST_M2:
            continue
        for piece in pieces(cluster, room_rad):
            box = _box(piece, room_rad)
            if STANDS_M <= box.T_room_box[1, 3] < UNDER_M and not _floor_under(box, floor):
                box = _stood(box)
            if (
                box.size_m.max() >= LEAST_SIZE_M
                and box.size_m[[0, 2]].min() > THIN_M
                and len(piece) * surface.area_m2 >= LEAST_M2 / 2
            ):
                found.append(box)
    return tuple(sorted(found, key=lambda one: -float(one.size_m.prod())))


def _inside(plan: np.ndarray, sides: list[Side], margin_m: float) -> np.ndarray:
    """Which points (n, 2) lie inside the outline by a margin from its walls; one below 0 takes what is as near."""
    crossings = np.zeros(len(plan), dtype=np.int64)
    near = np.zeros(len(plan), dtype=bool)
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
            near |= np.linalg.norm(plan - a - place[:, None] * along, axis=1) < abs(margin_m)
    inside = crossings % 2 == 1
    return inside & ~near if margin_m > 0 else inside | near


def within_box(points: np.ndarray, box: Furniture, margin_m: float = 0.0) -> np.ndarray:
    """Which points (n, 3) lie in a box grown by a margin."""
    own = (points - box.T_room_box[:3, 3]) @ box.T_room_box[:3, :3]
    half = box.size_m[[0, 2]] / 2 + margin_m
    level = (own[:, 1] > -margin_m) & (own[:, 1] < box.size_m[1] + margin_m)
    return level & (np.abs(own[:, 0]) < half[0]) & (np.abs(own[:, 2]) < half[1])


def _direction(sides: list[Side]) -> float:
    """The angle (rad, x towards z) of the longest wall."""
    along = max((side.end - side.start for side in sides), key=lambda one: float(one @ one))
    return float(np.arctan2(along[1], along[0]))


def _box(points: np.ndarray, room_rad: float) -> Furniture:
    middle, size, angle = rectangle(points[:, [0, 2]], room_rad)
    low, high = np.percentile(points[:, 1], [0.3, 99.7])
    low = 0.0 if low < STANDS_M else float(low)
    rotation = rotation_y(-angle)
    sides = np.array([size[0], max(high - low, 0.01), size[1]])
    return Furniture("", pose(rotation, np.array([middle[0], low, middle[1]])), sides, SIDE_SD_M)


def _floor_under(box: Furniture, floor: np.ndarray) -> bool:
    """Whether the scan saw floor under a box: where it did not, nobody knows that there is room."""
    size = np.array([box.size_m[0], 0.2, box.size_m[2]])
    foot = Furniture("", pose(box.T_room_box[:3, :3], box.T_room_box[:3, 3] * (1, 0, 1) - (0, 0.1, 0)), size)
    own = (floor[within_box(floor, foot)] - foot.T_room_box[:3, 3]) @ foot.T_room_box[:3, :3]
    cells = np.unique(np.floor(own[:, [0, 2]] / 0.1), axis=0)
    return bool(len(cells) * 0.01 > 0.3 * size[0] * size[2])


def _stood(box: Furniture) -> Furniture:
    """The box down to the floor."""
    low = box.T_room_box[1, 3]
    place = box.T_room_box[:3, 3] * (1, 0, 1)
    return Furniture(box.label, pose(box.T_room_box[:3, :3], place), box.size_m + np.array([0, low, 0]), box.sd_m)


def labelled_furniture(
    boxes: Sequence[LabelledBox], planes: Sequence[LabelledPlane], sides: list[Side]
) -> tuple[Furniture, ...]:
    """The scanner's boxes set upright, and its pictures on walls as thin ones; those of the next room are left out."""
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
            found.append(Furniture(plane.label, T_room_box, size, LABEL_SD_M))
    plan = np.array([one.T_room_box[[0, 2], 3] for one in found]).reshape(-1, 2)
    return tuple(one for one, near in zip(found, _inside(plan, sides, -NEXT_ROOM_M), strict=True) if near)


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
    sides = np.array([high[0] - low[0], high[1] - base[1], high[2] - low[2]])
    return Furniture(box.label, pose(rotation_y(yaw), base), sides, LABEL_SD_M)


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
