"""A head that speaks: mouth shapes follow one another three to six times a second while the head turns a little.

Every frame is drawn anew, so that lips, teeth and what lies below the mouth are known of each. A syllable opens the
mouth and shuts it, or goes over into the next; lips that meet do so within 0.08 to 0.17 seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from arkit.face.track.pose import rotation_from_angles
from arkit.frame import Camera
from arkit.spaces import pose
from bench.heads.model import Head, make_head, model
from bench.heads.shot import TONES, Setting, Shot, Studio

FPS = 30.0
SYLLABLES_HZ = (3.0, 6.0)
SHUTS = 0.6  # of all syllables end with lips that meet, as in "ma" and "ba"
AWAY_M = 0.40
NOISE = 4.0  # of the sensor, code values
SOUNDS: tuple[Mapping[str, float], ...] = (
    {"jawOpen": 0.6},
    {"jawOpen": 0.3, "mouthSmile_L": 0.5, "mouthSmile_R": 0.5},
    {"jawOpen": 0.12, "mouthSmile_L": 0.9, "mouthSmile_R": 0.9},
    {"jawOpen": 0.15, "mouthPucker": 0.8},
    {"jawOpen": 0.3, "mouthFunnel": 0.7},
    {"jawOpen": 0.4},
)


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame of a film: when, the mouth's shape, how the head is turned (pitch, yaw, roll) and where it is."""

    time_s: float
    mouth: Mapping[str, float]
    angles_deg: tuple[float, float, float]
    at_m: tuple[float, float, float]


def script(seed: int, frames: int) -> list[Moment]:
    """What head number `seed` does, frame by frame; the same every time."""
    rng = np.random.default_rng(7000 + seed)
    times_s = np.arange(frames) / FPS
    at_s, shapes = [0.0], [np.zeros(len(_names()))]
    while at_s[-1] < times_s[-1]:
        half_s = 0.5 / rng.uniform(*SYLLABLES_HZ)
        sound = SOUNDS[int(rng.integers(len(SOUNDS)))]
        shut = rng.random() < SHUTS
        shapes += [_amounts(sound) * rng.uniform(0.7, 1.15), shapes[0] if shut else _amounts(sound) * 0.4]
        at_s += [at_s[-1] + half_s, at_s[-1] + 2 * half_s]
    phase = rng.uniform(0, 2 * np.pi, 4)
    found = []
    for time_s in times_s.tolist():
        place = int(np.searchsorted(at_s, time_s, side="right")) - 1
        part = (time_s - at_s[place]) / (at_s[place + 1] - at_s[place])
        eased = (1 - np.cos(np.pi * part)) / 2
        mouth = shapes[place] + eased * (shapes[place + 1] - shapes[place])
        pitch, yaw, roll, aside = np.sin(2 * np.pi * time_s * np.array([0.5, 0.35, 0.3, 0.4]) + phase)
        turned = (3 * float(pitch), 9 * float(yaw), 3 * float(roll))
        moved = (0.012 * float(aside), 0.004 * float(pitch), -AWAY_M)
        found.append(Moment(time_s, dict(zip(_names(), mouth.tolist(), strict=True)), turned, moved))
    return found


def film(studio: Studio, seed: int, camera: Camera, frames: int, light: str = "front") -> Iterator[Shot]:
    """Shots of a head that speaks."""
    for number, moment in enumerate(script(seed, frames)):
        setting = Setting(seed % len(TONES), light, NOISE, seed=seed * 1000 + number, time_s=moment.time_s)
        T_camera_head = pose(rotation_from_angles(*np.radians(moment.angles_deg)), np.array(moment.at_m))
        yield studio.shoot(speaking(seed, moment.mouth), T_camera_head, camera, setting)


def speaking(seed: int, mouth: Mapping[str, float]) -> Head:
    """Head number `seed` with a mouth made of the model's expressions, each by its amount."""
    head, held = make_head(seed), model()
    moved = np.zeros_like(head.positions_m)
    for name, amount in mouth.items():
        moved += amount / 100 * held["expression_delta_cm"][_names().index(name)].astype(np.float32)
    return replace(head, positions_m=head.positions_m + moved)


def _names() -> list[str]:
    return list(model()["expression_names"].tolist())


def _amounts(sound: Mapping[str, float]) -> np.ndarray:
    return np.array([sound.get(name, 0.0) for name in _names()])


__all__ = ["FPS", "NOISE", "Moment", "film", "script", "speaking"]
