"""Two sofas and a bottle in a photo with a printed marker: they keep clear of each other, and the scene can be kept.

python examples/12_furnish.py out/furnished.png
"""

import json
import sys
from math import radians
from pathlib import Path

from arkit.io import read
from arkit.io.media.photo import write_photo
from arkit.place import Marker, PlacedItem, place_all, read_photo
from arkit.place.scene import scene_record

assets = Path(__file__).parents[1] / "assets"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

photo = read_photo(assets / "rooms" / "loft" / "room_marker.jpg")
sofa, bottle = (read(assets / "products" / sku / f"{sku}.glb").document for sku in ("hill-sofa-3", "hillside-red"))
items = [
    PlacedItem(sofa, (540.0, 600.0), name="hill-sofa-3"),
    PlacedItem(sofa, (420.0, 700.0), radians(90), variant="ochre", name="second sofa"),  # stands in the first
    PlacedItem(bottle, (300.0, 480.0), attach="table", height_m=0.395, name="hillside-red"),  # on the window bench
]
scene = place_all(photo, items, scale=Marker(0.20), collide="push")
for one in scene.items:
    print(f"{one.item.called}: place ± {100 * one.position_sd_m:.1f} cm", *one.warnings, sep="; ")

write_photo(scene.frame.pixels, target)
models = ["hill-sofa-3.glb", "hill-sofa-3.glb", "hillside-red.glb"]
record = scene_record(scene.view, scene.items, models, "room_marker.jpg")
target.with_suffix(".json").write_text(json.dumps(record, indent=1), encoding="utf-8")
