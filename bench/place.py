"""How far a placed product stands from where it should, by each source of scale, on the room whose truth is known.

python bench/place.py
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from arkit.cli.demo.rooms import errors_cm
from arkit.place import CameraHeight, KnownLength, Marker, find_room, read_photo
from arkit.room import position_sd_m

LOFT = Path(__file__).parents[1] / "assets" / "rooms" / "loft"
truth = json.loads((LOFT / "truth.json").read_text(encoding="utf-8"))
ends = [point for point in truth["points"] if point["name"] in ("floor -1.5 -2.5", "floor +1.4 -2.5")]
known_m = float(np.linalg.norm(np.subtract(ends[0]["room_m"], ends[1]["room_m"])))
sources = {
    "camera height": ("room.jpg", CameraHeight(truth["camera_height_m"], 0.02)),
    "camera height 5 cm off": ("room.jpg", CameraHeight(truth["camera_height_m"] + 0.05, 0.05)),
    "marker 20 cm": ("room_marker.jpg", Marker(truth["marker"]["side_m"])),
    f"known length {known_m:.1f} m": ("room.jpg", KnownLength(tuple(ends[0]["px"]), tuple(ends[1]["px"]), known_m)),
}
print(f"{'scale':26}{'median cm':>11}{'largest cm':>12}{'told sd cm':>12}")
for name, (picture, scale) in sources.items():
    photo = read_photo(LOFT / picture)
    view = find_room(photo.frame, scale=scale, focal_35mm=photo.focal_35mm)
    errors = errors_cm(view, truth)
    told = [
        100 * position_sd_m(view, tuple(point["px"])) for point in truth["points"] if point["name"].startswith("floor")
    ]
    print(f"{name:26}{np.median(errors):11.2f}{errors.max():12.2f}{np.median(told):12.2f}")
