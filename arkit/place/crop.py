"""The part of the picture that products, their shadows and their reflections can change, and how finely it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arkit.draw.ground import sun_known
from arkit.frame import Camera, project
from arkit.place.bending import bent, straight
from arkit.place.item import Standing, room_corners
from arkit.room import RoomView
from arkit.spaces import apply

MOST_PX = 3_000_000  # drawn at once: a larger part is drawn coarser and enlarged, 4 samples a pixel are 128 bytes
_PAD_PX = 12
_REACH, _SPREAD = 1.5, 0.05  # of the shadow beyond what casts it: heights of it, parts of its width (draw/ground.py)
_STEEPEST = 4.0  # the farthest a low sun throws, in heights
_NEAR_M = 0.05
_GRID_PX = 16


@dataclass(frozen=True, slots=True)
class Crop:
    """A part of a photograph.

    Attributes:
        box_px: (left, top, right, bottom) in the photograph.
        camera: draws the same part in the straight picture, coarser by `scale`.
        origin_px: (2,) upper left corner of that part in the straight picture, in full pixels.
        scale: 1, or less where the part is too large to be drawn at once.
        plain: whether its pixels are the photograph's own.
    """

    box_px: tuple[int, int, int, int]
    camera: Camera
    origin_px: np.ndarray
    scale: float
    plain: bool


def crop(view: RoomView, standing: Sequence[Standing]) -> Crop | None:
    """The part that these products can change; None where none of them is in the picture."""
    camera = view.frame.camera
    edge = straight(view, _border(0, 0, camera.width, camera.height))
    least, most = np.floor(edge.min(axis=0)), np.ceil(edge.max(axis=0))
    corners = apply(view.room.T_camera_room, np.concatenate([_touched(view, one) for one in standing]))
    if (corners[:, 2] > -_NEAR_M).all():
        return None
    low, high = least, most
    if (corners[:, 2] < -_NEAR_M).all():
        points = project(camera, corners)
        low = np.maximum(np.floor(points.min(axis=0)) - _PAD_PX, least)
        high = np.minimum(np.ceil(points.max(axis=0)) + _PAD_PX, most)
    if (high <= low).any():
        return None
    wide, tall = (high - low).astype(int).tolist()
    scale = min(1.0, float(np.sqrt(MOST_PX / (wide * tall))))
    width, height = max(round(wide * scale), 1), max(round(tall * scale), 1)
    across, down = width / wide, height / tall
    small = Camera(
        width,
        height,
        camera.fx * across,
        camera.fy * down,
        (camera.cx - float(low[0])) * across,
        (camera.cy - float(low[1])) * down,
    )
    shown = bent(view, _border(*low, *high))
    left, top = np.clip(np.floor(shown.min(axis=0)), 0, (camera.width, camera.height)).astype(int).tolist()
    right, bottom = np.clip(np.ceil(shown.max(axis=0)), 0, (camera.width, camera.height)).astype(int).tolist()
    if right <= left or bottom <= top:
        return None
    plain = scale == 1.0 and view.lens is None
    return Crop((left, top, right, bottom), small, low, scale, plain)


def drawn_pixels(view: RoomView, part: Crop, points_px: np.ndarray) -> np.ndarray:
    """Where pixels (n, 2) of the photograph lie in what is drawn of this part."""
    camera, full = part.camera, view.frame.camera
    zoom = np.array([camera.fx / full.fx, camera.fy / full.fy])
    return np.asarray((straight(view, points_px) - part.origin_px) * zoom)


def drawn_at(view: RoomView, part: Crop, box_px: tuple[int, int, int, int]) -> np.ndarray:
    """(h, w, 2) float32 where the pixels of a box of the photograph lie in what is drawn of this part.

    A lens bends smoothly: it is asked on a grid, what lies between is interpolated; a thousandth of a pixel is lost.
    """
    left, top, right, bottom = box_px
    across, down = (max(2, -(-side // _GRID_PX) + 1) for side in (right - left, bottom - top))
    u, v = np.meshgrid(np.linspace(left, right, across), np.linspace(top, bottom, down))
    knots = drawn_pixels(view, part, np.stack([u, v], axis=-1).reshape(-1, 2)).reshape(down, across, 2)
    rows = _between(knots.astype(np.float32), bottom - top)
    return np.ascontiguousarray(_between(rows.swapaxes(0, 1), right - left).swapaxes(0, 1))


def _between(knots: np.ndarray, count: int) -> np.ndarray:
    """(count, …) values at the middles of `count` equal steps from the first to the last row of knots."""
    at = (np.arange(count, dtype=np.float32) + 0.5) * np.float32((len(knots) - 1) / count)
    first = np.minimum(at.astype(np.intp), len(knots) - 2)
    share = (at - first.astype(np.float32)).reshape(-1, *(1,) * (knots.ndim - 1))
    return np.asarray(knots[first] * (1 - share) + knots[first + 1] * share)


def shown_box(view: RoomView, part: Crop, box_px: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The box of the photograph that a box of what is drawn covers, within the part's own."""
    camera, full = part.camera, view.frame.camera
    border = _border(*box_px) / (camera.fx / full.fx, camera.fy / full.fy) + part.origin_px
    shown = bent(view, border)
    low = np.clip(np.floor(shown.min(axis=0)) - 1, part.box_px[:2], part.box_px[2:]).astype(int).tolist()
    high = np.clip(np.ceil(shown.max(axis=0)) + 1, part.box_px[:2], part.box_px[2:]).astype(int).tolist()
    return (low[0], low[1], high[0], high[1])


