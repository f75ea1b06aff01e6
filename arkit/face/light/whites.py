"""What in a face tells of its light: the whites of the eyes, teeth, skin, and how far any of them can be read.

Tried for the whites of the eyes on 40 rendered faces (ten tones, 2700 to 7500 K), log red/green and blue/green against
the light, standard deviation: the brighter half between the lids 0.018 and 0.033 (lids of fair skin are brighter than
the eye, and leak in); pixels unlike the skin 0.016, but the choice itself leans to blue in noise; the brighter half of
those farthest from lid and iris 0.019 and 0.019 with the least lean: kept. Highlights of the skin (its brightest
2 % less its upper middle) lie within 0.12 and 0.14 of the light on those heads, but 0.3 off in four photographs, whose
cameras bleach what is bright: left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB
from arkit.face.lips.lipstick import decode
from arkit.face.lips.mask import INNER, OUTER
from arkit.face.size.iris import LEFT_LIDS, RIGHT_LIDS
from arkit.frame import Frame

OVAL: tuple[int, ...] = (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377)
OVAL += (152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109)
BROWS = ((70, 63, 105, 66, 107, 55, 65, 52, 53, 46), (300, 293, 334, 296, 336, 285, 295, 282, 283, 276))
NOSTRILS = (98, 97, 2, 326, 327, 294, 19, 64)
CLIPPED = 252  # code value from which a channel no longer tells
_FINE = 4
_INNERMOST = 0.35  # part of an eye's white that is looked at: what lies farthest from lid and iris


@dataclass(frozen=True, slots=True)
class Patch:
    """A few pixels that are one thing.

    Attributes:
        rgb: (3,) linear light of those that can be read.
        luminance: of those and of the ones too bright to read, which are filled up from the channels that can be.
        clipped: part that was too bright to read.
        least: (2,) bool, where red/green or blue/green is no less than `chroma` says, for all its pixels are too red
            (or too blue) to read.
    """

    rgb: np.ndarray
    luminance: float
    clipped: float
    least: tuple[bool, bool] = (False, False)

    @property
    def chroma(self) -> np.ndarray:
        """(2,) log red/green and log blue/green."""
        red, green, blue = np.maximum(self.rgb, 1e-5)
        return np.array([np.log(red / green), np.log(blue / green)])


def eye_whites(frame: Frame, landmarks_px: np.ndarray) -> tuple[Patch | None, Patch | None]:
    """The white of the wearer's right and left eye; None where fewer than five pixels show it."""
    right = _eye_white(frame, landmarks_px, RIGHT_LIDS, 468)
    return right, _eye_white(frame, landmarks_px, LEFT_LIDS, 473)


def _eye_white(frame: Frame, landmarks_px: np.ndarray, lids: tuple[int, ...], iris: int) -> Patch | None:
    if len(landmarks_px) <= iris + 4:
        return None
    found = _depth(frame, landmarks_px[list(lids)])
    if found is None:
        return None
    depth_px, (left, top) = found
    y, x = np.mgrid[: depth_px.shape[0], : depth_px.shape[1]] + 0.5
    middle = landmarks_px[iris]
    radius_px = float(np.linalg.norm(landmarks_px[iris + 1 : iris + 5] - middle, axis=1).mean())
    from_iris_px = np.hypot(x + left - middle[0], y + top - middle[1]) - 1.05 * radius_px
    return _bright(frame, np.minimum(depth_px, from_iris_px), (left, top))


def teeth(frame: Frame, landmarks_px: np.ndarray) -> Patch | None:
    """What is bright between open lips; None where they are closed or nothing there is bright."""
    found = _depth(frame, landmarks_px[list(INNER)])
    if found is None or found[0].max() < 2:
        return None
    return _bright(frame, found[0], found[1])


