"""Find the distances of a picture's places and the cameras of some other pictures together.

What one picture takes for floor is right for most corners at best: of a table before a faint carpet (film 31, portrait)
a fifth is wrong by 1.6 times. A camera found from all of them is 4 cm wrong at the second frame, and distances found
from such cameras, one after another, keep the error: 2.2 cm of drift. Solved together, with a loss that lets corners
leave the floor, 0.14 cm; the first second of a film costs 0.4 s of CPU more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arkit.frame import Camera, rays
from arkit.room.follow.keyframe import FREE, KeyFrame
from arkit.room.follow.match import match
from arkit.room.follow.motion import eye_m, moved, step_between
from arkit.room.follow.patch import Pyramid
from arkit.room.follow.solve import pixels_of
from arkit.surface import Plane

ROUNDS, STEPS, SETTLED = 2, 10, 4  # places are looked for anew in each round; the last steps hold as tight as it gets
ALL = 100_000
LOOSE, TIGHT = 0.1, 0.004  # of a distance: how near a corner taken for floor is held to it, first and last
DOUBT = 0.4  # of a distance: spread of a corner that may lie before the floor
FAR_M = 4.0  # a corner over the horizon, give or take as much
MISS_PX = 0.3  # besides what a patch tells of itself
LOSS = 2.5  # standard deviations at which a miss counts half (Cauchy)
TURN_SD_RAD, SHIFT_SD_M = 0.1, 0.2  # of the cameras as they come
LEAST_SEEN, FITS, FITS_PART = 2, 4.0, 0.5  # pictures that must show a place, and in what part of them it must fit
OFF_FLOOR = 3.0  # standard deviations
OPEN = 0.3  # of a distance: of places less sure nothing was learned
TRUST, LOST_TRUST = 0.7, 0.1
NEAREST, FASTEST = 0.02, (0.3, 0.5)  # 1 / metres; part of a nearness that a step may take, or add


@dataclass(frozen=True, slots=True)
class Look:
    """A picture and its camera as far as it is known."""

    levels: Pyramid
    T_camera_room: np.ndarray


@dataclass(frozen=True, slots=True)
class _Sights:
    """Places `which` (m,) as one picture shows them: pixels (m, 2) and the information of these (m, 2, 2)."""

    which: np.ndarray
    pixels: np.ndarray
    precision: np.ndarray


@dataclass(frozen=True, slots=True)
class _Prior:
    """What is known of each place's nearness, 1 / metres: mean (n,) and deviation (n,); `floor` (n,) may be wrong."""

    mean: np.ndarray
    sd: np.ndarray
    floor: np.ndarray

    def held(self, part: float) -> _Prior:
        """The same, the floor as near as it is `part` (0…1) of the way."""
        floor_sd = LOOSE * (TIGHT / LOOSE) ** min(part, 1.0) * self.mean
        return _Prior(self.mean, np.where(self.floor, floor_sd, self.sd), self.floor)


@dataclass(slots=True)
class _State:
    """Nearness (n,), its deviation, how many pictures show a place and in what part it fits; and the cameras."""

    near: np.ndarray
    poses: list[np.ndarray]
    sd: np.ndarray
    seen: np.ndarray
    fits: np.ndarray


@dataclass(frozen=True, slots=True)
class _Rays:
    """A camera, and the ways (n, 3) from its eye (3,), room space, through the places of the key frame."""

    camera: Camera
    eye: np.ndarray
    ways: np.ndarray


def jointly(key: KeyFrame, camera: Camera, looks: Sequence[Look], planes: tuple[Plane, ...]) -> None:
    """Set the places of a key frame where other pictures show them: on the floor, or at a distance of their own.

    Args:
        key: a new one, of which nothing was learned.
        camera: of all pictures.
        looks: pictures of the same room.
        planes: of it.

    Source:
        Triggs and others, "Bundle Adjustment: A Modern Synthesis", 2000; distances as their inverse, as in Civera and
        others, "Inverse Depth Parametrization for Monocular SLAM", IEEE T-RO 2008.
    """
    ways, eye = rays(camera, key.pixels) @ key.T_camera_room[:3, :3], eye_m(key.T_camera_room)
    bundle, prior = _Rays(camera, eye, ways), _prior(key, eye)
    none = np.zeros(len(ways))
    state = _State(prior.mean.copy(), [look.T_camera_room for look in looks], none, none, none)
    trial = key.copied()
    for turn in range(ROUNDS):
        trial.points_m = eye + ways / state.near[:, None]
        begun = list(state.poses)
        sights = [_sights(trial, look, camera, T, planes) for look, T in zip(looks, begun, strict=True)]
        for step in range(STEPS):
            part = (turn * STEPS + step) / (ROUNDS * STEPS - SETTLED)
            state = _stepped(bundle, state, begun, sights, prior.held(part))
    _set(key, bundle, state, prior)


