"""Where lipstick goes: a soft mask of the lips, without teeth and tongue, on the real edge of this picture's lips.

The tracker's loops are the start; the picture's own colours move both edges where they clearly say so
(arkit.face.lips.border), and what is seen between the lips is cut out (arkit.face.lips.teeth).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np

from arkit.face.lips.border import BREAK_S, LipMemory, Mouth, inner_edge, outer_edge
from arkit.face.lips.carry import CARRIED_S, Kept, Moved, between, carried, keep, laid_over, way_to
from arkit.face.lips.edges import COUNT, HALF, ORDINARY_L
from arkit.face.lips.start import inner_start, opened, outer_start, turn_px
from arkit.face.lips.teeth import cut_between
from arkit.face.quantile import median
from arkit.frame import Frame

OUTER = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
INNER = (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191)
CORNERS = (61, 291)
SETTLES_S = 0.3  # in a video the edges of a mouth at rest follow so slowly
PULL = 0.5  # how far its mask goes to what a search found
BLACK_L = 16.0  # L* is so far from the cube root of light, in its own steps
MOST_OWN = np.float32(100.0)
FRAME_S = 1 / 30  # of an ordinary video: so far a new mask has passed over in the frame that found it
_LOOPS = np.array([*OUTER, *INNER])


@dataclass(frozen=True, slots=True)
class LipMask:
    """The lips in a box of the picture.

    Attributes:
        box_px: left, top, right, bottom; the array covers this part of the picture.
        alpha: (h, w) float32, 0 to 1.
        outer_px: (80, 2) float32, the lips' outer edge, pixels from the box's corner; 0 and 40 are the mouth's corners,
            1 to 39 the lower lip.
        inner_px: (80, 2) float32, the same of the inner edge; lips that touch have both halves on one line.
        moved: in a video, the search that this mask was carried from, if it was.
        before: where it was searched again, the mask of the search before, carried here.
    """

    box_px: tuple[int, int, int, int]
    alpha: np.ndarray
    outer_px: np.ndarray
    inner_px: np.ndarray
    moved: Moved | None = None
    before: Moved | None = None


def lip_mask(frame: Frame, landmarks_px: np.ndarray, memory: LipMemory | None = None) -> LipMask:
    """Find the lips of one face.

    Args:
        frame: the picture, before any make-up.
        landmarks_px: (468 or 478, 2) of this very picture.
        memory: of this person's last frame; the edges then move calmly. It is changed.
    """
    if memory is None:
        return _searched(frame, landmarks_px, None, 1.0)
    step_s = BREAK_S if memory.time_s is None else frame.time_s - memory.time_s
    last, memory.time_s = memory.kept, frame.time_s
    if last is None or not 0 <= step_s < BREAK_S:
        return _anew(frame, landmarks_px, memory)
    way, since_s = way_to(last, _loops(landmarks_px), frame.pixels), frame.time_s - last.time_s
    still = way.change == 0 and since_s < CARRIED_S
    passed = last.begun + (since_s + step_s if still else since_s) / CARRIED_S
    moved = carried(last, way, passed, (frame.camera.width, frame.camera.height)) if way.change < 1 else None
    if moved is None:
        return _anew(frame, landmarks_px, memory)
    if still:
        return LipMask(moved.box_px, moved.alpha, moved.curves_px[:COUNT], moved.curves_px[COUNT:], moved)
    return _eased(frame, landmarks_px, memory, last, moved, way.change)


def _eased(
    frame: Frame, landmarks_px: np.ndarray, memory: LipMemory, last: Kept, moved: Moved, change: float
) -> LipMask:
    """The lips searched again: a mean with what was seen since the mouth last was another one."""
    since_s, part = frame.time_s - last.time_s, 1 / (last.searches + 1)
    share = max(change, part, 1 - float(np.exp(-since_s / SETTLES_S)))
    mask = _searched(frame, landmarks_px, memory, share)
    before = laid_over(moved.alpha, moved.box_px, mask.box_px)
    target = between(before, mask.alpha, 1.0 if change > PULL else max(PULL, part))
    begun = max(change, part - FRAME_S / CARRIED_S)
    memory.kept = _kept(frame, landmarks_px, mask, before, target, begun, last.searches + 1)
    return replace(mask, alpha=between(before, target, begun + FRAME_S / CARRIED_S), before=moved)


def _anew(frame: Frame, landmarks_px: np.ndarray, memory: LipMemory) -> LipMask:
    """The lips as this picture alone shows them; nothing that was seen before counts."""
    mask = _searched(frame, landmarks_px, memory, 1.0)
    memory.kept = _kept(frame, landmarks_px, mask, mask.alpha, mask.alpha, 1.0, 1) if mask.alpha.any() else None
    return mask


def _kept(
    frame: Frame,
    landmarks_px: np.ndarray,
    mask: LipMask,
    before: np.ndarray,
    alpha: np.ndarray,
    begun: float,
    searches: int,
) -> Kept:
    """Note of a search for the next frames; arguments as in `Kept`."""
    points, curves = _loops(landmarks_px), np.concatenate([mask.outer_px, mask.inner_px])
    return keep(frame.time_s, points, frame.pixels, mask.box_px, (before, alpha), curves, begun, searches)


def _loops(landmarks_px: np.ndarray) -> np.ndarray:
    """(40, 2) the tracker's loops."""
    return np.asarray(landmarks_px, dtype=np.float64)[_LOOPS]