def photo_pixels(view: RoomView, part: Crop) -> np.ndarray:
    """(h, w, 2) where the pixels of what is drawn lie in the photograph."""
    camera, full = part.camera, view.frame.camera
    u, v = np.meshgrid(np.arange(camera.width) + 0.5, np.arange(camera.height) + 0.5)
    points = np.stack([u, v], axis=-1).reshape(-1, 2) / (camera.fx / full.fx, camera.fy / full.fy) + part.origin_px
    return bent(view, points).reshape(camera.height, camera.width, 2)


def _touched(view: RoomView, one: Standing) -> np.ndarray:
    """(n, 3) room-space points around a product, its shadow and its reflection."""
    corners = room_corners(one)
    T = one.plane.T_room_plane
    normal, foot = T[:3, 1], T[:3, 3]
    heights = (corners - foot) @ normal
    tall = max(float(heights.max()), 0.0)
    reach = _REACH * tall + _SPREAD * float(np.ptp(corners, axis=0).max())
    shadow = corners - heights[:, None] * normal
    sun = np.asarray(view.room.light.sun_direction, dtype=np.float64)
    rise = float(sun @ normal)
    if rise > 0 and sun_known(view.room.light) > 0:
        away = -(sun - rise * normal)
        away *= min(1 / max(rise, 1e-3), _STEEPEST / max(float(np.linalg.norm(away)), 1e-6)) * tall
        reach = max(reach, min(float(np.linalg.norm(away)), 2 * _REACH * tall)) if view.room.light.sun_sd_rad else reach
        shadow = np.concatenate([shadow, shadow + away])
    across, along = T[:3, 0], T[:3, 2]
    ring = [shadow + reach * (i * across + j * along) for i in (-1, 1) for j in (-1, 1)]
    mirrored = corners - 2 * heights[:, None] * normal
    return np.concatenate([corners, mirrored, *ring] if one.plane.kind == "floor" else [corners, *ring])


def _border(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    """(n, 2) points along the edge of a box."""
    share = np.linspace(0, 1, 9)
    u, v = left + share * (right - left), top + share * (bottom - top)
    sides = [np.stack([u, np.full(9, y)], axis=1) for y in (top, bottom)]
    return np.concatenate([*sides, *(np.stack([np.full(9, x), v], axis=1) for x in (left, right))])


__all__ = ["MOST_PX", "Crop", "crop", "drawn_at", "drawn_pixels", "photo_pixels", "shown_box"]
