"""The figures of one picture: pose, pupils, ears, lips and teeth, each against the truth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.errors import NotFoundError
from arkit.face.ears.find import SIDES, find_ear
from arkit.face.lips.mask import INNER, OUTER, lip_mask
from arkit.face.track.detect import RawFace, Tracker
from arkit.face.track.follow import Face, measure_face
from arkit.spaces import apply
from bench.heads.plan import Taken, take
from bench.heads.shot import Shot, Studio
from bench.heads.skull import eye_corners_m

CORE = 0.9  # a mask above this is its core


@dataclass(frozen=True, slots=True)
class Seen:
    """One picture, what was found in it, and its truth."""

    taken: Taken
    shot: Shot
    raw: RawFace
    face: Face


def see(pictures: Iterable[Taken], *, camera: object = None) -> Iterator[Seen | Taken]:
    """Take every picture and measure the face in it; the plan's entry alone where no face was found."""
    studio = Studio()
    with Tracker(video=False) as tracker:
        for taken in pictures:
            shot = take(studio, taken, camera)  # type: ignore[arg-type]
            try:
                raw = tracker.detect(shot.frame)[0]
            except NotFoundError:
                yield taken
                continue
            yield Seen(taken, shot, raw, measure_face(shot.frame, raw))


def turn_between(seen: Seen) -> np.ndarray:
    """(3, 3) from the head's axes to the face's as found: the same for all pictures of a head, were there no error."""
    return seen.shot.T_camera_head[:3, :3].T @ seen.face.track.T_camera_face[:3, :3]


def pose_errors_deg(of_one_head: list[Seen]) -> np.ndarray:
    """(n,) degrees, after the one constant turn that suits the head best: where its axes lie is a convention."""
    turns = np.array([turn_between(one) for one in of_one_head])
    u, _, vt = np.linalg.svd(turns.mean(axis=0))
    mean = u @ np.diag([1, 1, np.linalg.det(u @ vt)]) @ vt
    cosine = (np.einsum("nij,ij->n", turns, mean) - 1) / 2
    return np.asarray(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


def pd_error(seen: Seen) -> tuple[float, float]:
    """Relative error of the pupillary distance (found less true), and how many told standard deviations that is."""
    found, true_mm = seen.face.scale.pd_mm, seen.shot.head.pd_m * 1000
    return (found.value - true_mm) / true_mm, (found.value - true_mm) / found.sd


def raw_pd_error(seen: Seen) -> float:
    """Relative error of the pupils' distance as the tracker's own iris points have it, an iris taken for 11.7 mm."""
    points = seen.raw.landmarks_px
    wide = [np.linalg.norm(points[start + 1] - points[start + 3]) for start in (468, 473)]
    apart = float(np.linalg.norm(points[468] - points[473]))
    return apart / float(np.mean(wide)) * 0.0117 / seen.shot.head.pd_m - 1


def ear_errors_mm(seen: Seen) -> list[float]:
    """Distance of ear tops and lobes from the truth, in millimetres, seen from the camera.

    The distance of the whole head follows the pupils' (which has its own row), so it is set to the true one first: that
    of the middle of the eyes' corners, the origin of face space.
    """
    face, head = seen.face, seen.shot.head
    T_camera_face, T_camera_head = face.track.T_camera_face, seen.shot.T_camera_head
    factor = float(apply(T_camera_head, eye_corners_m(head).mean(axis=0)[None])[0, 2] / T_camera_face[2, 3])
    found = []
    for side, place in zip(SIDES, (1, 0), strict=True):
        ear = find_ear(face.shape_m, face.scale.factor.value, side)
        for own, true_m in ((ear.top_m, head.ear_tops_m[place]), (ear.lobe_m, head.ear_lobes_m[place])):
            apart = factor * apply(T_camera_face, own[None])[0] - apply(T_camera_head, true_m[None])[0]
            found.append(float(np.linalg.norm(apart)) * 1000)
    return found


def lip_figures(seen: Seen) -> tuple[float, int, int, int]:
    """IoU of the lip mask at one half, teeth pixels in the mask's core, visible, and by half or more painted."""
    height, width = seen.shot.lips.shape
    lips = lip_mask(seen.shot.frame, seen.face.track.landmarks_px)
    alpha = np.zeros((height, width), dtype=np.float32)
    rows, columns = lips.alpha.shape
    x, y = lips.box_px[:2]
    alpha[y : y + rows, x : x + columns] = lips.alpha
    mask, truth, teeth = alpha > 0.5, seen.shot.lips > 0.5, seen.shot.teeth > 0.5
    either = np.count_nonzero(mask | truth)
    iou = np.count_nonzero(mask & truth) / either if either else 1.0
    counts = [int(np.count_nonzero(one)) for one in ((alpha > CORE) & teeth, teeth, mask & teeth)]
    return iou, counts[0], counts[1], counts[2]


def polygon_iou(shot: Shot, landmarks_px: np.ndarray) -> float:
    """IoU of the polygon through the tracker's own loops with the drawn lips."""
    canvas = np.zeros(shot.lips.shape, dtype=np.uint8)
    for loop, value in ((OUTER, 1), (INNER, 0)):
        cv2.fillPoly(canvas, [np.round(landmarks_px[list(loop)] * 16 - 8).astype(np.int32)], value, cv2.LINE_8, 4)
    truth = shot.lips > 0.5
    return float(np.count_nonzero(truth & (canvas > 0)) / max(np.count_nonzero(truth | (canvas > 0)), 1))


__all__ = [
    "Seen",
    "ear_errors_mm",
    "lip_figures",
    "pd_error",
    "polygon_iou",
    "pose_errors_deg",
    "raw_pd_error",
    "see",
    "turn_between",
]
