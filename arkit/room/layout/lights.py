"""Where the light at a point of a room comes from, and how sure that is.

Every bearing about the point is judged by what the picture says of it (`cues`) with one small network, the same for
all; together they are a probability over bearings. Its mean is the answer, its spread the error told. Where nothing
decides, the main light is weak and its bearing as unsure as told: a product then stands on a soft halo, not on a wrong
shadow.

Its weights (`lights.npz`) were learnt by `bench/learn_lights.py` from rendered rooms that no figure is told on. Tried
there, each fifth of 308 rooms judged by a network taught on the others, median error of the bearing: the cues of the
whole room alone 21 degrees (192 rooms), with those about the point (`nearby`) 22 and, once a third of the cues is
hidden in each step of learning, 18; four such networks together, or each bearing's neighbours besides, no better. One
lamp fitted to the floor's fall-off alone was 34 to 97 degrees off on rooms 0 to 49.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np

from arkit.room.layout.cues import ANGLES, Seen, cues_at, look_for_light
from arkit.room.layout.find import Layout, reach_of
from arkit.room.layout.nearby import Nearby, look_nearby, nearby_cues
from arkit.room.view import RoomView
from arkit.surface import Light

SURE_RAD = np.radians(45)  # beyond this spread the direction is a guess
LOST_RAD = np.radians(100)  # beyond this nothing is known, and only FAINT of the main light is left to throw a shadow
FAINT = 0.5
RISE = 0.6  # sine of the elevation of the main light: median of the bench's rooms for tuning
SHARE = 0.48  # of the light on the floor that comes straight from windows and lamps: median of the same rooms


@dataclass(frozen=True, slots=True)
class Lights:
    """What a picture says of its light; `height_m` is the camera's, the unit of `seen` and `nearby`."""

    seen: Seen
    nearby: Nearby
    height_m: float


def find_lights(view: RoomView, layout: Layout) -> Lights:
    """Measure all that tells of light in a picture, once for all points."""
    seen = look_for_light(layout.grid, layout.evidence, reach_of(layout.grid, layout.walls), layout.walls.ratio)
    return Lights(seen, look_nearby(layout.grid, layout.evidence, seen, layout.walls.ratio), view.height_m.value)


def cues_about(lights: Lights, point_m: np.ndarray) -> np.ndarray:
    """(BEARINGS, n) all cues at a point (3,) of the floor, room space."""
    point = np.asarray(point_m) / lights.height_m
    return np.concatenate([cues_at(lights.seen, point), nearby_cues(lights.seen, lights.nearby, point)], axis=1)


def bearings_at(lights: Lights, point_m: np.ndarray) -> np.ndarray:
    """(BEARINGS,) probability that the main light at a point of the floor comes from each of `cues.ANGLES`."""
    return judged(_weights(), cues_about(lights, point_m))


def direction_at(lights: Lights, point_m: np.ndarray) -> tuple[np.ndarray, float]:
    """Unit vector (3,) towards the main light from a point in room space, and the standard deviation of its bearing."""
    chance = bearings_at(lights, point_m)
    east, ahead = float(chance @ np.sin(ANGLES)), float(chance @ np.cos(ANGLES))
    held = float(np.clip(np.hypot(east, ahead), 1e-6, 1 - 1e-9))
    level = np.sqrt(1 - RISE**2) / held
    return np.array([level * east, RISE, -level * ahead]), float(min(np.sqrt(-2 * np.log(held)), np.pi))


def light_at(view: RoomView, lights: Lights, point_m: np.ndarray) -> tuple[Light, float]:
    """The room's light as it reaches a point, and the standard deviation, radians, of the bearing of shadows there.

    The whole stays as bright as `estimate_light` found it; the less the bearing is known, the more of it comes from
    everywhere.
    """
    direction, sd = direction_at(lights, point_m)
    whole = view.room.light
    total = whole.ambient_rgb + whole.sun_rgb * 0.6
    known = float(np.clip((LOST_RAD - sd) / (LOST_RAD - SURE_RAD), 0, 1))
    part = SHARE * (FAINT + (1 - FAINT) * known)
    ambient, sun = total * (1 - part), total * part / 0.6
    return replace(whole, ambient_rgb=ambient, sun_rgb=sun, sun_direction=direction, sun_sd_rad=sd), sd


def judged(layers: list[np.ndarray], cues: np.ndarray) -> np.ndarray:
    """(..., BEARINGS) probabilities from cues (..., BEARINGS, COUNT).

    Layers are mean and scale of the cues, matrix and offset before the tanh, matrix after it, matrix past it.
    """
    values = np.clip((cues - layers[0]) * layers[1], -4, 4)
    score = (np.tanh(values @ layers[2] + layers[3]) @ layers[4] + values @ layers[5])[..., 0]
    score = np.exp(score - score.max(axis=-1, keepdims=True))
    return np.asarray(score / score.sum(axis=-1, keepdims=True))


@lru_cache(maxsize=1)
def _weights() -> list[np.ndarray]:
    with np.load(Path(__file__).with_name("lights.npz")) as held:
        return [held[f"layer{index}"].astype(np.float64) for index in range(6)]


__all__ = ["SURE_RAD", "Lights", "bearings_at", "cues_about", "direction_at", "find_lights", "judged", "light_at"]
