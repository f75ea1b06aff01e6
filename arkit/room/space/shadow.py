"""Which way a product passes an opening in one straight push: its shadow along the push must lie in the rectangle.

The certificate is two directions at right angles, one held across the opening and one upright, along which the hull is
narrower than the opening: they can be measured again by hand. Found by 1500 directions for the first, 48 around it
for the second, then a pattern search on the best 10. On 67 random plates that pass only slanted, by openings whose
least height is known in closed form, the play found was short by 0.01 mm in the median and by under 0.5 mm in all
but one (6 mm: an answer there is "unknown", never wrong); the best 6 of all pairs, which lie side by side, gave 7 mm.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from arkit.room.space.shape import Shape

_FIRST, _AROUND, _BEST, _ROUNDS = 1500, 48, 10, 26
_EASY_M = 0.03  # play, both sides together, that a carrier is content with


@dataclass(frozen=True, slots=True)
class Turn:
    """How a product is held while it is pushed straight through.

    Attributes:
        rotation: (3, 3) product space to the opening's space (x across, y up, z into the room).
        play_m: (2,) what is left across and upright, both sides together; negative where it does not pass.
        length_m: the product's extent along the push.
    """

    rotation: np.ndarray
    play_m: np.ndarray
    length_m: float


def widths(corners_m: np.ndarray, directions: np.ndarray) -> np.ndarray:
    """(...) extents of points (n, 3) along unit directions (..., 3).

    One row for each point: taking the most of all rows is three times as fast as of all columns.
    """
    along = corners_m @ directions.reshape(-1, 3).T
    return np.asarray((along.max(axis=0) - along.min(axis=0)).reshape(directions.shape[:-1]))


def best_turn(
    shape: Shape, width_m: float, height_m: float, *, upright: bool = False, corridor_m: float | None = None
) -> Turn:
    """The way to hold it that leaves the most play in an opening; upright keeps its base down.

    With a corridor before the wall only those count that it has the depth for, where there are any.
    """
    room = np.array([width_m, height_m])
    frames = _upright(shape) if upright else np.concatenate([_plain(), _upright(shape)])
    play = _play(shape.corners_m, frames, room)
    if not upright and (play.max() < _EASY_M or corridor_m is not None):  # else no tilt need be looked for
        frames = np.concatenate([frames, _tilted(shape, room)])
        play = _play(shape.corners_m, frames, room)
    if corridor_m is not None:
        long = widths(shape.corners_m, np.cross(frames[:, 0], frames[:, 1]))
        play = play - 1e3 * (long > corridor_m) * bool((play[long <= corridor_m] >= 0).any())
    across, up = frames[_simplest(frames, play)]
    up = -up if up[1] < 0 else up
    rotation = np.stack([across, up, np.cross(across, up)])
    left = room - widths(shape.corners_m, rotation[:2])
    return Turn(rotation, left, float(widths(shape.corners_m, rotation[2])))


def _play(corners_m: np.ndarray, frames: np.ndarray, room: np.ndarray) -> np.ndarray:
    """(n,) the lesser of what is left across and upright in each frame (n, 2, 3)."""
    return (room - widths(corners_m, frames)).min(axis=1)


def _simplest(frames: np.ndarray, play: np.ndarray) -> int:
    """As it stands where that passes easily, along its own axes where that does, else the most play of all."""
    standing = np.abs(frames[:, 1, 1]) > 1 - 1e-9
    plain = (np.abs(frames).max(axis=2) > 1 - 1e-9).all(axis=1)
    for simple in (standing, plain):
        eased = np.where(simple, play, -np.inf)
        if eased.max() >= _EASY_M:
            return int(eased.argmax())
    return int(np.argmax(play + 1e-4 * standing + 5e-5 * plain))


def _upright(shape: Shape) -> np.ndarray:
    """(k, 2, 3) frames with the base down: the narrowest side of a polygon lies along one of its edges."""
    outline = shape.outline_m
    edges = np.roll(outline, -1, axis=0) - outline
    edges = edges[np.linalg.norm(edges, axis=1) > 1e-9]
    if not len(edges):
        edges = np.array([[1.0, 0.0]])
    edges = edges / np.linalg.norm(edges, axis=1)[:, None]
    across = np.stack([-edges[:, 1], np.zeros(len(edges)), edges[:, 0]], axis=1)
    return np.stack([across, np.broadcast_to([0.0, 1.0, 0.0], across.shape)], axis=1)


def _tilted(shape: Shape, room: np.ndarray) -> np.ndarray:
    """(k, 2, 3) the best frames of any tilt."""
    first = _half_sphere()
    narrow = room[0] - widths(shape.few_m, first)
    second = _second(first)
    worth = np.argsort(-narrow)[:500]  # the least play is no more than what is left across
    other = room[1] - widths(shape.few_m, second[worth])
    play = np.minimum(narrow[worth][:, None], other)
    columns = play.argmax(axis=1)  # one frame for each first direction: the best of all lie side by side
    rows = np.argsort(-play.max(axis=1))[:_BEST]
    columns = columns[rows]
    frames = np.stack([first[worth][rows], second[worth][rows, columns]], axis=1)
    return _climbed(shape, np.concatenate([frames, _plain()]), room)


@cache
def _plain() -> np.ndarray:
    """(6, 2, 3) the frames along the product's own axes."""
    axes = np.eye(3)
    return np.array([[axes[i], axes[j]] for i in range(3) for j in range(3) if i != j])


