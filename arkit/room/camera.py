"""Find the camera and the floor of a room in one picture."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.frame import Camera, Frame, camera_from_fov
from arkit.room.depth import Depth
from arkit.room.light import estimate_light
from arkit.room.manhattan.lens import Lens, straight_points
from arkit.room.manhattan.lines import find_lines
from arkit.room.manhattan.vanishing import FOCAL_SD_MOST, FocalPrior, Manhattan, find_manhattan, with_focal
from arkit.room.metres import Source, metres
from arkit.room.photo import check_flat, check_seen
from arkit.room.scale import CameraHeight, KnownLength, Marker, Pixel, Scaled, Upright
from arkit.room.view import RoomView, horizon_px, room_pose
from arkit.spaces import pose
from arkit.surface import Measure, Plane, Room

# Relative, of a focal length: of any lens, of a phone's 35 mm number (focus, straightening), of a typed field of view.
UNKNOWN_SD, EXIF_SD, GIVEN_SD = 0.3, 0.03, 0.01
ROUNDED_MM = 0.29  # sd of that number, which is written in whole millimetres
FILM_DIAGONAL_MM = 43.27
ANY_FOCAL = 0.69  # over the diagonal, where nothing is known: 30 mm, phones' 24 to 28 and cameras' 28 to 50
FLOOR_LEAST = 0.05  # of the picture's height that must lie below the horizon
# Standard deviations between EXIF's focal length and the lines' beyond which EXIF is wrong: a crop. Of 246 pictures of
# drawn rooms with a right EXIF none goes beyond 4 and one beyond 3, which is then 20 % off; with an EXIF half the true
# length 7 and 4 of 100 keep it.
BELIED = 4.0
DOUBTED = 2.5  # EXIF's own, between it and what came out of both: somebody should know


def find_room(
    frame: Frame,
    *,
    scale: Source | Sequence[Source] | None = None,
    fov_y_rad: float | None = None,
    focal_35mm: float | None = None,
) -> RoomView:
    """Find camera, floor, scale and light in a picture of a room.

    A view straight at a wall is answered too: `focal_source` is then "usual", a phone's usual lens with its wide
    standard deviation, and up and the horizon come from the lines. A lens that bends straight lines is told in `lens`.

    Args:
        frame: the picture; its camera is only a first guess.
        scale: where metres come from, one source or several; by default the height of a phone held by a standing
            adult.
        fov_y_rad: vertical field of view, where it is known.
        focal_35mm: EXIF's FocalLengthIn35mmFilm, where there is one.

    Returns:
        The room and its camera, with the covariance of both.

    Raises:
        NotFoundError: too few lines to tell which way is up, no floor in view, or no marker; the message says what
            to do.
        UnsupportedError: a panorama.
        CheckError: a scale that the picture contradicts.
    """
    check_flat(frame.pixels)
    prior = known = focal_prior(frame.camera, fov_y_rad, focal_35mm)
    sources: list[Source] = list(scale) if isinstance(scale, Sequence) else [scale or CameraHeight()]
    alone = any(isinstance(source, Marker | Depth) for source in sources)
    found = None
    try:
        found, prior = _by_lines(frame, prior)
    except NotFoundError:
        if not alone or prior.source == "lines":
            check_seen(frame.pixels)
            raise
    camera = _camera(frame.camera, prior, found)
    if found is not None and not alone:
        _check_floor(camera, found)
    lens = None if found is None else found.lens
    scaled = metres(frame.pixels, camera, found, [_straight(source, lens) for source in sources], prior.sd)
    view = _view(frame, camera, scaled, prior, lens)
    return replace(view, warnings=_doubts(known, view))


def focal_prior(camera: Camera, fov_y_rad: float | None, focal_35mm: float | None) -> FocalPrior:
    """What is known of the focal length before looking at the picture's lines."""
    diagonal = float(np.hypot(camera.width, camera.height))
    if fov_y_rad is not None:
        return FocalPrior(camera_from_fov(camera.width, camera.height, fov_y_rad).fy, GIVEN_SD, "given")
    if focal_35mm is not None and 8 <= focal_35mm <= 400:
        sd = float(np.hypot(EXIF_SD, ROUNDED_MM / focal_35mm))
        return FocalPrior(focal_35mm / FILM_DIAGONAL_MM * diagonal, sd, "exif")
    return FocalPrior(ANY_FOCAL * diagonal, UNKNOWN_SD, "lines")


