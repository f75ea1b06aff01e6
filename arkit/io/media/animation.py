"""Moving GIF, WebP and PNG: every picture with the time it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from arkit.frame import Camera, Frame

ANIMATION_SUFFIXES = (".gif", ".webp")
LEAST_MS, USUAL_MS = 20, 100  # browsers show a GIF that asks for less than 20 ms a frame at 100
WEBP_QUALITY = 92


def read_animation(path: Path, camera: Camera) -> Iterator[Frame]:
    """The pictures in order; what is transparent lies on white.

    Raises:
        OSError, ValueError, SyntaxError: the file breaks off.
    """
    time_s = 0.0
    with Image.open(path) as picture:
        for index in range(getattr(picture, "n_frames", 1)):
            picture.seek(index)
            whole = picture.convert("RGBA")
            lain = Image.new("RGBA", whole.size, (255, 255, 255, 255))
            lain.alpha_composite(whole)
            shown_ms = float(picture.info.get("duration", 0) or USUAL_MS)
            yield Frame(np.array(lain.convert("RGB")), time_s, camera)
            time_s += max(shown_ms, LEAST_MS) / 1000


def write_animation(frames: Iterable[Frame], path: Path) -> int:
    """Write frames with the times they have into a .gif or .webp; returns how many."""
    gif = path.suffix.lower() == ".gif"
    pictures, times = [], []
    for frame in frames:
        picture = Image.fromarray(frame.pixels)
        pictures.append(picture.quantize(256, dither=Image.Dither.FLOYDSTEINBERG) if gif else picture)
        times.append(frame.time_s)
    if not pictures:
        return 0
    steps = np.diff(times) if len(times) > 1 else np.array([USUAL_MS / 1000])
    durations = [max(LEAST_MS, round(float(step) * 1000)) for step in np.append(steps, steps[-1])]
    words = {"save_all": True, "append_images": pictures[1:], "duration": durations, "loop": 0}
    pictures[0].save(path, "GIF" if gif else "WEBP", **words, **({} if gif else {"quality": WEBP_QUALITY}))
    return len(pictures)


__all__ = ["ANIMATION_SUFFIXES", "read_animation", "write_animation"]
