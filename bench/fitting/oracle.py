"""Exact answers, none of them arkit's way of finding them.

A box by a straight push: the rectangle-in-rectangle criterion of its smallest face (Wetzel, "Rectangles in
rectangles", Mathematics Magazine 2000, after Carver 1957). A hull: turns of the whole group on a grid, the best climbed
at random; within 3 cm of the edge the 40 best that lie apart are climbed, which leaves half a millimetre untold. An
upright prism: its width at 20,000 turns. A place in a room: outlines clipped against each other, no separating axes.
"""

from __future__ import annotations

import numpy as np


def box_passes(size: np.ndarray, width: float, height: float) -> bool:
    """Whether some straight push takes a box through a thin opening."""
    short, long = np.sort(size)[:2]
    least, most = sorted((width, height))
    if long <= most:
        return bool(short <= least)
    if short > least:
        return False
    root = np.sqrt(long**2 + short**2 - most**2)
    return bool(least * (long**2 + short**2) >= 2 * long * short * most + (long**2 - short**2) * root)


def hull_passes(corners: np.ndarray, width: float, height: float, rng: np.random.Generator) -> bool | None:
    """The same for a hull of corners (n, 3); None where the grid cannot tell."""
    first = _sphere(5000)
    around = 100
    room = np.array([width, height])
    diameter = float(np.linalg.norm(corners[:, None] - corners[None], axis=2).max())
    tops: list[tuple[float, np.ndarray]] = []
    narrow = width - _extent(corners, first)
    step = np.sqrt(4 * np.pi / 5000) + np.pi / around
    worth = first[narrow > -diameter * step]
    for group in np.array_split(worth, max(1, len(worth) // 400)):
        if not len(group):
            continue
        frames = _frames(group, around).reshape(-1, 2, 3)
        play = (room - np.stack([_extent(corners, frames[:, 0]), _extent(corners, frames[:, 1])], axis=1)).min(axis=1)
        tops += [(float(play[row]), frames[row]) for row in np.argsort(-play)[:60].tolist()]
    tops = _apart(tops)
    if not tops or tops[0][0] < -diameter * step:
        return False
    best = _climbed(corners, room, tops[0][1], tops[0][0], rng)
    if -0.03 < best < 0:
        best = max(_climbed(corners, room, frame, play, rng) for play, frame in tops)
    return True if best >= 0 else None if best > -0.0005 else False


def _apart(tops: list[tuple[float, np.ndarray]], most: int = 40) -> list[tuple[float, np.ndarray]]:
    """The best frames, none within 10 degrees of a better one."""
    kept: list[tuple[float, np.ndarray]] = []
    for play, frame in sorted(tops, key=lambda one: -one[0]):
        if all(np.abs((frame * other).sum(axis=1)).min() < np.cos(np.radians(10)) for _, other in kept):
            kept.append((play, frame))
        if len(kept) == most:
            break
    return kept


def prism_passes(outline: np.ndarray, tall: float, width: float, height: float) -> bool:
    """Whether an upright convex prism over an outline (k, 2) passes: its least width, and its height."""
    angle = np.pi * np.arange(20_000) / 20_000
    along = outline @ np.stack([np.cos(angle), np.sin(angle)])
    return bool(tall <= height and np.ptp(along, axis=0).min() <= width)


def overlap_area(one: np.ndarray, other: np.ndarray) -> float:
    """Area that two convex outlines (k, 2), counter-clockwise, share: one clipped by each side of the other."""
    polygon = [tuple(point) for point in one]
    for a, b in zip(other, np.roll(other, -1, axis=0), strict=True):
        clipped: list[tuple[float, float]] = []
        for p, q in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            side_p, side_q = (float((b[0] - a[0]) * (r[1] - a[1]) - (b[1] - a[1]) * (r[0] - a[0])) for r in (p, q))
            if side_p >= 0:
                clipped.append(p)
            if side_p * side_q < 0:
                part = side_p / (side_p - side_q)
                clipped.append((p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1])))
        polygon = clipped
        if len(polygon) < 3:
            return 0.0
    x, y = np.array(polygon).T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def _climbed(corners: np.ndarray, room: np.ndarray, frame: np.ndarray, best: float, rng: np.random.Generator) -> float:
    step = 0.08
    for _ in range(60):
        tried = frame[None] + step * rng.normal(size=(150, 2, 3))
        tried[:, 0] /= np.linalg.norm(tried[:, 0], axis=1)[:, None]
        tried[:, 1] -= (tried[:, 1] * tried[:, 0]).sum(axis=1)[:, None] * tried[:, 0]
        tried[:, 1] /= np.linalg.norm(tried[:, 1], axis=1)[:, None]
        play = (room - np.stack([_extent(corners, tried[:, 0]), _extent(corners, tried[:, 1])], axis=1)).min(axis=1)
        if play.max() > best:
            best, frame = float(play.max()), tried[play.argmax()]
        else:
            step *= 0.8
    return best


def _extent(corners: np.ndarray, directions: np.ndarray) -> np.ndarray:
    along = directions @ corners.T
    return np.asarray(along.max(axis=1) - along.min(axis=1))


def _sphere(count: int) -> np.ndarray:
    steps = np.arange(count) + 0.5
    up = 1 - 2 * steps / count
    flat, around = np.sqrt(1 - up**2), np.pi * (1 + 5**0.5) * steps
    return np.stack([flat * np.cos(around), flat * np.sin(around), up], axis=1)


def _frames(first: np.ndarray, around: int) -> np.ndarray:
    aside = np.where(np.abs(first[:, 2:]) < 0.9, [[0.0, 0.0, 1.0]], [[1.0, 0.0, 0.0]])
    one = np.cross(first, aside)
    one /= np.linalg.norm(one, axis=1)[:, None]
    other = np.cross(first, one)
    angle = np.pi * np.arange(around)[None, :, None] / around
    second = np.cos(angle) * one[:, None] + np.sin(angle) * other[:, None]
    return np.stack([np.broadcast_to(first[:, None], second.shape), second], axis=2)


__all__ = ["box_passes", "hull_passes", "overlap_area", "prism_passes"]
