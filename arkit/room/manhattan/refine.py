"""Refine three orthogonal vanishing points, the focal length and the lens together, with their covariance.

Inside this file vectors are in OpenCV's camera axes (x right, y down, z forward) and pixels are counted from the middle
of the picture.

A line belongs to each axis by its share (EM): its ends' misses follow Student's t, lines of no axis are uniform. The
principal point and the lens' bend are nuisances with a prior; without them gravity's told error was four times too
small on photographs (York Urban, training half), whose lens is off centre by 2 % of the diagonal. So are two small
tilts and a skew: what is built level, and the lens' middle, is less true to gravity than what is built upright, and
walls are not quite square to each other. (The spread of each picture's own lines as their sd was worse on photographs:
focal length 26 instead of 22 % at the 90th of 100, and no better on drawn rooms.)
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lgamma

import numpy as np

from arkit.room.manhattan.lens import unbent

END_SD_PX = 0.3  # of a segment's end across it: measured on York Urban's short lines
TURN_SD_RAD = 0.0045  # of a line about its own direction: what is built is not quite square, measured on its long lines
FREEDOM = 3.0  # of Student's t: soft enough for boards that are a degree off
STRAYS = 0.3  # share of lines that follow none of the three axes, before they are looked at
LINES_AS_ONE = 12.0  # lines of one wall share its error; with 1 the told sd were 4 times too small
TILT_SD_RAD = np.radians(0.4)  # of the lines of each level axis out of level; 0.25 to 0.8 told photographs alike
SKEW_SD_RAD = np.radians(0.6)  # of the angle between the level axes; 0 to 1 degree told photographs alike
FREE = 10  # rotation (3,), log focal length, tilt (2,) and skew of the level axes, principal point (2,), bend
SKEWED = ((0, 0.5), (2, -0.5))  # what part of the skew turns which level axis about down
ROUNDS, WIDENED, NARROWING = 10, 4.0, 0.6
T_MEDIAN = 0.765  # of the absolute value of Student's t with three degrees of freedom
USUAL_SPREAD, FEW, MISFIT = 0.72, 20, (0.35, 2.0)  # of what follows an axis; found on 50 drawn rooms and 51 photographs
TURN_USUAL, TURN_MISFIT, CLEAN = 0.7, (0.6, 1.8), 0.5  # found on 50 drawn rooms and 51 photographs, as above
FEW_LEVEL = 8  # so few level lines may follow an axis by chance
LEAST_SHARE = 5.0  # lines in all


@dataclass(frozen=True, slots=True)
class Lore:
    """What is known before looking, each with its standard deviation.

    Attributes:
        focal_px, focal_sd: focal length and its relative sd.
        center_sd_px: of the principal point about the picture's middle.
        k1_sd: of the bend, see `arkit.room.manhattan.lens`.
        radius_px: half the picture's diagonal, the unit of k1.
    """

    focal_px: float
    focal_sd: float
    center_sd_px: float
    k1_sd: float
    radius_px: float


@dataclass(frozen=True, slots=True)
class Fit:
    """Axes as columns of `rotation` (3, 3), OpenCV axes, and the lens that explain the lines.

    Attributes:
        rotation, focal_px, center_px, k1: the answer; center_px is from the picture's middle.
        covariance: (10, 10) of small rotation (3,), log focal length, tilt (2,) and skew of what is level, center_px
            (2,) and k1; zero where held.
        share: (3, n) how far each line belongs to each axis.
        score: log likelihood over "no line follows anything", in nats of independent lines.
        misfit: variance of the lines' own spread over the usual one.
    """

    rotation: np.ndarray
    focal_px: float
    center_px: np.ndarray
    k1: float
    covariance: np.ndarray
    share: np.ndarray
    score: float
    misfit: float


def consistency(centred: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Sine of the angle between each segment and the way from its middle to each vanishing point.

    Args:
        centred: (n, 4) segments, pixels from the principal point.
        points: (m, 3, 3) homogeneous vanishing points as columns, m hypotheses of three.

    Returns:
        (m, 3, n).
    """
    along = centred[:, 2:] - centred[:, :2]
    along = along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    middle = (centred[:, 2:] + centred[:, :2]) / 2
    x = points[:, 0, :, None] - points[:, 2, :, None] * middle[:, 0]
    y = points[:, 1, :, None] - points[:, 2, :, None] * middle[:, 1]
    sine: np.ndarray = np.abs(x * along[:, 1] - y * along[:, 0]) / np.maximum(np.hypot(x, y), 1e-9)
    return sine


