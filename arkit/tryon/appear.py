"""How what is worn appears in the picture: in the face's light, behind what hides it, with its shadow, as cameras see.

frame → face.light → Light ┐
face → hiders → Occluder ──┤→ draw → contact shadow → camera's blur → composite with its grain
fits → Item ───────────────┘
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from arkit.document import Document, bounds
from arkit.draw import (
    Drawing,
    Item,
    Occluder,
    Sensor,
    composite,
    contact_shadow,
    draw,
    draw_fine,
    grain,
    measure_sensor,
    seen_by,
)
from arkit.face.ears.find import Side
from arkit.face.light.harmonics import face_light
from arkit.face.track.follow import Face
from arkit.face.wear.brim import brim_shade
from arkit.face.wear.glasses import Fit
from arkit.face.wear.occluder import OVAL
from arkit.face.wear.sway import Sway
from arkit.face.wear.wear import worn_now
from arkit.frame import Camera, Frame, project
from arkit.spaces import apply
from arkit.surface import Light

FEATHER_PX = 2.0  # an occluder's cut goes from all to nothing over this, at VGA; larger pictures get a wider one
_VGA_PX = 480
REACH_M = 0.022  # shadow and blur end within this of what is worn
_CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)], dtype=np.float64)
CALM = 0.25  # how far a new look at the light moves what is drawn: light does not flicker with the sensor
LIT_EVERY = 3  # frames from one look at the light to the next
_KEPT = 16  # products whose box is remembered
SENSED_EVERY = 15  # frames from one look at the camera's blur and grain to the next


class Scenery:
    """The light on one person and the camera's ways, steadied over a video; a photo's is new and looks once."""

    def __init__(self) -> None:
        self._light: Light | None = None
        self._sensor: Sensor | None = None
        self._frames = 0
        self._corners: dict[int, tuple[Document, np.ndarray]] = {}

    def corners_m(self, document: Document) -> np.ndarray:
        """(8, 3) corners of a product's box, document space; worked out once."""
        if id(document) not in self._corners:
            low, high = bounds(document)
            while len(self._corners) >= _KEPT:
                self._corners.pop(next(iter(self._corners)))
            self._corners[id(document)] = (document, low + _CORNERS * (high - low))
        return self._corners[id(document)][1]

    @property
    def fresh(self) -> bool:
        """Whether this is a photo, or a video's first frame: there is time to draw it finely."""
        return self._frames <= 1

    def look(self, frame: Frame, face: Face) -> tuple[Light, Sensor]:
        """Take this frame in: the light on the face and how the camera saw it."""
        if self._light is None or self._frames % LIT_EVERY == 0:
            now = face_light(frame, face.track.landmarks_px, face.shape_m, face.track.T_camera_face)
            self._light = now if self._light is None else _between(self._light, now, CALM)
        if self._sensor is None or self._frames % SENSED_EVERY == 0:
            self._sensor = _calmed(self._sensor, measure_sensor(frame, _face_box(face, frame.camera)))
        self._frames += 1
        return self._light, self._sensor


def appear(
    frame: Frame,
    bare: Frame,
    face: Face,
    fits: Sequence[Fit],
    occluders: Sequence[Occluder],
    scenery: Scenery,
    sway: Sway | None = None,
    lobes: Mapping[Side, np.ndarray] | None = None,
) -> tuple[Frame, np.ndarray]:
    """Draw fitted products onto one face: the new frame, and (h, w) bool where it was written.

    Args:
        frame: with make-up.
        bare: the same without: the light is read off it.
        face: who wears them.
        fits: all products of this face: they hide each other.
        occluders: what hides them, camera space.
        scenery: of this person.
        sway: of this person, in a video: how earrings swing.
        lobes: where the picture shows this person's lobes (arkit.face.ears.lobe).
    """
    T_camera_face = face.track.T_camera_face
    items = [Item(*piece) for fit in fits for piece in worn_now(fit, face, sway=sway, lobes=lobes)]
    px_per_m = frame.camera.fx / max(-float(T_camera_face[2, 3]), 0.05)
    points = [project(frame.camera, apply(one.T_camera_model, scenery.corners_m(one.document))) for one in items]
    points += [face.track.landmarks_px for one in fits if one.attach == "head"]
    box = _box(np.concatenate(points), REACH_M * px_per_m, frame.camera) if points else None
    written = np.zeros(frame.pixels.shape[:2], dtype=bool)
    if box is None:
        return frame, written
    light, sensor = scenery.look(bare, face)
    part = _cut(frame, box)
    feather_px = FEATHER_PX * max(1.0, min(frame.camera.width, frame.camera.height) / _VGA_PX) ** 0.5
    paint = draw_fine if scenery.fresh else draw
    drawing = paint(items, part.camera, light, occluders=occluders, feather_px=feather_px)
    border_px = face.track.landmarks_px[list(OVAL)] - box[:2]
    drawing = contact_shadow(drawing, light, px_per_m=px_per_m, skin_px=border_px)
    drawing = seen_by(sensor, _shaded(drawing, brim_shade(fits, face, part.camera, light)))
    left, top, right, bottom = drawing.box_px
    part, touched = composite(part, drawing, grain(sensor, (bottom - top, right - left), frame.time_s))
    inside = (slice(box[1], box[3]), slice(box[0], box[2]))
    pixels = frame.pixels.copy()
    pixels[inside] = part.pixels
    written[inside] = touched
    return replace(frame, pixels=pixels), written


