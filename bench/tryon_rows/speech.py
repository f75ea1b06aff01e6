"""The lip mask in films of heads that speak: overlap with the drawn lips, teeth in its core, paint below a shut mouth.

Each frame goes the whole way of a video: tracker, smoothing, a mask with memory of the frames before. The peer is the
polygon through MediaPipe's own loops of the same frame. 640x480, where one pixel of lip border is worth far more than
in the row of photos at 1280x960.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from arkit.face.lips.mask import LipMask, LipMemory, lip_mask
from arkit.face.track.detect import Tracker
from arkit.face.track.follow import Follower
from arkit.frame import camera_from_fov
from bench.heads.plan import FOV_Y_RAD
from bench.heads.rows import CORE, polygon_iou
from bench.heads.shot import LIGHTS, TONES, Shot, Studio
from bench.heads.talk import film
from bench.tryon_rows import Row

FRAMES, STARTS = 50, 6
SHUTS_WITHIN = 3  # frames, a tenth of a second
SHUTS_BY = 0.1  # of the mouth's width: so much less high than in one of them


def rows(heads: range) -> Iterable[Row]:
    """Overlap, also while the mouth shuts; teeth; paint below."""
    studio, chosen = Studio(), list(heads)[:10]
    seen = np.array([one for seed in chosen for one in _film(studio, seed)])
    tone, iou, peer, core, teeth, painted, below, shuts = seen.T
    told = f"{len(chosen)} heads speak, {len(seen)} frames, 640x480, noise 4"
    yield Row("lip mask IoU, speaking", iou, sense="at least", tones=tone, base=float(peer.mean()), detail=told)
    shut = shuts > 0
    shown = f"{int(shut.sum())} frames"
    base = float(peer[shut].mean()) if shut.any() else None
    yield Row("lip mask IoU, mouth shuts within 0.1 s", iou[shut], sense="at least", base=base, detail=shown)
    yield Row("paint below the lips then, of their area", 100 * below[shut], unit="%", detail=shown)
    visible = f"of {int(teeth.sum())} visible"
    yield Row("teeth pixels in the core, speaking", core, unit="px", of="worst", detail=visible)
    yield Row("share of visible teeth painted, speaking", [100 * painted.sum() / max(teeth.sum(), 1)], unit="%")


def _film(studio: Studio, seed: int) -> Iterator[tuple[float, ...]]:
    """Of each frame: tone, overlap, the peer's, teeth in the core, seen and painted, paint below, whether it shuts."""
    camera = camera_from_fov(640, 480, FOV_Y_RAD)
    follower, memory, heights = Follower(), LipMemory(), list[float]()
    with Tracker(video=True) as tracker:
        for number, shot in enumerate(film(studio, seed, camera, FRAMES, tuple(LIGHTS)[seed % 3])):
            raws = tracker.detect(shot.frame)
            face = follower.step(shot.frame, raws)
            heights.append(_height(shot))
            if face is None:
                continue
            mask = lip_mask(shot.frame, face.track.landmarks_px, memory)
            if number < STARTS or not raws:
                continue
            shuts = max(heights[-1 - SHUTS_WITHIN :]) - heights[-1] > SHUTS_BY
            peer = polygon_iou(shot, raws[0].landmarks_px)
            overlap, *others = _figures(mask, shot)
            yield seed % len(TONES), overlap, peer, *others, shuts


def _figures(mask: LipMask, shot: Shot) -> tuple[float, ...]:
    """Overlap, teeth in the core, teeth, teeth painted, paint below the lips as a part of their area."""
    alpha = np.zeros(shot.lips.shape, dtype=np.float32)
    left, top, right, bottom = mask.box_px
    alpha[top:bottom, left:right] = mask.alpha
    painted, lips, teeth = alpha > 0.5, shot.lips > 0.5, shot.teeth > 0.5
    rows = np.arange(len(lips))[:, None]
    lowest = np.where(lips, rows, -1).max(axis=0)
    below = painted & (rows > lowest + 1) & (lowest >= 0)
    counts = [np.count_nonzero(one) for one in ((alpha > CORE) & teeth, teeth, painted & teeth)]
    area = max(np.count_nonzero(lips), 1)
    overlap = np.count_nonzero(painted & lips) / max(np.count_nonzero(painted | lips), 1)
    return overlap, *counts, np.count_nonzero(below) / area


def _height(shot: Shot) -> float:
    """Of the drawn lips, from the upper one's top to the lower one's bottom, in mouth widths."""
    there = shot.lips > 0.5
    across, down = np.flatnonzero(there.any(axis=0)), np.flatnonzero(there.any(axis=1))
    return float(np.ptp(down) / max(np.ptp(across), 1)) if len(across) else 0.0


__all__ = ["rows"]
