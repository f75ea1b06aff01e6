"""Parts of a model that carry a scanner's names (RoomPlan's Wall0, Door1, Sofa0) as labelled rectangles and boxes.

Doors, windows and openings become rectangles, furniture boxes. A wall's name adds nothing: a wall is a body with two
faces there, and the mesh says better where the inner one lies.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from arkit.room.scan.raw import LabelledBox, LabelledPlane
from arkit.room.scan.words import OPENINGS, one_word
from arkit.spaces import pose

# What RoomPlan calls furniture, in our words, and what others say for the same.
FURNITURE = frozenset(
    "storage refrigerator stove bed sink washer washerdryer washer_dryer toilet bathtub oven dishwasher table couch "
    "chair fireplace screen stairs armchair stool bench wardrobe bookcase cabinet".split()
)
UPS = {"y": (0.0, 1.0, 0.0), "z": (0.0, 0.0, 1.0)}
THICK_M = 0.35  # a door or window deeper than that is none: a niche, a group


def known_word(name: str) -> str:
    """The label that a part's name says, "" for any other name."""
    word = one_word(name)
    return word if word in OPENINGS or word in FURNITURE else ""


def name_parts(
    parts: Iterable[tuple[str, np.ndarray]], up: str, metres_each: float = 1.0
) -> tuple[tuple[LabelledPlane, ...], tuple[LabelledBox, ...]]:
    """Labels of parts (word, points (n, 3)) of a model whose `up` is "y" or "z"; none where it is another.

    Args:
        metres_each: metres in one of its units.
    """
    planes: list[LabelledPlane] = []
    boxes: list[LabelledBox] = []
    if up not in UPS:
        return (), ()
    for word, points in parts:
        T_scan_box, size = _upright_box(points, np.array(UPS[up]))
        if word in OPENINGS:
            if size[2] * metres_each < THICK_M and min(size[0], size[1]) > 0:
                planes.append(_front(word, T_scan_box, size))
        elif (size > 1e-6).all():
            boxes.append(LabelledBox(word, T_scan_box, size))
    return tuple(planes), tuple(boxes)


def _upright_box(points: np.ndarray, up: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The smallest upright box about points: T_scan_box, origin in its base, z along its thinner side, and its size."""
    import cv2

    x = np.array([1.0, 0.0, 0.0])
    z = np.cross(x, up)
    plan = np.stack([points @ x, points @ z], axis=1)
    (a, b), (wide, deep), degrees = cv2.minAreaRect(plan.astype(np.float32))
    angle = np.radians(degrees)
    along = np.cos(angle) * x + np.sin(angle) * z
    if wide < deep:
        wide, deep, along = deep, wide, -np.sin(angle) * x + np.cos(angle) * z
    height = points @ up
    base = a * x + b * z + height.min() * up
    T = pose(np.stack([along, up, np.cross(along, up)], axis=1), base)
    return T, np.array([wide, float(np.ptp(height)), deep])


def _front(word: str, T_scan_box: np.ndarray, size: np.ndarray) -> LabelledPlane:
    """The middle plane of a flat box: its own +y is the box's z."""
    turn = T_scan_box[:3, :3]
    T = pose(np.stack([turn[:, 0], turn[:, 2], -turn[:, 1]], axis=1), T_scan_box[:3, 3])
    half = size[0] / 2
    return LabelledPlane(word, T, np.array([(-half, 0.0), (half, 0.0), (half, -size[1]), (-half, -size[1])]))


__all__ = ["known_word", "name_parts"]
