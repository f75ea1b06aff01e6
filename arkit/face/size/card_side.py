"""Find one side of a card: the straight line along which its own colour ends.

What a side is: 40 renders of ten heads, forehead and chin, four cards, all lights, a finger over every fourth; cards
refused, mean (worst) error of the distance of the pupils:

    strongest step of brightness, all up or all down along a side    16, 0.72 % (4.2): hair, wall and skin behind one
                                                                     side are darker and lighter than the card
    the straight line with most change of colour under it,           0, 0.54 % (2.5): hair and print beside a faint
    strong edges counting hardly more than middling ones                side still draw it away
    the same, where the card's own colour ends (this one)            4, 0.48 % (1.4)

The edge itself is where light, not code, is half way between the two colours on its sides.
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.color import linear_to_srgb

SAMPLES = 48
STEP_PX = 0.25
BESIDE_PX, NEAR_PX = 2.0, 1.25  # the two colours of an edge lie so far from it; its middle is looked for so near
SEEN_CODES = 6.0  # colours this far apart are two
ALIKE_CODES = 20.0  # so far apart two colours may be one
ENOUGH_CODES = 8.0  # of change per pixel make an edge
STRAIGHT = 0.55  # of a side's samples lie on one line; a finger may hide the rest


def fit_side(light: np.ndarray, start: np.ndarray, end: np.ndarray, reach_px: float) -> np.ndarray | None:
    """The line (3,) between two rough corners, homogeneous; None where too little of it shows.

    Args:
        light: (h, w, 3) linear.
        start, end: (2,) pixels, the card lying to the right on the way from one to the other.
        reach_px: how far from them the side may lie.
    """
    length = float(np.linalg.norm(end - start))
    if length < 12:
        return None
    along = (end - start) / length
    out = np.array([along[1], -along[0]])
    bases = start + (end - start) * np.linspace(0.1, 0.9, SAMPLES)[:, None]
    steps = np.arange(-reach_px - BESIDE_PX, reach_px + BESIDE_PX + STEP_PX / 2, STEP_PX)
    places = (bases[:, None] + out * steps[None, :, None] - 0.5).astype(np.float32)
    profile = cv2.remap(light, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    codes = (255 * linear_to_srgb(profile)).astype(np.float32)
    at = _straightest(np.linalg.norm(_slopes(codes), axis=2) * _leaving(codes), reach_px)
    offset, clear = _crossings(profile, codes, at)
    return _line((bases + out * ((offset - (len(steps) - 1) / 2) * STEP_PX)[:, None])[clear])


def _slopes(profile: np.ndarray) -> np.ndarray:
    """(n, m, 3) change per step along the second axis, a little smoothed."""
    return np.gradient(cv2.GaussianBlur(profile, (7, 1), 1.5).astype(np.float64), axis=1)


def _leaving(codes: np.ndarray) -> np.ndarray:
    """(n, m) 1 where a sample leaves the card's own colour, 1/4 where it comes to it: print and hair have edges too."""
    own, beside = np.median(codes[:, : round(BESIDE_PX / STEP_PX)], axis=(0, 1)), round(NEAR_PX / STEP_PX)
    alike = np.exp(-((np.linalg.norm(codes - own, axis=2) / ALIKE_CODES) ** 2))
    padded = np.pad(alike, ((0, 0), (beside, beside)), mode="edge")
    return np.asarray((0.5 + 0.5 * padded[:, : -2 * beside]) * (1 - 0.5 * padded[:, 2 * beside :]))


def _straightest(strength: np.ndarray, reach_px: float) -> np.ndarray:
    """Place (n,) in steps along each sample where the straight line with most edge under it crosses it.

    Strong edges count hardly more than middling ones, so that a short one, of print or hair, does not bend the line.
    """
    count, width = strength.shape
    middle, reach = (width - 1) // 2, round(reach_px / STEP_PX)
    ends = np.arange(-reach, reach + 1, 2)
    first, last = (one.ravel() for one in np.meshgrid(ends, ends, indexing="ij"))
    share = np.linspace(0, 1, count)
    lines = np.round(first[:, None] * (1 - share) + last[:, None] * share).astype(int) + middle
    enough = strength / (strength + ENOUGH_CODES * STEP_PX)
    best = int(enough[np.arange(count), lines].sum(axis=1).argmax())
    return middle + first[best] * (1 - share) + last[best] * share


def _crossings(light: np.ndarray, codes: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where (n,) steps, to a fraction, each sample passes from the card's light to what is behind it, and whether.

    Each sample has its own two colours: a card may be darker than the wall and lighter than the hair.
    """
    rows, near = np.arange(len(at))[:, None], np.round(at).astype(int)[:, None]
    beside = round(BESIDE_PX / STEP_PX)
    span = np.arange(-beside, beside + 1)
    columns = np.clip(near + span, 0, light.shape[1] - 1)
    step_codes = _across(codes[rows, columns])
    part = light[rows, columns]
    rise = np.einsum("nmk,nk->nm", _slopes(part), _across(part))
    weight = np.maximum(rise, 0) * (np.abs(span) <= round(NEAR_PX / STEP_PX))
    peak = weight.argmax(axis=1)
    weight = weight * (np.abs(np.arange(len(span)) - peak[:, None]) <= round(1 / STEP_PX))
    place = (weight * columns).sum(axis=1) / np.maximum(weight.sum(axis=1), 1e-12)
    return np.asarray(place), np.linalg.norm(step_codes, axis=1) > SEEN_CODES


def _across(part: np.ndarray) -> np.ndarray:
    """(n, 3) from the first of the samples' colours (n, m, 3) to the last."""
    return np.asarray(part[:, -2:].mean(axis=1) - part[:, :2].mean(axis=1))


def _line(points: np.ndarray) -> np.ndarray | None:
    """Homogeneous line (3,) through most of the points, least squares on those that lie on it."""
    if len(points) < SAMPLES // 3:
        return None
    vx, vy, x, y = cv2.fitLine(points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel().astype(np.float64)
    for _ in range(4):
        normal = np.array([-vy, vx])
        off = np.abs((points - (x, y)) @ normal)
        kept = points[off < max(0.35, 2.5 * float(np.median(off)))]
        if len(kept) < STRAIGHT * SAMPLES:
            return None
        x, y = kept.mean(axis=0)
        vx, vy = np.linalg.svd(kept - (x, y))[2][0]
    return np.array([-vy, vx, vy * x - vx * y])


__all__ = ["fit_side"]
