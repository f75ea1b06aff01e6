"""More truth of a head: the corners of the eyes, the fold a temple lies in, the line a hat sits on."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from bench.heads.model import Head, model

FOLDS = (8164, 8440)  # right, left: where the ear's rim meets the skull, 2 mm below its top
HOOKS = (7487, 6760)  # right, left: where a lobe is pierced, on its outside, 5.5 mm above its lowest point
EYE_CORNERS = (1507, 1528, 3742, 3721)  # iBUG 37, 40, 43, 46
_MEAN_PD_M = 0.063
_ABOVE_EYES_M, _ABOVE_FOLD_M = 0.042, 0.012  # of a head with that distance of the pupils: two fingers above the brows
_MIDLINE_M = 0.004


class HatLine(NamedTuple):
    """Where a hat sits, head space, metres: foremost, rearmost and leftmost point (3,), and the girth along it."""

    front_m: np.ndarray
    back_m: np.ndarray
    left_m: np.ndarray
    girth_m: float


def eye_corners_m(head: Head) -> np.ndarray:
    """(4, 3) head space; their mean is the origin of face space."""
    return head.positions_m[list(EYE_CORNERS)]


def hat_line(head: Head) -> HatLine:
    """The cut through the bare head by the plane from the forehead over the ears; the girth is a taut tape's."""
    from scipy.spatial import ConvexHull

    points, size = head.positions_m, head.pd_m / _MEAN_PD_M
    height = eye_corners_m(head)[:, 1].mean() + _ABOVE_EYES_M * size
    brow = points[(np.abs(points[:, 0]) < _MIDLINE_M) & (points[:, 2] > 0) & (np.abs(points[:, 1] - height) < 0.006)]
    front = np.array([0.0, height, brow[:, 2].max()])
    backward = points[list(FOLDS)].mean(axis=0) - front
    backward[1] += _ABOVE_FOLD_M * size
    backward *= (0.0, 1.0, 1.0) / np.linalg.norm(backward[1:])
    cut = _cut(points, front, np.array([0.0, -backward[2], backward[1]]))
    along = (cut - front) @ backward
    hull = ConvexHull(np.stack([cut[:, 0], along], axis=1))
    return HatLine(front, front + backward * along.max(), cut[cut[:, 0].argmax()], float(hull.area))


def _cut(points: np.ndarray, at: np.ndarray, normal: np.ndarray) -> np.ndarray:
    """(n, 3) where the edges of face and back of the head cross a plane."""
    held = model()
    triangles = held["triangles"][held["triangle_material"] < 2]
    above = (points - at) @ normal
    edges = np.concatenate([triangles[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0))])
    edges = edges[above[edges[:, 0]] * above[edges[:, 1]] < 0]
    one, other = above[edges[:, 0]], above[edges[:, 1]]
    share = (one / (one - other))[:, None]
    return np.asarray(points[edges[:, 0]] * (1 - share) + points[edges[:, 1]] * share)


__all__ = ["EYE_CORNERS", "FOLDS", "HOOKS", "HatLine", "eye_corners_m", "hat_line"]