def _prior(key: KeyFrame, eye: np.ndarray) -> _Prior:
    far = np.linalg.norm(key.points_m - eye, axis=1)
    mean = np.where(key.known, 1 / far, 1 / FAR_M)
    sd = np.where(key.known, DOUBT / far, 1 / FAR_M)
    return _Prior(mean, np.where(key.sure, 1e-3 / far, sd), (key.surface >= 0) & ~key.sure)


def _sights(key: KeyFrame, look: Look, camera: Camera, T: np.ndarray, planes: tuple[Plane, ...]) -> _Sights:
    which, pixels, unsure = match(key, look.levels, camera, T, planes, most=ALL)
    return _Sights(which, pixels, np.linalg.inv(unsure + MISS_PX**2 * np.eye(2)))


def _stepped(bundle: _Rays, state: _State, begun: list[np.ndarray], sights: list[_Sights], prior: _Prior) -> _State:
    """One step of Gauss and Newton; the places' distances are eliminated (Schur)."""
    near, many = state.near, 6 * len(state.poses)
    normal, gradient, cross = np.zeros((many, many)), np.zeros(many), np.zeros((many, len(near)))
    off = (near - prior.mean) / prior.sd
    weight = np.where(prior.floor, 1 / (1 + (off / LOSS) ** 2), 1.0)
    own, pull = weight / prior.sd**2, -weight * off / prior.sd
    seen, fits = np.zeros(len(near)), np.zeros(len(near))
    loose = np.diag([TURN_SD_RAD**-2.0] * 3 + [SHIFT_SD_M**-2.0] * 3)
    for number, (T, T_begun, sight) in enumerate(zip(state.poses, begun, sights, strict=True)):
        at, which = slice(6 * number, 6 * number + 6), sight.which
        missed, by_pose, by_near = _slopes(bundle, T, near[which], sight)
        square = np.einsum("nk,nkl,nl->n", missed, sight.precision, missed)
        told = sight.precision / (1 + square / LOSS**2)[:, None, None]
        pose_told, near_told = told @ by_pose, np.einsum("nkl,nl->nk", told, by_near)
        normal[at, at] += np.einsum("nki,nkj->ij", by_pose, pose_told) + loose
        gradient[at] += np.einsum("nki,nk->i", pose_told, missed) + loose @ step_between(T, T_begun)
        cross[at, which] += np.einsum("nki,nk->in", pose_told, by_near)
        own[which] += (near_told * by_near).sum(axis=1)
        pull[which] += (near_told * missed).sum(axis=1)
        seen[which] += 1
        fits[which] += square < FITS**2
    gain = cross / own
    covariance = np.linalg.inv(normal - gain @ cross.T)
    step = covariance @ (gradient - gain @ pull)
    change = np.clip((pull - cross.T @ step) / own, -FASTEST[0] * near, FASTEST[1] * near)
    poses = [moved(T, step[6 * number : 6 * number + 6]) for number, T in enumerate(state.poses)]
    sd = np.sqrt(1 / own + np.einsum("in,ij,jn->n", gain, covariance, gain))
    return _State(np.maximum(near + change, NEAREST), poses, sd, seen, fits / np.maximum(seen, 1))


def _slopes(
    bundle: _Rays, T: np.ndarray, near: np.ndarray, sight: _Sights
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Misses (m, 2), their slopes (m, 2, 6) by a step of the camera, and (m, 2) by a place's nearness.

    A place times its nearness is seen where it is, and is linear in it.
    """
    base = T[:3, :3] @ bundle.eye + T[:3, 3]
    there = bundle.ways[sight.which] @ T[:3, :3].T + near[:, None] * base
    pixels, slopes = pixels_of(bundle.camera, there)
    turns = np.cross(there[:, None], slopes)
    return sight.pixels - pixels, np.concatenate([turns, near[:, None, None] * slopes], axis=2), slopes @ base


def _set(key: KeyFrame, bundle: _Rays, state: _State, prior: _Prior) -> None:
    """Give the places what was found of them."""
    near, sd = state.near, state.sd
    told = (state.seen >= LEAST_SEEN) & (state.fits > FITS_PART)
    on_floor = prior.floor & (np.abs(near - prior.mean) < OFF_FLOOR * np.hypot(sd, TIGHT * prior.mean))
    free = told & ~on_floor & (sd < OPEN * near) & ~key.sure
    key.points_m[free] = bundle.eye + bundle.ways[free] / near[free, None]
    key.spread_m[free] = bundle.ways[free] * (sd / near**2)[free, None]
    key.surface[free] = FREE
    key.trust[(free | (told & on_floor)) & ~key.sure] = TRUST
    key.trust[prior.floor & ~told] = LOST_TRUST


__all__ = ["Look", "jointly"]
