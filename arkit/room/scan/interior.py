"""From a scan to the room in it: floor, ceiling, walls with outlines, openings, furniture, each with its error."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.room.scan.flat import Fit
from arkit.room.scan.furniture import find_furniture, labelled_furniture, table_tops
from arkit.room.scan.labels import label_lines, label_mesh, labelled_openings
from arkit.room.scan.level import Level, find_level, level_toward
from arkit.room.scan.openings import find_openings
from arkit.room.scan.outline import CELL_M, Side, area_of, find_outline, seen_mask
from arkit.room.scan.raw import Scan
from arkit.room.scan.sample import Surface, sampled, sampled_walls
from arkit.room.scan.unit import metres_each
from arkit.room.scan.walls import Line, find_lines, inner_faces, outer_lines, upright
from arkit.spaces import apply, pose
from arkit.surface import Interior, Measure, Opening, Plane

log = logging.getLogger(__name__)
SCALE_SD = 0.005  # of a scanner's metres, relative: tracked headsets and phones, depth cameras as calibrated
MESH_SD_M = 0.003  # a mesh was smoothed before it came here: what its points say of its error is too little
LEAST_CROWN, PANE_SD_M = 0.1, 0.07  # what nowhere reaches the ceiling may be a wide window's pane, deep in its wall
LABEL_SD_M = 0.02  # of a plane that was told, not scanned
LEAST_FLOOR_M2 = 1.0
LEAST_SEEN = 0.14  # share of the floor that must have been seen where walls were
LEAST_WALL = 0.2  # share of a side of the outline over which its wall must have been seen


def find_interior(scan: Scan, *, up: str = "", unit: str = "") -> Interior:
    """The room that a scan shows, levelled, the floor at y = 0, in metres; `place_interior` without its pose."""
    return place_interior(scan, up=up, unit=unit)[0]


def place_interior(scan: Scan, *, up: str = "", unit: str = "") -> tuple[Interior, np.ndarray]:
    """The room that a scan shows, levelled, the floor at y = 0, in metres, and T_room_scan, of a scan in metres.

    Args:
        up: "y", "z" or "-y" where it is known better than the file says; "" takes the file's, or finds it.
        unit: "m", "cm", "mm", "in" or "ft" likewise.

    Raises:
        NotFoundError: no floor, or nothing at all.
        AmbiguousError: two ways up or no unit fit.
        CheckError: an unknown `up` or `unit`.
    """
    told = not len(scan.positions)
    scan = scaled(label_mesh(scan) if told else scan, unit)
    surface = sampled(scan.positions, scan.triangles)
    if scan.toward_up is not None and not up:
        level = level_toward(surface, scan.toward_up, scan.name)
    else:
        level = find_level(surface, up or scan.up, scan.name)
    scan = moved(scan, level.T_room_scan)
    turn = level.T_room_scan[:3, :3]
    surface = replace(surface, points=apply(level.T_room_scan, surface.points), normals=surface.normals @ turn.T)
    high = level.ceiling_m or float(np.percentile(surface.points[:, 1], 99))
    lines, sides = _walls(scan, surface, high)
    if area_of(sides) < LEAST_FLOOR_M2:
        raise NotFoundError(f"{scan.name}: expected a floor some metres wide, found too little of one; scan more of it")
    if sum(side.seen > LEAST_WALL for side in sides) > 1 and level.floor_m2 < LEAST_SEEN * area_of(sides):
        raise NotFoundError(
            f"{scan.name}: expected a floor, found {level.floor_m2:.1f} m² of level surface at the bottom of a room of "
            f"{area_of(sides):.0f} m², a table's perhaps; scan the floor too"
        )
    least_sd = LABEL_SD_M if told else MESH_SD_M if len(scan.triangles) else 0.0
    planes = (
        *_level_planes(level, sides, least_sd),
        *_wall_planes(lines, sides, high, least_sd, roofed=level.ceiling is not None),
    )
    openings = labelled_openings(scan.planes, lines, sides) or _openings(scan, surface, lines, sides, high)
    furniture = labelled_furniture(scan.boxes, scan.planes, sides)
    if not told:
        furniture += find_furniture(surface, sides, high, furniture)
    spreads = [level.floor.spread_m, *(line.spread_m for line in lines[:6])]
    log.info("scan read", extra={"walls": len(planes) - 1, "openings": len(openings), "furniture": len(furniture)})
    interior = Interior(
        planes=(*planes, *table_tops(scan.planes)),
        openings=openings,
        furniture=furniture,
        positions_m=scan.positions,
        triangles=scan.triangles,
        surface_sd_m=max(float(np.median(spreads)), least_sd),
        scale=Measure(1.0, SCALE_SD),
        gravity_sd_rad=float(np.hypot(level.floor.slope_sd, least_sd / _reach(sides))),
    )
    return interior, level.T_room_scan


def scaled(scan: Scan, unit: str) -> Scan:
    """The scan in metres."""
    factor = metres_each(scan.positions, unit or scan.unit, scan.name)
    if factor == 1.0:
        return replace(scan, unit="m")
    stretch = np.diag([factor, factor, factor, 1.0])
    shrink = np.diag([1 / factor, 1 / factor, 1 / factor, 1.0])
    planes = (
        replace(one, T_scan_plane=stretch @ one.T_scan_plane @ shrink, outline_m=one.outline_m * factor)
        for one in scan.planes
    )
    boxes = (
        replace(one, T_scan_box=stretch @ one.T_scan_box @ shrink, size_m=one.size_m * factor) for one in scan.boxes
    )
    return replace(scan, positions=scan.positions * factor, planes=tuple(planes), boxes=tuple(boxes), unit="m")


def moved(scan: Scan, T_room_scan: np.ndarray) -> Scan:
    """The scan in another space."""
    planes = (replace(one, T_scan_plane=T_room_scan @ one.T_scan_plane) for one in scan.planes)
    boxes = (replace(one, T_scan_box=T_room_scan @ one.T_scan_box) for one in scan.boxes)
    return replace(scan, positions=apply(T_room_scan, scan.positions), planes=tuple(planes), boxes=tuple(boxes))


def _walls(scan: Scan, surface: Surface, high_m: float) -> tuple[list[Line], list[Side]]:
    """The walls' lines, told or found, and the outline they make."""
    within = (surface.points[:, 1] > -0.05) & (surface.points[:, 1] < high_m + 0.05)
    mask, low = seen_mask(surface.points[within][:, [0, 2]])
    points, normals = upright(surface.points, surface.normals)
    lines = label_lines(scan.planes, points, normals, surface.area_m2)
    if len(lines) < 3:
        found = find_lines(points, normals, surface.area_m2, high_m)
        if surface.oriented and mask.any():
            centre = low + (np.argwhere(mask).mean(axis=0) + 0.5) * CELL_M
            found = inner_faces(found, points, normals, centre)
        lines = outer_lines(found, mask, low, CELL_M)
    return lines, find_outline(lines, mask, low)


