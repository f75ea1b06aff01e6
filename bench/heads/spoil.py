"""Pictures as people have them: out of focus, grainy, pressed into a small JPEG, seen through glasses."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from arkit.color import linear_to_srgb
from arkit.frame import Camera, project
from arkit.spaces import apply
from bench.heads.shot import Shot

FINE = 4
RIM_M, LENS_M = 0.0035, (0.024, 0.019)  # how thick, half of how wide and how high
CORNEA_M = 0.028  # a lens stands so far before the middle of the eyeball


def blurred(shot: Shot, sigma_px: float) -> Shot:
    """Out of focus: the light is spread before the sensor adds its noise."""
    return _coded(shot, cv2.GaussianBlur(shot.light_linear, (0, 0), sigma_px), 1.5)


def grainy(shot: Shot, noise: float) -> Shot:
    """With so much noise (sd in codes)."""
    return _coded(shot, shot.light_linear, noise)


def pressed(shot: Shot, quality: int) -> Shot:
    """As JPEG of that quality with its usual halved colour."""
    ok, data = cv2.imencode(".jpg", shot.frame.pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])
    assert ok
    back = cv2.imdecode(data, cv2.IMREAD_COLOR)
    return replace(shot, frame=replace(shot.frame, pixels=np.ascontiguousarray(back[..., ::-1])))


def enlarged(shot: Shot, times: float) -> Shot:
    """A picture drawn up from fewer pixels: as blurred as it was small."""
    old = shot.frame.camera
    size = (round(old.width * times), round(old.height * times))
    camera = Camera(*size, old.fx * times, old.fy * times, old.cx * times, old.cy * times)
    pixels = cv2.resize(shot.frame.pixels, size, interpolation=cv2.INTER_CUBIC)
    return replace(shot, frame=replace(shot.frame, pixels=pixels, camera=camera))


def bespectacled(shot: Shot, *, mirrored: float = 0.25) -> Shot:
    """With dark rims and a window mirrored in the upper part of each lens, `mirrored` of white added over it."""
    size = (shot.frame.camera.width * FINE, shot.frame.camera.height * FINE)
    rim, window = np.zeros(size[::-1], np.uint8), np.zeros(size[::-1], np.uint8)
    along = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    for pupil in shot.head.pupils_m:
        for to, scale, shift in ((rim, 1.0, 0.0), (window, 0.45, 0.006)):
            ring = pupil + np.stack(
                [
                    scale * LENS_M[0] * np.cos(along) + shift,
                    scale * LENS_M[1] * np.sin(along) + shift / 2,
                    np.full_like(along, CORNEA_M),
                ],
                axis=1,
            )
            places = project(shot.frame.camera, apply(shot.T_camera_head, ring)) * FINE
            points = [np.round(places * 16).astype(np.int32)]
            if to is rim:
                away = -float(shot.T_camera_head[2, 3])
                thick = max(1, round(RIM_M * shot.frame.camera.fx / away * FINE))
                cv2.polylines(to, points, True, 255, thick, cv2.LINE_AA, 4)
            else:
                cv2.fillPoly(to, points, 255, cv2.LINE_AA, 4)
    dark, bright = (
        cv2.resize(one, None, fx=1 / FINE, fy=1 / FINE, interpolation=cv2.INTER_AREA)[..., None] / 255.0
        for one in (rim, window)
    )
    light = (shot.light_linear + mirrored * bright) * (1 - dark) + 0.01 * dark
    return _coded(shot, light, 1.5)


def _coded(shot: Shot, light: np.ndarray, noise: float) -> Shot:
    rng = np.random.default_rng(shot.frame.pixels[0, 0, 0] + 7)
    codes = linear_to_srgb(np.clip(light, 0, 1)) * 255 + rng.normal(0, noise, light.shape)
    pixels = np.clip(np.round(codes), 0, 255).astype(np.uint8)
    return replace(shot, frame=replace(shot.frame, pixels=pixels))


__all__ = ["bespectacled", "blurred", "enlarged", "grainy", "pressed"]
