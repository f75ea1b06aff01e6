"""Upright planes of a levelled scan: lines in its plan, found by a vote of normals and refined on the points.

Every upright point votes for the line through it across its normal (angle in steps of 2 degrees, distance 4 cm), the
best line takes its points away, and so on. Open3D's `detect_planar_patches` finds the same walls on the Quest's five
rooms in 0.16 to 1.5 s, and needs 0.5 s more to be imported; this takes 0.05 to 0.1 s because gravity is known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.room.scan.flat import fit_flat

ANGLE_STEPS = 90
STEP_M = 0.04
NEAR_M = 0.06
MOST_LINES = 40
LEAST_M2 = 0.35
LEAST_VOTES = 0.5  # of that: noise of 1 cm turns normals, and half of a narrow wall's votes go to other lines
PEAKED = 0.45  # share of the points within 6 cm that lie within 2 cm: a third where there is no plane at all
BEHIND_M = 1.2
COLUMN_M = 0.1
THICKEST_M = 0.6  # a wall from face to face
BESIDE_M, DEPTH_M, TURNS_RAD = 0.25, 0.005, np.radians(np.arange(-5, 5.1, 0.25))
CROWN_M = (0.2, 0.04)  # under a ceiling: there a wall is seen, a window's pane and most cupboards are not
SQUARE = 1.3  # how much sooner a line that is square to the largest wall is believed
REVEAL_M = 0.4  # how deep a pane may lie in its wall


@dataclass(frozen=True, slots=True)
class Line:
    """An upright plane as a line in the plan: points (x, z) with (x, z) @ normal = distance.

    Attributes:
        normal: (2,) unit, of either sign; `along` is (-normal[1], normal[0]).
        distance_m: from the origin.
        spans: (k, 2) stretches along it with tall evidence, metres along `along`.
        offset_sd_m, angle_sd_rad, spread_m: as flat.Fit has them; `middle_m` is where along it the offset is surest.
        area_m2: of its points.
        crown: the share of its length over which it reaches the ceiling.
    """

    normal: np.ndarray
    distance_m: float
    spans: np.ndarray
    offset_sd_m: float
    angle_sd_rad: float
    spread_m: float
    middle_m: float
    area_m2: float
    crown: float = 1.0

    @property
    def along(self) -> np.ndarray:
        """(2,) unit direction in the plan."""
        return np.array([-self.normal[1], self.normal[0]])


def upright(points: np.ndarray, normals: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The points of upright surfaces and their unit normals (n, 2) in the plan."""
    kept = np.abs(normals[:, 1]) < np.sin(np.radians(20.0))
    flat = normals[kept][:, [0, 2]]
    return points[kept], flat / np.linalg.norm(flat, axis=1, keepdims=True)


def find_lines(points: np.ndarray, normals: np.ndarray, area_m2: float, high_m: float) -> list[Line]:
    """The upright planes that reach up like walls, largest first.

    Args:
        points: (n, 3) of upright surfaces in room space; `normals` (n, 2) in the plan.
        area_m2: that each point stands for.
        high_m: how high the room, or the scan of it, is.
    """
    angles = np.arctan2(normals[:, 1], normals[:, 0]) % np.pi
    rest = np.ones(len(points), dtype=bool)
    plan = points[:, [0, 2]]
    lines: list[Line] = []
    votes = _Votes(plan, angles)
    for _ in range(MOST_LINES):
        angle, distance, count = votes.best()
        if count * area_m2 < LEAST_VOTES * LEAST_M2:
            break
        square = lines[0].normal if lines else None
        start = _sharpest(points[rest], normals[rest], angle, distance, high_m, square)
        line, near = _refined(points, normals, rest, *start, area_m2, high_m)
        taken = np.flatnonzero(near)
        if len(taken) < 20:
            taken = votes.voters(angle, distance, rest)
        elif line is not None and line.area_m2 >= LEAST_M2:
            lines.append(line)
        votes.take(taken)
        rest[taken] = False
    return sorted(lines, key=lambda one: -one.area_m2)


