"""The lip mask against the drawn lips at 1280x960: overlap, teeth in its core, fairness to every skin tone.

Truth: the vermilion that is visible, as bench/heads/paint.py draws it. The peer is the polygon through MediaPipe's own
loops (outer without inner) on the same pictures.
"""

from __future__ import annotations

import numpy as np

from arkit.frame import camera_from_fov
from bench.heads.plan import FOV_Y_RAD, plan
from bench.heads.rows import Seen, lip_figures, polygon_iou, see
from bench.tryon_rows import Row

EXPRESSIONS = ("neutral", "open", "smile", "pout", "grin")
OPEN = ("open", "grin")
STEP = 2  # every second picture of the plan: each expression, pose, tone and light still comes


def rows(heads: range) -> list[Row]:
    """Overlap of all mouths, of closed and of open ones, and teeth."""
    camera = camera_from_fov(1280, 960, FOV_Y_RAD)
    pictures = list(plan(heads, expressions=EXPRESSIONS))[::STEP]
    seen = [one for one in see(pictures, camera=camera) if isinstance(one, Seen)]
    figures = np.array([lip_figures(one) for one in seen])
    peers = np.array([polygon_iou(one.shot, one.raw.landmarks_px) for one in seen])
    tones = np.array([one.taken.setting.tone for one in seen])
    is_open = np.array([one.taken.expression in OPEN for one in seen])
    side = np.array([abs(one.taken.angles_deg[1]) > 40 for one in seen])
    told = f"{len(seen)} of {len(pictures)} pictures, 1280x960"
    found = [
        Row("lip mask IoU", figures[:, 0], 0.93, sense="at least", tones=tones, base=float(peers.mean()), detail=told)
    ]
    for name, where in (("closed", ~is_open), ("open", is_open), ("at 45 degrees", side)):
        if where.any():
            base = float(peers[where].mean())
            found.append(Row(f"lip mask IoU, {name}", figures[where, 0], sense="at least", base=base))
    teeth = f"of {int(figures[:, 2].sum())} visible"
    found.append(
        Row("teeth pixels in the lip mask's core", figures[:, 1], 0.0, "px", "worst", tones=tones, detail=teeth)
    )
    for name, column in (("in the core", 1), ("by half or more", 3)):
        share = [float(figures[:, column].sum() / max(figures[:, 2].sum(), 1)) * 100]
        found.append(Row(f"share of visible teeth painted, {name}", share, unit="%"))
    return found


__all__ = ["rows"]