def _by_lines(frame: Frame, prior: FocalPrior) -> tuple[Manhattan, FocalPrior]:
    """The room's axes and the lens, and which prior was used: EXIF's is dropped where the lines contradict it.

    Lines that tell the focal length are fitted once, without EXIF, which is then weighed with them. Where one fit does
    not tell it, they are fitted again about EXIF's.
    """
    size = frame.camera.width, frame.camera.height
    segments = find_lines(frame.pixels)
    if prior.source != "exif":
        return find_manhattan(segments, size, prior), prior
    anyhow = focal_prior(frame.camera, None, None)
    try:
        free = find_manhattan(segments, size, anyhow)
    except NotFoundError:
        return find_manhattan(segments, size, prior), prior
    apart = abs(np.log(free.focal_px / prior.focal_px))
    if apart > BELIED * np.hypot(free.focal_sd, prior.sd):
        return free, anyhow
    if free.averaged:
        with suppress(NotFoundError):  # a picture that is answered without EXIF is not refused with it
            return find_manhattan(segments, size, prior), prior
    return with_focal(free, prior), prior


def _doubts(known: FocalPrior, view: RoomView) -> tuple[str, ...]:
    """What to say where EXIF's focal length and the picture's lines disagree."""
    camera = view.frame.camera
    apart = float(np.log(camera.fy / known.focal_px))
    if known.source != "exif" or abs(apart) < DOUBTED * known.sd:
        return ()
    mm = FILM_DIAGONAL_MM / float(np.hypot(camera.width, camera.height))
    said = f"lens: EXIF says {known.focal_px * mm:.0f} mm, the room's lines {camera.fy * mm:.0f} mm"
    if view.focal_source == "exif":
        return (f"{said} once weighed with it; if the picture was cropped or zoomed, give its field of view",)
    return (f"{said}; the lines were believed: cropped or zoomed after it was taken?",)


def _camera(first: Camera, prior: FocalPrior, found: Manhattan | None) -> Camera:
    focal = prior.focal_px if found is None else found.focal_px
    middle = (first.width / 2, first.height / 2)
    cx, cy = middle if found is None or found.center_px is None else found.center_px
    return Camera(first.width, first.height, focal, focal, cx, cy)


def _check_floor(camera: Camera, found: Manhattan) -> None:
    """Refuse a picture of a ceiling, or of a wall's upper part."""
    horizon = max(horizon_px(camera, room_pose(found.R_camera_room, 1.0)))
    if horizon > (1 - FLOOR_LEAST) * camera.height:
        up = np.degrees(np.arcsin(np.clip(-found.R_camera_room[2, 1], -1, 1)))
        raise NotFoundError(
            f"room: expected the floor in view, the camera looks {up:.0f} degrees up, at the ceiling; hold it level "
            "and step back, so that the floor fills the lower part of the picture",
            why="ceiling",
        )


def _straight(source: Source, lens: Lens | None) -> Source:
    """A source of metres with the pixels somebody marked taken out of the lens' bend."""
    if lens is None or not isinstance(source, KnownLength | Upright):
        return source

    def moved(point: Pixel) -> Pixel:
        u, v = straight_points(lens, np.array([point]))[0]
        return float(u), float(v)

    if isinstance(source, Upright):
        return replace(source, foot_px=moved(source.foot_px), top_px=moved(source.top_px))
    foot = None if source.foot_px is None else (moved(source.foot_px[0]), moved(source.foot_px[1]))
    return replace(source, start_px=moved(source.start_px), end_px=moved(source.end_px), foot_px=foot)


def _view(frame: Frame, camera: Camera, scaled: Scaled, prior: FocalPrior, lens: Lens | None) -> RoomView:
    cx, cy = scaled.center_px or (camera.cx, camera.cy)
    camera = Camera(camera.width, camera.height, scaled.focal_px, scaled.focal_px, cx, cy)
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
    unseen = prior.source == "lines" and scaled.covariance[3, 3] > FOCAL_SD_MOST**2
    source = "usual" if unseen else prior.source
    return RoomView(replace(frame, camera=camera), room, scaled.covariance, source, height, lens)


__all__ = ["find_room", "focal_prior"]
