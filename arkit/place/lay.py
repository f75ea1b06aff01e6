"""Lay what was drawn over the photograph, pixel for pixel, whatever its size and its lens."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.draw import Drawing, Sensor, composite, grain
from arkit.frame import Frame
from arkit.place.crop import Crop, drawn_at, shown_box
from arkit.room import RoomView

_STRIP_PX = 2_000_000


def laid(view: RoomView, drawing: Drawing, part: Crop, sensor: Sensor) -> tuple[Frame, np.ndarray]:
    """The drawing over the photograph, in strips: a layer of a large photograph would not fit into memory."""
    pixels = view.frame.pixels.copy()
    mask = np.zeros(pixels.shape[:2], dtype=bool)
    left, top, right, bottom = part.box_px if part.plain else shown_box(view, part, drawing.box_px)
    rows = max(1, _STRIP_PX // max(right - left, 1))
    for row in range(top, bottom, rows):
        inside = (slice(row, min(row + rows, bottom)), slice(left, right))
        here = pixels[inside]
        layer = _layer(view, drawing, part, inside)
        camera = replace(part.camera, width=here.shape[1], height=here.shape[0])
        noise = grain(sensor, (here.shape[0], here.shape[1]), view.frame.time_s + row * 1e-3)
        box = layer.box_px
        if noise is not None:
            noise = noise[box[1] : box[3], box[0] : box[2]]
        done, changed = composite(Frame(here, view.frame.time_s, camera), layer, noise)
        pixels[inside], mask[inside] = done.pixels, changed
    return replace(view.frame, pixels=pixels), mask


def _layer(view: RoomView, drawing: Drawing, part: Crop, inside: tuple[slice, slice]) -> Drawing:
    """The rows of a drawing that cover these rows of the photograph, in its pixels."""
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

    def seen(layer: np.ndarray) -> np.ndarray:
        return np.asarray(cv2.remap(layer, maps, None, cv2.INTER_LINEAR))

    nothing = np.broadcast_to(np.float32(0), (high, wide))
    return replace(
        drawing,
        rgba=seen(drawing.rgba),
        shadow=seen(drawing.shadow),
        tinted=seen(drawing.tinted) if drawing.tinted.any() else np.broadcast_to(np.float32(0), (high, wide, 3)),
        coverage=nothing,  # laying needs neither this nor the depth
        depth_m=nothing,
        box_px=(0, 0, wide, high),
    )


__all__ = ["laid"]
