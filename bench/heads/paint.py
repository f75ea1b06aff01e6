"""The skin of a head in its texture space: base tone, lips, brows, blush and grain; and where exactly the lips lie."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from arkit.color import hex_to_srgb, srgb_to_linear
from bench.heads.model import OUTER_LIPS, model

SIDE_PX = 2048
# The Monk skin tone scale, ten steps (Ellis Monk, Google, 2022, public).
TONES = ("#F6EDE4", "#F3E7DB", "#F7EAD0", "#EADABA", "#D7BD96", "#A07E56", "#825C43", "#604134", "#3A312A", "#292420")
_LIP_TINT = (0.62, 0.30, 0.30)  # linear factors on the skin: vermilion is darker and redder
BROWS = ((268, 493, 1914, 2044, 1401), (3615, 4240, 4114, 2734, 2509))  # iBUG 18 to 27


@cache
def uv_of() -> dict[int, np.ndarray]:
    """Texture coordinate of every vertex of the face (those with a seam keep the first)."""
    held = model()
    corners, places = held["triangles"].reshape(-1), held["triangles_uv"].reshape(-1)
    ids, first = np.unique(corners, return_index=True)
    return dict(zip(ids.tolist(), held["uv"][places[first]], strict=True))


def loop_px(ids: tuple[int, ...]) -> np.ndarray:
    """(n, 2) pixels of a closed curve through vertices, texture space, y down; smooth but for the mouth's corners."""
    points = np.array([uv_of()[one] for one in ids]) * (SIDE_PX, -SIDE_PX) + (0, SIDE_PX)
    half = len(points) // 2
    upper, lower = points[: half + 1], np.concatenate([points[half:], points[:1]])
    return np.concatenate([_through(upper), _through(lower)])


def _through(points: np.ndarray) -> np.ndarray:
    """An open curve through points: a cubic per coordinate over the chord length."""
    from scipy.interpolate import PchipInterpolator

    along = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    return np.asarray(PchipInterpolator(along, points)(np.linspace(0, along[-1], 80)))


@cache
def lips() -> np.ndarray:
    """(2048, 2048) float32 0…1: the vermilion, from its outer border inwards as far as a camera can see."""
    fine = np.zeros((SIDE_PX, SIDE_PX), dtype=np.uint8)
    cv2.fillPoly(fine, [np.round(loop_px(OUTER_LIPS) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    return (fine / 255).astype(np.float32)


def skin(tone: str, *, grain: float = 1.0, seed: int = 0) -> np.ndarray:
    """(2048, 2048, 3) float32 linear albedo of a face of one tone."""
    rng = np.random.default_rng(seed)
    base = srgb_to_linear(np.array(hex_to_srgb(tone)))
    patches = cv2.resize(rng.normal(0, 1, (24, 24, 1)), (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_CUBIC)
    pores = cv2.GaussianBlur(rng.normal(0, 1, (SIDE_PX, SIDE_PX)), (0, 0), 2.0) * 4
    light = np.exp(0.04 * patches + 0.05 * grain * pores)
    picture = base[None, None] * light[..., None]
    brow = 0.75 * _brows()[..., None]
    picture = picture * (1 - brow) + np.array([0.02, 0.015, 0.012]) * brow
    lines = 1 + 0.08 * grain * np.sin(np.arange(SIDE_PX) / SIDE_PX * 900)[None, :, None]
    lip = picture * np.array(_LIP_TINT) * lines
    cover = cv2.GaussianBlur(lips(), (0, 0), 1.5)[..., None]
    return np.asarray(picture * (1 - cover) + lip * cover, dtype=np.float32)


@cache
def _brows() -> np.ndarray:
    """(2048, 2048) float32: hairs along the brow landmarks."""
    canvas = np.zeros((SIDE_PX, SIDE_PX), dtype=np.uint8)
    for row in BROWS:
        points = np.array([uv_of()[one] for one in row]) * (SIDE_PX, -SIDE_PX) + (0, SIDE_PX)
        cv2.polylines(canvas, [np.round(_through(points) * 16).astype(np.int32)], False, 255, 34, cv2.LINE_AA, 4)
    return cv2.GaussianBlur(canvas.astype(np.float32) / 255, (0, 0), 6.0)


__all__ = ["SIDE_PX", "TONES", "lips", "loop_px", "skin"]