class _Votes:
    """The counts of every line, from which the points of a found one are taken again."""

    def __init__(self, plan: np.ndarray, angles: np.ndarray) -> None:
        self.middle = (plan.min(axis=0) + plan.max(axis=0)) / 2 if len(plan) else np.zeros(2)
        reach = float(np.linalg.norm(plan - self.middle, axis=1).max()) if len(plan) else 1.0
        self.width = 2 * int(np.ceil(reach / STEP_M)) + 5
        first = np.round(angles * ANGLE_STEPS / np.pi).astype(np.int64)
        bins = [(first + turn) % ANGLE_STEPS for turn in (-1, 0, 1)]
        self.cells = np.stack([self._cell(plan, one) for one in bins], axis=1)
        self.counts = np.bincount(self.cells.ravel(), minlength=ANGLE_STEPS * self.width).astype(np.float64)

    def _cell(self, plan: np.ndarray, bins: np.ndarray) -> np.ndarray:
        turn = bins * np.pi / ANGLE_STEPS
        distance = np.einsum("nk,nk->n", plan - self.middle, np.stack([np.cos(turn), np.sin(turn)], axis=1))
        cell: np.ndarray = bins * self.width + np.round(distance / STEP_M).astype(np.int64) + self.width // 2
        return cell

    def best(self) -> tuple[float, float, float]:
        """Angle, distance from the origin and votes of the best line: three neighbouring distances count together."""
        smooth = self.counts.reshape(ANGLE_STEPS, self.width)
        smooth = smooth + np.roll(smooth, 1, axis=1) + np.roll(smooth, -1, axis=1)
        row, column = np.unravel_index(int(np.argmax(smooth)), smooth.shape)
        angle = float(row) * np.pi / ANGLE_STEPS
        distance = (float(column) - self.width // 2) * STEP_M
        return angle, distance + float(self.middle @ (np.cos(angle), np.sin(angle))), float(smooth[row, column])

    def voters(self, angle: float, distance: float, rest: np.ndarray) -> np.ndarray:
        """Those who voted for a line and are still there."""
        row = round(angle * ANGLE_STEPS / np.pi) % ANGLE_STEPS
        own = distance - float(self.middle @ (np.cos(angle), np.sin(angle)))
        cell = row * self.width + round(own / STEP_M) + self.width // 2
        return np.flatnonzero(rest & (np.abs(self.cells - cell) <= 1).any(axis=1))

    def take(self, points: np.ndarray) -> None:
        """Take the votes of points away."""
        self.counts -= np.bincount(self.cells[points].ravel(), minlength=len(self.counts))


def _refined(
    points: np.ndarray,
    normals: np.ndarray,
    rest: np.ndarray,
    normal: np.ndarray,
    distance: float,
    area_m2: float,
    high_m: float,
) -> tuple[Line | None, np.ndarray]:
    """The line that its points say (None for furniture's sides), and which points it takes away."""
    plan = points[:, [0, 2]]
    near = rest
    fit = None
    for reach in (0.7 * NEAR_M, NEAR_M):
        off = plan @ normal - distance
        near = rest & (np.abs(off) < reach) & (np.abs(normals @ normal) > np.cos(np.radians(20)))
        if near.sum() < 20:
            return None, near
        along = np.array([-normal[1], normal[0]])
        place = (plan[near] @ along)[:, None]
        blocks = np.concatenate([place, points[near, 1:2]], axis=1)
        fit = fit_flat(place, (plan[near] @ normal), blocks=blocks, near_m=reach, start_m=distance)
        # The line through (middle, level) with this slope, as normal and distance.
        normal = normal - fit.slope[0] * along
        normal /= np.linalg.norm(normal)
        on_line = along * fit.middle[0] + np.array([along[1], -along[0]]) * fit.level
        distance = float(on_line @ normal)
    assert fit is not None
    along = np.array([-normal[1], normal[0]])
    off = np.abs(plan @ normal - distance)
    near = rest & (off < max(0.04, 3 * fit.spread_m)) & (np.abs(normals @ normal) > np.cos(np.radians(25)))
    spans = tall_spans(plan[near] @ along, points[near, 1], high_m)
    area = float(near.sum()) * area_m2
    within = rest & (off < NEAR_M) & (np.abs(normals @ normal) > np.cos(np.radians(25)))
    if not len(spans) or (off[within] < 0.02).mean() < PEAKED:
        return None, near
    middle = float(on_line @ along)
    crown = _crown(plan[near] @ along, points[near, 1], high_m)
    return Line(normal, distance, spans, fit.level_sd, fit.slope_sd, fit.spread_m, middle, area, crown), near


def _sharpest(
    points: np.ndarray, normals: np.ndarray, angle: float, distance: float, high_m: float, square: np.ndarray | None
) -> tuple[np.ndarray, float]:
    """Normal and distance of the line near a voted one, turned by up to 5 degrees, whose points lie on fewest depths.

    A vote's cell is 2 degrees and 4 cm wide: a line slanted from a wall over its door's leaf to its window's panes
    may have more votes than the wall, and a fit that begins there stays there (room 20 of the bench: 9 cm off). Panes
    and leaves are parallel to their wall: turned right, the squares of how many points lie at each depth are largest.
    What reaches the ceiling is more likely the wall, and a direction `square` to the largest wall more likely one.
    """
    normal = np.array([np.cos(angle), np.sin(angle)])
    off = points[:, [0, 2]] @ normal - distance
    near = np.flatnonzero((np.abs(off) < BESIDE_M) & (np.abs(normals @ normal) > np.cos(np.radians(12))))
    if len(near) < 20:
        return normal, distance
    near = near[:: max(1, len(near) // 1500)]
    turns = TURNS_RAD
    if square is not None:
        aside = (np.arctan2(square[1], square[0]) - angle + np.pi / 4) % (np.pi / 2) - np.pi / 4
        turns = np.append(turns, aside) if abs(aside) < TURNS_RAD[-1] else turns
    along = np.array([-normal[1], normal[0]])
    place = points[near][:, [0, 2]] @ along
    middle = float(place.mean())
    turned = off[near] + np.outer(np.tan(turns), place - middle)
    cells = np.clip((turned / DEPTH_M).astype(np.int64) + 200, 0, 399) + 400 * np.arange(len(turns))[:, None]
    weights = 1 + 3.0 * (points[near, 1] > high_m - CROWN_M[0])
    counts = np.bincount(cells.ravel(), np.tile(weights, len(turns)), 400 * len(turns)).reshape(-1, 400)
    counts = counts + np.roll(counts, 1, axis=1) + np.roll(counts, -1, axis=1)
    energy = (counts**2).sum(axis=1)
    energy[len(TURNS_RAD) :] *= SQUARE
    row = int(np.argmax(energy))
    best = normal * np.cos(turns[row]) + along * np.sin(turns[row])
    through = along * middle + normal * (distance + (int(np.argmax(counts[row])) - 199.5) * DEPTH_M)
    return best, float(through @ best)


def _crown(place: np.ndarray, height: np.ndarray, high_m: float) -> float:
    """The share of a plane's length, in steps of 10 cm, over which it reaches the ceiling."""
    column = ((place - place.min()) / COLUMN_M).astype(np.int64)
    top = (height > high_m - CROWN_M[0]) & (height < high_m - CROWN_M[1])
    return len(np.unique(column[top])) / len(np.unique(column))


def tall_spans(place: np.ndarray, height: np.ndarray, high_m: float) -> np.ndarray:
    """(k, 2) stretches where an upright plane reaches like a wall: near the top, or over most of the height.

    Stretches less than 30 cm apart are one, shorter than 15 cm none; a plane whose tall part is under a third of it is
    furniture with something above.
    """
    if not len(place):
        return np.zeros((0, 2))
    low = float(place.min())
    column = ((place - low) / COLUMN_M).astype(np.int64)
    row = np.clip((height / COLUMN_M).astype(np.int64), 0, 200)
    columns = int(column.max()) + 1
    seen = np.zeros((columns, 201), dtype=bool)
    seen[column, row] = True
    rows = max(int(high_m / COLUMN_M), 1)
    seen[1:] |= seen[:-1].copy()
    top = seen[:, int(0.8 * rows) : rows + 2].sum(axis=1) >= 0.5 * (rows - int(0.8 * rows))
    tall = top | (seen[:, :rows].sum(axis=1) > 0.6 * rows)
    if tall.sum() < 0.33 * seen.any(axis=1).sum():
        return np.zeros((0, 2))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], tall, [False]]).astype(np.int8))).reshape(-1, 2)
    spans = low + edges * COLUMN_M
    joined: list[list[float]] = []
    for start, end in spans.tolist():
        if joined and start - joined[-1][1] < 0.3:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return np.array([one for one in joined if one[1] - one[0] >= 0.15]).reshape(-1, 2)


