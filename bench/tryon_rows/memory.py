"""Whether a long video fills memory: the process's own size over many frames, as growth over ten thousand."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from arkit.frame import Frame, camera_from_fov
from arkit.io import read
from arkit.look import Look
from arkit.spaces import pose
from arkit.tryon import Garment, tryon
from bench.heads.model import make_head
from bench.heads.plan import FOV_Y_RAD
from bench.heads.shot import Setting, Studio
from bench.tryon_rows import Row
from bench.tryon_rows.glasses import PRODUCTS
from bench.tryon_rows.pace import LIPS

FLAT_MB = 20.0  # over ten thousand frames: five minutes and a half of video
LOOP = 30  # noisy pictures that are shown again and again


def rows(heads: range) -> Iterable[Row]:
    """Lipstick on small frames, then glasses as well."""
    if not Path("/proc/self/statm").is_file():
        raise FileNotFoundError("/proc/self/statm: this system does not tell a process's size")
    glasses = Garment("aria-round", read(PRODUCTS / "aria-round" / "aria-round.glb").document)
    look = Look((), (LIPS,))
    for name, wear, frames, skipped in (("lipstick", (), 1500, 400), ("lipstick and glasses", (glasses,), 300, 100)):
        sizes_mb = _sizes_mb(heads[0], look, wear, frames)[skipped:]
        growth = np.polyfit(np.arange(len(sizes_mb)), sizes_mb, 1)[0] * 10_000
        said = f"{frames} frames of 320x240, slope of the last {len(sizes_mb)}"
        yield Row(f"memory: growth over 10,000 frames, {name}", [float(growth)], FLAT_MB, "MB", detail=said)


def _sizes_mb(seed: int, look: Look, wear: tuple[Garment, ...], count: int) -> np.ndarray:
    sizes = []
    for worn in tryon(_loop(seed, count), look, wear, faces=1):
        assert worn.face is not None
        sizes.append(_resident_mb())
        if len(sizes) % 100 == 0:
            gc.collect()
    return np.array(sizes)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def _loop(seed: int, count: int) -> Iterator[Frame]:
    camera = camera_from_fov(320, 240, FOV_Y_RAD)
    shot = Studio().shoot(make_head(seed), pose(np.eye(3), np.array([0, 0, -0.40])), camera, Setting(4, noise=0.0))
    rng = np.random.default_rng(0)
    noisy = [shot.frame.pixels + rng.normal(0, 3, shot.frame.pixels.shape) for _ in range(LOOP)]
    pictures = [np.clip(pixels, 0, 255).astype(np.uint8) for pixels in noisy]
    endless = (Frame(pictures[index % LOOP], index / 30, camera) for index in range(count))
    yield from islice(endless, count)


__all__ = ["rows"]
