"""How a lipstick's finish turns light: what becomes of the lips' own relief and highlights, and where a film shines."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from arkit.face.lips.edges import COUNT, HALF
from arkit.face.lips.mask import LipMask
from arkit.look import Finish

HIGHLIGHT = 1.2  # where a highlight begins, as a multiple of the lips' own median luminance
LIFT = (0.75, 1.75)  # how far the relief's depth may follow the shade's darkness
BULGE_RAD = 0.95  # how far a lip turns up or down from its middle to its edge
SIDE_RAD = 0.6  # how far the mouth turns to the side from its middle to its corners
LAMP = (0.0, 0.55, 0.84)  # towards the usual light: from above, before the face
FILM = 70.0  # exponent of the film's lobe: how small the mirrored lamp is


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a finish looks.

    Attributes:
        depth: exponent of the relative luminance: how much of the lips' own relief shows.
        kept: part of the lips' own light above `HIGHLIGHT` that stays relief.
        mirror: how much the film mirrors of what the bare lips mirror; nothing shows the lips' glare through a film.
        lobe: what it adds where `sheen` is full, as a part of a white sheet's light.
        tint: how much of what is mirrored takes the shade's own hue: 0 a clear film, 1 metal.
        cover: part of the lip that the pigment hides at strength 1.
    """

    depth: float
    kept: float
    mirror: float
    lobe: float
    tint: float
    cover: float

    @property
    def dull(self) -> bool:
        """Whether the film mirrors nothing."""
        return not (self.mirror or self.lobe)


RECIPES: dict[Finish, Recipe] = {
    "matte": Recipe(depth=0.88, kept=0.55, mirror=0.0, lobe=0.0, tint=0.0, cover=1.0),
    "satin": Recipe(depth=0.95, kept=0.5, mirror=0.7, lobe=0.1, tint=0.0, cover=1.0),
    "gloss": Recipe(depth=1.1, kept=0.4, mirror=1.5, lobe=0.3, tint=0.0, cover=0.92),
    "sheer": Recipe(depth=1.0, kept=0.5, mirror=0.7, lobe=0.06, tint=0.0, cover=0.5),
    "metallic": Recipe(depth=1.35, kept=0.6, mirror=1.2, lobe=0.42, tint=0.85, cover=1.0),
}


def relief(recipe: Recipe, median: float, target: float) -> float:
    """Exponent of the relative luminance for a shade of luminance `target` on lips of luminance `median`.

    Eyes see relief as lightness, and the cube root of a dark shade moves less: it is deepened, a pale shade's calmed.
    """
    return recipe.depth * float(np.clip((max(median, 1e-4) / max(target, 1e-4)) ** (1 / 3), *LIFT))


def place_on_lips(lips: LipMask) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each pixel of the box lies on the lips.

    Returns:
        across (h, w) float32: 0 at the line between the lips, 1 at their outer edge.
        along (h, w) float32: -1 at one corner of the mouth, 1 at the other.
        lower (h, w) bool: which lip.
    """
    height, width = lips.alpha.shape
    start, end = lips.outer_px[0], lips.outer_px[HALF]
    way, middle = end - start, (start + end) / 2
    length = max(float(np.linalg.norm(way)), 1e-6)
    x, y = (np.arange(count, dtype=np.float32) + np.float32(0.5) for count in (width, height))
    along = ((x - middle[0]) * way[0] + ((y - middle[1]) * way[1])[:, None]) * (2 / length**2)
    lower = _filled(np.concatenate([lips.outer_px[: HALF + 1], lips.inner_px[HALF:0:-1]]), (height, width)) > 0
    rim = _apart(lips.outer_px, (height, width))
    mouth = _apart(lips.inner_px, (height, width))
    across = mouth / np.maximum(mouth + rim, 0.5)
    return across.astype(np.float32), along.astype(np.float32), lower


def sheen(lips: LipMask, toward: tuple[float, float, float] = LAMP) -> np.ndarray:
    """Where a wet film mirrors a lamp (h, w), 0 to 1: lips taken as two rolls that turn away to their edges.

    On a mask that is carried through a video it is carried along: worked out again in each frame it took 0.19 ms.

    Args:
        lips: the mask.
        toward: direction to the lamp, x to the right of the picture, y up, z to the camera.
    """
    if not lips.alpha.any():
        return np.zeros_like(lips.alpha)
    if lips.moved is None:
        return _sheen(lips, toward)
    kept, size = lips.moved.kept, lips.alpha.shape[::-1]
    if toward not in kept.found:
        searched = LipMask(kept.box_px, kept.alpha, kept.curves_px[:COUNT], kept.curves_px[COUNT:])
        kept.found[toward] = _sheen(searched, toward)
    return np.asarray(cv2.warpAffine(kept.found[toward], lips.moved.matrix, size, flags=cv2.INTER_LINEAR))


def _sheen(lips: LipMask, toward: tuple[float, float, float]) -> np.ndarray:
    """The same of a mask that was searched in this very picture."""
    height, width = lips.alpha.shape
    there = np.flatnonzero(lips.alpha)
    across, along, lower = (part.ravel().take(there) for part in place_on_lips(lips))
    up = np.where(lower, 0.62 - across, across - 0.78) * (2 * BULGE_RAD)
    side = np.clip(along, -1, 1) * SIDE_RAD
    x, y, z = _halfway(toward)
    level = np.cos(up)
    facing = np.sin(side) * level * x + np.sin(up) * y + np.cos(side) * level * z
    lobe = cv2.pow(np.maximum(facing, 0), FILM)[:, 0] * np.where(lower, np.float32(0.8), np.float32(0.45))
    film = np.zeros(height * width, dtype=np.float32)
    film[there] = lobe * np.minimum(lips.alpha.ravel().take(there) * 2, 1)
    return np.asarray(cv2.GaussianBlur(film.reshape(height, width), (0, 0), 0.8))


@cache
def _halfway(toward: tuple[float, float, float]) -> tuple[float, float, float]:
    """The unit direction halfway between a lamp and the camera."""
    half = np.array(toward, dtype=np.float64) / np.linalg.norm(toward) + (0, 0, 1)
    x, y, z = (half / np.linalg.norm(half)).tolist()
    return x, y, z


def _filled(points: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    canvas = np.zeros(shape, dtype=np.uint8)
    cv2.fillPoly(canvas, [np.round((points - 0.5) * 16).astype(np.int32)], 1, cv2.LINE_8, 4)
    return canvas


def _apart(curve: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """(h, w) float32 distance in pixels from a closed curve."""
    canvas = np.ones(shape, dtype=np.uint8)
    cv2.polylines(canvas, [np.round((curve - 0.5) * 16).astype(np.int32)], True, 0, 1, cv2.LINE_8, 4)
    return np.asarray(cv2.distanceTransform(canvas, cv2.DIST_L2, 3))


__all__ = ["HIGHLIGHT", "RECIPES", "Recipe", "place_on_lips", "relief", "sheen"]
