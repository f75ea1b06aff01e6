"""What try-on costs over the raw tracker: medians of the same frames of a video, tracker included.

CPU time of the whole process, because a busy machine stretches wall time. Software OpenGL counts every thread it draws
with. The peer is the tracker alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator

import numpy as np

from arkit.frame import Frame, camera_from_fov
from arkit.io import read
from arkit.look import Look, Makeup
from arkit.spaces import pose
from arkit.tryon import Garment, tryon
from bench.heads.model import make_head
from bench.heads.plan import FOV_Y_RAD
from bench.heads.shot import Setting, Studio
from bench.tryon_rows import Row
from bench.tryon_rows.glasses import PRODUCTS

FRAMES, WARM_UP = 340, 40  # a person's size is measured over the first 30 frames
SWAY = 100  # frames in which the head goes to and fro once
LIPS = Makeup("lips", "#A2253B", "satin", 0.9)
FULL = (
    Makeup("foundation", "#C68E6B", strength=0.5),
    Makeup("contour", "#7A5540", strength=0.4),
    Makeup("blush", "#C9636B", strength=0.5),
    Makeup("brows", "#3A2A22", strength=0.5),
    Makeup("eyeshadow", "#8A5A44", strength=0.6, colors=("#5B3A2E",)),
    Makeup("eyeliner", "#1B1414"),
    Makeup("mascara", "#141010"),
    LIPS,
)


def rows(heads: range) -> Iterable[Row]:
    """Lipstick, a full look of eight products, glasses with occluder and shadow."""
    glasses = Garment("aria-round", read(PRODUCTS / "aria-round" / "aria-round.glb").document)
    frames = list(_video(heads[4]))
    said = f"{FRAMES - WARM_UP} frames, 640x480"
    for name, look, wear, bound in (
        ("lipstick", Look((), (LIPS,)), (), 1.5),
        ("full look of eight", Look((), FULL), (), 3.0),
        ("glasses", Look(), (glasses,), 4.0),
    ):
        total, tracker = _cost(frames, look, wear)
        ratio = total / np.median(tracker)
        yield Row(f"time: {name} / tracker", ratio, bound, "x", of="median", base=1.0, detail=said)
        middle = f"tracker alone {1000 * np.median(tracker):.1f} ms"
        yield Row(f"time: {name}", total * 1000, unit="ms CPU", of="median", detail=middle)


def _cost(frames: list[Frame], look: Look, wear: tuple[Garment, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Seconds of each frame, and of its tracker."""
    stream = tryon(frames, look, wear, faces=1, clock=time.process_time)
    spent = np.array([(one.total_s, one.tracker_s) for one in stream])  # frames are shown and let go, as in a mirror
    return spent[WARM_UP:, 0], spent[WARM_UP:, 1]


def _video(seed: int) -> Iterator[Frame]:
    """One head, rendered once and moved about the picture."""
    camera = camera_from_fov(640, 480, FOV_Y_RAD)
    shot = Studio().shoot(make_head(seed), pose(np.eye(3), np.array([0, 0, -0.45])), camera, Setting(4, noise=0.0))
    rng = np.random.default_rng(seed)
    pictures = []
    for index in range(SWAY):
        moved = np.roll(shot.frame.pixels, round(12 * np.sin(2 * np.pi * index / SWAY)), axis=1).astype(np.int16)
        noisy = moved + rng.integers(-3, 4, moved.shape, dtype=np.int16)
        pictures.append(np.clip(noisy, 0, 255).astype(np.uint8))
    for index in range(FRAMES):
        yield Frame(pictures[index % SWAY], index / 30, camera)


__all__ = ["FULL", "rows"]
