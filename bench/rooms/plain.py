"""The plainest camera from lines there is, to run beside ours: three orthogonal vanishing points by random trial."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.room.photo import USUAL_FOCAL

TRIALS = 1500
CLOSE_RAD = 0.02
SHORTEST_PX = 25.0


def plain_camera(pixels: np.ndarray) -> tuple[np.ndarray, float] | None:
    """R_camera_room and focal length in pixels; None with fewer than ten long segments.

    Two steep segments meet in the vertical vanishing point, two others in a level one; where the two points allow,
    their right angle gives the focal length, else a phone's usual one. The trial that most segments agree with wins.
    """
    height, width = pixels.shape[:2]
    found = cv2.createLineSegmentDetector().detect(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))[0]
    segments = np.zeros((0, 4)) if found is None else found.reshape(-1, 4)
    lengths = np.hypot(segments[:, 2] - segments[:, 0], segments[:, 3] - segments[:, 1])
    order = np.argsort(-lengths)[:200]
    segments, lengths = segments[order], lengths[order]
    segments, lengths = segments[lengths > SHORTEST_PX], lengths[lengths > SHORTEST_PX]
    if len(segments) < 10:
        return None
    usual = USUAL_FOCAL * float(np.hypot(width, height))
    ends = (segments.reshape(-1, 2, 2) + 0.5 - [width / 2, height / 2]) / usual * [1, -1]  # y up, focal about 1
    return _best(ends, lengths, usual)


def _best(ends: np.ndarray, lengths: np.ndarray, usual: float) -> tuple[np.ndarray, float] | None:
    rng = np.random.default_rng(0)
    flat = np.concatenate([ends, np.ones((len(ends), 2, 1))], axis=2)
    lines = np.cross(flat[:, 0], flat[:, 1])
    across = ends[:, 1] - ends[:, 0]
    steep = np.flatnonzero(np.abs(across[:, 1]) > 2 * np.abs(across[:, 0]))
    others = np.flatnonzero(np.abs(across[:, 1]) < 1.5 * np.abs(across[:, 0]))
    if len(steep) < 2 or len(others) < 2:
        return None
    best, chosen = -1.0, None
    for _ in range(TRIALS):
        vertical = np.cross(*lines[rng.choice(steep, 2, replace=False)])
        level = np.cross(*lines[rng.choice(others, 2, replace=False)])
        answer = _axes(vertical, level)
        if answer is None:
            continue
        score = _agreement(ends, lengths, *answer)
        if score > best:
            best, chosen = score, (answer[0], answer[1] * usual)
    return chosen


def _axes(vertical: np.ndarray, level: np.ndarray) -> tuple[np.ndarray, float] | None:
    """R_camera_room and the focal factor of two vanishing points (homogeneous, y up)."""
    focal = 1.0
    if min(abs(vertical[2]), abs(level[2])) > 1e-3:
        square = -float(vertical[:2] @ level[:2]) / (vertical[2] * level[2])
        if 0.4**2 < square < 2.5**2:
            focal = float(np.sqrt(square))
    up, side = (np.array([v[0], v[1], -focal * v[2]]) for v in (vertical, level))
    up /= max(np.linalg.norm(up), 1e-12)
    up *= np.sign(up[1]) or 1.0
    side -= up * (up @ side)
    if np.linalg.norm(side) < 1e-9 or up[1] < 0.5:
        return None
    side /= np.linalg.norm(side)
    return np.stack([side, up, np.cross(side, up)], axis=1), focal


def _agreement(ends: np.ndarray, lengths: np.ndarray, R: np.ndarray, focal: float) -> float:
    """Length of all segments that point at one of the three axes' vanishing points."""
    points = np.stack([-R[0] * focal, -R[1] * focal, R[2]], axis=1)  # (3, 3) homogeneous, one axis a row
    middle = ends.mean(axis=1)
    along = ends[:, 1] - ends[:, 0]
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    toward = points[None, :, :2] - middle[:, None] * points[None, :, 2:]
    toward /= np.maximum(np.linalg.norm(toward, axis=2, keepdims=True), 1e-12)
    sine = np.abs(toward[..., 0] * along[:, None, 1] - toward[..., 1] * along[:, None, 0])
    return float(lengths[sine.min(axis=1) < CLOSE_RAD].sum())


__all__ = ["plain_camera"]
