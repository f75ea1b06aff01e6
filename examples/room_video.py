"""A film of a room in, the sofa in it out: it stays where it stands while the camera turns.

python examples/room_video.py out/room.mp4
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from arkit.frame import Frame, camera_from_fov
from arkit.io import read
from arkit.io.film import write_film
from arkit.place import Marker, find_room, read_photo
from arkit.place.video import place_in_film

assets = Path(__file__).parents[1] / "assets"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
pixels = read_photo(assets / "rooms" / "loft" / "room_marker.jpg").frame.pixels
pixels = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
size = pixels.shape[1], pixels.shape[0]
camera = find_room(Frame(pixels, 0.0, camera_from_fov(*size, 1.0)), scale=Marker(0.20)).frame.camera


def turning() -> Iterator[Frame]:
    """Half a second of the photo as a camera sees it that turns to the left."""
    K = camera.matrix_cv
    for number in range(8):
        turn = K @ cv2.Rodrigues(np.array([0.0, 0.006 * number, 0.0]))[0] @ np.linalg.inv(K)
        yield Frame(cv2.warpPerspective(pixels, turn, size, borderMode=cv2.BORDER_REPLICATE), number / 15, camera)


sofa = read(assets / "products" / "hill-sofa-3" / "hill-sofa-3.glb").document
placed, shown = place_in_film(turning(), sofa, (300.0, 320.0), scale=Marker(0.20), variant="ochre")
frames = list(shown)
write_film([one.frame for one in frames], size, Fraction(15), target)
print(
    f"{sum(not one.seen.lost for one in frames)} of {len(frames)} frames, place ± {100 * placed.position_sd_m:.1f} cm"
)
