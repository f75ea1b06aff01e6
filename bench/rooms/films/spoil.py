"""Spoil frames of a film as life does. Each takes pixels (h, w, 3) uint8 and the frame's time, seconds."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

Spoil = Callable[[np.ndarray, float], np.ndarray]

NOISE, QUALITY = 6.0, 60  # of a webcam in the evening: codes, of its JPEG
SWING, SWING_S = 0.45, 1.6  # of what meters anew: parts, seconds
BANDS, BAND, BAND_HZ = 3.5, 0.10, 7.0  # of lamps on 50 Hz seen through a rolling shutter
BLUR_PX = 15  # of a hand that goes fast
PASSES_S, WIDE = (2.0, 6.0), 0.3  # somebody who crosses; part of the picture's width


def webcam(pixels: np.ndarray, time_s: float) -> np.ndarray:
    """Noise, smoothed a little as webcams do, and a coarse JPEG."""
    grain = np.random.default_rng([3, round(1000 * time_s)]).normal(0, NOISE, pixels.shape).astype(np.float32)
    grain = 1.3 * cv2.GaussianBlur(grain, (0, 0), 0.45)
    noisy = np.clip(pixels + grain, 0, 255).astype(np.uint8)
    return np.asarray(cv2.imdecode(cv2.imencode(".jpg", noisy, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1], 1))


def metered(pixels: np.ndarray, time_s: float) -> np.ndarray:
    """Exposure that goes up and down."""
    gain = 1 - SWING / 2 + SWING / 2 * np.cos(2 * np.pi * time_s / SWING_S)
    return np.asarray(cv2.convertScaleAbs(pixels, alpha=float(gain)))


def flickering(pixels: np.ndarray, time_s: float) -> np.ndarray:
    """Bright and dark bands that roll down."""
    rows = np.arange(len(pixels)) / len(pixels)
    gain = 1 + BAND * np.sin(2 * np.pi * (BANDS * rows + BAND_HZ * time_s))
    return np.clip(pixels * gain[:, None, None], 0, 255).astype(np.uint8)


def blurred(pixels: np.ndarray, time_s: float) -> np.ndarray:
    """Motion blur in this direction and that, of up to BLUR_PX."""
    turn, long = 2.1 * time_s, BLUR_PX * abs(np.sin(2.7 * time_s))
    kernel = np.zeros((2 * BLUR_PX + 1,) * 2, dtype=np.float32)
    for at in np.linspace(-0.5, 0.5, 4 * BLUR_PX):
        x, y = BLUR_PX + at * long * np.cos(turn), BLUR_PX + at * long * np.sin(turn)
        kernel[round(y), round(x)] += 1
    return np.asarray(cv2.filter2D(pixels, -1, kernel / kernel.sum()))


def crossed(pixels: np.ndarray, time_s: float) -> np.ndarray:
    """Somebody in a checked shirt who walks through the picture, near the camera."""
    part = (time_s - PASSES_S[0]) / (PASSES_S[1] - PASSES_S[0])
    high, wide = pixels.shape[:2]
    half = round(WIDE * wide / 2)
    middle = round((part * (1 + 2 * WIDE) - WIDE) * wide)
    left, right = max(middle - half, 0), min(middle + half, wide)
    if right <= left:
        return pixels
    shown = pixels.copy()
    u, v = np.meshgrid(np.arange(left, right) - middle, np.arange(high))
    checks = 70 + 50 * ((u // 23 + v // 23) % 2) + 10 * np.sin(v / 7)
    body = (np.abs(u) < half * (0.55 + 0.45 * np.clip(v / high * 3 - 0.6, 0, 1))) & (v > 0.06 * high)
    shown[:, left:right][body] = (checks[..., None] * (0.9, 0.6, 0.5))[body].astype(np.uint8)
    return shown


SPOILED: dict[str, Spoil] = {
    "a webcam's noise": webcam,
    "exposure": metered,
    "flickering lamps": flickering,
    "motion blur": blurred,
    "somebody crosses": crossed,
}

__all__ = ["SPOILED", "Spoil", "webcam"]
