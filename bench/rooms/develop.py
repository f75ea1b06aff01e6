"""From light to a phone's JPEG: lens, exposure, shoulder, blur, noise, compression."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from arkit.color import linear_to_srgb
from arkit.frame import Camera
from bench.rooms.lens import straight_px
from bench.rooms.studio import Drawn


@dataclass(frozen=True, slots=True)
class Sensor:
    """How light becomes code values.

    Attributes:
        exposure: factor on the light; None meters the picture.
        stops: how much lighter or darker than metered.
        white: (3,) what is left of the light's colour after the phone's white balance.
        blur_px: standard deviation of its blur.
        noise: standard deviation in linear light of a middle grey, as a part of white.
        quality: of the JPEG; 0 leaves it out.
    """

    exposure: float | None = None
    stops: float = 0.0
    white: tuple[float, float, float] = (1.0, 1.0, 1.0)
    blur_px: float = 0.6
    noise: float = 0.008
    quality: int = 92


def metered(drawn: Drawn) -> float:
    """The factor that makes the room's bright parts almost white; windows may burn out."""
    inside = drawn.light[(drawn.ids > 0) & ((drawn.ids < 20) | (drawn.ids >= 40))]
    if not len(inside):
        return 1.0
    luminance = inside[::7] @ np.array([0.2126, 0.7152, 0.0722], dtype=np.float32)
    return float(min(1.1 / max(np.percentile(luminance, 97), 1e-4), 0.26 / max(np.median(luminance), 1e-4)))


def developed(light: np.ndarray, sensor: Sensor, exposure: float, seed: int | list[int]) -> np.ndarray:
    """(h, w, 3) uint8 sRGB of linear light: straight up to 0.7, then a soft shoulder, noise as photons make it."""
    rng = np.random.default_rng(seed)
    value = light * (exposure * 2.0**sensor.stops * np.array(sensor.white, dtype=np.float32))
    if sensor.blur_px > 0:
        value = cv2.GaussianBlur(value, (0, 0), sensor.blur_px)
    above = np.maximum(value - 0.7, 0)
    value = np.minimum(value, 0.7) + 0.3 * above / (above + 0.3)
    grain = rng.standard_normal(value.shape, dtype=np.float32)
    value = value + sensor.noise * np.sqrt(0.1 + np.maximum(value, 0) / 0.22 * 0.9) * grain
    pixels = _codes()[np.clip(value * 65535, 0, 65535).astype(np.uint16)]
    return compressed(pixels, sensor.quality) if sensor.quality else pixels


@lru_cache(maxsize=1)
def _codes() -> np.ndarray:
    """sRGB code of 65536 steps of linear light."""
    return (linear_to_srgb(np.arange(65536) / 65535) * 255 + 0.5).astype(np.uint8)


def compressed(pixels: np.ndarray, quality: int) -> np.ndarray:
    """The picture after a round through JPEG."""
    return cv2.cvtColor(cv2.imdecode(jpeg(pixels, quality), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def jpeg(pixels: np.ndarray, quality: int) -> np.ndarray:
    """(n,) uint8 bytes of a JPEG."""
    done, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert done
    return data.ravel()


@lru_cache(maxsize=4)
def pinhole_for(camera: Camera, k1: float) -> Camera:
    """A pinhole that sees all that the bent lens sees, a little finer."""
    edge = np.linspace(0, 1, 33)
    border = np.concatenate([[(x, 0), (x, 1), (0, x), (1, x)] for x in edge]) * (camera.width, camera.height)
    seen = straight_px(camera, k1, border)
    low, high = seen.min(axis=0) - 4, seen.max(axis=0) + 4
    zoom = 1.15
    width, height = (2 * int(np.ceil(zoom * side / 2)) for side in high - low)
    return Camera(
        width, height, camera.fx * zoom, camera.fy * zoom, (camera.cx - low[0]) * zoom, (camera.cy - low[1]) * zoom
    )


def bent(drawn: Drawn, pinhole: Camera, camera: Camera, k1: float) -> Drawn:
    """What the bent lens sees of what a pinhole drew. Depth is along the axis, so it stays what it is."""
    x, y = _look_up(camera, pinhole, k1)
    light = cv2.remap(drawn.light, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ids = cv2.remap(drawn.ids, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
    near = cv2.remap(drawn.depth_m, x, y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_REPLICATE)
    with np.errstate(divide="ignore"):
        inverse = np.where(drawn.depth_m > 0, 1 / drawn.depth_m, 0).astype(np.float32)
    smooth = cv2.remap(inverse, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    even = np.abs(smooth * near - 1) < 0.01
    return Drawn(light, np.where(even & (smooth > 0), 1 / np.maximum(smooth, 1e-6), near), ids)


@lru_cache(maxsize=5)
def _look_up(camera: Camera, pinhole: Camera, k1: float) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel's centre lies in the pinhole's picture, as cv2.remap counts."""
    u, v = np.meshgrid(np.arange(camera.width) + 0.5, np.arange(camera.height) + 0.5)
    seen = straight_px(camera, k1, np.stack([u, v], axis=-1))
    zoom = pinhole.fx / camera.fx
    x = (seen[..., 0] - camera.cx) * zoom + pinhole.cx - 0.5
    y = (seen[..., 1] - camera.cy) * zoom + pinhole.cy - 0.5
    return x.astype(np.float32), y.astype(np.float32)


__all__ = ["Sensor", "bent", "compressed", "developed", "jpeg", "metered", "pinhole_for"]