def _openings(scan: Scan, surface: Surface, lines: list[Line], sides: list[Side], high_m: float) -> tuple[Opening, ...]:
    """Openings found in the walls of a scan: of a mesh, looked at closer along its walls."""
    if not len(scan.triangles):
        return find_openings(scan.positions, lines, sides, high_m)
    starts, ends = (np.array(list(corners)) for corners in zip(*((one.start, one.end) for one in sides), strict=True))
    close = sampled_walls(scan.positions, scan.triangles, starts, ends)
    points = np.concatenate([surface.points, close.points])
    return find_openings(points, lines, sides, high_m, np.concatenate([surface.normals, close.normals]))


def _reach(sides: list[Side]) -> float:
    """Half the way across the outline, where an error in height becomes a tilt."""
    corners = np.array([side.start for side in sides])
    return max(float(np.ptp(corners, axis=0).max()) / 2, 0.5)


def _level_planes(level: Level, sides: list[Side], least_sd: float) -> list[Plane]:
    """Floor and, where seen, ceiling, over the same outline."""
    corners = np.array([side.start for side in sides])
    reach = _reach(sides)

    def sds(fit: Fit) -> tuple[float, float]:
        return float(np.hypot(fit.level_sd, least_sd)), float(np.hypot(fit.slope_sd, least_sd / reach))

    planes = [Plane("floor", np.eye(4), corners, *sds(level.floor))]
    if level.ceiling is not None:
        slope = level.ceiling.slope
        normal = np.array([slope[0], -1.0, slope[1]]) / np.sqrt(1 + float(slope @ slope))
        x = np.cross(normal, (0.0, 0.0, -1.0))
        x /= np.linalg.norm(x)
        middle = np.array([level.ceiling.middle[0], level.ceiling.level, level.ceiling.middle[1]])
        T_room_plane = pose(np.stack([x, normal, np.cross(x, normal)], axis=1), middle)
        under = np.stack([corners[:, 0], np.full(len(corners), middle[1]), corners[:, 1]], axis=1)
        own = (under - middle) @ T_room_plane[:3, :3]
        planes.append(Plane("ceiling", T_room_plane, own[:, [0, 2]], *sds(level.ceiling)))
    return planes


def _wall_planes(lines: list[Line], sides: list[Side], high_m: float, least_sd: float, *, roofed: bool) -> list[Plane]:
    """A plane for each side of the outline along which a wall was seen; `roofed` where a ceiling was."""
    planes = []
    for side in sides:
        length = float(np.linalg.norm(side.end - side.start))
        if side.line < 0 or length < 0.05 or side.seen < LEAST_WALL:
            continue
        line = lines[side.line]
        along = (side.end - side.start) / length
        inward = np.array([-along[1], 0.0, along[0]])
        middle = (side.start + side.end) / 2
        z = np.array([0.0, 1.0, 0.0])
        T_room_plane = pose(np.stack([np.cross(inward, z), inward, z], axis=1), np.array([middle[0], 0.0, middle[1]]))
        half = length / 2
        outline = np.array([[-half, 0.0], [half, 0.0], [half, high_m], [-half, high_m]])
        lever = line.angle_sd_rad * abs(float(middle @ line.along) - line.middle_m)
        pane_sd = PANE_SD_M if roofed and line.crown < LEAST_CROWN else 0.0
        offset_sd = float(np.linalg.norm([line.offset_sd_m, lever, least_sd, pane_sd]))
        tilt_sd = float(np.hypot(line.angle_sd_rad, least_sd / max(half, 0.3)))
        planes.append(Plane("wall", T_room_plane, outline, offset_sd, tilt_sd))
    return planes


__all__ = ["find_interior", "moved", "place_interior", "scaled"]
