"""Which pictures are taken of which head: the same ones every time, tuned on ten heads and told of the other twenty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from arkit.face.track.pose import rotation_from_angles
from arkit.frame import Camera, camera_from_fov
from arkit.spaces import pose
from bench.heads.model import HEADS, make_head
from bench.heads.shot import LIGHTS, TONES, Setting, Shot, Studio

TUNED, TOLD = range(10), range(10, HEADS)
FOV_Y_RAD = float(np.radians(63.0))
# Pitch, yaw, roll in degrees and where the head is (x, y, z in metres): middle, turned, nodding, off the axis.
POSES = (
    (0, 0, 0, (0.0, 0.0, -0.45)),
    (5, 8, 3, (0.02, 0.01, -0.50)),
    (-6, -9, -4, (-0.02, 0.0, -0.42)),
    (0, 20, 0, (0.0, 0.0, -0.45)),
    (8, -25, 5, (0.03, 0.0, -0.50)),
    (-10, 30, -8, (0.0, 0.02, -0.45)),
    (0, -45, 0, (0.0, 0.0, -0.45)),
    (10, 45, 0, (0.0, 0.0, -0.50)),
    (20, 0, 0, (0.0, 0.0, -0.45)),
    (-20, 0, 0, (0.0, 0.0, -0.45)),
    (0, 0, 0, (0.17, 0.06, -0.50)),
    (5, -15, 0, (-0.18, -0.06, -0.50)),
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One picture to take: head number, expression, (pitch, yaw, roll) degrees, place, setting."""

    seed: int
    expression: str
    angles_deg: tuple[float, float, float]
    at_m: tuple[float, float, float]
    setting: Setting
    iris_m: float = 0.0117

    @property
    def frontal(self) -> bool:
        """Whether the head is turned by 10 degrees or less."""
        return abs(self.angles_deg[1]) <= 10


def plan(heads: range, *, poses: int = len(POSES), expressions: tuple[str, ...] = ("neutral",)) -> Iterator[Taken]:
    """The pictures of some heads. Tone and light go round with head and pose, so that each meets each."""
    for seed in heads:
        for place, (pitch, yaw, roll, at_m) in enumerate(POSES[:poses]):
            light = tuple(LIGHTS)[(seed // 3 + place) % len(LIGHTS)]
            setting = Setting(seed % len(TONES), light, seed=seed * 100 + place)
            expression = expressions[(seed + place) % len(expressions)]
            yield Taken(seed, expression, (pitch, yaw, roll), at_m, setting)


def take(studio: Studio, taken: Taken, camera: Camera | None = None) -> Shot:
    """Take one picture, 640x480 with a field of view of 63 degrees where no camera is given."""
    camera = camera or camera_from_fov(640, 480, FOV_Y_RAD)
    head = make_head(taken.seed, taken.expression, iris_m=taken.iris_m)
    T_camera_head = pose(rotation_from_angles(*np.radians(taken.angles_deg)), np.array(taken.at_m))
    return studio.shoot(head, T_camera_head, camera, taken.setting)


def with_irises(taken: Taken) -> Taken:
    """The same picture with an iris as people have them: 11.7 mm, standard deviation 0.5; each picture has its own."""
    drawn = np.random.default_rng(5000 + taken.setting.seed).normal(0.0117, 0.0005)
    return replace(taken, iris_m=float(drawn))


__all__ = ["FOV_Y_RAD", "POSES", "TOLD", "TUNED", "Taken", "plan", "take", "with_irises"]
