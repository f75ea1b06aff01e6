"""A film of a room in, the sofa in it out.

python examples/13_room_video.py out/room.mp4
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from arkit.frame import Frame
from arkit.io import read
from arkit.io.media.film import write_film
from arkit.place import Marker, PlacedItem, find_room, read_photo
from arkit.place.video import place_in_film
from arkit.room.photo import usual_camera

assets = Path(__file__).parents[1] / "assets"
pixels = read_photo(assets / "rooms" / "loft" / "room_marker.jpg").frame.pixels
pixels = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
camera = find_room(Frame(pixels, 0.0, usual_camera(*(size := pixels.shape[1::-1]))), scale=Marker(0.20)).frame.camera


def turning() -> Iterator[Frame]:
    """Half a second as a camera sees the photo that turns."""
    lens = camera.matrix_cv
    for number in range(8):
        turn = lens @ cv2.Rodrigues(np.array([0.0, 0.006 * number, 0.0]))[0] @ np.linalg.inv(lens)
        yield Frame(cv2.warpPerspective(pixels, turn, size, borderMode=cv2.BORDER_REPLICATE), number / 15, camera)


sofa = read(assets / "products" / "hill-sofa-3" / "hill-sofa-3.glb").document
item = PlacedItem(sofa, (300.0, 320.0), variant="ochre")
frames = list(place_in_film(turning(), [item], scale=Marker(0.20))[1])
Path(sys.argv[1]).parent.mkdir(parents=True, exist_ok=True)
write_film([one.frame for one in frames], size, Fraction(15), Path(sys.argv[1]))
print(f"followed in {sum(not one.seen.lost for one in frames)} of {len(frames)} frames")
