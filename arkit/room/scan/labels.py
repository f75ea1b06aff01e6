"""What the scanner itself named: its walls as lines in the plan, its doors and windows as openings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from arkit.room.scan.flat import fit_flat
from arkit.room.scan.openings import in_wall
from arkit.room.scan.outline import Side
from arkit.room.scan.raw import LabelledBox, LabelledPlane, Scan
from arkit.room.scan.walls import Line
from arkit.room.scan.words import OPENINGS
from arkit.spaces import apply
from arkit.surface import Measure, Opening, OpeningKind

TOLD_SD_M = 0.02  # of a wall set by hand in a headset: on the Quest's five rooms mesh and label differ by 0.1 to 1.8 cm
EDGE_SD_M = 0.02  # of each edge of a labelled door or window
SAME_M, SAME_RAD = 0.06, np.radians(6)
_FACES = ((0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3))


def label_mesh(scan: Scan) -> Scan:
    """A scan of labels alone with their planes and boxes as its mesh; openings lie on walls and add nothing."""
    pieces: list[np.ndarray] = []
    corners: list[np.ndarray] = []
    start = 0
    for plane in scan.planes:
        if plane.label not in OPENINGS:
            points = corners_of(plane)
            fan = np.array([[0, k, k + 1] for k in range(1, len(points) - 1)])
            pieces.append(points)
            corners.append(fan + start)
            start += len(points)
    for box in scan.boxes:
        pieces.append(box_corners(box))
        corners.extend(np.array([[a, b, c], [a, c, d]]) + start for a, b, c, d in _FACES)
        start += 8
    if not pieces:
        return scan
    return replace(scan, positions=np.concatenate(pieces), triangles=np.concatenate(corners))


def corners_of(plane: LabelledPlane) -> np.ndarray:
    """(n, 3) corners in the scan's space."""
    own = np.stack([plane.outline_m[:, 0], np.zeros(len(plane.outline_m)), plane.outline_m[:, 1]], axis=1)
    return apply(plane.T_scan_plane, own)


def box_corners(box: LabelledBox) -> np.ndarray:
    """(8, 3) corners in the scan's space, x slowest."""
    unit = np.stack(np.meshgrid((-0.5, 0.5), (0.0, 1.0), (-0.5, 0.5), indexing="ij"), axis=-1).reshape(-1, 3)
    return apply(box.T_scan_box, unit * box.size_m)


def label_lines(planes: Sequence[LabelledPlane], points: np.ndarray, normals: np.ndarray, area_m2: float) -> list[Line]:
    """The labelled walls as lines, moved to where the mesh says they are, the longest first.

    Args:
        planes: in room space; `points` (n, 3) upright ones there and `normals` (n, 2) theirs in the plan.
    """
    lines = [_line(plane, points, normals, area_m2) for plane in planes if plane.label == "wall"]
    joined: list[Line] = []
    for line in sorted((one for one in lines if one is not None), key=lambda one: -float(np.ptp(one.spans))):
        same = [place for place, one in enumerate(joined) if _same(one, line)]
        if same:
            one = joined[same[0]]
            spans = line.spans if float(line.normal @ one.normal) > 0 else -line.spans[:, ::-1]
            joined[same[0]] = replace(one, spans=np.concatenate([one.spans, spans]))
        else:
            joined.append(line)
    return joined


def _same(one: Line, other: Line) -> bool:
    if abs(float(one.normal @ other.normal)) < np.cos(SAME_RAD):
        return False
    ends = other.spans.ravel()[:, None] * other.along + other.distance_m * other.normal
    return bool((np.abs(ends @ one.normal - one.distance_m) < 0.02).all())


