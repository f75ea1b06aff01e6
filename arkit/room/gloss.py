"""Whether the floor mirrors the walls: how glossy it is, read off the picture.

A polished floor shows each thing at a wall again, upside down, below the wall's foot. So the wall's picture is laid
over the floor's, mirrored in the foot's line, and the part of its ups and downs that the floor repeats, over what
varnish reflects at that angle, is the gloss. A carpet repeats nothing. Only what changes along the wall is compared:
the shade that every wall and floor has towards their corner is in both and mirrors nothing.

In 25 of the bench's rooms 0 to 49, whose floors are matt, walls found in the picture alone gave seven a gloss before
walls that may be elsewhere and mirrors better than varnish were left out; now none.
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB, srgb_to_linear
from arkit.frame import project
from arkit.room.view import RoomView
from arkit.spaces import apply, inverse
from arkit.surface import Measure, Plane

STEP_M, LOWEST_M, HIGHEST_M, WIDEST_M = 0.02, 0.06, 1.3, 7.0
LEAST_POINTS = 400  # seen on both sides of the foot
LEAST_LIKENESS = 0.45  # correlation below which what the two have in common may be chance
LOST_M = 0.35  # a wall less surely placed has its mirror image elsewhere
SURE = 3.0  # standard deviations; and no floor gives back more than varnish: that is sunlight, or the wall is wrong
_SMOOTH_POINTS = (2.0, 4.0)  # a floor's mirror is soft, most along the way up
_SLOW_POINTS = 30.0
_REFLECTANCE = 0.04
UNKNOWN_SD = 0.1


def find_gloss(view: RoomView) -> Measure:
    """Gloss of the floor: 0 a carpet, 1 a smooth varnish; 0 ± 0.1 where no wall tells."""
    walls = [plane for plane in view.room.planes if plane.kind == "wall" and (plane.offset_sd_m or 0.0) < LOST_M]
    found = [one for plane in walls if (one := _by_wall(view, plane)) is not None]
    if not found:
        return Measure(0.0, UNKNOWN_SD)
    weights = np.array([weight for _, _, weight in found])
    glosses = np.array([gloss for gloss, _, _ in found])
    mean = float((glosses * weights).sum() / weights.sum())
    return Measure(min(mean, 1.0), float(np.sqrt(np.mean([sd**2 for _, sd, _ in found]) / len(found))))


def _by_wall(view: RoomView, plane: Plane) -> tuple[float, float, float] | None:
    """(gloss, sd, weight) by one wall; None where too little of it and of the floor before it is in view."""
    along, heights = _grid(plane)
    wall = np.stack(np.broadcast_arrays(along[None, :], heights[:, None]), axis=-1)
    direct, above = _look(view, plane, wall, 1.0)
    mirror, below = _look(view, plane, wall, -1.0)
    seen = (above & below).astype(np.float32)
    if seen.sum() < LEAST_POINTS:
        return None
    cosine = _cosine(view, plane, wall)
    fresnel = _REFLECTANCE + (1 - _REFLECTANCE) * (1 - cosine) ** 5
    first, second = _ups_and_downs(direct * fresnel, seen), _ups_and_downs(mirror, seen)
    inside = seen > 0
    x, y = first[inside], second[inside]
    power = float(x @ x)
    if power <= 1e-9 or float(y @ y) <= 1e-12:
        return None
    likeness = float(x @ y / np.sqrt(power * (y @ y)))
    patches = max(inside.sum() / (4 * np.pi * _SMOOTH_POINTS[0] * _SMOOTH_POINTS[1]), 2.0)
    slope = float(x @ y) / power
    sd = float(np.sqrt((y - slope * x) @ (y - slope * x) / power / patches))
    mirrors = likeness > LEAST_LIKENESS and slope > SURE * sd and slope < 1 + 2 * sd
    return (slope if mirrors else 0.0), sd, float(power)


def _grid(plane: Plane) -> tuple[np.ndarray, np.ndarray]:
    """Places along the wall's foot (its own x) and heights above the floor, metres."""
    low, high = -WIDEST_M / 2, WIDEST_M / 2
    if plane.outline_m is not None:
        low, high = float(plane.outline_m[:, 0].min()), float(plane.outline_m[:, 0].max())
    return np.arange(low, high, STEP_M), np.arange(LOWEST_M, HIGHEST_M, STEP_M)


def _look(view: RoomView, plane: Plane, wall: np.ndarray, side: float) -> tuple[np.ndarray, np.ndarray]:
    """Linear luminance (h, w) where the picture shows the wall's points, or their mirror images, and where it does."""
    camera, pixels = view.frame.camera, view.frame.pixels
    points = _room_points(plane, wall)
    points[:, 1] *= side
    seen = project(camera, apply(view.room.T_camera_room, points)).reshape(*wall.shape[:2], 2)
    inside = np.isfinite(seen).all(axis=-1) & (seen >= 1).all(axis=-1)
    inside &= (seen < np.array([camera.width - 1, camera.height - 1])).all(axis=-1)
    at = np.where(inside[..., None], seen - 0.5, 0).astype(np.float32)
    shown = cv2.remap(pixels, at[..., 0], at[..., 1], cv2.INTER_AREA)
    return srgb_to_linear(shown / 255.0) @ LUMINANCE_RGB, inside


def _room_points(plane: Plane, wall: np.ndarray) -> np.ndarray:
    """(n, 3) the wall's points in room space: x along its own, y the height above the floor."""
    flat = wall.reshape(-1, 2)
    foot = apply(plane.T_room_plane, np.stack([flat[:, 0], 0 * flat[:, 0], 0 * flat[:, 0]], axis=1))
    foot[:, 1] = flat[:, 1]
    return foot


def _cosine(view: RoomView, plane: Plane, wall: np.ndarray) -> np.ndarray:
    """(h, w) cosine to the floor's normal at which the mirror images are seen."""
    eye = inverse(view.room.T_camera_room)[:3, 3]
    points = _room_points(plane, wall)
    points[:, 1] *= -1
    ways = points - eye
    return np.asarray((-ways[:, 1] / np.linalg.norm(ways, axis=1)).clip(0, 1).reshape(wall.shape[:2]))


def _ups_and_downs(picture: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """What is left of a picture without its fine grain, its slow changes and each height's mean."""
    weight = seen.astype(np.float32)
    value = picture.astype(np.float32) * weight

    def smooth(sigma_x: float, sigma_y: float) -> np.ndarray:
        total = cv2.GaussianBlur(weight, (0, 0), sigma_x, sigmaY=sigma_y)
        return np.asarray(cv2.GaussianBlur(value, (0, 0), sigma_x, sigmaY=sigma_y) / np.maximum(total, 1e-3))

    left = (smooth(*_SMOOTH_POINTS) - smooth(_SLOW_POINTS, _SMOOTH_POINTS[1])) * weight
    means = left.sum(axis=1, keepdims=True) / np.maximum(weight.sum(axis=1, keepdims=True), 1)
    return np.asarray((left - means) * weight)


__all__ = ["LEAST_LIKENESS", "find_gloss"]
