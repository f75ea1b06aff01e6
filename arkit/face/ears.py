"""Where the ears are: top, lobe, the place a temple rests on, and whether one sees them.

The tracker knows no ears. Theirs is the place they have on the canonical head, measured on 8 mixed ICT heads in 12
poses each (standard deviation 2.7 mm along each axis, the same for both sides), moved with the person's width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.face.canonical import canonical_face
from arkit.frame import Camera, project
from arkit.spaces import apply, inverse

Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")  # the wearer's; left is +x
TOP_M = np.array([0.0782, 0.0155, -0.0858])
LOBE_M = np.array([0.0740, -0.0535, -0.0825])
REST_M = np.array([0.0750, 0.0060, -0.0770])  # the fold between ear and skull that a temple lies in


@dataclass(frozen=True, slots=True)
class Ear:
    """One ear, face space, metres (3,): its highest point, its lobe, the fold a temple lies in."""

    top_m: np.ndarray
    lobe_m: np.ndarray
    rest_m: np.ndarray


def find_ear(shape_m: np.ndarray, factor: float, side: Side) -> Ear:
    """The ear of a person with face plate `shape_m` (468, 3) and size `factor`."""
    sign = 1.0 if side == "left" else -1.0
    mirror = np.array([sign, 1.0, 1.0])
    face = canonical_face().positions_m
    wider = abs(np.ptp(shape_m[[234, 454], 0])) / (np.ptp(face[[234, 454], 0]) * factor)
    stretch = np.array([1 + (wider - 1) / 2, 1.0, 1.0])  # half: the landmarks there wander as much as people differ
    top, lobe, rest = (point * mirror * stretch * factor for point in (TOP_M, LOBE_M, REST_M))
    return Ear(top, lobe, rest)


def ear_visible(ear: Ear, side: Side, T_camera_face: np.ndarray, skull: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether most of the ear is seen: no part of the head stands before its outer rim.

    Args:
        ear: in face space.
        side: the wearer's.
        T_camera_face: metric pose.
        skull: positions (n, 3) in face space and triangles (m, 3) of the head without ears.
    """
    eye_m = inverse(T_camera_face)[:3, 3]
    outwards = np.array([0.012 if side == "left" else -0.012, 0.0, 0.0])
    middle = (ear.top_m + ear.lobe_m) / 2
    points = np.stack([ear.top_m + outwards, middle + outwards, ear.lobe_m + outwards])
    hidden = [_blocked(eye_m, point, *skull) for point in points]
    return sum(hidden) < 2


def ear_px(ear: Ear, T_camera_face: np.ndarray, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (2,) of the top and of the lobe."""
    top, lobe = project(camera, apply(T_camera_face, np.stack([ear.top_m, ear.lobe_m])))
    return top, lobe


def _blocked(start: np.ndarray, end: np.ndarray, positions: np.ndarray, triangles: np.ndarray) -> bool:
    """Whether a triangle crosses the line between two points (Möller, Trumbore, 1997)."""
    a, b, c = (positions[triangles[:, corner]] for corner in range(3))
    way = end - start
    side_b, side_c = b - a, c - a
    across = np.cross(way, side_c)
    det = (side_b * across).sum(axis=1)
    safe = np.where(np.abs(det) < 1e-15, 1.0, det)
    offset = start - a
    u = (offset * across).sum(axis=1) / safe
    turned = np.cross(offset, side_b)
    v = (turned @ way) / safe
    reach = (turned * side_c).sum(axis=1) / safe
    hit = (np.abs(det) >= 1e-15) & (u >= 0) & (v >= 0) & (u + v <= 1) & (reach > 0) & (reach < 1 - 1e-6)
    return bool(hit.any())


__all__ = ["SIDES", "Ear", "Side", "ear_px", "ear_visible", "find_ear"]
