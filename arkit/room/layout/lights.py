"""Where a room's light comes from, by how it falls off along the floor.

A lamp or a window lights the floor as a point does: by the cosine over the square of the distance, over what all walls
give back. Places for such a point are tried all about the room; each is judged by how well the floor's brightness
follows, by whether the picture, where it would show the place, shows something bright there, and by what rooms are
like. All places together, weighed, give the direction at any point, and how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.frame import project
from arkit.room.layout.find import Layout
from arkit.room.lens import bent_points, straight_points
from arkit.room.view import RoomView, floor_points
from arkit.spaces import apply, inverse
from arkit.surface import Light

SAMPLES = 900
REACH_M, STEP_M = 5.5, 0.5  # how far from the middle of the floor seen a light is looked for
HEIGHTS_M = (1.3, 1.9, 2.4)  # a window's middle, a tall window's or a low lamp's, a lamp at the ceiling
NOISE = 0.10  # of log brightness: texture and small shadows that the model does not know
TOGETHER = 40.0  # neighbouring samples err together: so many count as one
BRIGHT = 2.0  # times as light as most of the picture: a lamp or a window
HIDDEN = 2.5  # log odds lost by a place that the picture shows and that is not bright
# What one point of light over an even floor leaves out: several lights, light from walls, furniture taken for floor.
# Half of all bearings lie within 34 degrees on the bench's rooms for tuning (59 without this file), but on single rooms
# they are off by more than 90, whatever the fit itself promises: so every direction is told as a guess for now.
MODEL_SD_RAD = np.radians(75)
SURE_RAD = np.radians(60)  # beyond this spread the direction is a guess


@dataclass(frozen=True, slots=True)
class Lights:
    """Places (n, 3) of a room's main light, room space, metres, their probabilities, and the light's part of all."""

    places_m: np.ndarray
    chance: np.ndarray
    share: float


def find_lights(view: RoomView, layout: Layout) -> Lights:
    """Look for the main light of a room."""
    points, light = _floor_samples(view, layout)
    middle = points.mean(axis=0) if len(points) else np.array([0.0, 0.0, -2.0])
    places = _places(middle)
    score = _plausible(view, places)
    share = 0.3
    if len(points) >= 60:
        fits, shares = _fits(points, np.log(light), places)
        score = score + fits
        weight = _weights(score)
        share = float(weight @ shares)
    return Lights(places, _weights(score), float(np.clip(share, 0.1, 0.7)))


def direction_at(lights: Lights, point_m: np.ndarray) -> tuple[np.ndarray, float]:
    """Unit vector (3,) towards the main light from a point in room space, and the standard deviation of its bearing."""
    ways = lights.places_m - point_m
    ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-9)
    mean = lights.chance @ ways
    level = ways[:, [0, 2]] / np.maximum(np.linalg.norm(ways[:, [0, 2]], axis=1, keepdims=True), 1e-9)
    held = float(np.clip(np.linalg.norm(lights.chance @ level), 1e-6, 1 - 1e-9))
    spread = float(np.hypot(np.sqrt(-2 * np.log(held)), MODEL_SD_RAD))
    return mean / max(float(np.linalg.norm(mean)), 1e-9), min(spread, np.pi)


def light_at(view: RoomView, lights: Lights, point_m: np.ndarray) -> tuple[Light, float]:
    """The room's light as it reaches a point, and the standard deviation, radians, of the bearing of shadows there."""
    direction, sd = direction_at(lights, point_m)
    whole = view.room.light
    total = whole.ambient_rgb + whole.sun_rgb * 0.6
    part = lights.share * float(np.clip(1 - sd / np.pi, 0.3, 1))
    ambient, sun = total * (1 - part), total * part / 0.6
    return replace(whole, ambient_rgb=ambient, sun_rgb=sun, sun_direction=direction, sun_sd_rad=sd), sd


def _floor_samples(view: RoomView, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Points (n, 3) of bare floor and their brightness (n,), evenly over the picture."""
    free = cv2.erode((layout.chance > 0.6).astype(np.uint8), np.ones((7, 7), np.uint8))
    rows, columns = np.nonzero(free)
    if not len(rows):
        return np.zeros((0, 3)), np.zeros(0)
    step = max(1, int(np.sqrt(len(rows) / SAMPLES)))
    kept = (rows % step == 0) & (columns % step == 0)
    pixels = np.stack([columns[kept], rows[kept]], axis=1) + 0.5
    soft = cv2.blur(view.frame.pixels, (2 * step + 1, 2 * step + 1))
    color = srgb_to_linear(soft[rows[kept], columns[kept]] / 255.0)
    points = floor_points(view.frame.camera, view.room.T_camera_room, straight_points(view.lens, pixels))
    light = color @ LUMINANCE_RGB
    good = np.isfinite(points).all(axis=1) & (light > 1e-3) & (light < 0.9) & (np.linalg.norm(points, axis=1) < 9)
    return points[good], light[good]


def _places(middle: np.ndarray) -> np.ndarray:
    """Candidate places (n, 3) about the middle of the floor seen."""
    along = np.arange(-REACH_M, REACH_M + 1e-9, STEP_M)
    x, y, z = np.meshgrid(along + middle[0], HEIGHTS_M, along + middle[2], indexing="ij")
    return np.stack([x.ravel(), y.ravel(), z.ravel()], axis=1)


def _fits(points: np.ndarray, log_light: np.ndarray, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log likelihood (n,) of each place by the floor's brightness, and the part of the light it gives, (n,)."""
    away = places[:, None, :] - points[None]
    square = (away**2).sum(axis=2)
    kernel = places[:, 1:2] / square**1.5
    kernel /= kernel.mean(axis=1, keepdims=True)
    best, share = np.full(len(places), np.inf), np.zeros(len(places))
    for part in (0.0, 0.15, 0.3, 0.5, 0.75):
        shape = np.log(1 - part + part * kernel)
        miss = log_light[None] - shape
        miss -= np.median(miss, axis=1, keepdims=True)
        cost = np.minimum(np.abs(miss) / NOISE, 4.0).sum(axis=1) / TOGETHER
        better = cost < best
        best, share = np.where(better, cost, best), np.where(better, part, share)
    return -best, share


def _plausible(view: RoomView, places: np.ndarray) -> np.ndarray:
    """Log odds (n,) of each place: what the picture shows there, and what rooms are like."""
    camera = view.frame.camera
    pixels = bent_points(view.lens, project(camera, apply(view.room.T_camera_room, places)))
    with np.errstate(invalid="ignore"):
        inside = np.isfinite(pixels).all(axis=1) & (pixels >= 0).all(axis=1)
        inside &= (pixels < (camera.width, camera.height)).all(axis=1)
    reach = max(3, camera.width // 40) | 1
    bright = cv2.dilate(
        (view.frame.pixels.min(axis=2) > 255 * BRIGHT).astype(np.uint8), np.ones((reach, reach), np.uint8)
    )
    shown = np.zeros(len(places), dtype=bool)
    u, v = pixels[inside].astype(int).T
    shown[inside] = bright[v, u] > 0
    eye = inverse(view.room.T_camera_room)[:3, 3]
    far = np.linalg.norm((places - eye)[:, [0, 2]], axis=1)
    return np.where(inside, np.where(shown, 1.0, -HIDDEN), 0.0) - 0.5 * (np.maximum(far - 2.5, 0) / 2.0) ** 2


def _weights(score: np.ndarray) -> np.ndarray:
    weight = np.exp(score - score.max())
    return np.asarray(weight / weight.sum())


__all__ = ["SURE_RAD", "Lights", "direction_at", "find_lights", "light_at"]