@cache
def _half_sphere() -> np.ndarray:
    steps = np.arange(_FIRST) + 0.5
    height = steps / _FIRST
    around = np.pi * (1 + 5**0.5) * steps
    flat = np.sqrt(1 - height**2)
    return np.stack([flat * np.cos(around), height, flat * np.sin(around)], axis=1)


def _second(first: np.ndarray) -> np.ndarray:
    """(n, _AROUND, 3) unit directions at right angles to each first one, half a turn around it."""
    return _around_half_sphere() if first is _half_sphere() else _ring(first)


@cache
def _around_half_sphere() -> np.ndarray:
    return _ring(_half_sphere())


def _ring(first: np.ndarray) -> np.ndarray:
    aside = np.where(np.abs(first[:, :1]) < 0.8, [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]])
    one = np.cross(first, aside)
    one /= np.linalg.norm(one, axis=1)[:, None]
    other = np.cross(first, one)
    angle = np.pi * np.arange(_AROUND) / _AROUND
    return np.cos(angle)[None, :, None] * one[:, None] + np.sin(angle)[None, :, None] * other[:, None]


def _climbed(shape: Shape, frames: np.ndarray, room: np.ndarray) -> np.ndarray:
    """Turn each frame about its own axes and two diagonals, by less and less, while that gives more play."""
    moves = np.concatenate([np.eye(3), [[1, 1, 0], [1, -1, 0], [1, 0, 1], [1, 0, -1], [0, 1, 1], [0, 1, -1]]])
    moves = np.concatenate([np.zeros((1, 3)), moves, -moves])
    step = 0.06
    for _ in range(_ROUNDS):
        full = np.concatenate([frames, np.cross(frames[:, 0], frames[:, 1])[:, None]], axis=1)
        tried = np.einsum("mij,fjk->fmik", _small_rotations(step * moves), full)[:, :, :2]
        flat = tried.reshape(-1, 2, 3)
        play = _play(shape.few_m, flat, room).reshape(len(frames), -1)
        best = play.argmax(axis=1)
        frames = tried[np.arange(len(frames)), best]
        step *= 0.62 if (best == 0).mean() > 0.5 else 1.0
    return frames


def _small_rotations(vectors: np.ndarray) -> np.ndarray:
    """(n, 3, 3) rotations by rotation vectors (n, 3), Rodrigues."""
    angle = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.maximum(angle, 1e-12)[:, None]
    cross = np.zeros((len(vectors), 3, 3))
    cross[:, 0, 1], cross[:, 0, 2], cross[:, 1, 2] = -unit[:, 2], unit[:, 1], -unit[:, 0]
    cross -= cross.transpose(0, 2, 1)
    s, c = np.sin(angle)[:, None, None], 1 - np.cos(angle)[:, None, None]
    return np.eye(3) + s * cross + c * (cross @ cross)


__all__ = ["Turn", "best_turn", "widths"]