def inner_faces(lines: list[Line], points: np.ndarray, normals: np.ndarray, centre: np.ndarray) -> list[Line]:
    """The lines without the outer faces of walls that are modelled as bodies: their normals point out of the room.

    One goes only where a parallel line that faces the room lies within 60 cm before it.

    Args:
        points, normals: (n, 3) and (n, 2) of upright surfaces; a normal points off its surface.
        centre: (2,) of the room.
    """
    plan = points[:, [0, 2]]

    def facing(line: Line) -> float:
        near = (np.abs(plan @ line.normal - line.distance_m) < 0.03) & (np.abs(normals @ line.normal) > 0.9)
        toward = np.sign(float(centre @ line.normal) - line.distance_m)
        return float(np.sign(normals[near] @ line.normal).mean() * toward) if near.any() else 1.0

    faces = [facing(line) for line in lines]

    def behind(line: Line, other: Line) -> bool:
        if abs(float(line.normal @ other.normal)) < np.cos(np.radians(5)):
            return False
        at = float(line.spans.mean()) * line.along + line.distance_m * line.normal
        gap = (float(at @ other.normal) - other.distance_m) * -np.sign(float(centre @ other.normal) - other.distance_m)
        place = float(at @ other.along)
        return 0.02 < gap < THICKEST_M and bool(((other.spans[:, 0] < place) & (place < other.spans[:, 1])).any())

    return [
        line
        for line, face in zip(lines, faces, strict=True)
        if face > -0.5
        or not any(behind(line, other) for other, theirs in zip(lines, faces, strict=True) if theirs > 0.5)
    ]


