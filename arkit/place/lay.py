"""Lay what was drawn over the photograph, pixel for pixel, whatever its size and its lens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from arkit.draw import Drawing, Sensor, composite, grain
from arkit.draw.projection import Box
from arkit.frame import Frame
from arkit.place.crop import Crop, drawn_at, shown_box
from arkit.room import RoomView

_ROWS, _COLUMNS = 256, 1024  # of a tile
_SHIFT = 251  # pixels: tiles share one sheet of grain, each from another corner of it
_LEAST_SHADOW = 0.5 / (255 * 1.055 / 2.4)  # of the light: half a code value near white


def laid(view: RoomView, drawing: Drawing, part: Crop, sensor: Sensor) -> tuple[Frame, np.ndarray]:
    """The drawing over the photograph, in tiles: a layer of a large photograph would not fit into memory.

    Most of them show only the shadow, or nothing of it: those cost little. Of 48 megapixels with a sofa before the
    camera, strips as wide as the shadow took 2.7 s of processor time. Grain is drawn once for all tiles: drawn for
    each, a sofa over 30 megapixels took 3.8 instead of 2.9 s.
    """
    pixels = view.frame.pixels.copy()
    mask = np.zeros(pixels.shape[:2], dtype=bool)
    left, top, right, bottom = part.box_px if part.plain else shown_box(view, part, drawing.box_px)
    clear = not drawing.tinted.any()
    own = filled_box(drawing)
    noise = grain(sensor, (_ROWS + _SHIFT, _COLUMNS + _SHIFT), view.frame.time_s)
    own = _moved(own, *part.box_px[:2]) if part.plain else shown_box(view, part, own)
    for row in range(top, bottom, _ROWS):
        for column in range(left, right, _COLUMNS):
            inside = (slice(row, min(row + _ROWS, bottom)), slice(column, min(column + _COLUMNS, right)))
            layer = _layer(view, drawing, part, inside, own, clear=clear)
            if layer is None:
                continue
            here = pixels[inside]
            camera = replace(part.camera, width=here.shape[1], height=here.shape[0])
            own_noise = None
            if noise is not None and layer.rgba.strides[0]:  # products, not shadow alone
                x, y = (7 * column + 3 * row) % _SHIFT, (5 * row + column) % _SHIFT
                own_noise = noise[y : y + here.shape[0], x : x + here.shape[1]]
            pixels[inside], mask[inside] = _composed(Frame(here, view.frame.time_s, camera), layer, own_noise)
    return replace(view.frame, pixels=pixels), mask


def _composed(frame: Frame, layer: Drawing, noise: np.ndarray | None) -> tuple[np.ndarray, np.ndarray]:
    done, changed = composite(frame, layer, noise)
    return done.pixels, changed


def _moved(box: Box, right: int, down: int) -> Box:
    return (box[0] + right, box[1] + down, box[2] + right, box[3] + down)


def filled_box(drawing: Drawing) -> Box:
    """The box of what is more than shadow, and a pixel about it."""
    shown = drawing.rgba.max(axis=2) > 0
    rows, columns = np.flatnonzero(shown.any(axis=1)), np.flatnonzero(shown.any(axis=0))
    if not len(rows):
        return (0, 0, 0, 0)
    high, wide = shown.shape
    left, top = max(int(columns[0]) - 1, 0), max(int(rows[0]) - 1, 0)
    return (left, top, min(int(columns[-1]) + 2, wide), min(int(rows[-1]) + 2, high))


def _layer(
    view: RoomView, drawing: Drawing, part: Crop, inside: tuple[slice, slice], own: Box, *, clear: bool
) -> Drawing | None:
    """The part of a drawing that covers these rows and columns of the photograph, in its pixels; None for nothing.

    Products lie in the box `own` of the photograph; `clear` says that there is no tinted glass.
    """
    rows, columns = inside
    high, wide = rows.stop - rows.start, columns.stop - columns.start
    apart = own[2] <= columns.start or own[0] >= columns.stop or own[3] <= rows.start or own[1] >= rows.stop
    if part.plain:
        across, down = part.box_px[:2]
        take = (slice(rows.start - down, rows.stop - down), slice(columns.start - across, columns.stop - across))
        seen = _cut(take)
    else:
        seen = _enlarged(view, part, (columns.start, rows.start, columns.stop, rows.stop))
    shadow = seen(drawing.shadow)
    if apart and not (shadow > _LEAST_SHADOW).any():
        return None
    rgba = None if apart else seen(drawing.rgba)
    apart = rgba is None or not rgba.any()
    nothing = np.broadcast_to(np.float32(0), (high, wide))
    return replace(
        drawing,
        rgba=np.broadcast_to(np.float32(0), (high, wide, 4)) if rgba is None or apart else rgba,
        shadow=shadow,
        tinted=np.broadcast_to(np.float32(0), (high, wide, 3)) if clear or apart else seen(drawing.tinted),
        coverage=nothing,  # laying needs neither this nor the depth
        depth_m=nothing,
        box_px=(0, 0, wide, high),
    )


def _cut(take: tuple[slice, slice]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda layer: layer[take]


def _enlarged(view: RoomView, part: Crop, box_px: Box) -> Callable[[np.ndarray], np.ndarray]:
    """What brings a drawn layer into the photograph's pixels, in a box of it."""
    left, top, right, bottom = box_px
    if view.lens is None:
        zoom = np.array([part.camera.fx / view.frame.camera.fx, part.camera.fy / view.frame.camera.fy])
        first = (np.array([left, top]) + 0.5 - part.origin_px) * zoom - 0.5
        matrix, size = np.column_stack([np.diag(zoom), first]), (right - left, bottom - top)
        way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return lambda layer: np.asarray(cv2.warpAffine(layer, matrix, size, flags=way))
    maps = drawn_at(view, part, box_px) - np.float32(0.5)
    return lambda layer: np.asarray(cv2.remap(layer, maps, None, cv2.INTER_LINEAR))


__all__ = ["filled_box", "laid"]