def _width_px(landmarks_px: np.ndarray, outer: np.ndarray) -> float:
    across_px = float(np.linalg.norm(landmarks_px[CORNERS[1]] - landmarks_px[CORNERS[0]]))
    return max(across_px, float(np.ptp(outer[:, 1])), 4.0)


def _searched(frame: Frame, landmarks_px: np.ndarray, memory: LipMemory | None, share: float) -> LipMask:
    """The lips as this picture shows them; of a last frame's edges in memory a new one counts by `share`."""
    outer, inner = landmarks_px[list(OUTER)], landmarks_px[list(INNER)]
    width_px = _width_px(landmarks_px, outer)
    box = _box(outer, 0.2 * width_px + 3, frame)
    left, top, right, bottom = box
    if right - left < 3 or bottom - top < 3:
        nowhere = np.zeros((COUNT, 2), dtype=np.float32)
        return LipMask(box, np.zeros((max(bottom - top, 0), max(right - left, 0)), np.float32), nowhere, nowhere)
    corner = np.array([left, top])
    lab = _colors(frame.pixels[top:bottom, left:right])
    dim = float(np.clip(np.median(lab[::3, ::3, 0]) / ORDINARY_L, 0.05, 1))
    within = inner_start(inner - corner, width_px)
    apart = opened(within, width_px)
    turn = turn_px(landmarks_px, width_px) * np.float32(apart) if apart else np.zeros(2, dtype=np.float32)
    mouth = Mouth(lab, outer_start(lab, outer - corner, turn, width_px), within, width_px, dim, apart, turn)
    outer_px = outer_edge(mouth, memory, share)
    return _filled(mouth, corner, outer_px, inner_edge(mouth, outer_px, memory, share))


def _filled(mouth: Mouth, corner: np.ndarray, outer_px: np.ndarray, inner_px: np.ndarray) -> LipMask:
    """The mask between two edges, in the box that just holds it."""
    height, width = mouth.lab.shape[:2]
    low = np.clip(np.floor(outer_px.min(axis=0)) - 2, 0, (width - 1, height - 1)).astype(int)
    high = np.clip(np.ceil(outer_px.max(axis=0)) + 2, low + 1, (width, height)).astype(int)
    lab = mouth.lab[low[1] : high[1], low[0] : high[0]]
    outer_px, inner_px = (np.nan_to_num(curve - low.astype(np.float32)) for curve in (outer_px, inner_px))
    hole = _cover(inner_px, lab.shape[:2], mouth.width_px, open_edge=True)
    alpha = _cover(outer_px, lab.shape[:2], mouth.width_px) * (1 - hole)
    soft = cv2.GaussianBlur(alpha, (0, 0), 0.5) * (alpha > 0)
    alpha = cut_between(lab, soft, hole, _line(inner_px, lab.shape[:2]), mouth.reach_px)
    left, top, right, bottom = (int(one) for one in (*(low + corner), *(high + corner)))
    return LipMask((left, top, right, bottom), alpha, outer_px, inner_px)


