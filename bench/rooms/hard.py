"""Pictures that tell an algorithm too little, or nothing: it should say so instead of answering.

Where the truth is known it is in the shot; of a face and a panorama only the pixels mean anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import cv2
import numpy as np

from arkit.frame import Camera, Frame
from arkit.room.photo import usual_camera
from arkit.spaces import pose
from bench.rooms.develop import Sensor, developed
from bench.rooms.glow import Rays
from bench.rooms.make import laid_out, shot, stage
from bench.rooms.shot import Extras, Shot
from bench.rooms.view import Taken, look

Kind = Literal["blank wall", "ceiling", "close-up", "face", "panorama", "dark", "blurred"]
KINDS: tuple[Kind, ...] = ("blank wall", "ceiling", "close-up", "face", "panorama", "dark", "blurred")

BROAD = ("wardrobe", "shelf", "cabinet", "television", "sofa")  # furniture with a front that fills a picture


@dataclass(frozen=True, slots=True)
class Hard:
    """A hard picture: `shot` is None where it shows no room through a pinhole. `answerable` says whether somebody
    could, with luck, still tell the camera from it: then an answer may come, but with a standard deviation that owns
    up to its error.
    """

    kind: Kind
    frame: Frame
    shot: Shot | None
    answerable: bool


def hard(seeds: range = range(50, 54)) -> Iterator[Hard]:
    """All kinds for each of some rooms."""
    makers: dict[Kind, Callable[[int], Hard]] = {
        "blank wall": _blank_wall,
        "ceiling": _ceiling,
        "close-up": _close_up,
        "face": _face,
        "panorama": _panorama,
        "dark": _dark,
        "blurred": _blurred,
    }
    for seed in seeds:
        for make in makers.values():
            yield make(seed)


def _lens(seed: int) -> Camera:
    f = float(np.random.default_rng([seed, 30]).uniform(0.58, 0.7) * np.hypot(1152, 864))
    return Camera(1152, 864, f, f, 578.0, 431.0)


def _seen(seed: int, T: np.ndarray, sensor: Sensor | None = None, *, bare: bool = False) -> Shot:
    taken = Taken(_lens(seed), 0.0, T, False)
    return laid_out(seed, taken, Extras(), sensor or Sensor(), bare=bare)[0]


def _free_eye(seed: int) -> np.ndarray:
    """A place with air around it, at eye height."""
    held = stage(seed)
    rng = np.random.default_rng([seed, 31])
    low, high = held.room.plan.outline_m.min(axis=0), held.room.plan.outline_m.max(axis=0)
    best, chosen = -1.0, np.array([0.0, 1.5, 0.0])
    for x, z in rng.uniform(low + 0.4, high - 0.4, (60, 2)):
        eye = np.array([x, 1.5, z])
        near = float(np.minimum(_around(held.rays, eye), 4.0).min())
        if near > best:
            best, chosen = near, eye
    return chosen


def _around(rays_: Rays, eye: np.ndarray) -> np.ndarray:
    angles = np.arange(16) * np.pi / 8
    toward = np.stack([np.cos(angles), 0 * angles, np.sin(angles)], axis=1)
    return rays_.distances(np.repeat(eye[None], 16, 0), toward)


def _blank_wall(seed: int) -> Hard:
    """Nothing but a piece of bare wall, from 60 cm."""
    held = stage(seed)
    wall = max(held.room.plan.walls, key=lambda one: one.length_m)
    local = pose(translation=np.array([wall.length_m / 2, 1.5, 0.6]))
    T = wall.T_room_wall @ local
    toward = -T[:3, 2]
    taken = _seen(seed, look(T[:3, 3], float(np.arctan2(-toward[0], -toward[2])), 0.02, 0.01), bare=True)
    return Hard("blank wall", taken.frame, taken, False)


def _ceiling(seed: int) -> Hard:
    """The ceiling, straight up."""
    T = look(_free_eye(seed), 0.4, float(np.radians(88)), 0.0)
    taken = _seen(seed, T)
    return Hard("ceiling", taken.frame, taken, False)


def _close_up(seed: int) -> Hard:
    """A piece of furniture from very near, or the wall where there is none that fills the picture."""
    held = stage(seed)
    tall = [one for one in held.room.standing if one.on == "floor" and one.piece.label in BROAD]
    if not tall:
        return _blank_wall(seed)
    T = tall[0].T_room_piece
    eye = T[:3, 3] + T[:3, :3] @ np.array([0.05, 0.7 * tall[0].piece.size_m[1], tall[0].piece.size_m[2] / 2 + 0.22])
    toward = -T[:3, 2]
    taken = _seen(seed, look(eye, float(np.arctan2(-toward[0], -toward[2])), -0.1, 0.03))
    return Hard("close-up", taken.frame, taken, False)


def _face(seed: int) -> Hard:
    """A face, painted: an oval with eyes, mouth and hair before a soft background."""
    rng = np.random.default_rng([seed, 32])
    height, width = 1152, 864
    v, u = np.mgrid[:height, :width].astype(np.float32)
    tone = np.array([0.62, 0.42, 0.32]) * rng.uniform(0.5, 1.2)
    picture = np.ones((height, width, 3)) * rng.uniform(0.2, 0.7, 3) * (0.8 + 0.4 * u / width)[..., None]

    def oval(center: tuple[float, float], half: tuple[float, float]) -> np.ndarray:
        far = np.hypot((u / width - center[0]) / half[0], (v / height - center[1]) / half[1])
        return np.clip((1 - far) * 60, 0, 1)[..., None]

    for center, half, color in (
        ((0.5, 0.40), (0.36, 0.34), tone * 0.15),
        ((0.5, 0.98), (0.45, 0.25), rng.uniform(0.1, 0.6, 3)),
        ((0.5, 0.48), (0.28, 0.30), tone),
        ((0.39, 0.44), (0.05, 0.016), np.full(3, 0.8)),
        ((0.61, 0.44), (0.05, 0.016), np.full(3, 0.8)),
        ((0.39, 0.44), (0.018, 0.014), np.array([0.05, 0.03, 0.02])),
        ((0.61, 0.44), (0.018, 0.014), np.array([0.05, 0.03, 0.02])),
        ((0.5, 0.64), (0.09, 0.018), np.array([0.5, 0.15, 0.15])),
    ):
        mask = oval(center, half)
        shade = 1 - 0.35 * np.clip((u / width - 0.5) * 2, -1, 1)[..., None]
        picture = picture * (1 - mask) + mask * color * shade
    pixels = developed(picture.astype(np.float32), Sensor(), 1.0, [seed, 33])
    return Hard("face", Frame(pixels, 0.0, usual_camera(width, height)), None, False)


def _panorama(seed: int) -> Hard:
    """A turn of 200 degrees in one picture, as a phone's panorama is: straight lines become arcs."""
    eye, size, parts = _free_eye(seed), (2400, 700), []
    f = size[0] / np.radians(200)
    cone = Camera(900, 900, 500.0, 500.0, 450.0, 450.0)
    v, u = np.mgrid[: size[1], : size[0]].astype(np.float64) + 0.5
    angle, rise = (u - size[0] / 2) / f, (size[1] / 2 - v) / f
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    for index, middle in enumerate(np.radians((-75, -25, 25, 75))):
        T = look(eye, -float(middle), 0.0, 0.0)
        taken = Taken(cone, 0.0, T, False)
        exposure = parts[0].exposure if parts else None
        parts.append(laid_out(seed, taken, Extras(), Sensor(exposure=exposure, quality=0))[0])
        local = angle - middle
        here = np.abs(local) <= np.radians(25) if index not in (0, 3) else np.abs(local) <= np.radians(26)
        x = (cone.cx + cone.fx * np.tan(local) - 0.5).astype(np.float32)
        y = (cone.cy - cone.fy * rise / np.maximum(np.cos(local), 0.2) - 0.5).astype(np.float32)
        warped = cv2.remap(parts[-1].frame.pixels, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        picture[here] = warped[here]
    return Hard("panorama", Frame(picture, 0.0, usual_camera(*size)), None, False)


def _dark(seed: int) -> Hard:
    """A room at night with the lights out: two per cent of its light, and noise."""
    day = shot(seed)
    sensor = replace(day.sensor, exposure=day.exposure * 0.02, noise=0.006)
    pixels = developed(day.light, sensor, day.exposure * 0.02, [seed, 34])
    return Hard("dark", replace(day.frame, pixels=pixels), day, True)


def _blurred(seed: int) -> Hard:
    """Shaken: a smear of forty pixels."""
    day = shot(seed)
    kernel = np.zeros((41, 41), np.float32)
    cv2.line(kernel, (2, 30), (38, 10), 1.0, 1)
    smeared = cv2.filter2D(day.light, -1, kernel / kernel.sum())
    pixels = developed(smeared, day.sensor, day.exposure, [seed, 35])
    return Hard("blurred", replace(day.frame, pixels=pixels), day, True)


__all__ = ["KINDS", "Hard", "Kind", "hard"]
