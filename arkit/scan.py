"""Story: a scan of a room, whatever file or folder it is, as the room in it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.frame import Camera, Frame
from arkit.io.atomic import write_bytes
from arkit.io.cloud.shape_only import ShapeOnly, read_shape_only
from arkit.io.limits import Limits, hold
from arkit.room import Depth, RoomView, find_room
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
    known_word,
    look_through,
    name_parts,
    place_interior,
    read_color,
    read_depth_m,
    scan_from_json,
)
from arkit.spaces import inverse
from arkit.surface import Interior, Measure

MOST_WITHOUT_POSES = 60
METRES = {"m": 1.0, "cm": 0.01, "mm": 0.001, "in": 0.0254, "ft": 0.3048}
EDGE_SD_M = 0.008  # a thing's rim in depth pictures: pixels that mix two surfaces are left out


@dataclass(frozen=True, slots=True)
class PosedDepths:
    """Depth pictures, (h, w) metres, with the camera and the pose T_world_camera of each."""

    cameras: Sequence[Camera]
    poses: Sequence[np.ndarray]
    depths: Sequence[np.ndarray]


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
        return room_of_depths(read_frames(path, intrinsics), up=up, name=path.name)
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
    planes, boxes = name_parts(_named(shape), up or shape.up, METRES.get(unit or shape.unit, 1.0))
    scan = Scan(shape.positions, shape.triangles, planes, boxes, unit=shape.unit, up=shape.up, name=shape.name)
    return find_interior(scan, up=up, unit=unit)


def _named(shape: ShapeOnly) -> list[tuple[str, np.ndarray]]:
    """The labelled parts of a model, all pieces under one labelled node together."""
    found: dict[tuple[str, ...], tuple[str, list[np.ndarray]]] = {}
    for names, start, end in shape.parts:
        words = [known_word(name) for name in names]
        place = next((at for at, word in enumerate(words) if word), None)
        if place is not None:
            found.setdefault(names[place:], (words[place], []))[1].append(shape.positions[start:end])
    return [(word, np.concatenate(pieces)) for word, pieces in found.values()]


def is_frames(path: Path) -> bool:
    """Whether a folder holds depth pictures rather than a model."""
    return path.is_dir() and ((path / "depth").is_dir() or any(path.glob("*_depth.png")))


def room_of_photo(
    frame: Frame, depth: Depth, *, focal_35mm: float | None = None, fov_y_rad: float | None = None, name: str = "photo"
) -> Interior:
    """The room in one photograph with its depth; what neither shows is told in `seen`.

    Raises:
        CheckError: a depth of another shape than the photograph; resize it first.
        NotFoundError: no floor in view, or too few lines to tell which way is up.
    """
    _check_same_size(frame, depth)
    view = find_room(frame, scale=depth, focal_35mm=focal_35mm, fov_y_rad=fov_y_rad)
    return room_of_view(view, depth, name=name)


def room_of_view(view: RoomView, depth: Depth, *, name: str = "photo") -> Interior:
    """The room that a photograph's depth shows, its camera known.

    Distances along the viewing axis are the depth's, those across it as sure as the focal length: that joins `scale`.

    Raises:
        CheckError: a depth of another shape than the photograph; resize it first.
    """
    _check_same_size(view.frame, depth)
    T_world_camera = inverse(view.room.T_camera_room)
    found = PosedDepths([view.frame.camera], [T_world_camera], [depth.depth_m.astype(np.float32)])
    room = room_of_depths(found, up="y", name=name)
    focal_sd = float(np.sqrt(view.covariance[3, 3]))
    return replace(room, scale=Measure(room.scale.value, float(np.hypot(room.scale.sd, focal_sd))))


def _check_same_size(frame: Frame, depth: Depth) -> None:
    height, width = frame.pixels.shape[:2]
    if depth.depth_m.shape != (height, width):
        expected = f"{width}x{height}, the photograph's size"
        raise CheckError(
            f"depth: expected {expected}, got {depth.depth_m.shape[1]}x{depth.depth_m.shape[0]}; resize it"
        )


def room_of_depths(found: PosedDepths, *, up: str = "", name: str = "frames") -> Interior:
    """The room that posed depth pictures show, and what of its air they looked through.

    Raises:
        NotFoundError: no surface in reach, or no floor.
    """
    scan = fuse(found.cameras, found.poses, found.depths, name=name)
    room, T_room_scan = place_interior(scan, up=up)
    outline = room.planes[0].outline_m
    assert outline is not None  # find_interior's floor always has one
    poses = [T_room_scan @ T_world_camera for T_world_camera in found.poses]
    sd_m = float(np.hypot(room.surface_sd_m, EDGE_SD_M))
    return replace(room, surface_sd_m=sd_m, seen=look_through(found.cameras, poses, found.depths, outline))


def read_frames(folder: Path, intrinsics: Intrinsics | None = None) -> PosedDepths:
    """A folder's depth pictures; poses from the folder, else from odometry.

    Raises:
        NotFoundError: no depth pictures, no intrinsics, no colour to find poses by, or frames too far apart.
        ReadError: a file of another form.
    """
    frames = find_frames(folder, intrinsics)
    depths = _Depths(frames.depths, frames.intrinsics.steps_per_m)
    height, width = depths[0].shape
    camera = frames.camera(width, height)
    count = len(depths)
    if frames.T_world_camera is not None:
        return PosedDepths([camera] * count, list(frames.T_world_camera), depths)
    colors = [path for path in frames.colors if path is not None]
    if len(colors) < count or count > MOST_WITHOUT_POSES:
        raise NotFoundError(
            f"{folder.name}: expected poses (pose.txt), or a colour picture to each of at most "
            f"{MOST_WITHOUT_POSES} depth pictures; found {len(colors)} colours for {count}"
        )
    pictures = [Frame(read_color(path), 0.0, camera) for path in colors]
    poses = find_poses(pictures, list(depths), name=folder.name)
    return PosedDepths([camera] * count, poses, depths)


class _Depths(Sequence[np.ndarray]):
    """Depth pictures that are read when they are asked for: three thousand would not fit."""

    def __init__(self, paths: Sequence[Path], steps_per_m: float) -> None:
        self._paths, self._steps_per_m = paths, steps_per_m

    def __len__(self) -> int:
        return len(self._paths)

    def __getitem__(self, place: Any) -> Any:
        return read_depth_m(self._paths[place], self._steps_per_m)


def room_facts(interior: Interior) -> dict[str, Any]:
    """What is in a room as plain numbers: a saved room without its surfaces, its floor's area and its height."""
    facts = interior_to_json(interior, surfaces=False)
    del facts["positions_m"], facts["triangles"]
    facts.pop("seen", None)
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
    seen = interior.seen
    seen_m2 = None if seen is None else round(float((seen.height_m > 0).sum()) * seen.cell_m**2, 2)
    return facts | {"floor_m2": area, "height_m": height, "seen_floor_m2": seen_m2}


def write_room(interior: Interior, path: Path) -> None:
    """Save a room as JSON that `read_scan` reads back."""
    write_bytes(path, json.dumps(interior_to_json(interior), separators=(",", ":")).encode())


__all__ = [
    "Intrinsics",
    "PosedDepths",
    "is_frames",
    "read_frames",
    "read_scan",
    "room_facts",
    "room_of_depths",
    "room_of_photo",
    "room_of_view",
    "write_room",
]
