"""Frames in, frames with lipstick on out: any source of pictures with times, here a portrait that moves.

python examples/09_try_on_video.py out/video.mp4
"""

import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from skimage import data

from arkit.face.track.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.io.media.film import write_film
from arkit.look import Look, Makeup
from arkit.tryon import Tally, tryon

RATE_HZ = 30
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)


def moving() -> Iterator[Frame]:
    """Two seconds: the head goes from side to side."""
    camera = camera_from_fov(400, 400, FOV_Y_RAD)
    for number in range(2 * RATE_HZ):
        left = 30 + round(25 * np.sin(number / 9))
        yield Frame(np.ascontiguousarray(data.astronaut()[:400, left : left + 400]), number / RATE_HZ, camera)


look = Look(makeup=(Makeup("blush", "#C9636B", strength=0.4), Makeup("lips", "#A2253B", "gloss")))
tally = Tally()
write_film(tally.watch(tryon(moving(), look)), (400, 400), Fraction(RATE_HZ), target)

answer = tally.answer()
print(f"{answer['tracked']} of {answer['frames']} frames show the face")
print(f"{answer['changed_outside_mask']} pixels changed outside the mask")
