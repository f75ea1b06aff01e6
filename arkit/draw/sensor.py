"""How a camera saw: its blur and its grain, measured around a face, so that what is drawn into the picture has both."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from arkit.color import srgb_to_linear
from arkit.draw.projection import Box
from arkit.draw.scene import Drawing
from arkit.frame import Frame

SHARP_PX = 0.5  # an edge as our renderer draws it: what a picture is blurred beyond that is added
MOST_BLUR_PX, MOST_GRAIN, MOST_VEIL = 3.0, 8.0, 0.06
_DARKEST, _VEIL_PART, _LEAST_VEIL = 0.3, 0.7, 0.004  # percentile; even pupils send a little; linear light
_LEAST_BLUR_PX, _LEAST_GRAIN = 0.3, 0.4
_BLOCK_PX = 8
_CALM, _CALM_GRAIN = 25.0, 0.87  # percentile of the blocks: skin without pores and edges; what pure grain has there
_EDGE_CODES = 40.0  # an edge that is weaker than this says nothing of the blur
_SHARPEST = 98.5  # percentile: skin has soft edges even in a sharp picture


@dataclass(frozen=True, slots=True)
class Sensor:
    """What a camera adds.

    Attributes:
        blur_px: standard deviation of the blur of an edge.
        grain: standard deviation in code values (0…255).
        veil_rgb: linear light that lies over everything: no black of the picture is darker.
    """

    blur_px: float
    grain: float
    veil_rgb: tuple[float, float, float] = (0.0, 0.0, 0.0)


def measure_sensor(frame: Frame, box: Box) -> Sensor:
    """Read blur and grain off a part of the picture, some faces' width.

    On scikit-image's astronaut, blurred by 0, 0.7, 1.2 and 2 px more: 0.61, 0.88, 1.22, 1.78 px; grain of 2 and 5 codes
    changes that by 0.05 at most and is itself read as 2.1 and 4.9.

    Grain: the response to a second difference both ways, in the calmest quarter of blocks (Immerkær, "Fast Noise
    Variance Estimation", CVIU 1996; ours differs: by block, so that texture does not count as noise). Blur: the
    sharpest edges' height over their slope.
    """
    left, top, right, bottom = box
    part = cv2.cvtColor(frame.pixels[top:bottom, left:right], cv2.COLOR_RGB2GRAY).astype(np.float32)
    if min(part.shape) < 4 * _BLOCK_PX:
        return Sensor(SHARP_PX, 0.0)
    return Sensor(_blur_px(part), _grain(part), _veil_rgb(frame.pixels[top:bottom, left:right]))


def seen_by(sensor: Sensor, drawing: Drawing) -> Drawing:
    """The drawing as veiled and as blurred as the picture is."""
    drawing = _veiled(drawing, np.asarray(sensor.veil_rgb, dtype=np.float32))
    sigma = float(np.sqrt(max(sensor.blur_px**2 - SHARP_PX**2, 0.0)))
    left, top, right, bottom = drawing.box_px
    if sigma < _LEAST_BLUR_PX or right <= left or bottom <= top:
        return drawing
    height, width = drawing.shadow.shape
    by = int(np.ceil(3 * sigma))
    box = (max(left - by, 0), max(top - by, 0), min(right + by, width), min(bottom + by, height))
    inside = (slice(box[1], box[3]), slice(box[0], box[2]))
    rgba, tinted = drawing.rgba.copy(), drawing.tinted
    rgba[inside] = cv2.GaussianBlur(rgba[inside], (0, 0), sigma)
    if tinted[inside].any():
        tinted = tinted.copy()
        tinted[inside] = cv2.GaussianBlur(tinted[inside], (0, 0), sigma)
    return replace(drawing, rgba=rgba, tinted=tinted, box_px=box)


def grain(sensor: Sensor, shape: tuple[int, int], time_s: float) -> np.ndarray | None:
    """(h, w) float32 code values to add; the same for the same time. None where the picture has none."""
    if sensor.grain < _LEAST_GRAIN:
        return None
    rng = np.random.default_rng(abs(round(time_s * 1e6)))
    return rng.standard_normal(shape, dtype=np.float32) * np.float32(sensor.grain)


def _veiled(drawing: Drawing, veil_rgb: np.ndarray) -> Drawing:
    """Own light dimmed by the veil's part, and the veil where the drawing takes the picture's (veiled) light away."""
    if float(veil_rgb.max()) < _LEAST_VEIL:
        return drawing
    left, top, right, bottom = drawing.box_px
    inside = (slice(top, bottom), slice(left, right))
    taken = drawing.rgba[inside][..., 3:] - drawing.tinted[inside]
    rgba = drawing.rgba.copy()
    rgba[inside][..., :3] = rgba[inside][..., :3] * (1 - veil_rgb) + taken * veil_rgb
    return replace(drawing, rgba=rgba)


def _veil_rgb(pixels: np.ndarray) -> tuple[float, float, float]:
    """Most of what a face's darkest places (pupils, nostrils, lashes) still send: haze, flare or a raised black."""
    darkest = np.percentile(pixels.reshape(-1, 3), _DARKEST, axis=0)
    red, green, blue = np.clip(srgb_to_linear(darkest / 255) * _VEIL_PART, 0, MOST_VEIL).tolist()
    return red, green, blue


def _grain(part: np.ndarray) -> float:
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
    power = cv2.filter2D(part, -1, kernel)[1:-1, 1:-1] ** 2
    high, wide = (side // _BLOCK_PX for side in power.shape)
    blocks = power[: high * _BLOCK_PX, : wide * _BLOCK_PX].reshape(high, _BLOCK_PX, wide, _BLOCK_PX)
    calm = float(np.percentile(np.sqrt(blocks.mean(axis=(1, 3))), _CALM))
    return min(calm / 6.0 / _CALM_GRAIN, MOST_GRAIN)


def _blur_px(part: np.ndarray) -> float:
    """The sharpest edges' standard deviation: a blurred step of height h has a slope of h / (sigma sqrt(2 pi))."""
    smooth = cv2.GaussianBlur(part, (0, 0), 0.6)
    slope = np.hypot(*(cv2.Sobel(smooth, -1, *axis, ksize=3, scale=1 / 8) for axis in ((1, 0), (0, 1))))
    window = np.ones((9, 9), dtype=np.uint8)
    step = cv2.dilate(smooth, window) - cv2.erode(smooth, window)
    strong = step > _EDGE_CODES
    if np.count_nonzero(strong) < 50:
        return SHARP_PX
    steepness = float(np.percentile(slope[strong] / step[strong], _SHARPEST))
    sigma2 = 1 / (max(steepness, 1e-3) * np.sqrt(2 * np.pi)) ** 2 - 0.6**2 - 0.5  # less what the measuring itself blurs
    return float(np.clip(np.sqrt(max(sigma2, 0.0)), 0.0, MOST_BLUR_PX))


__all__ = ["Sensor", "grain", "measure_sensor", "seen_by"]
