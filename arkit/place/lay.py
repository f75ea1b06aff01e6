"""Lay what was drawn over the photograph, pixel for pixel, whatever its size and its lens."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.draw import Drawing, Sensor, composite, grain
from arkit.draw.projection import Box
from arkit.frame import Frame
from arkit.place.crop import Crop, drawn_at, shown_box
from arkit.room import RoomView

_STRIP_PX = 500_000


def laid(view: RoomView, drawing: Drawing, part: Crop, sensor: Sensor) -> tuple[Frame, np.ndarray]:
    """The drawing over the photograph, in strips: a layer of a large photograph would not fit into memory."""
    pixels = view.frame.pixels.copy()
    mask = np.zeros(pixels.shape[:2], dtype=bool)
    left, top, right, bottom = part.box_px if part.plain else shown_box(view, part, drawing.box_px)
    rows = max(1, _STRIP_PX // max(right - left, 1))
    clear = not drawing.tinted.any()
    own = (0, 0, 0, 0) if part.plain else shown_box(view, part, _filled(drawing))
    for row in range(top, bottom, rows):
        inside = (slice(row, min(row + rows, bottom)), slice(left, right))
        here = pixels[inside]
        layer = _layer(view, drawing, part, inside, own, clear=clear)
        camera = replace(part.camera, width=here.shape[1], height=here.shape[0])
        noise = grain(sensor, (here.shape[0], here.shape[1]), view.frame.time_s + row * 1e-3)
        box = layer.box_px
        if noise is not None:
            noise = noise[box[1] : box[3], box[0] : box[2]]
        done, changed = composite(Frame(here, view.frame.time_s, camera), layer, noise)
        pixels[inside], mask[inside] = done.pixels, changed
    return replace(view.frame, pixels=pixels), mask


def _filled(drawing: Drawing) -> Box:
    """The box of what is more than shadow, and a pixel about it."""
    shown = drawing.rgba.max(axis=2) > 0
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    if not len(rows):
        return (0, 0, 0, 0)
    return (int(columns[0]) - 1, int(rows[0]) - 1, int(columns[-1]) + 2, int(rows[-1]) + 2)


def _layer(
    view: RoomView, drawing: Drawing, part: Crop, inside: tuple[slice, slice], own: Box, *, clear: bool
) -> Drawing:
    """The part of a drawing that covers these rows and columns of the photograph, in its pixels.

    Products lie in the box `own`; `clear` says that there is no tinted glass.
    """
    rows, columns = inside
    high, wide = rows.stop - rows.start, columns.stop - columns.start
    if part.plain:
        first = rows.start - part.box_px[1]
        left, top, right, bottom = drawing.box_px
        top, bottom = max(top - first, 0), min(bottom - first, high)
        box = (left, top, right, bottom) if bottom > top else (0, 0, 0, 0)
        take = slice(first, first + high)
        return replace(
            drawing,
            **{name: getattr(drawing, name)[take] for name in ("rgba", "shadow", "depth_m", "coverage", "tinted")},
            box_px=box,
        )
    maps = drawn_at(view, part, (columns.start, rows.start, columns.stop, rows.stop)) - np.float32(0.5)
    left, right = (min(max(x - columns.start, 0), wide) for x in (own[0], own[2]))
    top, bottom = (min(max(y - rows.start, 0), high) for y in (own[1], own[3]))
    within = (slice(top, bottom), slice(left, right))

    def seen(layer: np.ndarray) -> np.ndarray:
        laid = np.zeros((high, wide, layer.shape[2]), dtype=np.float32)
        if bottom > top and right > left:
            laid[within] = cv2.remap(layer, np.ascontiguousarray(maps[within]), None, cv2.INTER_LINEAR)
        return laid

    nothing = np.broadcast_to(np.float32(0), (high, wide))
    return replace(
        drawing,
        rgba=seen(drawing.rgba),
        shadow=np.asarray(cv2.remap(drawing.shadow, maps, None, cv2.INTER_LINEAR)),
        tinted=np.broadcast_to(np.float32(0), (high, wide, 3)) if clear else seen(drawing.tinted),
        coverage=nothing,  # laying needs neither this nor the depth
        depth_m=nothing,
        box_px=(0, 0, wide, high),
    )


__all__ = ["laid"]