def refine(
    centred: np.ndarray,
    rotation: np.ndarray,
    focal_px: float,
    lore: Lore,
    *,
    free: int = FREE,
    rounds: int = ROUNDS,
    without: int | None = None,
) -> Fit | None:
    """Refine a hypothesis; None where the lines that follow it are too few.

    Args:
        centred: (n, 4) segments, pixels from the picture's middle.
        rotation: (3, 3), OpenCV camera axes, columns are the room's axes, the second is down.
        focal_px: first guess.
        lore: what is known beforehand.
        free: how many of (rotation 3, focal 1, tilt 2, skew 1, principal point 2, bend 1) are sought; the others stay.
        rounds: most steps of Gauss and Newton.
        without: an axis that no line may follow.
    """
    rest, asked = np.zeros(6), np.arange(3) != without
    parts = (1 - STRAYS) * asked / asked.sum()
    tilts = [TILT_SD_RAD, TILT_SD_RAD, SKEW_SD_RAD]
    sd = np.array([lore.focal_sd, *tilts, lore.center_sd_px, lore.center_sd_px, lore.k1_sd])
    for turn in range(rounds):
        wide = max(1.0, WIDENED * NARROWING**turn)
        lines = straight_lines(centred, rest[3:5], rest[5], lore.radius_px)
        miss, slopes = misses(_tilted(rotation, rest), focal_px, lines)
        slopes[0, :, 4], slopes[2, :, 5] = slopes[0, :, :3] @ rotation[:, 2], -slopes[2, :, :3] @ rotation[:, 0]
        slopes[0, :, 6], slopes[2, :, 6] = (half * slopes[axis, :, :3] @ rotation[:, 1] for axis, half in SKEWED)
        if free == FREE:
            slopes[..., 9] = _bend_slope(centred, _tilted(rotation, rest), focal_px, rest, lore.radius_px, miss)
        share, gain = _shares(miss, _end_sd(lines[2], wide), lines[2], parts)
        if share.sum() < LEAST_SHARE:
            return None
        parts = np.clip(share.mean(axis=1), 0.02, 1) * asked
        parts *= (1 - STRAYS) / parts.sum()
        off = np.concatenate([[np.log(focal_px / lore.focal_px)], rest])
        hessian, pull = _normal_equations(miss, slopes, share, _end_sd(lines[2], wide), off / sd**2, sd)
        step = np.zeros(FREE)
        step[:free] = -np.linalg.solve(hessian[:free, :free], pull[:free])
        step *= min(1.0, 0.15 / max(np.abs(step[:3]).max(), 1e-12), 0.3 / max(abs(step[3]), 1e-12))
        rotation = _turned(step[:3]) @ rotation
        focal_px, rest = focal_px * float(np.exp(step[3])), rest + step[4:]
        if wide == 1.0 and np.abs(step * [1, 1, 1, 1, 1, 1, 1, 0.01, 0.01, 1]).max() < 1e-5:
            break
    misfit = _misfit(np.abs(miss) / _end_sd(lines[2], 1.0), share)
    covariance = _told(hessian, sd, share, misfit, free, focal_px)
    score = float(gain) / LINES_AS_ONE - 0.5 * float(((off / sd) ** 2).sum())
    return Fit(rotation, focal_px, rest[3:5], float(rest[5]), covariance, share, score, misfit)


