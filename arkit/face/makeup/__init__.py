"""Make-up by region: each with its own mask and its own paint, mixed together in linear light.

A region's file has one `paint(canvas, makeup)`; here they are called in the order in which a face is made up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from arkit.errors import CheckError
from arkit.face.canonical import POINTS
from arkit.face.lips.lipstick import paint_lips
from arkit.face.makeup import (
    blush,
    bronzer,
    brows,
    contour,
    eyeliner,
    foundation,
    highlighter,
    iris_color,
    mascara,
    shadow,
)
from arkit.face.makeup.canvas import Canvas
from arkit.face.makeup.memory import MakeupMemory
from arkit.frame import Frame
from arkit.look import REGIONS, Makeup, Region

PAINTERS: dict[Region, Callable[[Canvas, Makeup], None]] = {
    "foundation": foundation.paint,
    "contour": contour.paint,
    "bronzer": bronzer.paint,
    "blush": blush.paint,
    "highlighter": highlighter.paint,
    "brows": brows.paint,
    "eyeshadow": shadow.paint,
    "eyeliner": eyeliner.paint,
    "mascara": mascara.paint,
    "iris": iris_color.paint,
}
SMALLEST_PX = 24.0  # a face narrower than this shows no make-up


def paint_makeup(
    frame: Frame,
    landmarks_px: np.ndarray,
    makeup: Makeup | Iterable[Makeup],
    *,
    white: np.ndarray | None = None,
    memory: MakeupMemory | None = None,
) -> tuple[Frame, np.ndarray]:
    """Make up one face.

    Args:
        frame: the picture.
        landmarks_px: (468 or 478, 2) of this very picture; colour of irises needs 478.
        makeup: one product or several; they are put on from foundation to lips, whatever order they come in.
        white: (3,) linear light that a white sheet would show on this face; judged from the eyes when None.
        memory: in a video, of this person; colours then stay calm. It is changed.

    Returns:
        The new picture and its mask (h, w) uint8; where the mask is 0 every byte is the old one.
    """
    entries = (makeup,) if isinstance(makeup, Makeup) else tuple(makeup)
    if landmarks_px.ndim != 2 or landmarks_px.shape[1] != 2 or len(landmarks_px) < POINTS:
        raise CheckError(f"landmarks_px: expected shape (468 or 478, 2), got {landmarks_px.shape}")
    ordered = sorted((one for one in entries if one.strength > 0), key=lambda one: REGIONS.index(one.region))
    skin = [one for one in ordered if one.region in PAINTERS]
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    painted = frame
    if skin and _visible(frame, landmarks_px):
        canvas = Canvas(frame, landmarks_px, white, memory)
        for one in skin:
            PAINTERS[one.region](canvas, one)
        painted, mask = canvas.finished()
    for one in ordered:
        if one.region == "lips":
            painted, lips = paint_lips(painted, landmarks_px, one, before=frame)
            mask = np.maximum(mask, lips)
    return painted, mask


def _visible(frame: Frame, landmarks_px: np.ndarray) -> bool:
    """Whether enough of a face lies inside the picture to be painted."""
    x, y = landmarks_px[:POINTS].T
    left, top, right, bottom = float(x.min()), float(y.min()), float(x.max()), float(y.max())
    across = min(right, frame.camera.width) - max(left, 0.0)
    down = min(bottom, frame.camera.height) - max(top, 0.0)
    return right - left >= SMALLEST_PX and min(across, down) >= 8


__all__ = ["PAINTERS", "MakeupMemory", "paint_makeup"]
