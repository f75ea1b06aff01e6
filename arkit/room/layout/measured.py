"""Walls, ceiling and tops from a depth picture taken with the photograph: exact planes where they are seen."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.errors import CheckError
from arkit.frame import Camera
from arkit.room.depth import DEPTH_SD, FAR_M, NEAR_M, TILT_SD_RAD, Depth
from arkit.room.snap import level_plane, wall_plane
from arkit.room.view import RoomView
from arkit.spaces import apply, inverse, pose
from arkit.surface import Plane

CELL_M = 0.02  # of the histogram of offsets
ALONG = np.cos(np.radians(12))  # how nearly a point's normal must follow an axis
LEAST = 0.008  # of all points, that a plane must hold
APART_M = 0.12  # planes of one direction nearer than this are one
TOP_M = (0.30, 1.30)  # heights of tops that something is put on
CEILING_M = 1.9
TRUST = 0.3  # of the depth's error of one point that averages out on a plane
AXES = ((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.0, 0.0, -1.0))


def measured_layout(view: RoomView, depth: Depth) -> tuple[Plane, ...]:
    """Planes of a room from depth: the floor first, walls square to the room's axes, ceiling, tops.

    Args:
        view: of the same picture, its floor found (with `scale=depth` it is the depth's own floor).
        depth: of the same picture.

    Raises:
        CheckError: the depth picture has another shape than the photograph.
    """
    points, normals = _oriented(view, depth)
    if not len(points):
        return view.room.planes[:1]
    planes: list[Plane] = [replace(view.room.planes[0], outline_m=_floor_outline(points, normals))]
    for axis in AXES:
        planes += _walls(points, normals, np.array(axis))
    ceiling = _level(points, normals, -1.0, (CEILING_M, 6.0))
    if ceiling:
        planes.append(max(ceiling, key=lambda plane: float(plane.T_room_plane[1, 3])))
    planes += _level(points, normals, 1.0, TOP_M)
    return tuple(planes)


def _oriented(view: RoomView, depth: Depth) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) and unit normals (n, 3) in room space, from neighbours in the depth picture."""
    h, w = depth.depth_m.shape
    camera = view.frame.camera
    factor = camera.width / w
    if abs(camera.height / h - factor) > 0.01 * factor:
        raise CheckError(
            f"depth: expected the photograph's shape {camera.width}x{camera.height} or a smaller copy, got {w}x{h}"
        )
    step = max(1, w // 320)
    grid = _points(camera, depth.depth_m[::step, ::step], factor * step)
    reach = 2
    across, down = (np.roll(grid, -reach, axis=axis) - np.roll(grid, reach, axis=axis) for axis in (1, 0))
    normal = np.cross(across, down)
    length = np.linalg.norm(normal, axis=2)
    away = -grid[..., 2]
    jump = np.maximum(np.linalg.norm(across, axis=2), np.linalg.norm(down, axis=2)) > 0.08 * away + 0.02
    good = (away > NEAR_M) & (away < FAR_M) & ~jump & (length > 1e-12)
    good[:reach], good[-reach:], good[:, :reach], good[:, -reach:] = False, False, False, False
    points, normals = grid[good], normal[good] / length[good][:, None]
    normals *= np.where((normals * points).sum(axis=1) > 0, -1.0, 1.0)[:, None]
    T_room_camera = inverse(view.room.T_camera_room)
    return apply(T_room_camera, points), normals @ T_room_camera[:3, :3].T


def _points(camera: Camera, depth_m: np.ndarray, factor: float) -> np.ndarray:
    """(h, w, 3) points in camera space."""
    v, u = np.mgrid[: depth_m.shape[0], : depth_m.shape[1]]
    x = ((u + 0.5) * factor - camera.cx) / camera.fx * depth_m
    y = -((v + 0.5) * factor - camera.cy) / camera.fy * depth_m
    return np.stack([x, y, -depth_m], axis=-1)


def _peaks(offsets: np.ndarray, least: float) -> list[float]:
    """Offsets, metres, at which many points lie, the fullest first."""
    if not len(offsets):
        return []
    low = float(offsets.min())
    cells = ((offsets - low) / CELL_M).astype(int)
    counts = np.bincount(cells, minlength=int(cells.max()) + 8).astype(np.float64)
    smooth = np.convolve(counts, (0.25, 0.5, 0.75, 1.0, 0.75, 0.5, 0.25), mode="same")
    found: list[float] = []
    while smooth.max() >= least and len(found) < 12:
        at = int(smooth.argmax())
        near = np.abs(offsets - low - (at + 0.5) * CELL_M) < 2.5 * CELL_M
        if near.any():
            found.append(float(np.median(offsets[near])))
        reach = int(APART_M / CELL_M)
        smooth[max(at - reach, 0) : at + reach + 1] = 0
    return found


def _walls(points: np.ndarray, normals: np.ndarray, axis: np.ndarray) -> list[Plane]:
    """Walls whose normal follows a level axis: those that go from low to high and have little behind them."""
    own = normals @ axis > ALONG
    offsets = points[own] @ axis
    behind = points @ axis
    walls = []
    for offset in _peaks(offsets, LEAST * len(points)):
        on = points[own][np.abs(offsets - offset) < 0.04]
        if np.ptp(np.percentile(on[:, 1], (3, 97))) < 0.7 or (behind < offset - 0.25).mean() > 0.04:
            continue
        wall = wall_plane(axis * offset, axis)
        inside = apply(inverse(wall.T_room_plane), on)[:, [0, 2]]
        (x0, z0), (x1, _) = np.percentile(inside, 1, axis=0), np.percentile(inside, 99, axis=0)
        outline = np.array([[x0, z0], [x1, z0], [x1, 0.0], [x0, 0.0]])
        away = float(np.median(np.linalg.norm(on, axis=1)))
        walls.append(replace(wall, outline_m=outline, offset_sd_m=TRUST * DEPTH_SD * away, tilt_sd_rad=TILT_SD_RAD))
    return walls


def _level(points: np.ndarray, normals: np.ndarray, sign: float, heights: tuple[float, float]) -> list[Plane]:
    """Level planes that face up (sign 1) or down (-1) between two heights."""
    own = (sign * normals[:, 1] > ALONG) & (points[:, 1] > heights[0]) & (points[:, 1] < heights[1])
    planes = []
    for height in _peaks(points[own, 1], LEAST * len(points)):
        on = points[own][np.abs(points[own, 1] - height) < 0.03]
        base = level_plane(height, kind="table" if sign > 0 else "ceiling")
        middle = (np.percentile(on[:, 0], 50), np.percentile(on[:, 2], 50))
        T = base.T_room_plane @ pose(translation=np.array([middle[0], 0.0, sign * middle[1]]))
        inside = apply(inverse(T), on)[:, [0, 2]]
        (x0, z0), (x1, z1) = np.percentile(inside, 2, axis=0), np.percentile(inside, 98, axis=0)
        outline = np.array([[x0, z0], [x1, z0], [x1, z1], [x0, z1]])
        away = float(np.median(np.linalg.norm(on, axis=1)))
        planes.append(Plane(base.kind, T, outline, TRUST * DEPTH_SD * away, TILT_SD_RAD))
    return planes


def _floor_outline(points: np.ndarray, normals: np.ndarray) -> np.ndarray | None:
    """Corners (n, 2) x, z around the floor's points."""
    on = points[(np.abs(points[:, 1]) < 0.06) & (normals[:, 1] > ALONG)][:, [0, 2]].astype(np.float32)
    if len(on) < 20:
        return None
    hull = cv2.convexHull(on).reshape(-1, 2)
    slim = cv2.approxPolyDP(hull.reshape(-1, 1, 2), 0.05, True).reshape(-1, 2)
    return np.asarray(slim, dtype=np.float64) if len(slim) >= 3 else None


__all__ = ["measured_layout"]
