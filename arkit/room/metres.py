"""Metres from whatever gives them: one source, or several weighed by their covariance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.transform import Rotation

from arkit.errors import AmbiguousError, CheckError
from arkit.frame import Camera
from arkit.room.depth import Depth, by_depth
from arkit.room.manhattan.vanishing import Manhattan
from arkit.room.printed.marker import by_marker
from arkit.room.printed.sheet import by_sheet
from arkit.room.scale import (
    CameraHeight,
    KnownLength,
    Marker,
    Scale,
    Scaled,
    Sheet,
    Upright,
    by_height,
    by_length,
    by_upright,
    with_height,
)
from arkit.room.view import refocused

APART = 3.5  # standard deviations between two sources' heights beyond which one of them is wrong
Source = Scale | Depth


def metres(
    pixels: np.ndarray,
    camera: Camera,
    found: Manhattan | None,
    scale: Source | Sequence[Source],
    focal_sd: float,
) -> Scaled:
    """The camera's height above the floor, and what the source adds to its rotation and focal length.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        camera: the camera so far.
        found: the room's axes from lines; None where there are too few, then only a marker or a depth picture helps.
        scale: one source or several.
        focal_sd: relative standard deviation of the camera's focal length before any lines.

    Raises:
        AmbiguousError: two sources contradict each other.
        CheckError, NotFoundError: as each source says.
    """
    sources = list(scale) if isinstance(scale, Sequence) else [scale]
    if not sources:
        raise CheckError("scale: expected at least one source of metres, got none")
    answers = [_one(pixels, camera, found, source, focal_sd) for source in sources]
    return answers[0] if len(answers) == 1 else weighed(answers, found, camera)


def _one(pixels: np.ndarray, camera: Camera, found: Manhattan | None, scale: Source, focal_sd: float) -> Scaled:
    if isinstance(scale, Marker):
        return by_marker(pixels, camera, found, scale, focal_sd)
    if isinstance(scale, Depth):
        return by_depth(camera, found, scale, focal_sd)
    if found is None:
        raise CheckError("scale: expected a room with lines for this source of metres, got none; use a marker")
    if isinstance(scale, CameraHeight):
        return by_height(found, scale)
    if isinstance(scale, KnownLength):
        return by_length(found, camera, scale)
    if isinstance(scale, Upright):
        return by_upright(found, camera, scale)
    assert isinstance(scale, Sheet)
    return by_sheet(pixels, camera, found, scale)


def weighed(answers: Sequence[Scaled], found: Manhattan | None, camera: Camera) -> Scaled:
    """Several answers as one, each by its own covariance; what they all took from the same lines counts once.

    Raises:
        AmbiguousError: two heights lie further apart than both errors explain.
    """
    _check_agree(answers)
    base = answers[0]
    size = len(base.covariance)
    known = np.zeros((size, size)) if found is None else with_height(np.linalg.inv(found.covariance))
    information, pull = known.copy(), np.zeros(size)
    center = camera.cx, camera.cy
    rotation = base.R_camera_room if found is None else found.R_camera_room
    focal = base.focal_px if found is None else found.focal_px
    for answer in answers:
        own = np.linalg.inv(answer.covariance)
        away = Rotation.from_matrix(answer.R_camera_room @ rotation.T).as_rotvec()
        lens = np.log(answer.focal_px / focal), np.log(answer.height_m / base.height_m)
        shift = np.subtract(answer.center_px or center, center) / camera.fx
        values = np.array([*away, *lens, *shift])[:size]
        pull += own @ values  # what the lines say of rotation and focal length is zero, so they pull nowhere
        information += own - known
    covariance = np.linalg.inv((information + information.T) / 2)
    best = covariance @ pull
    source = min(answers, key=lambda answer: float(answer.covariance[4, 4])).source
    moved = refocused(camera, 0.0, best[5:])
    return Scaled(
        Rotation.from_rotvec(best[:3]).as_matrix() @ rotation,
        focal * float(np.exp(best[3])),
        base.height_m * float(np.exp(best[4])),
        covariance,
        source,
        (moved.cx, moved.cy),
    )


def _check_agree(answers: Sequence[Scaled]) -> None:
    for index, one in enumerate(answers):
        for other in answers[index + 1 :]:
            sd = float(np.sqrt(one.covariance[4, 4] + other.covariance[4, 4]))
            if abs(np.log(one.height_m / other.height_m)) > APART * sd:
                raise AmbiguousError(
                    f"scale: expected sources that agree, the {one.source.replace('_', ' ')} puts the camera "
                    f"{one.height_m:.2f} m above the floor, the {other.source.replace('_', ' ')} {other.height_m:.2f} "
                    "m; leave out the wrong one",
                    heights_m=[answer.height_m for answer in answers],
                )


__all__ = ["Source", "metres", "weighed"]
