"""Three orthogonal directions of a room from the lines in one picture: which way is up, and the focal length.

Inside this file vectors are in OpenCV's camera axes (x right, y down, z forward), pixels are counted from the middle of
the picture, and lines and points are (n, 3) homogeneous.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.room.lines import LONG_SIDE_PX
from arkit.room.refine import Fit, consistency, refine

LEAST_LINES = 8
TRIED = 2400  # random hypotheses; fewer lost 1 of 60 drawn rooms, more changed nothing
SCORED_LINES = 140
STEEP_RAD = np.radians(30)  # a line within this of the picture's vertical may be an upright of the room
TOLERANCE_RAD = np.radians(2.0)
FOCAL_SD_MOST = 0.15  # beyond it distances on the floor are guesses
GRAVITY_SD_MOST_RAD = np.radians(2.5)
ADVICE = (
    "take the picture from further back with a corner of the room, a door or floor boards in view, held upright, "
    "or give the field of view (--fov DEGREES)"
)


@dataclass(frozen=True, slots=True)
class FocalPrior:
    """What is known of the focal length before looking: `focal_px` with relative standard deviation `sd`."""

    focal_px: float
    sd: float
    source: str


@dataclass(frozen=True, slots=True)
class Manhattan:
    """The room's axes and the camera's focal length.

    Attributes:
        R_camera_room: (3, 3) in arkit's camera axes; room +y is up, room -z is the wall direction looked along most.
        focal_px: focal length.
        covariance: (4, 4) of a small rotation (3,) about arkit's camera axes and of log focal_px.
        lines: how many segments follow each of the room's x, y, z.
    """

    R_camera_room: np.ndarray
    focal_px: float
    covariance: np.ndarray
    lines: tuple[int, int, int]

    @property
    def gravity_sd_rad(self) -> float:
        """Standard deviation of the direction of up, along its worse side."""
        up = self.R_camera_room[:, 1]
        across = np.eye(3) - np.outer(up, up)
        return float(np.sqrt(np.linalg.eigvalsh(across @ self.covariance[:3, :3] @ across)[-1]))

    @property
    def focal_sd(self) -> float:
        """Relative standard deviation of the focal length."""
        return float(np.sqrt(self.covariance[3, 3]))


def find_manhattan(segments: np.ndarray, size: tuple[int, int], prior: FocalPrior, *, seed: int = 0) -> Manhattan:
    """Find the room's three directions.

    Args:
        segments: (n, 4) pixels, from `find_lines`.
        size: width and height of the picture, pixels; its middle is taken as the principal point.
        prior: what is known of the focal length.
        seed: of the random hypotheses.

    Raises:
        NotFoundError: too few lines, or lines that leave the focal length or the direction of up too uncertain.

    Source:
        Hypotheses from two uprights, one more line and a focal length drawn from the prior, scored by the angle between
        each segment and its vanishing point; the best are refined by least squares on rotation and focal length.
    """
    if len(segments) < LEAST_LINES:
        raise NotFoundError(f"room: expected at least {LEAST_LINES} straight lines, found {len(segments)}; {ADVICE}")
    scale = min(
        1.0, LONG_SIDE_PX / max(size)
    )  # the errors below are pixels of the picture in which lines were searched
    prior = replace(prior, focal_px=prior.focal_px * scale)
    centred = (segments - np.tile(np.array(size, dtype=np.float64) / 2, 2)) * scale
    starts = _hypotheses(centred, prior, np.random.default_rng(seed))
    tried = [refine(centred, rotation, focal, prior.focal_px, prior.sd) for rotation, focal in starts]
    fits = [fit for fit in tried if fit is not None]
    if not fits:
        raise NotFoundError(f"room: expected lines in the three directions of a room, found none that agree; {ADVICE}")
    found = _judged(_named(max(fits, key=lambda fit: fit.score)))
    return replace(found, focal_px=found.focal_px / scale)


def _hypotheses(centred: np.ndarray, prior: FocalPrior, rng: np.random.Generator) -> list[tuple[np.ndarray, float]]:
    """The few best (rotation, focal_px) of many drawn at random."""
    along = centred[:, 2:] - centred[:, :2]
    lengths = np.linalg.norm(along, axis=1)
    steep = np.flatnonzero(np.abs(along[:, 0]) < np.tan(STEEP_RAD) * np.abs(along[:, 1]))
    others = np.flatnonzero(np.abs(along[:, 0]) > 0.15 * np.abs(along[:, 1]))
    if len(steep) < 2 or len(others) < 1:
        raise NotFoundError(f"room: expected upright and level edges, found {len(steep)} and {len(others)}; {ADVICE}")
    focal = prior.focal_px * np.exp(np.clip(prior.sd, 0.005, 0.4) * rng.normal(size=TRIED).clip(-2.5, 2.5))
    ones = np.ones((len(centred), 1))
    lines = np.cross(np.hstack([centred[:, :2], ones]), np.hstack([centred[:, 2:], ones]))
    picks = [rng.choice(group, TRIED, p=lengths[group] / lengths[group].sum()) for group in (steep, steep, others)]
    normals = [lines[pick] * np.stack([focal, focal, np.ones(TRIED)], axis=1) for pick in picks]
    with np.errstate(invalid="ignore", divide="ignore"):
        down = _unit(np.cross(normals[0], normals[1]))
        first = _unit(np.cross(down, normals[2]))
        frames = np.stack([first, down, np.cross(first, down)], axis=2)  # (tried, 3, axis)
    good = np.isfinite(frames).all(axis=(1, 2)) & (np.abs(down[:, 1]) > 0.6) & (np.abs(down[:, 0]) < 0.5)
    frames, focal = frames[good], focal[good]
    longest = np.argsort(-lengths)[:SCORED_LINES]
    scores = _scores(centred[longest], frames, focal)
    order = np.argsort(-scores)[:80]
    order = order[np.argsort(-_scores(centred[np.argsort(-lengths)[:600]], frames[order], focal[order]))]
    return [(frames[i], float(focal[i])) for i in _apart(frames, order, 5)]


def _scores(centred: np.ndarray, frames: np.ndarray, focal: np.ndarray) -> np.ndarray:
    """For each hypothesis, the length of lines that follow one of its axes, (n,)."""
    points = frames * np.stack([focal, focal, np.ones_like(focal)], axis=1)[:, :, None]
    sines = consistency(centred, points)
    follow = np.clip(1 - (sines.min(axis=1) / np.sin(TOLERANCE_RAD)) ** 2, 0, None)
    lengths = np.linalg.norm(centred[:, 2:] - centred[:, :2], axis=1)
    total: np.ndarray = follow @ np.minimum(lengths, 6 * np.median(lengths))
    return total


def _apart(frames: np.ndarray, order: np.ndarray, count: int) -> list[int]:
    """The first `count` of `order` whose axes differ by more than 2 degrees from those already taken."""
    taken: list[int] = []
    for index in order:
        overlaps = [np.abs(frames[index].T @ frames[other]).max(axis=1).min() for other in taken]
        if all(overlap < np.cos(np.radians(2)) for overlap in overlaps):
            taken.append(int(index))
        if len(taken) == count:
            break
    return taken


def _named(fit: Fit) -> Manhattan:
    """Name the three axes: y up, z towards the viewer, x to the right; into arkit's camera axes."""
    flip = np.diag([1.0, -1.0, -1.0])
    axes = flip @ fit.rotation
    vertical = int(np.argmax(np.abs(axes[1])))
    level = [axis for axis in range(3) if axis != vertical]
    depth = max(level, key=lambda axis: abs(axes[2, axis]))
    side = next(axis for axis in level if axis != depth)
    up = axes[:, vertical] * np.sign(axes[1, vertical])
    toward = axes[:, depth] * np.sign(axes[2, depth])
    rotation = np.stack([np.cross(up, toward), up, toward], axis=1)
    turn = np.eye(4)
    turn[:3, :3] = flip
    counts = tuple(int((fit.axis_of == axis).sum()) for axis in (side, vertical, depth))
    return Manhattan(rotation, fit.focal_px, turn @ fit.covariance @ turn.T, (counts[0], counts[1], counts[2]))


def _judged(found: Manhattan) -> Manhattan:
    """The answer, or a refusal where it would be a guess."""
    if found.focal_sd > FOCAL_SD_MOST:
        raise NotFoundError(
            f"room: expected lines that fix the focal length within {100 * FOCAL_SD_MOST:.0f} %, "
            f"got {100 * found.focal_sd:.0f} %; {ADVICE}",
            focal_sd=found.focal_sd,
        )
    if found.gravity_sd_rad > GRAVITY_SD_MOST_RAD or found.lines[1] < 2 or found.lines[0] + found.lines[2] < 2:
        raise NotFoundError(
            f"room: expected lines that fix which way is up within {np.degrees(GRAVITY_SD_MOST_RAD):.1f} degrees, "
            f"got {np.degrees(found.gravity_sd_rad):.1f} from {sum(found.lines)} lines; {ADVICE}",
            gravity_sd_rad=found.gravity_sd_rad,
        )
    return found


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


__all__ = ["ADVICE", "FocalPrior", "Manhattan", "find_manhattan"]
