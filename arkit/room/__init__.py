"""Room geometry from one photograph: camera, floor, scale and light, each with its error."""

from __future__ import annotations

from arkit.room.camera import find_room
from arkit.room.depth import Depth, read_depth
from arkit.room.light import estimate_light
from arkit.room.manhattan.lines import find_lines
from arkit.room.manhattan.vanishing import FocalPrior, Manhattan, find_manhattan
from arkit.room.metres import Source
from arkit.room.photo import Photo, decode_photo, read_photo
from arkit.room.printed.marker import find_markers
from arkit.room.scale import CameraHeight, KnownLength, Marker, Scale, Sheet, Upright
from arkit.room.snap import floor_point, level_plane, rest, snap, snap_sd_m, surface_at, wall_through
from arkit.room.view import RoomView, floor_points, horizon_px, plane_points, position_sd_m, size_sd

__all__ = [
    "CameraHeight",
    "Depth",
    "FocalPrior",
    "KnownLength",
    "Manhattan",
    "Marker",
    "Photo",
    "RoomView",
    "Scale",
    "Sheet",
    "Source",
    "Upright",
    "decode_photo",
    "estimate_light",
    "find_lines",
    "find_manhattan",
    "find_markers",
    "find_room",
    "floor_point",
    "floor_points",
    "horizon_px",
    "level_plane",
    "plane_points",
    "position_sd_m",
    "read_depth",
    "read_photo",
    "rest",
    "size_sd",
    "snap",
    "snap_sd_m",
    "surface_at",
    "wall_through",
]