def outer_lines(lines: list[Line], mask: np.ndarray, low: np.ndarray, cell_m: float) -> list[Line]:
    """The lines without those before another: a cupboard's front, a curtain, a door leaf that stands open.

    A line goes where a parallel one within 1.2 m behind it was seen over most of its length and nothing was seen
    behind that one, as there would be behind a wall that parts two rooms. Where the one before reaches the ceiling and
    the one close behind does not, this is the pane of a wide window: it goes, and the wall stays.

    Args:
        mask: (a, b) cells of the plan that were seen, each `cell_m` wide, the first corner of the first at `low`.
    """
    if not mask.any():
        return lines
    centre = low + (np.argwhere(mask).mean(axis=0) + 0.5) * cell_m

    def unseen(line: Line, side: float) -> bool:
        low_m, high_m = line.spans.min(), line.spans.max()
        place, behind = np.meshgrid(np.arange(low_m, high_m, 0.1), (0.25, 0.35, 0.45))
        points = np.outer(place.ravel(), line.along) + np.outer(line.distance_m + side * behind.ravel(), line.normal)
        cells = np.clip(((points - low) / cell_m).astype(np.int64), 0, np.array(mask.shape) - 1)
        return float(mask[cells[:, 0], cells[:, 1]].mean()) < 0.4

    def gap(one: Line, other: Line) -> float:
        """How far one lies before another, seen from the middle of the room; 0 where they are not parallel."""
        if abs(float(one.normal @ other.normal)) < np.cos(np.radians(12)):
            return 0.0
        middles = (one.spans.mean(axis=1)[:, None] * one.along + one.distance_m * one.normal) @ other.normal
        toward = np.sign(float(centre @ other.normal) - other.distance_m)
        return float(toward * (float(middles.mean()) - other.distance_m))

    def covers(one: Line, other: Line) -> bool:
        """Whether one was seen over most of another's length."""
        flip = np.sign(float(one.along @ other.along))
        covered = sum(
            np.clip(np.minimum(one.spans[:, 1], high) - np.maximum(one.spans[:, 0], start), 0, None).sum()
            for start, high in (np.sort(flip * span) for span in other.spans)
        )
        return bool(covered > 0.7 * float(np.ptp(other.spans, axis=1).sum()))

    def pane(one: Line, wall: Line) -> bool:
        return wall.crown > 0.6 and one.crown < 0.3 and 0.02 < gap(wall, one) < REVEAL_M

    def before(one: Line, other: Line) -> bool:
        toward = np.sign(float(centre @ other.normal) - other.distance_m)
        return 0.02 < gap(one, other) < BEHIND_M and unseen(other, -toward) and covers(other, one)

    lines = [one for one in lines if not any(pane(one, other) for other in lines if other is not one)]
    return [one for one in lines if not any(before(one, other) for other in lines if other is not one)]


__all__ = ["Line", "find_lines", "inner_faces", "outer_lines", "tall_spans", "upright"]
