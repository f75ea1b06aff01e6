"""Hanging things swing: a damped pendulum for each ear, driven by how the lobe moves, with time as data.

The bob is a point on a string: it falls, is slowed, and is pulled back to its length (Jakobsen, "Advanced Character
Physics", GDC 2001). Only movement across the line of sight drives it: the lobe's distance is what the tracker knows
worst, and its trembling would make earrings nod. The same times and places give the same swing, whatever the clock.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.face.ears.find import Side

GRAVITY = 9.81
DAMPING = 4.0  # per second: a nod has died away after a second
STEP_S = 1 / 240
LONGEST_S = 0.3  # after such a gap it hangs still
FARTHEST_M = 0.06  # a lobe that moved so far between two frames is another face's
MOST_RAD = float(np.radians(35))
LEAST_M = 0.006


@dataclass(slots=True)
class _Bob:
    time_s: float
    pivot: np.ndarray
    place: np.ndarray
    speed: np.ndarray


class Sway:
    """What a video remembers of one person's earrings."""

    def __init__(self) -> None:
        self._bobs: dict[Side, _Bob] = {}

    def step(
        self, side: Side, time_s: float, pivot: np.ndarray, length_m: float, down_camera: np.ndarray
    ) -> np.ndarray:
        """The direction (3,) from the lobe to the earring's weight at `time_s`, camera space, unit.

        Args:
            side: whose ear.
            time_s: of the frame; the same time again answers the same.
            pivot: (3,) the lobe, camera space, metres.
            length_m: from the lobe to the weight.
            down_camera: (3,) unit, camera space.
        """
        length_m = max(length_m, LEAST_M)
        bob = self._bobs.get(side)
        if bob is None or not 0 <= time_s - bob.time_s <= LONGEST_S or _apart(bob.pivot, pivot) > FARTHEST_M:
            bob = _Bob(time_s, pivot, pivot + down_camera * length_m, np.zeros(3))
        elif time_s > bob.time_s:
            bob = _swung(bob, time_s, pivot, length_m, down_camera)
        self._bobs[side] = bob
        return _within((bob.place - bob.pivot) / length_m, down_camera)


def _swung(bob: _Bob, time_s: float, pivot: np.ndarray, length_m: float, down_camera: np.ndarray) -> _Bob:
    """Go from the last frame's time to this one's in small steps, the lobe moving evenly between."""
    steps = max(1, int(np.ceil((time_s - bob.time_s) / STEP_S - 1e-3)))
    step_s = (time_s - bob.time_s) / steps
    depth = np.array([0.0, 0.0, pivot[2] - bob.pivot[2]])  # carried along, drives nothing
    place, speed, start = bob.place + depth, bob.speed, bob.pivot + depth
    drive = (pivot - start) / (time_s - bob.time_s)
    for number in range(1, steps + 1):
        at = start + (pivot - start) * (number / steps)
        speed = speed + step_s * (GRAVITY * down_camera - DAMPING * (speed - drive))
        string = place + speed * step_s - at
        new = at + string / max(float(np.linalg.norm(string)), 1e-9) * length_m
        place, speed = new, (new - place) / step_s
    way = _within((place - pivot) / length_m, down_camera)
    return _Bob(time_s, pivot, pivot + way * length_m, speed)


def _within(way: np.ndarray, down: np.ndarray) -> np.ndarray:
    """A direction turned back to `MOST_RAD` off `down` where it is farther."""
    way = way / max(float(np.linalg.norm(way)), 1e-9)
    off = way - down * (way @ down)
    length = float(np.linalg.norm(off))
    if way @ down >= np.cos(MOST_RAD) or length < 1e-9:
        return np.asarray(way)
    return np.asarray(down * np.cos(MOST_RAD) + off / length * np.sin(MOST_RAD))


def _apart(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.linalg.norm((one - other)[:2]))


__all__ = ["Sway"]
