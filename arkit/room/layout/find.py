"""Walls, ceiling and free floor of a room from one picture of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from arkit.frame import rays
from arkit.room.layout.ceiling import ceiling_is_clear
from arkit.room.layout.evidence import Evidence, gather
from arkit.room.layout.free import Free, free_floor
from arkit.room.layout.upright import COLUMNS, ROWS, Upright, upright
from arkit.room.layout.walls import SIDES, Run, Walls, find_walls, reaches
from arkit.room.manhattan.lens import straight_points
from arkit.room.snap import level_plane, wall_plane
from arkit.room.view import RoomView
from arkit.spaces import pose
from arkit.surface import Measure, Plane

BELIEVED = 0.5  # a wall less likely than this is told as unknown
NARROW = 5  # columns: a thinner wall is the edge of something
# What the spread of all ways does not know: a wardrobe, a sofa or a rug that stands for a wall. Relative, for a wall
# of which nothing is believed; measured on rooms 0 to 49 of the bench.
FURNITURE_SD, CEILING_SD = 0.75, 0.1
HEIGHT_M, HEIGHT_SD_M = 2.6, 0.28  # of rooms, where nothing else is known
NORMAL = {"left": (1.0, 0.0, 0.0), "front": (0.0, 0.0, 1.0), "right": (-1.0, 0.0, 0.0)}


@dataclass(frozen=True, slots=True)
class Layout:
    """What one picture tells of a room's extents.

    Attributes:
        planes: floor first, then walls from left to right and the ceiling, where found; each with outline and sd.
        free_m2: floor that is seen and free.
        chance: (h, w) float32, probability that a pixel of the picture shows free floor.
        grid, free: the same on the upright grid, in units of the camera's height.
        evidence, walls: what it was found from, for finding light.
        warnings: what was not found or is not sure, one sentence each.
    """

    planes: tuple[Plane, ...]
    free_m2: Measure
    chance: np.ndarray
    grid: Upright
    free: Free
    evidence: Evidence
    walls: Walls
    warnings: tuple[str, ...]


def find_layout(view: RoomView) -> Layout:
    """Find walls, ceiling and free floor in a picture whose camera is known.

    Walls that the picture does not decide are left out and named in the warnings.
    """
    camera, R = view.frame.camera, view.room.T_camera_room[:3, :3]
    grid = upright(view.frame.pixels, camera, R, view.lens)
    evidence = gather(grid, view)
    height_m = view.height_m
    ratio = HEIGHT_M / height_m.value, float(np.hypot(HEIGHT_SD_M / HEIGHT_M, height_m.sd / height_m.value))
    walls = find_walls(grid, evidence, ratio)
    foot, top = rows_of(grid, walls)
    free = free_floor(grid, evidence.chance[0], foot)
    planes, warnings = _planes(view, grid, walls, ceiling_is_clear(grid, evidence, top))
    scale_sd = 2 * free.area * height_m.sd / height_m.value
    area = Measure(free.area * height_m.value**2, float(np.hypot(free.sd, scale_sd)) * height_m.value**2)
    return Layout(planes, area, _in_picture(view, grid, free.chance), grid, free, evidence, walls, warnings)


def with_layout(view: RoomView, layout: Layout) -> RoomView:
    """The view with the layout's planes in its room."""
    return replace(view, room=replace(view.room, planes=layout.planes))


def rows_of(grid: Upright, walls: Walls) -> tuple[np.ndarray, np.ndarray]:
    """Rows (COLUMNS,) of the foot and the upper edge of the walls."""
    reach = reach_of(grid, walls)
    low, high = grid.elevation_rad[0], grid.elevation_rad[-1]
    elevations = np.arctan(-1 / reach), np.arctan((walls.ratio - 1) / reach)
    foot, top = ((elevation - low) / (high - low) * (ROWS - 1) for elevation in elevations)
    return foot, top


def reach_of(grid: Upright, walls: Walls) -> np.ndarray:
    """(COLUMNS,) level distance to the walls, in units of the camera's height."""
    reach = np.full(COLUMNS, np.nan)
    for run in walls.runs:
        reach[run.first : run.last + 1] = _reach(grid, run, np.arange(run.first, run.last + 1))
    return reach


def _reach(grid: Upright, run: Run, columns: np.ndarray) -> np.ndarray:
    side, distance = np.array([SIDES.index(run.side)]), np.array([run.distance])
    return reaches(grid.azimuth_rad[columns], side, distance)[:, 0]


def _planes(view: RoomView, grid: Upright, walls: Walls, clear: bool) -> tuple[tuple[Plane, ...], tuple[str, ...]]:
    """Planes with outlines, and what is to be told of the rest; `clear` where the ceiling's height is seen."""
    kept = [run for run in walls.runs if run.belief >= BELIEVED and run.last - run.first >= NARROW]
    unsure = sum(run.last - run.first + 1 for run in walls.runs) - sum(run.last - run.first + 1 for run in kept)
    warnings = []
    if unsure > 0.1 * COLUMNS:
        warnings.append(
            f"walls: not sure along {100 * unsure / COLUMNS:.0f} % of the picture's width; "
            "what is hidden or out of the picture there is left out"
        )
    h = view.height_m.value
    if not clear:
        warnings.append("ceiling: where it begins is not in the picture, or not clear; its height is not known")
    planes = [_wall(view, grid, run, walls.ratio if clear else None) for run in kept]
    floor = Plane("floor", pose(), _floor_outline(grid, kept, h), 0.0, view.room.gravity_sd_rad)
    if clear and kept:
        relative = float(np.sqrt(walls.ratio_sd**2 + CEILING_SD**2 + (view.height_m.sd / h) ** 2))
        ceiling = level_plane(walls.ratio * h, kind="ceiling")
        outline = None if floor.outline_m is None else floor.outline_m * (1.0, -1.0)
        planes.append(
            replace(
                ceiling, outline_m=outline, offset_sd_m=relative * walls.ratio * h, tilt_sd_rad=view.room.gravity_sd_rad
            )
        )
    return (floor, *planes), tuple(warnings)


