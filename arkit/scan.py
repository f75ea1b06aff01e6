"""Story: a scan of a room, whatever file or folder it is, as the room in it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from arkit.errors import NotFoundError, ReadError
from arkit.frame import Frame
from arkit.io.atomic import write_bytes
from arkit.io.limits import Limits, hold
from arkit.io.shape_only import read_shape_only
from arkit.room.scan import (
    Intrinsics,
    Scan,
    find_frames,
    find_interior,
    find_poses,
    fuse,
    interior_from_json,
    interior_to_json,
    is_interior_json,
    read_color,
    read_depth_m,
    scan_from_json,
)
from arkit.surface import Interior

MOST_WITHOUT_POSES = 60


def read_scan(
    path: Path, *, up: str = "", unit: str = "", intrinsics: Intrinsics | None = None, limits: Limits | None = None
) -> Interior:
    """The room in a scan, levelled, in metres, the floor at y = 0.

    Args:
        path: a PLY of points or a mesh; a GLB, USDZ, OBJ or other mesh; a JSON of WebXR planes and meshes, or of a
            saved room; a folder of depth pictures.
        up: "y", "z" or "-y" where it is known better than the file says.
        unit: "m", "cm", "mm", "in" or "ft" likewise.
        intrinsics: of a folder's depth camera, where it has no camera.txt.

    Raises:
        NotFoundError: nothing at `path`, or no floor in it.
        AmbiguousError: the file does not say which way is up or its unit, and its shape does not either.
        ReadError: the bytes are not what their format says.
    """
    path = Path(path)
    if not path.exists():
        raise NotFoundError(f"{path}: expected a scan there, found none")
    if is_frames(path):
        return find_interior(read_frames(path, intrinsics), up=up, unit=unit)
    if path.suffix.lower() == ".json":
        limits = limits or Limits()
        hold(f"{path.name}: bytes", path.stat().st_size, limits.file_bytes)
        try:
            found = json.loads(path.read_bytes())
        except (ValueError, RecursionError) as error:
            raise ReadError(f"{path.name}: expected a scan as JSON, it is none ({str(error)[:80]})") from error
        if is_interior_json(found):
            return interior_from_json(found, path.name)
        return find_interior(scan_from_json(found, path.name), up=up, unit=unit)
    shape = read_shape_only(path, limits=limits)
    scan = Scan(shape.positions, shape.triangles, unit=shape.unit, up=shape.up, name=shape.name)
    return find_interior(scan, up=up, unit=unit)


def is_frames(path: Path) -> bool:
    """Whether a folder holds depth pictures rather than a model."""
    return path.is_dir() and ((path / "depth").is_dir() or any(path.glob("*_depth.png")))


def read_frames(folder: Path, intrinsics: Intrinsics | None = None) -> Scan:
    """The surface that a folder's depth pictures show, fused; poses from the folder, else from odometry.

    Raises:
        NotFoundError: no depth pictures, no intrinsics, no colour to find poses by, or frames too far apart.
        ReadError: a file of another form.
    """
    frames = find_frames(folder, intrinsics)
    steps = frames.intrinsics.steps_per_m
    first = read_depth_m(frames.depths[0], steps)
    camera = frames.camera(first.shape[1], first.shape[0])
    count = len(frames.depths)
    if frames.T_world_camera is not None:
        poses = list(frames.T_world_camera)
    else:
        colors = [path for path in frames.colors if path is not None]
        if len(colors) < count or count > MOST_WITHOUT_POSES:
            raise NotFoundError(
                f"{folder.name}: expected poses (pose.txt), or a colour picture to each of at most "
                f"{MOST_WITHOUT_POSES} depth pictures; found {len(colors)} colours for {count}"
            )
        pictures = [Frame(read_color(path), 0.0, camera) for path in colors]
        poses = find_poses(pictures, [read_depth_m(path, steps) for path in frames.depths], name=folder.name)
    depths = (read_depth_m(path, steps) for path in frames.depths)
    return fuse([camera] * count, poses, depths, name=folder.name)


def room_facts(interior: Interior) -> dict[str, Any]:
    """What is in a room as plain numbers: a saved room without its surfaces, its floor's area and its height."""
    facts = interior_to_json(interior, surfaces=False)
    del facts["positions_m"], facts["triangles"]
    floor = interior.planes[0]
    area = None
    if floor.outline_m is not None:
        x, z = floor.outline_m.T
        area = round(abs(float(x @ np.roll(z, -1) - z @ np.roll(x, -1))) / 2, 3)
    ceilings = [one for one in interior.planes if one.kind == "ceiling"]
    height = None
    if ceilings:
        sd = float(np.hypot(ceilings[0].offset_sd_m or 0.0, floor.offset_sd_m or 0.0))
        height = {"value": float(ceilings[0].T_room_plane[1, 3]), "sd": sd}
    return facts | {"floor_m2": area, "height_m": height}


def write_room(interior: Interior, path: Path) -> None:
    """Save a room as JSON that `read_scan` reads back."""
    write_bytes(path, json.dumps(interior_to_json(interior), separators=(",", ":")).encode())


__all__ = ["Intrinsics", "is_frames", "read_frames", "read_scan", "room_facts", "write_room"]
