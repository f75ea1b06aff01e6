"""Views of a product all around, framed alike: what a report shows before and after, and a page turns.

The document is uploaded once and kept for all views: SheenChair at 400 x 400 px takes 0.25 CPU seconds a view on
llvmpipe. The frame is the drum that its box sweeps while it turns, so that nothing leaves the picture, no view is
nearer than another, and two documents in one frame can be laid over each other. (The ball about the box was tried: a
third of the picture stayed empty.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.color import linear_to_srgb
from arkit.document import Document, bounds
from arkit.draw.poster import shop_light
from arkit.draw.render import draw
from arkit.draw.scene import Item
from arkit.errors import CheckError
from arkit.frame import Camera, camera_from_fov
from arkit.spaces import pose, rotation_y

VIEWS = 8
SIZE_PX = (480, 480)
_FOV_RAD = np.radians(22.6)  # the poster's lens
_RAISE_RAD = np.radians(12.0)
_MARGIN = 1.04


@dataclass(frozen=True, slots=True)
class Drum:
    """What a turntable frames: middle (3,), radius about the y axis through it and half its height, metres."""

    middle_m: np.ndarray
    radius_m: float
    half_height_m: float


def drum(document: Document) -> Drum:
    """The drum that a document's box sweeps when it turns."""
    low, high = bounds(document)
    half = np.maximum((high - low) / 2, 1e-6)
    return Drum((low + high) / 2, float(np.hypot(half[0], half[2])), float(half[1]))


def turntable(
    document: Document,
    *,
    views: int = VIEWS,
    size_px: tuple[int, int] = SIZE_PX,
    variant: str | None = None,
    framed: Drum | None = None,
) -> list[np.ndarray]:
    """Draw a document from `views` sides, the first from the front, then on to its left (+x) and around.

    Args:
        document: metres, y up, front to +z.
        views: how many, evenly around.
        size_px: width and height of each.
        variant: by name, None for the file's own.
        framed: what the camera frames; the document's own drum when None. Give the same to compare two documents.

    Returns:
        (height, width, 4) uint8 each, sRGB with straight alpha.

    Raises:
        CheckError: views or size are out of range.
        MissingError: there is no OpenGL to draw with.
    """
    width, height = size_px
    if not 1 <= views <= 360 or not (16 <= width <= 4096 and 16 <= height <= 4096):
        raise CheckError(f"turntable: expected 1 to 360 views of 16 to 4096 px, got {views} of {width}x{height}")
    framed = framed or drum(document)
    camera = camera_from_fov(width, height, _FOV_RAD * min(1.0, height / width))
    light = shop_light()
    pictures = []
    for place in range(views):
        T_camera_model = _seen_from(framed, camera, 2 * np.pi * place / views)
        pictures.append(straight(draw([Item(document, T_camera_model, variant)], camera, light).rgba))
    return pictures


def _seen_from(framed: Drum, camera: Camera, turn_rad: float) -> np.ndarray:
    """(4, 4) document to camera space; a turn of a quarter looks at the side of +x."""
    c, s = np.cos(_RAISE_RAD), np.sin(_RAISE_RAD)
    tall_m = framed.half_height_m * c + framed.radius_m * s
    widest = framed.radius_m * 2 * camera.fx / camera.width
    tallest = tall_m * 2 * camera.fy / camera.height
    distance_m = max(widest, tallest) * _MARGIN + framed.radius_m * c
    turn = np.array([[1, 0, 0], [0, c, -s], [0, s, c]]) @ rotation_y(-turn_rad)
    return pose(turn, -turn @ framed.middle_m + np.array([0, 0, -distance_m]))


def straight(rgba: np.ndarray) -> np.ndarray:
    """(h, w, 4) uint8 sRGB with straight alpha of premultiplied linear light."""
    alpha = rgba[..., 3:]
    color = linear_to_srgb(rgba[..., :3] / np.maximum(alpha, 1e-4))
    return np.rint(np.concatenate([color, alpha], axis=-1) * 255).astype(np.uint8)


__all__ = ["SIZE_PX", "VIEWS", "Drum", "drum", "straight", "turntable"]
