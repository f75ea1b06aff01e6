"""Find the camera and the floor of a room in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Camera, Frame, camera_from_fov
from arkit.room.depth import Depth
from arkit.room.light import estimate_light
from arkit.room.lines import find_lines
from arkit.room.metres import Source, metres
from arkit.room.photo import USUAL_FOCAL
from arkit.room.scale import CameraHeight, Marker, Scaled
from arkit.room.vanishing import FocalPrior, Manhattan, find_manhattan
from arkit.room.view import RoomView, room_pose
from arkit.spaces import pose
from arkit.surface import Measure, Plane, Room

# Relative, of a focal length: of any lens, of a 35 mm number rounded by the phone, of a typed field of view.
UNKNOWN_SD, EXIF_SD, GIVEN_SD = 0.35, 0.05, 0.01
FILM_DIAGONAL_MM = 43.27
CENTER_SD = 0.002  # of the principal point, as a part of the diagonal: lenses are not centred better


def find_room(
    frame: Frame,
    *,
    scale: Source | Sequence[Source] | None = None,
    fov_y_rad: float | None = None,
    focal_35mm: float | None = None,
) -> RoomView:
    """Find camera, floor, scale and light in a picture of a room.

    Args:
        frame: the picture; its camera is only a first guess.
        scale: where metres come from, one source or several; by default the height of a phone held by a standing
            adult.
        fov_y_rad: vertical field of view, where it is known.
        focal_35mm: EXIF's FocalLengthIn35mmFilm, where there is one.

    Returns:
        The room and its camera, with the covariance of both.

    Raises:
        NotFoundError: too few lines to tell which way is up or how long the lens is, or no marker; the message
            says what to do.
        CheckError: a scale that the picture contradicts.
    """
    prior = focal_prior(frame.camera, fov_y_rad, focal_35mm)
    size = frame.camera.width, frame.camera.height
    found: Manhattan | None = None
    try:
        found = find_manhattan(find_lines(frame.pixels), size, prior)
    except NotFoundError:
        sources = scale if isinstance(scale, Sequence) else [scale]
        if not all(isinstance(source, Marker | Depth) for source in sources) or prior.sd > EXIF_SD:
            raise
    camera = _camera(size, prior.focal_px if found is None else found.focal_px)
    if found is not None:
        found = replace(found, covariance=_with_center(found, size))
    scaled = metres(frame.pixels, camera, found, scale or CameraHeight(), prior.sd)
    return _view(frame, scaled, prior.source)


def focal_prior(camera: Camera, fov_y_rad: float | None, focal_35mm: float | None) -> FocalPrior:
    """What is known of the focal length before looking at the picture's lines."""
    diagonal = float(np.hypot(camera.width, camera.height))
    if fov_y_rad is not None:
        return FocalPrior(camera_from_fov(camera.width, camera.height, fov_y_rad).fy, GIVEN_SD, "given")
    if focal_35mm is not None and 8 <= focal_35mm <= 400:
        return FocalPrior(focal_35mm / FILM_DIAGONAL_MM * diagonal, EXIF_SD, "exif")
    return FocalPrior(USUAL_FOCAL * diagonal, UNKNOWN_SD, "lines")


def _camera(size: tuple[int, int], focal_px: float) -> Camera:
    return Camera(size[0], size[1], focal_px, focal_px, size[0] / 2, size[1] / 2)


def _with_center(found: Manhattan, size: tuple[int, int]) -> np.ndarray:
    """The covariance with what an uncentred lens adds: it looks like a small tilt and turn."""
    tilt = CENTER_SD * float(np.hypot(*size)) / found.focal_px
    return found.covariance + np.diag([tilt**2, tilt**2, 0.0, 0.0])


def _view(frame: Frame, scaled: Scaled, source: str) -> RoomView:
    camera = _camera((frame.camera.width, frame.camera.height), scaled.focal_px)
    T_camera_room = room_pose(scaled.R_camera_room, scaled.height_m)
    relative = float(np.sqrt(scaled.covariance[4, 4]))
    up = scaled.R_camera_room[:, 1]
    across = np.eye(3) - np.outer(up, up)
    gravity_sd = float(np.sqrt(np.linalg.eigvalsh(across @ scaled.covariance[:3, :3] @ across)[-1]))
    room = Room(
        T_camera_room=T_camera_room,
        planes=(Plane("floor", pose()),),
        light=estimate_light(frame.pixels, camera, T_camera_room),
        scale=Measure(1.0, relative),
        scale_source=scaled.source,
        gravity_sd_rad=gravity_sd,
    )
    height = Measure(scaled.height_m, relative * scaled.height_m)
    return RoomView(replace(frame, camera=camera), room, scaled.covariance, source, height)


__all__ = ["find_room", "focal_prior"]
