"""Where the ears are, and the skull behind a face: ear tops, lobes, the folds temples rest in, the line of a hat.

The tracker knows neither. What it sees of the face says where they must be: a table learned on 520 renders of ten mixed
heads (`bench/heads/calibrate_ears.py`) turns how the landmarks lie off the canonical face into points behind it. Mean
error in mm, ear tops and lobes together, of heads that were not learned from: held-out ones to 45 degrees of yaw, with
expressions, and the twenty told ones to 30 degrees. The eyes' distance from the camera is set to the true one first.

    way                                                  held out   told
    places on the canonical face, moved to the heads' mean  5.7       -
    with face width, height and jaw (ridge)                 5.6       -
    24 landmarks                                            4.9       4.5
    96 landmarks without mouth and chin                     4.7       4.1
    150 landmarks, mouth and chin too (this one)            4.6       3.9, across the line of sight 2.9
    468 landmarks                                           4.6       3.9, thrice the table
    96 landmarks, different by yaw                          4.5       3.8, but a video's mean face has no yaw

No point moves farther than `MOST_M` from its place on the mean head, whatever the landmarks say.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np

from arkit.errors import CheckError
from arkit.face.canonical import canonical_face
from arkit.frame import Camera, project
from arkit.spaces import apply, inverse

Side = Literal["left", "right"]
SIDES: tuple[Side, ...] = ("left", "right")  # the wearer's; left is +x
PATH = Path(__file__).with_name("ears.json")
NAMES = ("top", "lobe", "hook", "rest", "hat_front", "hat_back", "hat_side")  # of the table; the girth comes last
# Landmarks that are asked for the left ear, all over the face but the lids; a right one asks their mirror images.
IDS = (
    *(4, 9, 10, 21, 32, 34, 36, 37, 47, 50, 53, 54, 58, 65, 67, 68, 69, 70, 71, 78),
    *(81, 93, 97, 103, 104, 107, 108, 109, 111, 113, 116, 119, 123, 127, 132, 135, 136, 137, 138, 139),
    *(143, 147, 148, 150, 151, 152, 156, 162, 165, 169, 170, 172, 176, 177, 181, 187, 188, 192, 193, 199),
    *(201, 204, 205, 206, 207, 209, 210, 212, 213, 214, 215, 216, 219, 221, 223, 227, 228, 234, 236, 238),
    *(251, 264, 267, 270, 280, 283, 284, 285, 288, 296, 297, 298, 299, 301, 308, 313, 317, 323, 326, 330),
    *(332, 333, 335, 337, 338, 340, 344, 345, 352, 353, 356, 358, 361, 364, 365, 366, 367, 368, 372, 376),
    *(378, 379, 389, 391, 394, 396, 397, 400, 401, 411, 416, 418, 419, 425, 426, 427, 430, 431, 432, 433),
    *(434, 435, 436, 437, 442, 447, 448, 451, 454, 465),
)
MOST_M = 0.015
LOBE_OUTWARD = np.array([0.86, 0.0, 0.51])  # where a left lobe's outside looks, face space: mean of ten heads


@dataclass(frozen=True, slots=True)
class Ear:
    """One ear, face space, metres (3,): highest point, lobe's lowest, where a lobe is pierced, a temple's fold."""

    top_m: np.ndarray
    lobe_m: np.ndarray
    hook_m: np.ndarray
    rest_m: np.ndarray


@dataclass(frozen=True, slots=True)
class HatLine:
    """Where a hat sits on this head: two fingers above the brows and over the ears.

    Attributes:
        front_m, back_m: (3,) foremost and rearmost point, face space, metres.
        half_width_m: from the head's middle to its side.
        girth_m: head circumference along it, hair not counted.
    """

    front_m: np.ndarray
    back_m: np.ndarray
    half_width_m: float
    girth_m: float


@dataclass(frozen=True, slots=True)
class EarTable:
    """What was learned, canonical metres, left side.

    Attributes:
        middle: (22,) the points of NAMES and the girth on the mean head.
        mean: (k,) the learned features' mean.
        weights: (k, 22) what a feature's being off its mean adds.
    """

    middle: np.ndarray
    mean: np.ndarray
    weights: np.ndarray

    def answer(self, features: np.ndarray) -> np.ndarray:
        """(22,) for one side of one face."""
        moved = np.asarray((features - self.mean) @ self.weights)
        points = moved[:-1].reshape(-1, 3)
        far = np.linalg.norm(points, axis=1, keepdims=True)
        moved[:-1] = (points * np.minimum(1, MOST_M / np.maximum(far, 1e-12))).ravel()
        moved[-1] = np.clip(moved[-1], -4 * MOST_M, 4 * MOST_M)
        return np.asarray(self.middle + moved)


@cache
def ear_table() -> EarTable:
    """The learned table."""
    return table_from_rows(json.loads(PATH.read_text(encoding="utf-8")))


def table_from_rows(data: Mapping[str, Any]) -> EarTable:
    """A table from its JSON.

    Raises:
        CheckError: its rows do not fit `IDS` and `NAMES`.
    """
    table = EarTable(*(np.asarray(data[name], dtype=np.float64) for name in ("middle", "mean", "weights")))
    size, count = 2 * len(IDS), 3 * len(NAMES) + 1
    if table.middle.shape != (count,) or table.mean.shape != (size,) or table.weights.shape != (size, count):
        raise CheckError(f"{PATH.name}: expected {size} features and {count} answers, got {table.weights.shape}")
    return table


def ear_features(shape_m: np.ndarray, sign: float) -> np.ndarray:
    """(2 k,) how landmarks lie off the canonical face, x outwards and y up, for the left ear (sign 1) or the right.

    Args:
        shape_m: (468, 3) face plate divided by the person's factor.
        sign: 1 left, -1 right.
    """
    ids = list(IDS) if sign > 0 else _mirrored_ids()
    off = shape_m[ids, :2] - canonical_face().positions_m[ids, :2]
    return np.asarray((off * (sign, 1.0)).ravel())


@cache
def _mirrored_ids() -> list[int]:
    positions_m = canonical_face().positions_m
    mirrored = positions_m[list(IDS)] * (-1.0, 1.0, 1.0)
    return [int(np.linalg.norm(positions_m - one, axis=1).argmin()) for one in mirrored]


def find_ear(shape_m: np.ndarray, factor: float, side: Side) -> Ear:
    """The ear of a person with face plate `shape_m` (468, 3) and size `factor`."""
    sign = 1.0 if side == "left" else -1.0
    points = _answer(shape_m, factor, side)[:-1].reshape(-1, 3) * (sign, 1.0, 1.0)
    return Ear(*points[:4])


def find_hat_line(shape_m: np.ndarray, factor: float) -> HatLine:
    """The line a hat sits on: the mean of what both sides of the face say."""
    left, right = (_answer(shape_m, factor, side) for side in SIDES)
    front, back, side_m = ((left + right)[:-1].reshape(-1, 3) / 2)[4:]
    apart = (left - right)[:-1].reshape(-1, 3)[4:6, 0] / 2
    front[0], back[0] = apart  # what each side calls outwards cancels but for the middle itself
    return HatLine(front, back, float(side_m[0]), float((left + right)[-1] / 2))


def _answer(shape_m: np.ndarray, factor: float, side: Side) -> np.ndarray:
    """(22,) metres of the person, x outwards."""
    sign = 1.0 if side == "left" else -1.0
    return ear_table().answer(ear_features(shape_m / factor, sign)) * factor


def ear_visible(ear: Ear, T_camera_face: np.ndarray, skull: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether most of the ear is seen: no part of the head stands before its outer rim.

    Args:
        ear: in face space.
        T_camera_face: metric pose.
        skull: positions (n, 3) in face space and triangles (m, 3) of the head without ears.
    """
    eye_m = inverse(T_camera_face)[:3, 3]
    points = (ear.top_m, (ear.top_m + ear.lobe_m) / 2, ear.lobe_m)
    return sum(_blocked(eye_m, point, *skull) for point in points) < 2


