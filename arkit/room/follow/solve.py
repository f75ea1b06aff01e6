"""Find the camera from places of the room whose pixels are known, though some are wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.frame import Camera
from arkit.room.follow.motion import moved, step_between

STEPS = (8.0, 5.0, 3.5, 3.0, 3.0, 3.0)  # how many standard deviations a place may miss by, narrowing as steps go on
NEAREST_M = 0.05
MOST_SCALE = 4.0
SHARED_PX = 240.0  # side of the picture's cells whose places lie on one thing, whose distance was guessed wrong at once


@dataclass(frozen=True, slots=True)
class Places:
    """Places of the room and where a frame shows them.

    Attributes:
        points_m: (n, 3) room space.
        spread_m: (n, 3) one standard deviation of each, a vector along the way on which it is not sure; 0 on a known
            plane.
        seen_px: (n, 2).
        unsure_px2: (n, 2, 2) the covariance of `seen_px`.
        trust: (n,) 0…1, what each counted for so far.
    """

    points_m: np.ndarray
    spread_m: np.ndarray
    seen_px: np.ndarray
    unsure_px2: np.ndarray
    trust: np.ndarray


@dataclass(frozen=True, slots=True)
class Expected:
    """Where the camera is thought to be before looking: a pose, and the precision (6, 6) of it."""

    T_camera_room: np.ndarray
    precision: np.ndarray


@dataclass(frozen=True, slots=True)
class Solved:
    """A camera.

    Attributes:
        T_camera_room: room space to camera space.
        covariance: (6, 6) in the order of `motion`, as if each place erred by itself.
        shared: (6, 6) what is to be added where all places of a part of the picture err together by their spread.
        agree: (n,) bool, the places that fit.
        missed_px: (n, 2) seen less expected.
        scale: by how much the places miss more than they should; 1 where they do as told.
    """

    T_camera_room: np.ndarray
    covariance: np.ndarray
    shared: np.ndarray
    agree: np.ndarray
    missed_px: np.ndarray
    scale: float


def solve_pose(camera: Camera, expected: Expected, places: Places) -> Solved:
    """The camera that the places agree on best, by Gauss-Newton with weights that ignore what misses far.

    The weights are Tukey's, their reach narrows from 8 to 3 standard deviations; a place that is unsure along a line
    counts only across it (its covariance is widened by `spread_m` as it is seen).
    """
    T = expected.T_camera_room
    scale, white = 1.0, np.linalg.inv(np.linalg.cholesky(places.unsure_px2))
    for reach in STEPS:
        missed, slopes = _whitened(camera, T, places, white)
        size = np.linalg.norm(missed, axis=1)
        scale = _scale(size, places.trust, reach)
        weight = places.trust * np.clip(1 - (size / (reach * scale)) ** 2, 0, None) ** 2
        normal = np.einsum("n,nki,nkj->ij", weight, slopes, slopes) / scale**2
        gradient = np.einsum("n,nki,nk->i", weight, slopes, missed) / scale**2
        off = step_between(T, expected.T_camera_room)
        step = np.linalg.solve(normal + expected.precision, gradient + expected.precision @ off)
        T = moved(T, step)
        if reach == STEPS[-1] and float(np.abs(step).max()) < 1e-6:
            break
    missed, slopes = _whitened(camera, T, places, white)
    agree = np.linalg.norm(missed, axis=1) < STEPS[-1] * scale
    normal = np.einsum("nki,nkj->ij", slopes[agree], slopes[agree]) / scale**2
    covariance = np.linalg.inv(normal + expected.precision + 1e-9 * np.eye(6))
    plain, raw, _ = seen_as(camera, T, places.points_m)
    pull = _pull(T, white @ raw, places.spread_m, slopes, agree) @ covariance / scale**2
    shared = _together(places.seen_px, pull)
    return Solved(T, covariance, shared, agree, places.seen_px - plain, scale)


def seen_as(
    camera: Camera, T_camera_room: np.ndarray, points_m: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels (n, 2) of points in room space, the slopes (n, 2, 3) of these in camera space, and the points there.

    Points behind the camera come out far outside the picture.
    """
    there = points_m @ T_camera_room[:3, :3].T + T_camera_room[:3, 3]
    pixels, slopes = pixels_of(camera, there)
    pixels[there[:, 2] > -NEAREST_M] = -1e6
    return pixels, slopes, there


