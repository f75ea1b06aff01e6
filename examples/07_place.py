"""The sofa stands in a photo of a room, at true size; the answer says how sure its place is.

python examples/07_place.py out/room.png
"""

import sys
from pathlib import Path

from arkit.io import read
from arkit.io.media.footage import write_photo
from arkit.place import CameraHeight, Marker, place, read_photo

assets = Path(__file__).parents[1] / "assets"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

sofa = read(assets / "products" / "hill-sofa-3" / "hill-sofa-3.glb").document
spot_px = (600.0, 640.0)
for name, picture, scale in (
    ("camera height", "room.jpg", CameraHeight(1.45, 0.05)),
    ("printed marker", "room_marker.jpg", Marker(0.20)),
):
    placed = place(read_photo(assets / "rooms" / "loft" / picture), sofa, spot_px, scale=scale, variant="ochre")
    print(f"{name}: place ± {100 * placed.position_sd_m:.1f} cm, size ± {100 * placed.size_sd:.1f} %")
write_photo(placed.frame.pixels, target)
