"""Pictures in a row: a hand-held walk, and a phone that lies still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from arkit.frame import Camera, Frame
from arkit.room.photo import usual_camera
from arkit.spaces import inverse
from bench.rooms.develop import Sensor, developed
from bench.rooms.glow import Rays
from bench.rooms.make import drawn_through, laid_out, stage
from bench.rooms.shot import Extras, Shot
from bench.rooms.studio import Ready
from bench.rooms.view import Taken, look, take

SIZE = (1280, 720)


@dataclass(frozen=True, slots=True)
class Still:
    """One frame of a video and its truth; `frame.camera` is what an algorithm may know: nothing."""

    frame: Frame
    camera: Camera
    T_camera_room: np.ndarray
    depth_m: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True, slots=True)
class Video:
    """A video of room `seed`. `first` is its first frame as a shot, with all that is true of the room."""

    first: Shot
    fps: float
    poses: tuple[np.ndarray, ...]
    stills: Iterator[Still]


def walk(
    seed: int, seconds: float = 10.0, fps: float = 30.0, *, size: tuple[int, int] = SIZE, extras: Extras | None = None
) -> Video:
    """A hand-held walk: steps to the side and back, the phone sways and bobs as hands do, and looks at one place.

    Frames are drawn as they are asked for, about one CPU second each at 720p.
    """
    taken = _start(seed, size)
    count = max(round(seconds * fps), 1)
    poses = _path(seed, taken, np.arange(count) / fps, stage(seed).rays)
    return _video(seed, taken, poses, fps, extras or Extras(marker="36h11"))


def rest(
    seed: int, frames: int = 30, fps: float = 30.0, *, size: tuple[int, int] = SIZE, extras: Extras | None = None
) -> Video:
    """A camera that stands still: only its noise changes. The room is drawn once."""
    taken = _start(seed, size)
    return _video(seed, taken, [taken.T_camera_room] * frames, fps, extras or Extras(marker="36h11"))


def _start(seed: int, size: tuple[int, int]) -> Taken:
    """The place of the room's picture, seen through a video's lens of 26 to 30 mm on film."""
    held = stage(seed)
    taken = take(held.room.plan, held.room.standing, held.rays, [seed, 14], 1.0)
    rng = np.random.default_rng([seed, 15])
    f = float(rng.uniform(0.60, 0.70) * np.hypot(*size))
    off = rng.normal(0, 0.002, 2) * np.hypot(*size)
    camera = Camera(size[0], size[1], f, f, size[0] / 2 + float(off[0]), size[1] / 2 + float(off[1]))
    return Taken(camera, 0.0, taken.T_camera_room, False)


def _path(seed: int, taken: Taken, times_s: np.ndarray, rays_: Rays) -> list[np.ndarray]:
    """Poses of a smooth walk about where the picture was taken; it shrinks where furniture is near."""
    rng = np.random.default_rng([seed, 16])
    T = inverse(taken.T_camera_room)
    eye, forward, right = T[:3, 3], -T[:3, 2], T[:3, 0]
    center = eye + forward * 1.6 / max(abs(forward[1]), 0.5)
    roll = float(np.arcsin(np.clip(right[1], -1, 1)))
    flat_right, flat_forward = (vector * (1, 0, 1) / np.linalg.norm(vector * (1, 0, 1)) for vector in (right, forward))
    room = min(_room(rays_, eye, s * vector) for s in (-1, 1) for vector in (flat_right, flat_forward))
    reach = float(np.clip(room - 0.2, 0.05, 0.6))
    phase = rng.uniform(0, 2 * np.pi, 8)
    poses = []
    for t in times_s:
        side = reach * np.sin(2 * np.pi * t / 7.3)
        ahead = 0.6 * reach * (1 - np.cos(2 * np.pi * t / 9.1)) * (1 if room > 0.4 else 0.3)
        bob = 0.012 * np.sin(2 * np.pi * 1.8 * t + phase[0]) + 0.01 * np.sin(2 * np.pi * 0.31 * t + phase[1])
        at = eye + side * flat_right + ahead * 0.5 * flat_forward + np.array([0, bob, 0])
        toward = center - at
        yaw = np.arctan2(-toward[0], -toward[2]) + 0.02 * np.sin(2 * np.pi * 0.7 * t + phase[2])
        pitch = np.arctan2(toward[1], np.hypot(toward[0], toward[2])) + 0.012 * np.sin(2 * np.pi * 0.9 * t + phase[3])
        tremble = 0.0015 * np.sin(2 * np.pi * 6.1 * t + phase[4:6])
        lean = roll + 0.015 * np.sin(2 * np.pi * 0.5 * t + phase[6])
        poses.append(look(at, float(yaw + tremble[0]), float(pitch + tremble[1]), lean))
    return poses


def _room(rays_: Rays, eye: np.ndarray, toward: np.ndarray) -> float:
    return float(np.minimum(rays_.distances(eye[None], toward[None]), 2.0)[0])


def _video(seed: int, taken: Taken, poses: list[np.ndarray], fps: float, extras: Extras) -> Video:
    first = replace(taken, T_camera_room=poses[0])
    shot, ready = laid_out(seed, first, extras, Sensor(blur_px=0.6, noise=0.006, quality=0))
    return Video(shot, fps, tuple(poses), _stills(ready, shot, first, poses, fps))


def _stills(ready: Ready, shot: Shot, taken: Taken, poses: list[np.ndarray], fps: float) -> Iterator[Still]:
    """Draw frame by frame; a pose that did not change is not drawn again."""
    drawn, last = None, None
    for index, T in enumerate(poses):
        if drawn is None or last is not T:
            drawn = drawn_through(ready, replace(taken, T_camera_room=T))
            last = T
        pixels = developed(drawn.light, shot.sensor, shot.exposure, [shot.seed, 17, index])
        camera = usual_camera(taken.camera.width, taken.camera.height)
        yield Still(Frame(pixels, index / fps, camera), taken.camera, T, drawn.depth_m, drawn.ids)


__all__ = ["SIZE", "Still", "Video", "rest", "walk"]
