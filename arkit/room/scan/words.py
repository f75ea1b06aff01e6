"""One word for what scanners name in many ways: WebXR's "global mesh", a Quest's WALL_FACE, RoomPlan's Wall0."""

from __future__ import annotations

import re

_SAME = {
    "floor": "floor",
    "ceiling": "ceiling",
    "wall": "wall",
    "wall_face": "wall",
    "inner_wall_face": "wall",
    "invisible_wall_face": "opening",
    "opening": "opening",
    "door": "door",
    "door_frame": "door",
    "window": "window",
    "window_frame": "window",
    "global_mesh": "mesh",
    "unrecognized": "mesh",
    "other": "",
    "unknown": "",
    "desk": "table",
    "sofa": "couch",
    "tv": "screen",
    "television": "screen",
    "shelf": "storage",
    "wall_art": "picture",
}
OPENINGS = ("door", "window", "opening")


def one_word(label: str) -> str:
    """The word arkit uses for a scanner's label; what is not in the table is kept, lower-case with underscores."""
    plain = re.sub(r"[^a-z0-9]+", "_", label.strip().lower()).strip("_")
    plain = re.sub(r"_?\d+$", "", plain)
    return _SAME.get(plain, plain[:40])


__all__ = ["OPENINGS", "one_word"]
