"""What the first second of a film teaches of the places in its first picture, and of the floor they stand on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.room.follow.compare import Scene
from arkit.room.follow.foot import height_by_walls
from arkit.room.follow.jointly import Look, jointly
from arkit.room.follow.keyframe import KeyFrame
from arkit.surface import Plane

MOST_LOOKS = 8
# Of how long a walk is: its share, and where the floor was first taken for another thing (walk 20 was 14 % short); and
# where walls tell where it is instead.
SCALE_SD, RAISED_SD, WALLED_SD = 0.001, 0.12, 0.03
LEVEL_OVER, LEVEL_UNDER = 0.97, 1.4  # heights over that above the lowest places at which walls are believed


def taught(first: KeyFrame, scene: Scene, looks: Sequence[Look], extents: tuple[Plane, ...], *, marked: bool) -> float:
    """Set the places of a film's first picture from the pictures that follow.

    Args:
        first: a key frame of which nothing was learned.
        looks: the pictures that follow, in the order of time; some are chosen.
        extents: what the first picture tells of the room's floor and walls.
        marked: whether a marker tells where the floor is.

    Returns:
        The relative standard deviation of the room's size as it is followed, against the first picture's floor.
    """
    if not looks or marked:  # beside a marker nothing is guessed: solved again, walks 150 and 165 drifted 0.9 cm
        return SCALE_SD
    chosen = np.unique(np.linspace(0, len(looks) - 1, MOST_LOOKS + 1).round().astype(int)[1:])
    jointly(first, scene.camera, [looks[number] for number in chosen], scene.planes)
    scale_sd = _raised(first, scene, extents)
    first.settle()
    return scale_sd


def _raised(first: KeyFrame, scene: Scene, extents: tuple[Plane, ...]) -> float:
    """Make the room smaller where its floor turned out to be a bed or a table: until walls stand on the floor, or
    where none tells, the lowest places lie on it."""
    level = first.level_below()
    if level is None:
        return SCALE_SD
    height = height_by_walls(first, scene.camera, extents)
    told = height is not None and LEVEL_OVER * level < height < LEVEL_UNDER * level
    first.shrink(height if told and height else level)
    return WALLED_SD if told else RAISED_SD


__all__ = ["SCALE_SD", "taught"]
