"""How much the worn colour changes from frame to frame on a head at rest, filmed with a noise of 4 code values.

The picture is drawn once; each frame has noise of its own. Judged on pixels that surely are lip, mean colour.
"""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from arkit.color import delta_e, linear_to_lab, linear_to_srgb
from arkit.face.lips.lipstick import decode, paint_lips
from arkit.face.lips.mask import LipMemory
from arkit.face.track.detect import Tracker
from arkit.face.track.follow import Follower
from arkit.frame import Frame
from arkit.look import Makeup
from bench.heads import Setting, Studio
from bench.heads.plan import Taken, take
from bench.tryon_rows import Row

FRAMES, SETTLED, FPS, NOISE = 45, 15, 30.0, 4.0


def rows(heads: range) -> list[Row]:
    """Frame to frame colour difference of the lips as worn, and of the bare lips for comparison."""
    studio = Studio()
    worn, bare, tones = [], [], []
    for seed in list(heads)[::2]:
        tone = (seed // 2) % 10
        taken = Taken(seed, "neutral", (0, 0, 0), (0.0, 0.0, -0.45), Setting(tone, "front", noise=0.0, seed=seed))
        for found, base in _film(studio, taken):
            worn.append(found)
            bare.append(base)
            tones.append(tone)
    detail = f"{len(set(tones))} heads at rest, noise 4"
    base = float(np.mean(bare))
    return [
        Row("flicker of the worn colour, frame to frame", worn, 0.15, "dE00", tones=tones, base=base, detail=detail)
    ]


def _film(studio: Studio, taken: Taken) -> list[tuple[float, float]]:
    shot = take(studio, taken)
    where = cv2.erode((shot.lips > 0.99).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    codes = linear_to_srgb(shot.light_linear) * 255
    rng = np.random.default_rng(taken.seed)
    follower, memory = Follower(), LipMemory()
    colors: list[tuple[np.ndarray, np.ndarray]] = []
    with Tracker(video=True) as tracker:
        for number in range(FRAMES):
            pixels = np.clip(np.round(codes + rng.normal(0, NOISE, codes.shape)), 0, 255).astype(np.uint8)
            frame = Frame(pixels, number / FPS, shot.frame.camera)
            face = follower.step(frame, tracker.detect(frame))
            if face is None:
                continue
            made, _ = paint_lips(frame, face.track.landmarks_px, Makeup("lips", "#B0182B"), memory=memory)
            colors.append((_lab(made, where), _lab(frame, where)))
    settled = colors[SETTLED:]
    return [(float(delta_e(one[0], two[0])), float(delta_e(one[1], two[1]))) for one, two in pairwise(settled)]


def _lab(frame: Frame, where: np.ndarray) -> np.ndarray:
    return np.asarray(linear_to_lab(decode(frame.pixels[where]).mean(axis=0)))


__all__ = ["rows"]
