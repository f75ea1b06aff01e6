"""Glasses, lipstick and a whole look on a real face: scikit-image's portrait of an astronaut (NASA, public domain)."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
from skimage import data

from arkit.cli.demo.figures import Figure
from arkit.cli.demo.looks import WORN, look_figures
from arkit.face.track.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.io import read
from arkit.io.media.footage import write_photo
from arkit.look import Makeup
from arkit.tryon import Garment, try_on

GLASSES = ("aria-round", "nord-square", "sol-aviator")
WEARABLES = tuple(dict.fromkeys((*GLASSES, *WORN)))
SHADES = 3
FRAMES = 75
WARM_UP = 35  # a person's size is measured over the first 30 frames; the figures are of the frames after that
LIPSTICK_BOUND = 6.0  # on a quiet machine 2.6 and 6.5: wide, because drawing in software yields first on a busy one
GLASSES_BOUND = 25.0
CROP = (slice(0, 310), slice(75, 385))  # the head of the portrait, enlarged twice


def face_figures(assets: Path, models: dict[str, Path], out: Path, tick: Callable[[str], None]) -> list[Figure]:
    """Write the pictures and measure.

    Args:
        assets: the folder with `products/`.
        models: converted GLB of each pair of glasses, of the hat and the earrings, by SKU.
        out: where the pictures go: tryon-<sku>.png, lips-<shade>.png, tryon-look.png and more.
        tick: hears what was just done.
    """
    head = data.astronaut()[CROP]
    portrait = cv2.resize(head, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    frame = Frame(portrait, 0.0, camera_from_fov(portrait.shape[1], portrait.shape[0], FOV_Y_RAD))
    garments = {sku: Garment(sku, read(models[sku]).document) for sku in GLASSES}
    makeup = _shades(assets / "products" / "velvet-300")
    outside = 0
    for (name, shade), sku in zip(makeup.items(), garments, strict=False):
        for label, shades, wear in ((f"lips-{name}", [shade], []), (f"tryon-{sku}", [], [garments[sku]])):
            worn = next(try_on([frame], shades, wear, guess_lens=True))
            outside += worn.changed_outside_mask
            write_photo(worn.frame.pixels, out / f"{label}.png")
            tick(label)
    looks = look_figures(frame, assets, models, out, tick)
    shade, glasses = next(iter(makeup.values())), next(iter(garments.values()))
    lips_ms, lips_ratio = pace([shade], [])
    tick("lipstick, a video")
    glasses_ms, glasses_ratio = pace([], [glasses])
    tick("glasses, a video")
    return [
        Figure("pixels changed outside the mask", outside, "", 0, detail=f"{2 * len(makeup)} pictures"),
        *looks,
        Figure("lipstick frame", lips_ms, "ms", detail="median, 640x480, tracker included"),
        Figure("lipstick frame / tracker alone", lips_ratio, "x", LIPSTICK_BOUND, detail="medians of the same frames"),
        Figure("glasses frame", glasses_ms, "ms", detail="median, 640x480, software OpenGL where there is no GPU"),
        Figure("glasses frame / tracker alone", glasses_ratio, "x", GLASSES_BOUND, detail="medians of the same frames"),
    ]


def _shades(folder: Path) -> dict[str, Makeup]:
    """The middle shade of each of the first three finishes, by id."""
    shades = json.loads((folder / "product.json").read_text(encoding="utf-8"))["shades"]
    chosen: dict[str, Makeup] = {}
    for finish in ("matte", "satin", "gloss")[:SHADES]:
        of_finish = [shade for shade in shades if shade["finish"] == finish]
        shade = of_finish[int(len(of_finish) * 0.6)]
        chosen[shade["id"]] = Makeup("lips", shade["color"], shade["finish"], 0.9)
    return chosen


def pace(makeup: list[Makeup], wear: list[Garment]) -> tuple[float, float]:
    """Median milliseconds of a video frame with everything, and that over the median of the tracker alone."""
    worn = list(try_on(_video(), makeup, wear, video=True, clock=time.perf_counter))[WARM_UP:]
    total = float(np.median([one.total_s for one in worn]))
    return total * 1000, total / float(np.median([one.tracker_s for one in worn]))


def _video() -> Iterator[Frame]:
    """The portrait moving slowly before a 640x480 camera at 30 frames a second."""
    portrait = data.astronaut()[:480]
    camera = camera_from_fov(640, 480, FOV_Y_RAD)
    for index in range(FRAMES):
        pixels = np.full((480, 640, 3), 96, dtype=np.uint8)
        left = 64 + round(12 * np.sin(index / 8))
        pixels[:, left : left + 512] = portrait
        yield Frame(pixels, index / 30, camera)


__all__ = ["GLASSES", "WEARABLES", "face_figures", "pace"]