def _wall(view: RoomView, grid: Upright, run: Run, ratio: float | None) -> Plane:
    """A wall as a plane in metres, up to the ceiling at `ratio` camera heights, or to where the picture ends."""
    h, normal = view.height_m.value, np.array(NORMAL[run.side])
    azimuth = grid.azimuth_rad[[run.first, run.last]]
    reach = _reach(grid, run, np.array([run.first, run.last]))
    ends = h * np.stack([np.sin(azimuth) * reach, 0 * reach, -np.cos(azimuth) * reach], axis=1)
    foot = -normal * run.distance * h
    along = np.cross([0.0, 1.0, 0.0], normal)
    x = np.sort((ends - foot) @ along)
    if ratio is not None:
        top = ratio * h
    else:
        top = h * (1 + max(float(np.tan(grid.elevation_rad[-1])), 0.0) * float(reach.min()))
    outline = np.array([[x[0], 0.0], [x[1], 0.0], [x[1], -top], [x[0], -top]])
    pitch = (run.distance + 1 / run.distance) * view.room.gravity_sd_rad
    relative = float(
        np.sqrt(run.sd**2 + (FURNITURE_SD * (1 - run.belief)) ** 2 + (view.height_m.sd / h) ** 2 + pitch**2)
    )
    up = view.room.T_camera_room[:3, 1]
    heading = float(np.sqrt(up @ view.covariance[:3, :3] @ up))
    tilt = float(np.hypot(heading, view.room.gravity_sd_rad))
    return replace(wall_plane(foot, normal, outline), offset_sd_m=relative * run.distance * h, tilt_sd_rad=tilt)


def _floor_outline(grid: Upright, kept: list[Run], height_m: float) -> np.ndarray | None:
    """Corners (n, 2) x, z of the floor between the picture's lower edge and the walls found."""
    if not kept:
        return None
    nearest = np.array(
        [
            1 / np.tan(-max(_lowest(grid, c), np.radians(-85))) if _lowest(grid, c) < -0.05 else np.inf
            for c in range(COLUMNS)
        ]
    )
    corners = []
    for run in kept:
        columns = np.arange(run.first, run.last + 1)
        reach, near, a = _reach(grid, run, columns), nearest[columns], grid.azimuth_rad[columns]
        seen = near < reach
        if seen.sum() < 2:
            continue
        columns, reach, near, a = columns[seen], reach[seen], near[seen], a[seen]
        ends = [0, -1]
        far = np.stack([np.sin(a) * reach, -np.cos(a) * reach], axis=1)[ends]
        close = np.stack([np.sin(a) * near, -np.cos(a) * near], axis=1)
        corners.append((far, close))
    if not corners:
        return None
    outer = np.concatenate([far for far, _ in corners])
    inner = np.concatenate([close for _, close in corners])[::-1]
    ring = (height_m * np.concatenate([outer, inner])).astype(np.float32)
    slim = cv2.approxPolyDP(ring.reshape(-1, 1, 2), 0.02 * height_m, True).reshape(-1, 2)
    return np.asarray(slim, dtype=np.float64) if len(slim) >= 3 else None


def _lowest(grid: Upright, column: int) -> float:
    """Elevation, radians, of the lowest cell of a column inside the picture."""
    seen = np.flatnonzero(grid.seen[:, column])
    return float(grid.elevation_rad[seen[0]]) if len(seen) else 0.0


def _in_picture(view: RoomView, grid: Upright, chance: np.ndarray) -> np.ndarray:
    """(h, w) float32: values of the grid at each pixel."""
    camera, R = view.frame.camera, view.room.T_camera_room[:3, :3]
    scale = min(1.0, 960 / max(camera.width, camera.height))
    w, h = round(camera.width * scale), round(camera.height * scale)
    u, v = np.meshgrid((np.arange(w) + 0.5) * camera.width / w, (np.arange(h) + 0.5) * camera.height / h)
    ways = (rays(camera, straight_points(view.lens, np.stack([u.ravel(), v.ravel()], axis=1))) @ R).reshape(h, w, 3)
    azimuth = np.arctan2(ways[..., 0], -ways[..., 2])
    elevation = np.arctan2(ways[..., 1], np.hypot(ways[..., 0], ways[..., 2]))
    a, e = grid.azimuth_rad, grid.elevation_rad
    column = (azimuth - a[0]) / (a[-1] - a[0]) * (COLUMNS - 1)
    row = (elevation - e[0]) / (e[-1] - e[0]) * (ROWS - 1)
    small = cv2.remap(chance.astype(np.float32), column.astype(np.float32), row.astype(np.float32), cv2.INTER_LINEAR)
    return np.asarray(cv2.resize(small, (camera.width, camera.height), interpolation=cv2.INTER_LINEAR))


__all__ = ["Layout", "find_layout", "reach_of", "rows_of", "with_layout"]