def smooth_loop(points: np.ndarray, steps: int = 8) -> np.ndarray:
    """A closed Catmull-Rom curve (n * steps, 2) through points (n, 2)."""
    before, after, next_but_one = np.roll(points, 1, axis=0), np.roll(points, -1, axis=0), np.roll(points, -2, axis=0)
    t = (np.arange(steps) / steps)[None, :, None]
    p0, p1, p2, p3 = (array[:, None] for array in (before, points, after, next_but_one))
    curve = 2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * t**2 + (3 * p1 - 3 * p2 + p3 - p0) * t**3
    return np.asarray(curve.reshape(-1, 2) / 2)


def _box(outer: np.ndarray, margin_px: float, frame: Frame) -> tuple[int, int, int, int]:
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(outer.min(axis=0) - margin_px), 0, limit).astype(int)
    high = np.clip(np.ceil(outer.max(axis=0) + margin_px), low, limit).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _colors(pixels: np.ndarray) -> np.ndarray:
    """CIE L*a*b*, redness and own colour (h, w, 5) float32 of a lightly blurred picture: edges, not noise.

    Redness is red over green in logarithm, scaled like a*: it parts lips from skin in the dark, where L*a*b* fades. Own
    colour is red less green as the light adds up, a* times the square of lightness: a lamp mirrored on lip or skin
    leaves it as it is, and pales all the others.
    """
    soft = cv2.GaussianBlur(pixels, (0, 0), 0.6)
    lab = cv2.cvtColor(soft * np.float32(1 / 255), cv2.COLOR_RGB2LAB)
    redness = cv2.transform(cv2.LUT(soft, _logarithms()), np.array([[1, -1, 0]], dtype=np.float32))
    light, a, b = cv2.split(lab)
    lift = light + np.float32(BLACK_L)
    lift *= np.float32(1 / (median(light[::3, ::3]) + BLACK_L))
    own = np.maximum(np.minimum(a * lift * lift, MOST_OWN), -MOST_OWN)
    return np.asarray(cv2.merge([light, a, b, redness, own]))


@cache
def _logarithms() -> np.ndarray:
    """(1, 256) float32 of each code, four added against noise."""
    return (20 * np.log(np.arange(256)[None] + 4.0)).astype(np.float32)


def _cover(curve: np.ndarray, shape: tuple[int, ...], width_px: float, *, open_edge: bool = False) -> np.ndarray:
    """(h, w) float32: the part of each pixel inside the curve; without its edge, halves that touch hold nothing."""
    fine = 4 if width_px < 250 else 2
    canvas = np.zeros((shape[0] * fine, shape[1] * fine), dtype=np.uint8)
    points = np.round((curve * fine - 0.5) * 16).astype(np.int32)
    for loop in _parted(points) if open_edge else [points]:
        cv2.fillPoly(canvas, [loop], 255, cv2.LINE_8, 4)
        if open_edge:
            cv2.polylines(canvas, [loop], True, 0, 1, cv2.LINE_8, 4)
    small = cv2.resize(canvas, (shape[1], shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(small.astype(np.float32) * np.float32(1 / 255))


def _parted(points: np.ndarray) -> list[np.ndarray]:
    """The loops (n, 2) between lips: stretches of the inner edge (80, 2) where the two lips are apart.

    A line filled and drawn over again would leave specks, as the two choose different pixels.
    """
    lower = points[: HALF + 1]
    upper = np.concatenate([points[:1], points[:HALF:-1], points[HALF : HALF + 1]])
    apart = np.concatenate([[False], (lower != upper).any(axis=1)[1:-1], [False]])
    first, last = np.flatnonzero(~apart[:-1] & apart[1:]), np.flatnonzero(apart[:-1] & ~apart[1:]) + 1
    return [
        np.concatenate([lower[start : end + 1], upper[start + 1 : end][::-1]])
        for start, end in zip(first, last, strict=True)
    ]


def _line(curve: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """(h, w) uint8: 1 on the curve."""
    canvas = np.zeros(shape, dtype=np.uint8)
    points = np.round((curve - 0.5) * 16).astype(np.int32)
    cv2.polylines(canvas, [points], True, 1, 1, cv2.LINE_8, 4)
    return canvas


__all__ = ["CORNERS", "INNER", "OUTER", "LipMask", "LipMemory", "lip_mask", "smooth_loop"]