def _depth(frame: Frame, loop_px: np.ndarray) -> tuple[np.ndarray, tuple[int, int]] | None:
    """How deep inside a loop the pixels round it lie (h, w), in pixels, and where that box begins."""
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(loop_px.min(axis=0)).astype(int) - 2, 0, limit)
    high = np.clip(np.ceil(loop_px.max(axis=0)).astype(int) + 2, low, limit)
    width, height = high - low
    if width < 4 or height < 3:
        return None
    fine = _FINE if width < 300 else 1
    canvas = np.zeros((height * fine, width * fine), dtype=np.uint8)
    cv2.fillPoly(canvas, [np.round(((loop_px - low) * fine - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_8, 4)
    depth = cv2.distanceTransform(canvas, cv2.DIST_L2, 5) / fine
    return depth.reshape(height, fine, width, fine).mean(axis=(1, 3)), (int(low[0]), int(low[1]))


def _bright(frame: Frame, depth_px: np.ndarray, corner: tuple[int, int]) -> Patch | None:
    """The brighter half of the innermost pixels."""
    left, top = corner
    pixels = frame.pixels[top : top + depth_px.shape[0], left : left + depth_px.shape[1]]
    inside = depth_px > 0.3
    if inside.sum() < 5:
        return None
    values, depths = pixels[inside], depth_px[inside]
    inner = np.argsort(-depths)[: max(6, int(_INNERMOST * len(depths)))]
    codes = values[inner]
    unread = codes >= CLIPPED
    linear, whole = decode(codes).astype(np.float64), ~unread.any(axis=1)
    if whole.sum() >= 3:
        luminance = linear[whole] @ LUMINANCE_RGB
        rgb = linear[whole][luminance >= np.median(luminance)].mean(axis=0)
        return Patch(rgb, _level(_filled_up(linear, unread, rgb)), float(1 - whole.mean()))
    often = unread.mean(axis=0) > 0.5
    if often[1] or not often.any():
        return None
    green = linear[:, 1]
    rgb = linear[green >= np.median(green)].mean(axis=0)
    return Patch(rgb, _level(linear), 1.0, (bool(often[0]), bool(often[2])))


def _level(linear: np.ndarray) -> float:
    """Mean luminance of the brighter half of pixels (n, 3)."""
    luminance = linear @ LUMINANCE_RGB
    return float(luminance[luminance >= np.median(luminance)].mean())


def _filled_up(linear: np.ndarray, unread: np.ndarray, rgb: np.ndarray) -> np.ndarray:
    """Pixels (n, 3) whose unread channels are as the others and the colour `rgb` (3,) have them."""
    per_channel = linear / np.maximum(rgb, 1e-5)
    read = ~unread
    gain = (per_channel * read).sum(axis=1) / np.maximum(read.sum(axis=1), 1)
    return np.where(unread, np.maximum(linear, gain[:, None] * rgb), linear)


def skin_mask(frame: Frame, landmarks_px: np.ndarray) -> np.ndarray:
    """(h, w) bool: the face without eyes, brows, lips, nostrils and its rim."""
    height, width = frame.pixels.shape[:2]
    canvas = np.zeros((height, width), dtype=np.uint8)
    cv2.fillPoly(canvas, [_grown(landmarks_px[list(OVAL)], 0.88)], 1, cv2.LINE_8, 4)
    for ids in (RIGHT_LIDS, LEFT_LIDS, OUTER, NOSTRILS, *BROWS):
        cv2.fillPoly(canvas, [_grown(landmarks_px[list(ids)], 1.4)], 0, cv2.LINE_8, 4)
    return canvas > 0


def _grown(loop_px: np.ndarray, factor: float) -> np.ndarray:
    middle = loop_px.mean(axis=0)
    shifted = np.clip((loop_px - middle) * factor + middle, -1e5, 1e5)
    return np.round((shifted - 0.5) * 16).astype(np.int32)


def skin_patches(frame: Frame, landmarks_px: np.ndarray) -> tuple[Patch, ...]:
    """The whole skin, its left third and its right third in the picture; empty where fewer than 60 pixels show it."""
    mask = skin_mask(frame, landmarks_px)
    y, x = np.nonzero(mask)
    if len(x) < 60:
        return ()
    codes = frame.pixels[y, x]
    clipped = (codes >= CLIPPED).any(axis=1)
    edges = np.quantile(x, (1 / 3, 2 / 3))
    parts = (np.ones(len(x), dtype=bool), x < edges[0], x > edges[1])
    return tuple(_typical(codes[part], clipped[part]) for part in parts)


def _typical(codes: np.ndarray, clipped: np.ndarray) -> Patch:
    readable = codes[~clipped] if (~clipped).sum() >= 20 else codes
    rgb = np.median(decode(readable), axis=0).astype(np.float64)
    return Patch(rgb, float(np.median(decode(codes) @ LUMINANCE_RGB)), float(clipped.mean()))


__all__ = ["BROWS", "CLIPPED", "OVAL", "Patch", "eye_whites", "skin_mask", "skin_patches", "teeth"]
