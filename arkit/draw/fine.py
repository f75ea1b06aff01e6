"""Draw finer than the picture is: for one small photo, where a wire of a pixel's width would come out as beads.

Four samples smooth an outline, but light on a thin wire is worked out once a pixel. Drawn at twice the size and
averaged, every pixel has four looks at it. It costs about three times as much, so a video goes without.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from arkit.draw.render import draw
from arkit.draw.scene import Drawing, Item, Occluder
from arkit.frame import Camera
from arkit.surface import Light

MOST_PX = 900  # a picture that is wider or higher than this has pixels enough


def draw_fine(
    items: Sequence[Item],
    camera: Camera,
    light: Light,
    *,
    occluders: Sequence[Occluder] = (),
    feather_px: float = 0.0,
) -> Drawing:
    """As `draw`, but drawn at twice the size and averaged where the picture is small."""
    if max(camera.width, camera.height) > MOST_PX:
        return draw(items, camera, light, occluders=occluders, feather_px=feather_px)
    width, height = 2 * camera.width, 2 * camera.height
    twice = Camera(width, height, 2 * camera.fx, 2 * camera.fy, 2 * camera.cx, 2 * camera.cy)
    return _halved(draw(items, twice, light, occluders=occluders, feather_px=min(2 * feather_px, 8.0)))


def _halved(drawing: Drawing) -> Drawing:
    height, width = (side // 2 for side in drawing.shadow.shape)
    rgba, tinted, shadow, coverage = (
        cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        for picture in (drawing.rgba, drawing.tinted, drawing.shadow, drawing.coverage)
    )
    nearest = drawing.depth_m.reshape(height, 2, width, 2).min(axis=(1, 3))
    left, top, right, bottom = drawing.box_px
    box = (left // 2, top // 2, -(-right // 2), -(-bottom // 2))
    return replace(
        drawing,
        rgba=rgba,
        tinted=tinted,
        shadow=shadow,
        coverage=coverage,
        depth_m=np.asarray(nearest, dtype=np.float32),
        box_px=box,
    )


__all__ = ["MOST_PX", "draw_fine"]
