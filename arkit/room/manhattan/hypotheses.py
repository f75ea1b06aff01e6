"""Guesses of a room's axes drawn at random from its lines, and the few that most lines follow.

Vectors are in OpenCV's camera axes, pixels are counted from the middle of the picture.
"""

from __future__ import annotations

import numpy as np

from arkit.errors import NotFoundError
from arkit.room.manhattan.refine import consistency

TRIED = 1800  # random hypotheses
SCORED_LINES, SCORED_LINES_AGAIN = 120, 500
KEPT = 60
STEEP_RAD = np.radians(30)  # a line within this of the picture's vertical may be an upright of the room
TOLERANCE_RAD = np.radians(2.0)
APART_RAD = np.radians(2.0)


def guesses(
    centred: np.ndarray, focal_px: float, focal_sd: float, rng: np.random.Generator, *, count: int = 5
) -> list[tuple[np.ndarray, float]]:
    """The best (rotation, focal length) of many, none alike, best first; the second column of each is down.

    Args:
        centred: (n, 4) segments.
        focal_px, focal_sd: what is known of the focal length, sd relative.
        rng: for the draws.
        count: most of them.

    Raises:
        NotFoundError: fewer than two lines that may be uprights, or no other line.
    """
    along = centred[:, 2:] - centred[:, :2]
    lengths = np.linalg.norm(along, axis=1)
    steep = np.flatnonzero(np.abs(along[:, 0]) < np.tan(STEEP_RAD) * np.abs(along[:, 1]))
    others = np.flatnonzero(np.abs(along[:, 0]) > 0.15 * np.abs(along[:, 1]))
    if len(steep) < 2 or len(others) < 1:
        raise NotFoundError(f"room: expected upright and level edges, found {len(steep)} and {len(others)}")
    focal = focal_px * np.exp(np.clip(focal_sd, 0.005, 0.4) * rng.normal(size=TRIED).clip(-2.5, 2.5))
    ones = np.ones((len(centred), 1))
    lines = np.cross(np.hstack([centred[:, :2], ones]), np.hstack([centred[:, 2:], ones]))
    picks = [rng.choice(group, TRIED, p=lengths[group] / lengths[group].sum()) for group in (steep, steep, others)]
    frames = _frames([lines[pick] * np.stack([focal, focal, np.ones(TRIED)], axis=1) for pick in picks])
    down = frames[:, :, 1]
    good = np.isfinite(frames).all(axis=(1, 2)) & (np.abs(down[:, 1]) > 0.6) & (np.abs(down[:, 0]) < 0.5)
    frames, focal = frames[good], focal[good]
    longest = np.argsort(-lengths)
    order = np.argsort(-_scores(centred[longest[:SCORED_LINES]], frames, focal))[:KEPT]
    order = order[np.argsort(-_scores(centred[longest[:SCORED_LINES_AGAIN]], frames[order], focal[order]))]
    return [(frames[i], float(focal[i])) for i in _apart(frames, order, count)]


def _frames(normals: list[np.ndarray]) -> np.ndarray:
    """Right, down and forward as columns (n, 3, 3), from planes through two uprights and one level line each."""
    with np.errstate(invalid="ignore", divide="ignore"):
        down = _unit(np.cross(normals[0], normals[1]))
        first = _unit(np.cross(down, normals[2]))
        return np.stack([first, down, np.cross(first, down)], axis=2)


def _scores(centred: np.ndarray, frames: np.ndarray, focal: np.ndarray) -> np.ndarray:
    """For each hypothesis, the length of lines that follow one of its axes, (n,)."""
    points = frames * np.stack([focal, focal, np.ones_like(focal)], axis=1)[:, :, None]
    sines = consistency(centred.astype(np.float32), points.astype(np.float32))
    follow = np.clip(1 - (sines.min(axis=1) / np.sin(TOLERANCE_RAD)) ** 2, 0, None)
    lengths = np.linalg.norm(centred[:, 2:] - centred[:, :2], axis=1)
    total: np.ndarray = follow @ np.minimum(lengths, 6 * np.median(lengths))
    return total


def _apart(frames: np.ndarray, order: np.ndarray, count: int) -> list[int]:
    """The first `count` of `order` whose axes differ from those already taken."""
    taken: list[int] = []
    for index in order:
        if all(_turn_between(frames[index], frames[other]) > APART_RAD for other in taken):
            taken.append(int(index))
        if len(taken) == count:
            break
    return taken


def _turn_between(first: np.ndarray, second: np.ndarray) -> float:
    """Largest angle, radians, from an axis of one frame (3, 3) to the nearest of another, whatever their names."""
    overlap = np.abs(first.T @ second).max(axis=1).min()
    return float(np.arccos(np.clip(overlap, 0, 1)))


def _unit(vectors: np.ndarray) -> np.ndarray:
    unit: np.ndarray = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


__all__ = ["guesses"]
