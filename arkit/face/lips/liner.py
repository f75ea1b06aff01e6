"""A lip liner: a line along the lips' outer edge, as wide as a pencil's, of its own colour or deeper than the lips."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.color import hex_to_srgb, srgb_to_linear
from arkit.errors import CheckError
from arkit.face.lips.lipstick import decode, encode, lip_median, luminance_of
from arkit.face.lips.mask import CORNERS, LipMask, LipMemory, lip_mask
from arkit.frame import Frame

MOUTH_MM = 50.0  # width of an adult's mouth at rest, standard deviation 3.5 (Farkas 1994): the ruler without a scale
WIDTHS_MM = (0.3, 4.0)
INSIDE = 0.3  # part of the line's width by which its middle lies inside the edge: pencils follow the lip, not the skin
DEEPER = 0.55  # of the lips' own light, where no colour is named
REDDER = (1.0, 0.8, 0.85)
_FINE = 4


def paint_liner(
    frame: Frame,
    landmarks_px: np.ndarray,
    color: str | None = None,
    *,
    width_mm: float = 1.2,
    strength: float = 1.0,
    px_per_mm: float | None = None,
    memory: LipMemory | None = None,
    lips: LipMask | None = None,
) -> tuple[Frame, np.ndarray]:
    """Draw a line along the outer edge of one face's lips; lipstick goes on before or after it.

    Args:
        frame: the picture.
        landmarks_px: (468 or 478, 2) of this very picture.
        color: sRGB "#RRGGBB"; None deepens the lips' own colour.
        width_mm: 0.3 to 4.
        strength: 0 (not one byte changes) to 1.
        px_per_mm: the picture's scale at the mouth; None takes the mouth for 50 mm wide.
        memory: in a video, of this person; hand it to the liner or to the lipstick, not to both.
        lips: the mask, where it was found already.

    Returns:
        The new picture and its mask (h, w) uint8; where the mask is 0 every byte is the old one.

    Raises:
        CheckError: a width or a strength out of range.
    """
    if not WIDTHS_MM[0] <= width_mm <= WIDTHS_MM[1]:
        raise CheckError(f"width_mm: expected {WIDTHS_MM[0]:g} to {WIDTHS_MM[1]:g}, got {width_mm:g}")
    if not 0 <= strength <= 1:
        raise CheckError(f"strength: expected 0 to 1, got {strength}")
    mask = np.zeros(frame.pixels.shape[:2], dtype=np.uint8)
    if strength == 0:
        return frame, mask
    lips = lips or lip_mask(frame, landmarks_px, memory)
    across_px = float(np.linalg.norm(landmarks_px[CORNERS[1]] - landmarks_px[CORNERS[0]]))
    width_px = width_mm * (px_per_mm or across_px / MOUTH_MM)
    pad = int(np.ceil(width_px)) + 2
    line, (left, top, right, bottom) = _line(lips, width_px, pad, frame)
    covered = np.round(line * strength * 255).astype(np.uint8)
    touched = covered > 0
    if not touched.any():
        return frame, mask
    pixels = frame.pixels.copy()
    box = pixels[top:bottom, left:right]
    bare = decode(box[touched])
    worn = _pigment(frame, lips, color, bare)
    box[touched] = encode(bare + (worn - bare) * (covered[touched].astype(np.float32) / 255)[:, None])
    mask[top:bottom, left:right] = covered
    return Frame(pixels, frame.time_s, frame.camera), mask


def _pigment(frame: Frame, lips: LipMask, color: str | None, bare: np.ndarray) -> np.ndarray:
    """(n, 3) the fully covering line: its colour in the light that each pixel shows beside the lips' own."""
    left, top, right, bottom = lips.box_px
    core = lips.alpha >= 0.9
    own = decode(frame.pixels[top:bottom, left:right][core]) if core.any() else bare
    median = lip_median(luminance_of(own), np.full(len(own), 255.0))
    named = None if color is None else srgb_to_linear(hex_to_srgb(color))
    shade = np.median(own, axis=0) * DEEPER * REDDER if named is None else named
    relative = np.clip(luminance_of(bare) / max(median, 1e-4), 0.3, 1.6)[:, None]
    return np.clip(shade.astype(np.float32) * relative**0.6, 0, 1)


def _line(lips: LipMask, width_px: float, pad: int, frame: Frame) -> tuple[np.ndarray, tuple[int, int, int, int]]:
    """The line's cover (h, w) float32 and its box; it thins towards the corners and keeps off the mouth's opening."""
    left, top, right, bottom = lips.box_px
    height, width = frame.pixels.shape[:2]
    box = (max(left - pad, 0), max(top - pad, 0), min(right + pad, width), min(bottom + pad, height))
    shift = np.array([left - box[0], top - box[1]], dtype=np.float32)
    size = ((box[3] - box[1]) * _FINE, (box[2] - box[0]) * _FINE)
    canvas = np.zeros(size, dtype=np.uint8)
    middle = lips.outer_px + _inwards(lips.outer_px) * (INSIDE * width_px) + shift
    count = len(middle)
    for index in range(count):
        from_corner = min(index % (count // 2), count // 2 - index % (count // 2)) / (count / 8)
        thick = max(1, round(width_px * _FINE * min(1.0, 0.45 + 0.55 * from_corner)))
        ends = np.round((middle[[index, (index + 1) % count]] * _FINE - 0.5) * 16).astype(int)
        cv2.line(canvas, tuple(ends[0].tolist()), tuple(ends[1].tolist()), 255, thick, cv2.LINE_8, 4)
    hole = np.round(((lips.inner_px + shift) * _FINE - 0.5) * 16).astype(np.int32)
    cv2.fillPoly(canvas, [hole], 0, cv2.LINE_8, 4)
    small = cv2.resize(canvas, (size[1] // _FINE, size[0] // _FINE), interpolation=cv2.INTER_AREA)
    soft = cv2.GaussianBlur(small.astype(np.float32) / 255, (0, 0), 0.6) * (cv2.dilate(small, np.ones((3, 3))) > 0)
    return np.asarray(soft), box


def _inwards(curve: np.ndarray) -> np.ndarray:
    """(n, 2) unit directions into the lip."""
    tangent = np.roll(curve, -2, axis=0) - np.roll(curve, 2, axis=0)
    normal = np.stack([-tangent[:, 1], tangent[:, 0]], axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-6)
    toward = curve.mean(axis=0) - curve
    return np.asarray(normal if (normal * toward).sum() > 0 else -normal)


__all__ = ["MOUTH_MM", "WIDTHS_MM", "paint_liner"]