def _line(plane: LabelledPlane, points: np.ndarray, normals: np.ndarray, area_m2: float) -> Line | None:
    corners = corners_of(plane)
    normal = plane.T_scan_plane[[0, 2], 1]
    if np.linalg.norm(normal) < 0.9:
        return None
    normal = normal / np.linalg.norm(normal)
    along = np.array([-normal[1], normal[0]])
    plan = corners[:, [0, 2]]
    low, high = float((plan @ along).min()), float((plan @ along).max())
    distance = float((plan @ normal).mean())
    spans = np.array([[low, high]])
    told = Line(normal, distance, spans, TOLD_SD_M, TOLD_SD_M / max(high - low, 0.3), TOLD_SD_M, (low + high) / 2, 0.0)
    place = points[:, [0, 2]] @ along
    off = points[:, [0, 2]] @ normal - distance
    near = (np.abs(off) < SAME_M) & (place > low) & (place < high) & (np.abs(normals @ normal) > np.cos(np.radians(20)))
    size = (high - low) * float(np.ptp(corners[:, 1]))
    if near.sum() < 50 or near.sum() * area_m2 < 0.2 * size:
        return told
    blocks = np.stack([place[near], points[near, 1]], axis=1)
    fit = fit_flat(place[near][:, None], off[near], blocks=blocks, near_m=SAME_M)
    if abs(float(fit.slope[0])) > np.radians(3):
        return told
    moved = normal - fit.slope[0] * along
    moved /= np.linalg.norm(moved)
    on_line = along * fit.middle[0] + normal * (distance + fit.level)
    own = np.array([-moved[1], moved[0]])
    ends = np.array([[low, high]]) + float(on_line @ own) - fit.middle[0]
    return Line(
        moved,
        float(on_line @ moved),
        ends,
        fit.level_sd,
        fit.slope_sd,
        fit.spread_m,
        float(on_line @ own),
        float(near.sum()) * area_m2,
    )


def labelled_openings(planes: Sequence[LabelledPlane], lines: list[Line], sides: list[Side]) -> tuple[Opening, ...]:
    """Labelled doors and windows on the sides of the outline they belong to."""
    found = []
    for plane in planes:
        if plane.label not in OPENINGS:
            continue
        corners = corners_of(plane)
        side = _side_of(corners, plane.T_scan_plane[[0, 2], 1], sides)
        if side is not None:
            found.append(opening_on(side, corners, plane.label, EDGE_SD_M))
    return tuple(found)


def _side_of(corners: np.ndarray, normal: np.ndarray, sides: list[Side]) -> Side | None:
    """The nearest side that runs along a labelled rectangle, within half a metre."""
    middle = corners[:, [0, 2]].mean(axis=0)
    best, least = None, 0.5
    for side in sides:
        along = side.end - side.start
        length = float(np.linalg.norm(along))
        if length < 0.05 or abs(float(along @ normal)) > np.sin(np.radians(25)) * length:
            continue
        place = float((middle - side.start) @ along) / length
        beyond = max(0.0, -place, place - length)
        gap = abs(float((middle - side.start) @ (-along[1], along[0]))) / length + beyond
        if gap < least:
            best, least = side, gap
    return best


def opening_on(side: Side, corners: np.ndarray, kind: str, edge_sd_m: float) -> Opening:
    """The opening of these corners (n, 3), put into the plane of a wall."""
    along = (side.end - side.start) / np.linalg.norm(side.end - side.start)
    place = (corners[:, [0, 2]] - side.start) @ along
    low, high = float(corners[:, 1].min()), float(corners[:, 1].max())
    if kind != "window" and low < 0.25:
        low = 0.0
    T_room_opening = in_wall(side, float(place.min() + place.max()) / 2, low)
    named: OpeningKind = "door" if kind == "door" else "window" if kind == "window" else "opening"
    sd = edge_sd_m * float(np.sqrt(2))
    return Opening(named, T_room_opening, Measure(float(np.ptp(place)), sd), Measure(high - low, sd))


__all__ = ["box_corners", "corners_of", "label_lines", "label_mesh", "labelled_openings", "opening_on"]
