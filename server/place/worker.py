"""The placing process: `python -m server.place.worker` answers each message on stdin with one on stdout.

It lives as long as its pipes. Pictures are decoded here, in memory, and forgotten when the answer is written: of a
shopper's room nothing is kept between two requests, not even what was found in it. The shop's own models are kept, so
that the second picture with a product needs no reading and no upload to the GPU.
"""

from __future__ import annotations

import io
import math
import os
import sys
import time
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from arkit.document import Document
from arkit.errors import ArkitError
from arkit.frame import Camera, Frame
from arkit.place import CameraHeight, Marker, Photo, Placed, decode_photo, place, read_model
from arkit.product import product_from_dict
from server.errors import failure_of
from server.place.wire import Message, message_bytes, read_message

LONGEST_SIDE_PX = 1920  # what a phone or desk shows; a larger picture is made smaller before anything looks at it
MODELS_KEPT = 12
CAMERA_HEIGHT_SD_M = 0.05  # a shopper's own word for how high the phone was held


def main() -> None:
    """Answer until the other side closes the pipe."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints must not end up in an answer
    while (message := read_message(sys.stdin.buffer)) is not None:
        answers.write(message_bytes(answered(message)))
        answers.flush()


def answered(message: Message) -> Message:
    """The answer to one message: facts and a JPEG, or the error."""
    started = time.perf_counter()
    try:
        placed = place_message(message)
    except Exception as error:  # one bad picture must not end the process; it says nothing of the picture
        if not isinstance(error, ArkitError):
            sys.stderr.write(f"placing broke: {type(error).__name__}\n")
        return Message({"error": asdict(failure_of(error))})
    sink = io.BytesIO()
    Image.fromarray(placed.frame.pixels).save(sink, "JPEG", quality=90)
    facts = facts_of(placed) | {"seconds": round(time.perf_counter() - started, 3)}
    return Message(facts, sink.getvalue())


def place_message(message: Message) -> Placed:
    """Read the picture and the model, and place one in the other."""
    said = message.head
    photo = shrunk(decode_photo(message.picture, name="image"))
    camera = photo.frame.camera
    scale = Marker(said["marker_cm"] / 100) if said["marker_cm"] else None
    return place(
        photo,
        kept_model(said["model"]),
        (said["at_u"] * camera.width, said["at_v"] * camera.height),
        yaw_rad=math.radians(said["yaw_deg"]),
        scale=scale or CameraHeight(said["camera_height_m"], CAMERA_HEIGHT_SD_M),
        product=product_from_dict(said["product"]),
        variant=said["variant"] or None,
    )


@lru_cache(maxsize=MODELS_KEPT)
def kept_model(path: str) -> Document:
    """A product's model; its file is named after its content and never changes."""
    return read_model(Path(path))


def shrunk(photo: Photo) -> Photo:
    """The photo with its longest side at most LONGEST_SIDE_PX, and its camera to match."""
    camera = photo.frame.camera
    factor = LONGEST_SIDE_PX / max(camera.width, camera.height)
    if factor >= 1:
        return photo
    width, height = round(camera.width * factor), round(camera.height * factor)
    across, down = width / camera.width, height / camera.height
    smaller = Camera(width, height, camera.fx * across, camera.fy * down, camera.cx * across, camera.cy * down)
    pixels = np.asarray(Image.fromarray(photo.frame.pixels).resize((width, height), Image.Resampling.LANCZOS))
    return replace(photo, frame=Frame(pixels, photo.frame.time_s, smaller))


def facts_of(placed: Placed) -> dict[str, Any]:
    """The contract's `Placed`, without picture and time."""
    height, width = placed.frame.pixels.shape[:2]
    room = placed.view.room
    return {
        "width_px": width,
        "height_px": height,
        "size_on_floor_m": [round(float(side), 4) for side in placed.size_on_floor_m],
        "footprint_px": [[round(float(value), 2) for value in corner] for corner in placed.footprint_px],
        "distance_m": round(math.hypot(*placed.placement.T_space_product[[0, 2], 3]), 3),
        "scale": {"source": room.scale_source, "sd": room.scale.sd},
        "position_sd_cm": round(100 * placed.position_sd_m, 2),
        "size_sd": round(placed.size_sd, 4),
        "warnings": list(placed.warnings),
    }


__all__ = ["answered", "facts_of", "kept_model", "main", "place_message", "shrunk"]

if __name__ == "__main__":
    main()
