"""Rooms from scans: points, meshes, labelled planes or depth pictures in, an Interior out."""

from __future__ import annotations

from arkit.room.scan.frames import DepthFrames, Intrinsics, find_frames, read_color, read_depth_m
from arkit.room.scan.fuse import find_poses, fuse
from arkit.room.scan.interior import find_interior, place_interior
from arkit.room.scan.named import known_word, name_parts
from arkit.room.scan.raw import LabelledBox, LabelledPlane, Scan
from arkit.room.scan.saved import interior_from_json, interior_to_json, is_interior_json
from arkit.room.scan.seen import look_through
from arkit.room.scan.webxr import is_scan_json, read_scan_json, scan_from_json

__all__ = [
    "DepthFrames",
    "Intrinsics",
    "LabelledBox",
    "LabelledPlane",
    "Scan",
    "find_frames",
    "find_interior",
    "find_poses",
    "fuse",
    "interior_from_json",
    "interior_to_json",
    "is_interior_json",
    "is_scan_json",
    "known_word",
    "look_through",
    "name_parts",
    "place_interior",
    "read_color",
    "read_depth_m",
    "read_scan_json",
    "scan_from_json",
]
