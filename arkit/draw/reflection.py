"""What a glossy floor shows of the products that stand on it.

The products are drawn as the floor mirrors them, dimmed by how much a varnish reflects at that angle (Schlick 1994),
and blurred the more the farther they rise above the floor, as a floor that is not quite flat does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np

from arkit.draw.plane_depth import plane_depth, sight_lines
from arkit.draw.projection import union
from arkit.draw.render import draw
from arkit.draw.scene import Drawing, Item, Receiver
from arkit.frame import Camera
from arkit.surface import Light

REFLECTANCE = 0.04  # of varnish, straight on
ROUGH = (0.010, 0.060)  # tangent of half the lobe of a mirror and of the least glossy floor that shows anything
LEAST_GLOSS = 0.02
_LEVELS_PX = (0.6, 2.0, 5.0, 12.0)


def fresnel(cosine: np.ndarray) -> np.ndarray:
    """The part of light that varnish reflects, by the cosine to its normal."""
    return np.asarray(REFLECTANCE + (1 - REFLECTANCE) * (1 - np.clip(cosine, 0, 1)) ** 5)


def reflection(items: Sequence[Item], camera: Camera, light: Light, floor: Receiver, gloss: float) -> Drawing | None:
    """What the floor mirrors, ready to be laid under the products; None where nothing is to be seen.

    Args:
        items: what stands on the floor.
        camera, light: as they are drawn with.
        floor: the plane that mirrors.
        gloss: 0 a carpet, 1 a mirror of varnish.
    """
    if gloss < LEAST_GLOSS or not items:
        return None
    image = draw(items, camera, light, samples=1, mirror=floor)
    left, top, right, bottom = box = image.box_px
    if right <= left or bottom <= top:
        return None
    inside = (slice(top, bottom), slice(left, right))
    lines = sight_lines(camera, box)
    floor_m = plane_depth(floor.T_camera_plane, lines)
    cosine = -(lines @ floor.T_camera_plane[:3, 1].astype(np.float32)) / np.linalg.norm(lines, axis=-1)
    beyond = np.clip(np.where(np.isfinite(image.depth_m[inside]), image.depth_m[inside], floor_m) - floor_m, 0, None)
    lobe = ROUGH[1] + (ROUGH[0] - ROUGH[1]) * min(gloss, 1.0)
    spread_px = lobe * camera.fy * beyond / np.maximum(floor_m + beyond, 1e-3)
    strength = np.where(np.isfinite(floor_m), gloss * fresnel(cosine), 0).astype(np.float32)
    body = image.rgba[inside].copy()
    body[..., :3] -= image.tinted[inside] * image.behind_rgb
    rgba, tinted = np.zeros_like(image.rgba), np.zeros_like(image.tinted)
    rgba[inside] = _blurred(body, spread_px) * strength[..., None]
    return replace(image, rgba=rgba, tinted=tinted, shadow=np.zeros_like(image.shadow))


def over(drawing: Drawing, under: Drawing | None) -> Drawing:
    """A drawing over what the floor mirrors."""
    if under is None:
        return drawing
    left, top, right, bottom = under.box_px
    inside = (slice(top, bottom), slice(left, right))
    rgba = drawing.rgba.copy()
    seen = 1 - rgba[inside][..., 3:] + drawing.tinted[inside].mean(axis=-1, keepdims=True)
    dimmed = 1 - drawing.shadow[inside][..., None] * 0.5  # what lies in shadow mirrors still, what shades it not all
    rgba[inside] += under.rgba[inside] * seen * dimmed
    return replace(drawing, rgba=rgba, box_px=union(drawing.box_px, under.box_px) or drawing.box_px)


def _blurred(picture: np.ndarray, spread_px: np.ndarray) -> np.ndarray:
    """A picture blurred by another width at each pixel: between a few levels."""
    spread = cv2.GaussianBlur(spread_px.astype(np.float32), (0, 0), 3.0)
    levels = [cv2.GaussianBlur(picture, (0, 0), sigma) for sigma in _LEVELS_PX]
    result = levels[0]
    for near, far, level in zip(_LEVELS_PX, _LEVELS_PX[1:], levels[1:], strict=False):
        share = np.clip((spread - near) / (far - near), 0, 1)[..., None]
        result = result * (1 - share) + level * share
    return np.asarray(result)


__all__ = ["LEAST_GLOSS", "REFLECTANCE", "fresnel", "over", "reflection"]
