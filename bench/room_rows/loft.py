"""The path-traced room of the demo: how far a point on its floor lies from where it should, by each source of scale.

It is the one picture here that no code of the bench drew: path tracing knows real interreflection and soft light.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from arkit.cli.demo.rooms import errors_cm
from arkit.place import CameraHeight, KnownLength, Marker, find_room, read_photo
from arkit.room import position_sd_m
from bench.room_rows import Row

LOFT = Path(__file__).resolve().parents[2] / "assets" / "rooms" / "loft"


def rows() -> Iterable[Row]:
    """A row for each source of scale; the note says what a buyer is told."""
    truth = json.loads((LOFT / "truth.json").read_text(encoding="utf-8"))
    ends = [point for point in truth["points"] if point["name"] in ("floor -1.5 -2.5", "floor +1.4 -2.5")]
    known_m = float(np.linalg.norm(np.subtract(ends[0]["room_m"], ends[1]["room_m"])))
    height_m = truth["camera_height_m"]
    sources = {
        "camera height": ("room.jpg", CameraHeight(height_m, 0.02)),
        "camera height 5 cm off": ("room.jpg", CameraHeight(height_m + 0.05, 0.05)),
        "marker 20 cm": ("room_marker.jpg", Marker(truth["marker"]["side_m"])),
        f"known length {known_m:.1f} m": ("room.jpg", KnownLength(tuple(ends[0]["px"]), tuple(ends[1]["px"]), known_m)),
    }
    for name, (picture, scale) in sources.items():
        photo = read_photo(LOFT / picture)
        view = find_room(photo.frame, scale=scale, focal_35mm=photo.focal_35mm)
        errors = errors_cm(view, truth)
        floor = [tuple(point["px"]) for point in truth["points"] if point["name"].startswith("floor")]
        told = float(np.median([100 * position_sd_m(view, point) for point in floor]))
        yield Row(f"loft, {name}: median", None, float(np.median(errors)), f"told sd {told:.2f} cm", errors, "cm")


__all__ = ["rows"]
