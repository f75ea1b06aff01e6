"""Hair over an ear hides a temple, too: look whether skin shows where the upper ear should be.

One picture does not say where hair is in depth. So only the plain case is judged, ear by ear: where an ear that faces
the camera shows hardly any skin, something covers it, and it covers the temple from the face's edge on.
"""

from __future__ import annotations

from collections import deque

import cv2
import numpy as np

from arkit.face.ears.find import SIDES, Ear, Side
from arkit.frame import Frame, project
from arkit.spaces import apply

CHEEKS = (50, 280, 205, 425, 117, 346, 123, 352, 101, 330, 147, 376)
UNLIKE = 3.5  # robust standard deviations of the cheeks' colour beyond which a pixel is no skin
LEAST_SKIN = 0.3
LEAST_LOBE = 0.6  # the tenth of bare lobes on rendered heads that shows less stands out by its edge (lobe.py)
VOTES, EVERY = 7, 5  # looks that count, about a second of video; frames between two of them
FRONT_M, BACK_M, OUT_M, LOW_M, HIGH_M = -0.024, -0.105, 0.016, -0.035, 0.045


def ear_covered(frame: Frame, landmarks_px: np.ndarray, ear: Ear, T_camera_face: np.ndarray) -> bool:
    """Whether the upper half of an ear that faces the camera shows no skin.

    Args:
        frame: the picture.
        landmarks_px: (468 or 478, 2).
        ear: in face space.
        T_camera_face: metric pose.
    """
    return _bare(frame, landmarks_px, apply(T_camera_face, _upper_ear(ear))) < LEAST_SKIN


def lobe_covered(frame: Frame, landmarks_px: np.ndarray, ear: Ear, side: Side, T_camera_face: np.ndarray) -> bool:
    """Whether hair hangs over the lobe on that side, as `ear_covered`: too little skin there."""
    return _bare(frame, landmarks_px, apply(T_camera_face, _lobe(ear, side))) < LEAST_LOBE


def _bare(frame: Frame, landmarks_px: np.ndarray, points_camera: np.ndarray) -> float:
    """The part of some points that shows skin as the cheeks do; 1 where too little of them is in the picture."""
    cheeks = _colors(frame, landmarks_px[list(CHEEKS)])
    seen = _colors(frame, project(frame.camera, points_camera))
    if len(cheeks) < 6 or len(seen) < 8:
        return 1.0
    return float((_unlike(cheeks, seen) < UNLIKE).mean())


def skin_like(frame: Frame, landmarks_px: np.ndarray, points_px: np.ndarray) -> np.ndarray:
    """(n,) 0 to 1: how much pixels look like this face's cheeks; one half outside the picture."""
    cheeks = _colors(frame, landmarks_px[list(CHEEKS)])
    like = np.full(len(points_px), 0.5)
    inside = ((points_px >= 0) & (points_px < (frame.camera.width, frame.camera.height))).all(axis=1)
    if len(cheeks) < 6 or not inside.any():
        return like
    like[inside] = 1 / (1 + np.exp(2 * (_unlike(cheeks, _colors(frame, points_px[inside])) - UNLIKE)))
    return like


def _unlike(cheeks: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """(n,) how many robust standard deviations of the cheeks' colour other colours are off."""
    middle = np.median(cheeks, axis=0)
    spread = np.maximum(1.5 * np.median(np.abs(cheeks - middle), axis=0), (18.0, 5.0, 5.0))
    return np.asarray(np.sqrt((((seen - middle) / spread) ** 2).sum(axis=1)))


class CoverVotes:
    """Steadies the judgement over a video: an ear is covered when most of its last looks say so."""

    def __init__(self) -> None:
        self._votes: dict[Side, deque[bool]] = {side: deque(maxlen=VOTES) for side in SIDES}
        self._frames = 0

    def covered(self, side: Side, now: bool) -> bool:
        """Take this frame's look and answer for all of them."""
        votes = self._votes[side]
        votes.append(now)
        return 2 * sum(votes) > len(votes)

    def due(self) -> bool:
        """Whether this frame is to be looked at: each of the first ones, then every fifth, for hair moves slowly."""
        self._frames += 1
        return self._frames <= VOTES or self._frames % EVERY == 0

    def last(self, side: Side) -> bool:
        """What the looks so far say."""
        votes = self._votes[side]
        return 2 * sum(votes) > len(votes)


def hair_mesh(shape_m: np.ndarray, side: Side, factor: float) -> tuple[np.ndarray, np.ndarray]:
    """A corner of wall beside the head, face space: it hides a temple from before and from the side.

    Returns:
        Positions (6, 3) metres and triangles (4, 3).
    """
    sign = 1.0 if side == "left" else -1.0
    edge = abs(float(shape_m[454 if side == "left" else 234, 0]))
    inner, outer = sign * (edge - 0.022 * factor), sign * (edge + OUT_M * factor)
    columns = [(inner, FRONT_M * factor), (outer, FRONT_M * factor), (outer, BACK_M * factor)]
    positions = [(x, y * factor, z) for x, z in columns for y in (LOW_M, HIGH_M)]
    triangles = [(0, 1, 2), (1, 3, 2), (2, 3, 4), (3, 5, 4)]
    return np.array(positions), np.array(triangles, dtype=np.int32)


def _upper_ear(ear: Ear) -> np.ndarray:
    """Points (n, 3) on the upper half of the ear, from its rim inwards to the fold."""
    down = np.linspace(0.12, 0.5, 5)[:, None, None]
    inward = (ear.rest_m - ear.top_m) * np.array([0.1, 0.35, 0.6, 0.85])[:, None]
    return np.asarray((ear.top_m + (ear.lobe_m - ear.top_m) * down + inward).reshape(-1, 3))


def _lobe(ear: Ear, side: Side) -> np.ndarray:
    """Points (n, 3) about the place where a lobe is pierced, mostly above it."""
    sign = 1.0 if side == "left" else -1.0
    up = (ear.top_m - ear.lobe_m) / max(float(np.linalg.norm(ear.top_m - ear.lobe_m)), 1e-9)
    out = np.array([0.86 * sign, 0.0, 0.51]) * 0.001
    across = np.array([0.0, 0.0, 0.0025]) * np.arange(-1, 2)[:, None]
    rows = [ear.hook_m + out + up * step + across for step in (-0.003, 0.0, 0.004, 0.008, 0.012)]
    return np.concatenate(rows)


def _colors(frame: Frame, points_px: np.ndarray) -> np.ndarray:
    """Lab bytes (n, 3) as floats of those points that lie in the picture."""
    limit = (frame.camera.width, frame.camera.height)
    whole = np.floor(points_px[np.isfinite(points_px).all(axis=1)]).astype(int)
    whole = whole[((whole >= 0) & (whole < limit)).all(axis=1)]
    if not len(whole):
        return np.zeros((0, 3))
    return cv2.cvtColor(frame.pixels[whole[:, 1], whole[:, 0]][None], cv2.COLOR_RGB2LAB)[0].astype(np.float64)


__all__ = ["CoverVotes", "ear_covered", "hair_mesh", "lobe_covered", "skin_like"]