def _tilted(rotation: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """The axes with the two level ones a little out of level, rest[:2], and out of square, rest[2]."""
    across, down, forward = rotation.T
    skewed = _turned(rest[2] / 2 * down)
    return np.stack([skewed @ across + rest[0] * down, down, skewed.T @ forward + rest[1] * down], axis=1)


Lines = tuple[np.ndarray, np.ndarray, np.ndarray]


def straight_lines(centred: np.ndarray, center: np.ndarray, k1: float, radius_px: float) -> Lines:
    """Middle (n, 2), unit normal (n, 2) and half length (n,) of segments once the lens' bend is taken out."""
    ends = (centred.reshape(-1, 2, 2) - center) / radius_px
    ends = ends * (radius_px * unbent(np.linalg.norm(ends, axis=2, keepdims=True), k1))
    along = ends[:, 1] - ends[:, 0]
    length = np.maximum(np.linalg.norm(along, axis=1), 1e-9)
    return ends.mean(axis=1), np.stack([-along[:, 1], along[:, 0]], axis=1) / length[:, None], length / 2


def misses(rotation: np.ndarray, focal_px: float, lines: Lines) -> tuple[np.ndarray, np.ndarray]:
    """How far, px, each segment's end misses each axis' vanishing line, (3, n), and its slopes (3, n, 10)."""
    middle, normal, half = lines
    points = rotation * np.array([[focal_px], [focal_px], [1.0]])
    way = points[:2].T[:, None] - points[2][:, None, None] * middle
    reach = np.maximum(np.linalg.norm(way, axis=2), 1e-9)
    miss = (way * normal).sum(axis=2) / reach * half
    slopes = np.zeros((3, len(half), FREE))
    pull = (half / reach)[..., None] * normal
    for axis in range(3):
        x, y, z = rotation[:, axis]
        toward = pull[axis] @ np.array([[0.0, z, -y], [-z, 0.0, x]]) * focal_px
        slopes[axis, :, :3] = toward - (pull[axis] * middle).sum(axis=1)[:, None] * np.array([y, -x, 0.0])
        slopes[axis, :, 3] = focal_px * (pull[axis] @ np.array([x, y]))
        slopes[axis, :, 7:9] = pull[axis] * z
    return miss, slopes


def _bend_slope(
    centred: np.ndarray,
    axes: np.ndarray,
    focal_px: float,
    rest: np.ndarray,
    radius_px: float,
    miss: np.ndarray,
) -> np.ndarray:
    step = 1e-4
    slope: np.ndarray = (
        _only_misses(axes, focal_px, straight_lines(centred, rest[3:5], rest[5] + step, radius_px)) - miss
    )
    return slope / step


def _only_misses(rotation: np.ndarray, focal_px: float, lines: Lines) -> np.ndarray:
    middle, normal, half = lines
    points = rotation * np.array([[focal_px], [focal_px], [1.0]])
    way = points[:2].T[:, None] - points[2][:, None, None] * middle
    missed: np.ndarray = (way * normal).sum(axis=2) / np.maximum(np.linalg.norm(way, axis=2), 1e-9) * half
    return missed


def _end_sd(half: np.ndarray, wide: float) -> np.ndarray:
    sd: np.ndarray = np.sqrt(END_SD_PX**2 + (wide * TURN_SD_RAD * half) ** 2)
    return sd


def _shares(miss: np.ndarray, sd: np.ndarray, half: np.ndarray, parts: np.ndarray) -> tuple[np.ndarray, float]:
    """How far each line belongs to each axis (3, n), and the log likelihood gained over strays only."""
    scale = np.exp(lgamma((FREEDOM + 1) / 2) - lgamma(FREEDOM / 2)) / np.sqrt(FREEDOM * np.pi)
    follow = parts[:, None] * scale / sd * (1 + (miss / sd) ** 2 / FREEDOM) ** (-(FREEDOM + 1) / 2)
    stray = 1 / (2 * half)
    total = follow.sum(axis=0) + STRAYS * stray
    return follow / total, float(np.log(total / stray).sum())


def _told(
    hessian: np.ndarray, sd: np.ndarray, share: np.ndarray, misfit: float, free: int, focal_px: float
) -> np.ndarray:
    """Covariance (10, 10): what the lines say, widened where they are few or fit badly, and what was known before.

    What widens the rotation once more moves the principal point along: the picture, its horizon too, stays where it is.
    """
    known = np.diag(np.concatenate([np.full(3, 1e-6), 1 / sd**2]))
    few = 1 + FEW_LEVEL / max(float((share[[0, 2]] > 0.5).sum()), 1.0)
    sure = known.copy()
    sure[4:, 4:] /= np.clip(misfit / TURN_USUAL, CLEAN, 1.0) ** 4
    told = sure + (hessian - known) / (few**2 * misfit**3)
    covariance = np.zeros((FREE, FREE))
    covariance[:free, :free] = np.linalg.inv(told[:free, :free])
    wider = float(np.sqrt(np.clip(misfit / TURN_USUAL, *TURN_MISFIT)))
    turned = np.eye(FREE)
    turned[:3] *= wider
    turned[7, 1], turned[8, 0] = (1 - wider) * focal_px, (wider - 1) * focal_px
    widened: np.ndarray = turned @ covariance @ turned.T
    return widened


def _misfit(off: np.ndarray, share: np.ndarray) -> float:
    """The variance of the lines' own spread over the usual one; its third power widens what they tell.

    The plain ratio told the sd of drawn rooms, whose walls are square, twice too wide, and that of photographs of old
    buildings twice too narrow: what is not square there is so for whole walls at once. What is known beforehand of lens
    and tilts is wider than drawn rooms need and narrower than some buildings do; so the ratio, within bounds, widens
    the rotation's covariance once more, and where lines fit well its square narrows the sd of lens and tilts.
    """
    followers = off[share > 0.5]
    spread = float(np.median(followers)) / T_MEDIAN if len(followers) else USUAL_SPREAD
    blend = (len(followers) * spread**2 + FEW * USUAL_SPREAD**2) / (len(followers) + FEW)
    return float(np.clip(blend / USUAL_SPREAD**2, MISFIT[0], MISFIT[1]))


def _normal_equations(
    miss: np.ndarray, slopes: np.ndarray, share: np.ndarray, sd: np.ndarray, pulled: np.ndarray, lore_sd: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    weight = share * (FREEDOM + 1) / (FREEDOM + (miss / sd) ** 2) / sd**2 / LINES_AS_ONE
    flat = slopes.reshape(-1, FREE)
    weighted = flat * weight.reshape(-1, 1)
    hessian, pull = weighted.T @ flat, weighted.T @ miss.ravel()
    hessian[np.diag_indices(3)] += 1e-6
    hessian[3:, 3:] += np.diag(1 / lore_sd**2)
    pull[3:] += pulled
    return hessian, pull


def _turned(vector: np.ndarray) -> np.ndarray:
    """Rotation (3, 3) about a vector (3,) by its length, radians."""
    angle = float(np.linalg.norm(vector))
    x, y, z = vector
    cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    if angle < 1e-12:
        return np.eye(3) + cross
    turned: np.ndarray = np.eye(3) + np.sin(angle) / angle * cross + (1 - np.cos(angle)) / angle**2 * cross @ cross
    return turned


__all__ = ["Fit", "Lines", "Lore", "consistency", "misses", "refine", "straight_lines"]
