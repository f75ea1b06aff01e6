"""A room from a depth picture: its walls, a file to keep, and whether the sofa fits.

python examples/14_scan.py out/room.json
"""

import sys
from pathlib import Path

from arkit.fit import fit, open_room, shape_of
from arkit.io import read
from arkit.place import find_room, read_depth, read_photo
from arkit.room.scan import find_interior, fuse
from arkit.scan import read_scan, write_room
from arkit.spaces import inverse

assets = Path(__file__).parents[1] / "assets"
loft, target = assets / "rooms" / "loft", Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

depth = read_depth(loft / "depth.png", 1000)  # steps per metre
view = find_room(read_photo(loft / "room.jpg").frame, scale=depth)
scan = fuse([view.frame.camera], [inverse(view.room.T_camera_room)], [depth.depth_m])  # or many, with their poses
write_room(find_interior(scan, up="y", unit="m"), target)

room = read_scan(target)  # also a PLY, a GLB or USDZ, WebXR's planes and meshes as JSON, a folder of depth pictures
for plane in room.planes:
    print(plane.kind, "at", plane.T_room_plane[:3, 3].round(2), f"± {100 * (plane.offset_sd_m or 0):.1f} cm")

sofa = shape_of(read(assets / "products" / "hill-sofa-3" / "hill-sofa-3.glb").document)
answer = fit(open_room(room), sofa, kind="sofa")
print(answer.reasons[0]["en"])
