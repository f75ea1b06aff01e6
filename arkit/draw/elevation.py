"""A product seen square on, as an architect draws it: to scale, without perspective that an eye could see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.document import Document, bounds
from arkit.draw.poster import shop_light
from arkit.draw.render import draw
from arkit.draw.scene import Item
from arkit.draw.turntable import straight
from arkit.frame import Camera
from arkit.spaces import pose, rotation_y

_FAR = 60.0  # boxes' diagonals away: a box's near edge is 1 % larger than its middle, half a pixel in a small picture
_PAD_PX = 2


@dataclass(frozen=True, slots=True)
class Elevation:
    """A picture and the box in it.

    Attributes:
        pixels: (h, w, 4) uint8, sRGB with straight alpha; the box fills it up to two pixels.
        width_m, height_m: of the box as seen.
    """

    pixels: np.ndarray
    width_m: float
    height_m: float


def elevation(document: Document, side: Literal["front", "side"], *, px_per_m: float) -> Elevation:
    """Draw a document from its front (+z) or from its left side (+x).

    Args:
        document: metres, y up, front to +z.
        side: "front" shows width and height, "side" depth and height.
        px_per_m: the scale, the same for both sides of one sheet.
    """
    low, high = bounds(document)
    middle, size = (low + high) / 2, np.maximum(high - low, 1e-6)
    wide_m = float(size[0] if side == "front" else size[2])
    width, height = (max(8, round(length * px_per_m) + 2 * _PAD_PX) for length in (wide_m, float(size[1])))
    distance_m = float(np.linalg.norm(size)) * _FAR
    focal_px = px_per_m * distance_m
    turn = np.eye(3) if side == "front" else rotation_y(-np.pi / 2)
    camera = Camera(width, height, focal_px, focal_px, width / 2, height / 2)
    T_camera_model = pose(turn, -turn @ middle + np.array([0, 0, -distance_m]))
    drawing = draw([Item(document, T_camera_model)], camera, shop_light())
    return Elevation(straight(drawing.rgba), wide_m, float(size[1]))


__all__ = ["Elevation", "elevation"]
