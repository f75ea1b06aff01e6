"""How bright a room is, whence its light comes and of what colour: so that a product is neither dark nor glowing."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.frame import Camera, rays
from arkit.surface import Light

SMALL_PX = 160  # light is a matter of large areas
WHITE_ALBEDO = 0.80  # of paint, doors, ceilings: a room's brightest matt surfaces
MEAN_ALBEDO = 0.42  # of a furnished room as a whole (indoor design practice: walls 0.5–0.8, floor 0.2–0.4)
LEAST, MOST = 0.15, 1.25  # a product lit with less vanishes, with more it glows
SUN_SEEN = 0.6  # mean cosine between the main light and the surfaces a viewer sees: top, front, the lit side
TINT = 0.6  # part of the picture's tint that is taken for light's; the rest is taken for paint
BEARING_SD_RAD = 1.3  # half of all bearings lie within 59 degrees of the truth on the bench's rooms for tuning
USUAL_WAY = np.array([0.25, 0.85, 0.45])  # from above and behind the viewer, where no window is in view


def estimate_light(pixels: np.ndarray, camera: Camera, T_camera_room: np.ndarray) -> Light:
    """Estimate the room's light from the picture.

    The level is the geometric mean of two guesses: the brightest matt surfaces are white paint; the whole is as light
    as rooms are. The main direction is that of what is brightest above the floor (windows, lamps), lifted, since
    ceilings give part of it back.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        camera, T_camera_room: from the same picture.

    Returns:
        Light in room space.
    """
    scale = SMALL_PX / max(pixels.shape[:2])
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    linear = srgb_to_linear(small / 255.0)
    luminance = linear @ LUMINANCE_RGB
    matt = (small.max(axis=2) < 250) & (luminance > 0.002)
    if matt.mean() < 0.02:
        matt = np.ones_like(matt)
    white = float(np.percentile(luminance[matt], 92)) / WHITE_ALBEDO
    whole = float(luminance[matt].mean()) / MEAN_ALBEDO
    level = float(np.clip(np.sqrt(white * whole), LEAST, MOST))
    direction, share = _main_way(luminance, camera, T_camera_room)
    tint = _tint(linear[matt])
    return Light(level * (1 - share) * tint, level * share / SUN_SEEN * tint, direction, sun_sd_rad=BEARING_SD_RAD)


def _tint(linear: np.ndarray) -> np.ndarray:
    """Colour of the light (3,), luminance 1: shades of grey (Finlayson and Trezzi 2004, p = 6), part way to white."""
    gray = np.mean(linear**6, axis=0) ** (1 / 6)
    gray = gray / max(float(gray @ LUMINANCE_RGB), 1e-6)
    tint: np.ndarray = 1 + TINT * (np.clip(gray, 0.6, 1.6) - 1)
    return tint / float(tint @ LUMINANCE_RGB)


def _main_way(luminance: np.ndarray, camera: Camera, T_camera_room: np.ndarray) -> tuple[np.ndarray, float]:
    """Direction towards the main light (3,), room space, and the part of all light that it gives."""
    h, w = luminance.shape
    v, u = np.mgrid[:h, :w]
    points = np.stack([(u.ravel() + 0.5) * camera.width / w, (v.ravel() + 0.5) * camera.height / h], axis=1)
    ways = rays(camera, points) @ T_camera_room[:3, :3]
    bright = np.clip(luminance.ravel() - 0.75, 0, None) * (ways[:, 1] > -0.25)
    amount = float(np.clip(bright.mean() / 0.008, 0, 1))
    toward = (bright[:, None] * ways).sum(axis=0)
    if amount < 0.05:
        return USUAL_WAY / np.linalg.norm(USUAL_WAY), 0.25
    level = toward * (1, 0, 1)
    level = level / max(float(np.linalg.norm(level)), 1e-9)
    lifted = amount * (1.0 * level + np.array([0, 0.75, 0])) + (1 - amount) * USUAL_WAY
    return lifted / np.linalg.norm(lifted), 0.25 + 0.15 * amount


__all__ = ["estimate_light"]