def pixels_of(camera: Camera, there: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (n, 2) of points in camera space (n, 3), and their slopes (n, 2, 3) by these."""
    near = 1.0 / np.maximum(-there[:, 2], NEAREST_M)
    u, v = there[:, 0] * near, there[:, 1] * near
    pixels = np.stack([camera.cx + camera.fx * u, camera.cy - camera.fy * v], axis=1)
    slopes = np.zeros((len(there), 2, 3))
    slopes[:, 0, 0], slopes[:, 0, 2] = camera.fx * near, camera.fx * u * near
    slopes[:, 1, 1], slopes[:, 1, 2] = -camera.fy * near, -camera.fy * v * near
    return pixels, slopes


def spread_px(T_camera_room: np.ndarray, slopes: np.ndarray, spread_m: np.ndarray) -> np.ndarray:
    """(n, 2) one standard deviation of a place as it is seen, pixels."""
    return np.einsum("nki,ni->nk", slopes, spread_m @ T_camera_room[:3, :3].T)


def _whitened(camera: Camera, T: np.ndarray, places: Places, white: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Misses (n, 2) and their slopes (n, 2, 6) by a step, both over their standard deviation."""
    pixels, slopes, there = seen_as(camera, T, places.points_m)
    slopes = white @ slopes
    unsure = spread_px(T, slopes, places.spread_m)
    missed = (white @ (places.seen_px - pixels)[:, :, None])[:, :, 0]
    moves = np.concatenate([np.cross(there[:, None], slopes), slopes], axis=2)
    square = (unsure**2).sum(axis=1)
    part = np.where(square > 1e-12, (1 - 1 / np.sqrt(1 + square)) / np.maximum(square, 1e-12), 0.0)
    missed = missed - (part * (unsure * missed).sum(axis=1))[:, None] * unsure
    moves = moves - part[:, None, None] * unsure[:, :, None] * np.einsum("nk,nki->ni", unsure, moves)[:, None, :]
    return missed, moves


def _pull(
    T: np.ndarray, slopes_px: np.ndarray, spread_m: np.ndarray, slopes: np.ndarray, agree: np.ndarray
) -> np.ndarray:
    """(n, 6) how each place's own error, one standard deviation of it, pulls at the pose's normal equations."""
    unsure = spread_px(T, slopes_px, spread_m)
    unsure = unsure / np.sqrt(1 + (unsure**2).sum(axis=1, keepdims=True))
    return np.where(agree[:, None], np.einsum("nki,nk->ni", slopes, unsure), 0.0)


def _together(seen_px: np.ndarray, pull: np.ndarray) -> np.ndarray:
    """(6, 6) covariance where the pulls (n, 6) of all places in one cell of the picture have one cause."""
    cell = np.floor(seen_px / SHARED_PX).astype(np.int64) @ (1, 64)
    number = np.unique(cell, return_inverse=True)[1]
    sums = np.zeros((int(number.max(initial=0)) + 1, 6))
    np.add.at(sums, number, pull)
    whole = pull.sum(axis=0)
    return np.asarray(sums.T @ sums + np.outer(whole, whole))


def _scale(size: np.ndarray, trust: np.ndarray, reach: float) -> float:
    """By how much misses are larger than told: from the middle of those within reach, by trust; at least 1."""
    near = np.flatnonzero(size < 4 * reach)
    if not len(near):
        return MOST_SCALE
    order = near[np.argsort(size[near])]
    sums = np.cumsum(trust[order])
    middle = float(size[order[int(np.searchsorted(sums, sums[-1] / 2))]])
    return float(np.clip(middle / 1.177, 1.0, MOST_SCALE))  # 1.177: the median length of a plane unit Gaussian


__all__ = ["Expected", "Places", "Solved", "pixels_of", "seen_as", "solve_pose", "spread_px"]
