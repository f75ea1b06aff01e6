"""The shade of a hat's brim on forehead and eyes: soft, from what of sky and sun the brim and the crown take away.

Each point of the face looks in a few dozen directions and asks of each whether it ends under the hat. The renderer's
shadow map cannot do this: the skin is in the picture already, and most of a room's light has no one direction.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from arkit.face.canonical import canonical_face
from arkit.face.shape import surface_normals
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.face.wear.opening import AROUND, Opening
from arkit.frame import Camera, project
from arkit.spaces import apply, inverse
from arkit.surface import Light

DIRECTIONS = 48
PART = 0.8  # of the shade that is found: skin, clothes and walls throw light back under a brim
SOFT_M = 0.004
SUN_SPREAD = 0.25  # half width of the main light, as a tangent: windows are wide
_LEAST = 0.004


def brim_shade(fits: Sequence[Fit], face: Face, camera: Camera, light: Light) -> np.ndarray | None:
    """The part of the light (h, w), 0 to 1, that hats take from the skin; None where no hat is worn.

    Args:
        fits: everything on this face.
        face: who wears it.
        camera: of the picture.
        light: camera space.
    """
    hats = [(fit, fit.opening) for fit in fits if fit.attach == "head" and fit.opening is not None]
    if not hats:
        return None
    left = np.ones(len(face.shape_m))
    for fit, opening in hats:
        left *= 1 - PART * _taken(fit, opening, face, light)
    corners_px = project(camera, apply(face.track.T_camera_face, face.shape_m))
    soft_px = SOFT_M * camera.fx / max(-float(face.track.T_camera_face[2, 3]), 0.05)
    return _filled(1 - left, corners_px, soft_px, camera)


def _taken(fit: Fit, opening: Opening, face: Face, light: Light) -> np.ndarray:
    """(468,) the part of the light that a hat keeps from each point of the face."""
    T_product_face = inverse(fit.placement.T_space_product)
    turn = T_product_face[:3, :3]
    points = apply(T_product_face, face.shape_m) - opening.middle_m
    normals = surface_normals(face.shape_m, canonical_face().triangles) @ turn.T
    sky = _sphere() @ face.track.T_camera_face[:3, :3] @ turn.T
    sun = _round(np.asarray(light.sun_direction, dtype=np.float64)) @ face.track.T_camera_face[:3, :3] @ turn.T
    taken, whole = np.zeros(len(points)), np.full(len(points), 1e-9)
    for directions, power in ((sky, float(np.mean(light.ambient_rgb)) * 2), (sun, float(np.mean(light.sun_rgb)))):
        facing = np.clip(normals @ directions.T, 0, None) * power / len(directions)
        under = _under(points, directions, opening)
        taken += (facing * under).sum(axis=1)
        whole += facing.sum(axis=1)
    return np.asarray(taken / whole)


def _under(points: np.ndarray, directions: np.ndarray, opening: Opening) -> np.ndarray:
    """(n, d) 1 where the way from a point ends under the hat, product space; the brim is taken as it is in front."""
    brim = opening.brim_m
    rising = directions[:, 1] > 0.02
    way = np.where(rising[:, None], directions, 1.0)
    height = float(np.median(brim[:, 1]))
    far = np.clip((height - points[:, 1:2]) / way[None, :, 1], 0, 1.0)
    x, z = points[:, :1] + far * way[None, :, 0], points[:, 2:] + far * way[None, :, 2]
    sector = (((np.arctan2(z, x) / (2 * np.pi)) + 1) % 1 * AROUND).astype(int) % AROUND
    return np.asarray((np.hypot(x, z) < brim[sector, 0]) & rising[None], dtype=np.float64)


def _sphere() -> np.ndarray:
    """(DIRECTIONS, 3) spread evenly over all directions (a golden spiral)."""
    number = np.arange(DIRECTIONS) + 0.5
    y = 1 - 2 * number / DIRECTIONS
    turn = np.pi * (1 + 5**0.5) * number
    flat = np.sqrt(1 - y * y)
    return np.stack([flat * np.cos(turn), y, flat * np.sin(turn)], axis=1)


def _round(towards: np.ndarray) -> np.ndarray:
    """(9, 3) directions about one."""
    towards = towards / max(float(np.linalg.norm(towards)), 1e-9)
    side = np.cross(towards, np.eye(3)[np.abs(towards).argmin()])
    side /= np.linalg.norm(side)
    up = np.cross(towards, side)
    steps = [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1)]
    return np.array([towards + SUN_SPREAD * (a * side + b * up) for a, b in steps])


def _filled(shade: np.ndarray, corners_px: np.ndarray, soft_px: float, camera: Camera) -> np.ndarray:
    """(h, w) float32: the shade of 468 points over the face's triangles, softened."""
    canvas = np.zeros((camera.height, camera.width), dtype=np.float32)
    triangles = canonical_face().triangles
    level = shade[triangles].mean(axis=1)
    fixed = np.round(corners_px * 16).astype(np.int32)
    for corners, value in zip(triangles[level > _LEAST], level[level > _LEAST], strict=True):
        cv2.fillConvexPoly(canvas, fixed[corners], float(value), cv2.LINE_8, 4)
    return cv2.GaussianBlur(canvas, (0, 0), max(soft_px, 0.7))


__all__ = ["brim_shade"]
