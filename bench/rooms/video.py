"""Pictures in a row: a hand-held walk, and a phone that lies still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from arkit.frame import Camera, Frame, rays
from arkit.room.photo import usual_camera
from arkit.spaces import inverse, rotation_y
from bench.rooms.develop import Sensor, developed
from bench.rooms.glow import Rays
from bench.rooms.make import drawn_through, laid_out, stage
from bench.rooms.shot import Extras, Shot
from bench.rooms.studio import Ready
from bench.rooms.view import Taken, look, take

SIZE = (1280, 720)
FLOOR_LEAST = 0.15  # of the first picture: who films where a sofa shall stand has the floor in it
PITCHES_RAD, YAWS_RAD = (0.0, -0.12, -0.24, -0.36, -0.48), (0.0, 0.3, -0.3, 0.6, -0.6, 1.0, -1.0)
CLEAR_M = 0.15  # of the phone from all that stands in the room
ENOUGH_REACH_M, LEAST_REACH_M = 0.25, 0.02  # of a walk; with less another way is tried


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
    """The place of the room's picture, seen through a video's lens of 26 to 30 mm on film.

    A film is lower than a photo: where it would miss the floor the phone is held lower, or turned a little.
    """
    held = stage(seed)
    taken = take(held.room.plan, held.room.standing, held.rays, [seed, 14], 1.0)
    rng = np.random.default_rng([seed, 15])
    f = float(rng.uniform(0.60, 0.70) * np.hypot(*size))
    off = rng.normal(0, 0.002, 2) * np.hypot(*size)
    camera = Camera(size[0], size[1], f, f, size[0] / 2 + float(off[0]), size[1] / 2 + float(off[1]))
    return Taken(camera, 0.0, _aimed(camera, taken.T_camera_room, held.rays), False)


def _aimed(camera: Camera, T_camera_room: np.ndarray, rays_: Rays) -> np.ndarray:
    """The pose, or the one turned least from it that shows enough floor."""
    T = inverse(T_camera_room)
    forward, right = -T[:3, 2], T[:3, 0]
    yaw, pitch = np.arctan2(-forward[0], -forward[2]), np.arcsin(forward[1])
    roll = float(np.arcsin(np.clip(right[1], -1, 1)))
    turns = sorted(((a, b) for a in YAWS_RAD for b in PITCHES_RAD), key=lambda turn: float(np.hypot(*turn)))
    if _floor_part(camera, T_camera_room, rays_) > FLOOR_LEAST:
        return T_camera_room
    poses = [look(T[:3, 3], float(yaw + a), float(pitch + b), -roll) for a, b in turns]
    shown = [_floor_part(camera, pose, rays_) for pose in poses]
    return next((pose for pose, part in zip(poses, shown, strict=True) if part > FLOOR_LEAST), T_camera_room)


def _floor_part(camera: Camera, T_camera_room: np.ndarray, rays_: Rays) -> float:
    """The part of the picture that shows the floor."""
    u, v = np.meshgrid((np.arange(32) + 0.5) / 32 * camera.width, (np.arange(18) + 0.5) / 18 * camera.height)
    toward = rays(camera, np.stack([u.ravel(), v.ravel()], 1)) @ T_camera_room[:3, :3]
    eye = inverse(T_camera_room)[:3, 3]
    far = rays_.distances(np.broadcast_to(eye, toward.shape), toward)
    return float(((eye + toward * np.where(np.isfinite(far), far, 0.0)[:, None])[:, 1] < 0.01).mean())


def _path(seed: int, taken: Taken, times_s: np.ndarray, rays_: Rays) -> list[np.ndarray]:
    """Poses of a smooth walk about where the picture was taken; it shrinks, or turns aside, where furniture is near."""
    T = inverse(taken.T_camera_room)
    best, widest = [taken.T_camera_room] * len(times_s), 0.0
    for aside in (0.0, 0.8, -0.8):
        right, ahead = (rotation_y(aside) @ _flat(vector) for vector in (T[:3, 0], -T[:3, 2]))
        room = min(_room(rays_, T[:3, 3], s * vector) for s in (-1, 1) for vector in (right, ahead))
        reach, eager = float(np.clip(room - 0.2, 0.05, 0.6)), 0.6 * (1 if room > 0.4 else 0.3)
        while reach > widest:
            poses = _swaying(seed, T, times_s, (reach * right, eager * reach * ahead))
            if _clear(rays_, np.array([inverse(one)[:3, 3] for one in poses])):
                best, widest = poses, reach
            reach = reach * 0.75 if reach > LEAST_REACH_M else 0.0
        if widest > ENOUGH_REACH_M:
            break
    return best


def _flat(vector: np.ndarray) -> np.ndarray:
    along: np.ndarray = vector * (1, 0, 1)
    return along / np.linalg.norm(along)


def _swaying(
    seed: int, T: np.ndarray, times_s: np.ndarray, way_m: tuple[np.ndarray, np.ndarray]
) -> list[np.ndarray]:
    """Poses of a walk from `T` (camera to room) that goes so far to and fro, and so far ahead."""
    rng = np.random.default_rng([seed, 16])
    eye, forward, right = T[:3, 3], -T[:3, 2], T[:3, 0]
    center = eye + forward * 1.6 / max(abs(forward[1]), 0.5)
    roll = float(np.arcsin(np.clip(right[1], -1, 1)))
    phase = rng.uniform(0, 2 * np.pi, 8)
    poses = []
    for t in times_s:
        side, ahead = np.sin(2 * np.pi * t / 7.3), 1 - np.cos(2 * np.pi * t / 9.1)
        bob = 0.012 * np.sin(2 * np.pi * 1.8 * t + phase[0]) + 0.01 * np.sin(2 * np.pi * 0.31 * t + phase[1])
        at = eye + side * way_m[0] + ahead * 0.5 * way_m[1] + np.array([0, bob, 0])
        toward = center - at
        yaw = np.arctan2(-toward[0], -toward[2]) + 0.02 * np.sin(2 * np.pi * 0.7 * t + phase[2])
        pitch = np.arctan2(toward[1], np.hypot(toward[0], toward[2])) + 0.012 * np.sin(2 * np.pi * 0.9 * t + phase[3])
        tremble = 0.0015 * np.sin(2 * np.pi * 6.1 * t + phase[4:6])
        lean = roll + 0.015 * np.sin(2 * np.pi * 0.5 * t + phase[6])
        poses.append(look(at, float(yaw + tremble[0]), float(pitch + tremble[1]), lean))
    return poses


def _clear(rays_: Rays, eyes: np.ndarray) -> bool:
    """Whether a phone that goes from place to place (n, 3) keeps away from all things, and passes through none."""
    if _about(rays_, eyes) < min(CLEAR_M, 0.5 * _about(rays_, eyes[:1])):
        return False
    steps = np.diff(eyes, axis=0)
    long = np.linalg.norm(steps, axis=1)
    return bool((rays_.distances(eyes[:-1], steps / np.maximum(long, 1e-9)[:, None]) > long).all())


def _about(rays_: Rays, eyes: np.ndarray) -> float:
    """Metres from places (n, 3) to the nearest thing."""
    turn, rise = (angle.ravel() for angle in np.meshgrid(np.arange(0, 2 * np.pi, 0.4), (-0.8, 0.0, 0.8)))
    ways = np.stack([np.cos(turn) * np.cos(rise), np.sin(rise), np.sin(turn) * np.cos(rise)], axis=1)
    return float(rays_.distances(np.repeat(eyes, len(ways), axis=0), np.tile(ways, (len(eyes), 1))).min())


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
