"""Ears: how far top and lobe are from the truth, where an earring hangs in the picture, whether its lobe is seen.

"Across the line of sight" is what a picture shows; the whole error has the depth in it, with the eyes' distance set to
the true one (the pupils have a row of their own). A lobe is truly seen where nothing of the drawn head
stands before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np

from arkit.face.ears.find import SIDES, find_ear, find_hat_line, lobe_visible, ray_reach
from arkit.face.ears.lobe import Lobes
from arkit.face.shape import surface_normals
from arkit.face.wear.occluder import head_mesh
from arkit.frame import project
from arkit.spaces import apply, inverse
from bench.heads.model import model
from bench.heads.plan import plan
from bench.heads.rows import Seen, ear_errors_mm, see
from bench.heads.skull import HOOKS, eye_corners_m, hat_line
from bench.tryon_rows import Row

YAW_DEG = 30
OFF_SKIN_M = 0.0005
_SHELLS, _LASHES = (24591, 25350), 11


@dataclass(frozen=True, slots=True)
class EarFigures:
    """One picture.

    Attributes:
        yaw_deg, tone: of the picture.
        anchors_mm: (4,) error of tops and lobes.
        hung: (pixels, mm) error of each earring's hook whose place is truly seen.
        judged: of either lobe, whether it was called hidden or seen rightly.
        girth_mm: error of the head's girth with the person's size set right.
    """

    yaw_deg: float
    tone: int
    anchors_mm: tuple[float, ...]
    hung: tuple[tuple[float, float], ...]
    judged: tuple[bool, ...]
    girth_mm: float


def rows(heads: range) -> Iterable[Row]:
    """The figures of some heads in twelve poses each."""
    told = [figures(one) for one in see(plan(heads)) if isinstance(one, Seen)]
    near = [one for one in told if abs(one.yaw_deg) <= YAW_DEG]
    detail = f"{len(heads)} heads, {len(near)} pictures"
    anchors = [error for one in near for error in one.anchors_mm]
    tones = [one.tone for one in near for _ in one.anchors_mm]
    yield Row("ear tops and lobes, yaw to 30", anchors, 4.0, "mm", tones=tones, detail=detail)
    tones = [one.tone for one in near for _ in one.hung]
    across, pixels = ([pair[place] for one in near for pair in one.hung] for place in (1, 0))
    yield Row("earring's hook, across the line of sight", across, 4.0, "mm", tones=tones, detail="lobes that are seen")
    yield Row("the same in the picture", pixels, None, "px", tones=tones, detail="640x480")
    judged = [right for one in told for right in one.judged]
    yield Row("lobe called hidden or seen rightly", judged, 0.95, "", "share", "at least", detail="yaw to 45")
    girth = [one.girth_mm for one in near]
    yield Row("head girth, the person's size apart", girth, None, "mm", detail="of 540 to 610 mm")


def figures(one: Seen) -> EarFigures:
    """What one picture says."""
    face, head, shot = one.face, one.shot.head, one.shot
    T_camera_face, factor = face.track.T_camera_face, face.scale.factor.value
    skull, lobes = head_mesh(face.rest_shape_m, factor), Lobes().look(shot.frame, face)
    hung, judged = [], []
    for side, place in zip(SIDES, (1, 0), strict=True):
        ear, bare = find_ear(face.rest_shape_m, factor, side), _truly_seen(one, place)
        judged.append(lobe_visible(ear, T_camera_face, skull) == bare)
        if bare:
            hook = apply(T_camera_face, (ear.hook_m + lobes.get(side, np.zeros(3)))[None])
            truth = apply(shot.T_camera_head, head.positions_m[[HOOKS[place]]])
            apart = project(shot.frame.camera, hook)[0] - project(shot.frame.camera, truth)[0]
            error_px = float(np.linalg.norm(apart))
            hung.append((error_px, 1000 * error_px * -float(truth[0, 2]) / shot.frame.camera.fx))
    yaw_deg, tone = one.taken.angles_deg[1], one.taken.setting.tone
    return EarFigures(yaw_deg, tone, tuple(ear_errors_mm(one)), tuple(hung), tuple(judged), _girth_error_mm(one))


def _truly_seen(one: Seen, place: int) -> bool:
    """Whether the drawn head leaves the way free from the camera to where a lobe is pierced."""
    points = one.shot.head.positions_m
    triangles = _drawn()
    touching = triangles[(triangles == HOOKS[place]).any(axis=1)]
    normal = surface_normals(points, touching)[HOOKS[place]]
    eye = inverse(one.shot.T_camera_head)[:3, 3]
    return ray_reach(eye, points[HOOKS[place]] + normal * OFF_SKIN_M, points, triangles) is None


@cache
def _drawn() -> np.ndarray:
    """(m, 3) triangles that the studio draws."""
    held = model()
    triangles = held["triangles"]
    shells = ((triangles >= _SHELLS[0]) & (triangles <= _SHELLS[1])).any(axis=1)
    return np.asarray(triangles[~shells & (held["triangle_material"] != _LASHES)])


def _girth_error_mm(one: Seen) -> float:
    """Found head girth against the tape's, with the person's size set right."""
    face, head = one.face, one.shot.head
    eyes = apply(one.shot.T_camera_head, eye_corners_m(head).mean(axis=0)[None])[0]
    size = float(eyes[2] / face.track.T_camera_face[2, 3])
    found = find_hat_line(face.rest_shape_m, face.scale.factor.value).girth_m * size
    return abs(found - hat_line(head).girth_m) * 1000


__all__ = ["rows"]
