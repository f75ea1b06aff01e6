"""Rooms from scans: points, meshes, labelled planes or RGB-D frames in, an Interior out."""

from __future__ import annotations

from arkit.room.scan.interior import find_interior
from arkit.room.scan.raw import LabelledBox, LabelledPlane, Scan
from arkit.room.scan.webxr import is_scan_json, read_scan_json, scan_from_json

__all__ = [
    "LabelledBox",
    "LabelledPlane",
    "Scan",
    "find_interior",
    "is_scan_json",
    "read_scan_json",
    "scan_from_json",
]