def _shaded(drawing: Drawing, shade: np.ndarray | None) -> Drawing:
    """The drawing with one more shadow (h, w) on what is behind it."""
    if shade is None:
        return drawing
    height, width = shade.shape
    return replace(drawing, shadow=1 - (1 - drawing.shadow) * (1 - shade), box_px=(0, 0, width, height))


def _box(points_px: np.ndarray, reach_px: float, camera: Camera) -> tuple[int, int, int, int] | None:
    """The part of the picture that may change: whole pixels around points and what lies within `reach_px` of them."""
    limit = np.array([camera.width, camera.height])
    if not np.isfinite(points_px).all():
        return 0, 0, camera.width, camera.height
    left, top = np.clip(np.floor(points_px.min(axis=0) - reach_px), 0, limit).astype(int).tolist()
    right, bottom = np.clip(np.ceil(points_px.max(axis=0) + reach_px), 0, limit).astype(int).tolist()
    return (left, top, right, bottom) if right > left and bottom > top else None


def _cut(frame: Frame, box: tuple[int, int, int, int]) -> Frame:
    """A part of a picture as a picture of its own: everything that follows then costs what the part costs."""
    left, top, right, bottom = box
    camera = replace(
        frame.camera,
        width=right - left,
        height=bottom - top,
        cx=frame.camera.cx - left,
        cy=frame.camera.cy - top,
    )
    return Frame(frame.pixels[top:bottom, left:right], frame.time_s, camera)


def _between(old: Light, new: Light, part: float) -> Light:
    """A light that has gone `part` of the way from one to another."""
    towards = old.sun_direction + (new.sun_direction - old.sun_direction) * part
    length = float(np.linalg.norm(towards))
    harmonics = new.harmonics
    if old.harmonics is not None and new.harmonics is not None:
        harmonics = old.harmonics + (new.harmonics - old.harmonics) * part
    return replace(
        new,
        ambient_rgb=old.ambient_rgb + (new.ambient_rgb - old.ambient_rgb) * part,
        sun_rgb=old.sun_rgb + (new.sun_rgb - old.sun_rgb) * part,
        sun_direction=towards / length if length > 1e-6 else new.sun_direction,
        harmonics=harmonics,
    )


def _calmed(old: Sensor | None, new: Sensor) -> Sensor:
    if old is None:
        return new
    red, green, blue = ((3 * a + b) / 4 for a, b in zip(old.veil_rgb, new.veil_rgb, strict=True))
    return Sensor((3 * old.blur_px + new.blur_px) / 4, (3 * old.grain + new.grain) / 4, (red, green, blue))


def _face_box(face: Face, camera: Camera) -> tuple[int, int, int, int]:
    points = face.track.landmarks_px
    limit = (camera.width, camera.height)
    left, top = np.clip(np.floor(points.min(axis=0)), 0, limit).astype(int).tolist()
    right, bottom = np.clip(np.ceil(points.max(axis=0)), 0, limit).astype(int).tolist()
    return left, top, right, bottom


__all__ = ["CALM", "FEATHER_PX", "SENSED_EVERY", "Scenery", "appear"]
