"""Measure what a conversion cost, on the file that was written.

The pictures are drawn by software on most machines, so they are small at the default effort. CPU seconds of a whole
comparison on SheenChair and ToyCar: 2 views of 384 px with sun and 4 samples a pixel 2.1 and 2.6; of 256 px without
the sun, whose shadow shows nothing of a texture, 1.0 and 1.8; with one sample a pixel 0.65 and 1.0.
"""

from __future__ import annotations

import logging

import numpy as np

from arkit.checks import color_difference, deviation_m
from arkit.color import delta_e, linear_to_srgb, srgb_to_lab
from arkit.convert.options import Effort, Fidelity
from arkit.convert.ssim import ssim_map
from arkit.document import Document, bounds
from arkit.errors import MissingError
from arkit.io import Source
from arkit.spaces import pose, rotation_between, rotation_y

log = logging.getLogger(__name__)
_SIDE_PX, _SAMPLES = {"default": 256, "max": 512}, {"default": 1, "max": 4}
_YAWS_DEG = {"default": (30.0, 210.0), "max": (30.0, 120.0, 210.0, 300.0)}
_FOV_RAD, _RAISE_RAD = np.radians(24.0), np.radians(15.0)
_IDENTICAL_DB = 99.0


def measure(source: Source, before: Document, after: Document, *, effort: Effort) -> Fidelity:
    """Compare the oriented source with the written file read again; "fast" compares the stated colours only."""
    colors = round(color_difference(source.colors_srgb, after), 3)
    if effort == "fast":
        return Fidelity(material_delta_e=colors)
    surface_mm = round(deviation_m(before, after) * 1000, 4)
    try:
        pairs = _pictures(before, after, effort)
    except MissingError as error:
        log.warning("pictures not compared: %s", error.message)
        return Fidelity(surface_mm, colors)
    psnr_db, ssim, iou, difference = compare(*pairs)
    return Fidelity(surface_mm, colors, psnr_db, ssim, iou, difference)


def _pictures(before: Document, after: Document, effort: Effort) -> tuple[np.ndarray, np.ndarray]:
    """(h, w, 4) uint8 each, sRGB with straight alpha: both seen by the same cameras, side by side."""
    from arkit.draw import Item, draw
    from arkit.frame import camera_from_fov
    from arkit.surface import Light

    light = Light(np.ones(3), np.zeros(3), np.array([0.0, 1.0, 0.0]))
    low, high = bounds(before)
    radius = float(np.linalg.norm(high - low)) / 2
    distance = radius / np.sin(_FOV_RAD / 2)
    camera = camera_from_fov(_SIDE_PX[effort], _SIDE_PX[effort], _FOV_RAD)
    pictures = []
    for document in (before, after):
        views = []
        for yaw in np.radians(_YAWS_DEG[effort]):
            turn = rotation_between(np.array([0, np.sin(_RAISE_RAD), np.cos(_RAISE_RAD)]), np.array([0, 0, 1.0]))
            turn = turn @ rotation_y(-yaw)
            matrix = pose(turn, -turn @ ((low + high) / 2) + np.array([0, 0, -distance]))
            views.append(_straight(draw([Item(document, matrix, None)], camera, light, samples=_SAMPLES[effort]).rgba))
        pictures.append(np.concatenate(views, axis=1))
    return pictures[0], pictures[1]


def _straight(rgba: np.ndarray) -> np.ndarray:
    alpha = rgba[..., 3:]
    color = linear_to_srgb(rgba[..., :3] / np.maximum(alpha, 1e-4))
    return np.rint(np.concatenate([color, alpha], axis=-1) * 255).astype(np.uint8)


def compare(one: np.ndarray, other: np.ndarray) -> tuple[float, float, float, float]:
    """PSNR (dB), SSIM, silhouette IoU and mean CIEDE2000 of two (h, w, 4) uint8 pictures, inside the first's shape."""
    shown, drawn = _on_gray(one), _on_gray(other)
    inside, also = one[..., 3] > 127, other[..., 3] > 127
    error = float(((shown - drawn)[inside] ** 2).mean()) if inside.any() else 0.0
    psnr_db = _IDENTICAL_DB if error == 0 else min(_IDENTICAL_DB, 10 * np.log10(1 / error))
    ssim = float(ssim_map(shown, drawn)[inside].mean()) if inside.any() else 1.0
    either = float((inside | also).sum())
    iou = float((inside & also).sum()) / either if either else 1.0
    difference = delta_e(srgb_to_lab(shown[inside]), srgb_to_lab(drawn[inside]))
    mean = float(difference.mean()) if inside.any() else 0.0
    return round(psnr_db, 2), round(ssim, 4), round(iou, 4), round(mean, 3)


def _on_gray(picture: np.ndarray) -> np.ndarray:
    """(h, w, 3) 0…1 over mid grey, so that white and black products have an edge."""
    alpha = picture[..., 3:].astype(np.float64) / 255
    over: np.ndarray = picture[..., :3].astype(np.float64) / 255 * alpha + 0.5 * (1 - alpha)
    return over


__all__ = ["compare", "measure"]