def lobe_visible(ear: Ear, T_camera_face: np.ndarray, skull: tuple[np.ndarray, np.ndarray]) -> bool:
    """Whether the place where a lobe is pierced is seen; arguments as in `ear_visible`.

    Right for 98 % of 720 ears of thirty rendered heads in twelve poses. The lobe's own normal against the line of sight
    reaches that too at the best of thresholds, but a face wide at the jaw has another one.
    """
    return not _blocked(inverse(T_camera_face)[:3, 3], ear.hook_m, *skull)


def ear_px(ear: Ear, T_camera_face: np.ndarray, camera: Camera) -> tuple[np.ndarray, np.ndarray]:
    """Pixels (2,) of the top and of the lobe."""
    top, lobe = project(camera, apply(T_camera_face, np.stack([ear.top_m, ear.lobe_m])))
    return top, lobe


def _blocked(start: np.ndarray, end: np.ndarray, positions: np.ndarray, triangles: np.ndarray) -> bool:
    """Whether a triangle crosses the line between two points."""
    return ray_reach(start, end, positions, triangles) is not None


def ray_reach(start: np.ndarray, end: np.ndarray, positions: np.ndarray, triangles: np.ndarray) -> float | None:
    """Where on the way from `start` to `end` (0 to 1) the first triangle is crossed, None where none is.

    Source:
        Möller, Trumbore, "Fast, Minimum Storage Ray-Triangle Intersection", 1997.
    """
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
    return float(reach[hit].min()) if hit.any() else None


__all__ = [
    "IDS",
    "LOBE_OUTWARD",
    "NAMES",
    "PATH",
    "SIDES",
    "Ear",
    "EarTable",
    "HatLine",
    "Side",
    "ear_features",
    "ear_px",
    "ear_table",
    "ear_visible",
    "find_ear",
    "find_hat_line",
    "lobe_visible",
    "ray_reach",
    "table_from_rows",
]
