"""How big the person is: millimetres from the iris, with their error, for choosing a frame only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from arkit.face.canonical import EYE_CORNERS, LEFT_EYE_CORNERS, RIGHT_EYE_CORNERS, canonical_face
from arkit.face.size.iris import IRIS_M, IRIS_SD_M, Iris
from arkit.face.track.pose import HeadPose
from arkit.frame import Camera, project, rays
from arkit.spaces import apply, pose
from arkit.surface import Measure

FaceScaleSource = Literal["iris", "average", "card"]
PD_MM, PD_SD_MM = 63.0, 3.6  # distance of the pupils, adults, Dodgson 2004
AVERAGE_STEPS_BACK = 3.0  # times its spread: beside a measured iris an average adult hardly counts
# Fitted irises against true ones, renders of ten heads. Those eyes look straight ahead, their irises painted along the
# head's axis and not each eye's own: about 1.2 % of this is the paint's.
DRAWN_WIDE = 1.014
MOST_TURNED_DEG = 25.0  # beyond, nothing is measured in millimetres
EYE_SD = 0.05  # what eyes that turn in add to one iris and take from the other
GAZE_SD = 0.01  # what is not known of where both eyes look, when that is near the camera
AWAY_SD, ASIDE_TOLD_SD = 0.08, 0.2  # the same for eyes that look past the camera, and for eyes turned in the head
GAZE_REACH = 0.36  # by how much of an eye's width an iris would move if the eye turned by 90 degrees
BEFORE_CORNERS = 0.088  # how far irises lie before the plane of the corners, as a part of the eye's width
ASIDE_SD = 0.03  # of the place of both irises between their corners, as a part of the eye's width, twice over
MOST_ASIDE = 0.72
PUPIL_TURNS_M = 0.0105  # from an eye's centre of rotation to its pupil (13.5 mm and 3 mm behind the cornea)

WIDTH_IDS = (234, 454)  # beside the ears
WIDTH_SD = 0.03  # how far the landmarks beside the ears wander, as a part of the face's width


@dataclass(frozen=True, slots=True)
class FaceScale:
    """The person's size.

    Attributes:
        factor: metres of the person per metre of the canonical face, with its standard deviation.
        pd_mm: distance of the pupils as they stand in the picture. For choosing a frame only.
        face_width_mm: from ear to ear at the cheekbones.
        source: "iris", "card", or "average" where neither could be measured and an average adult was taken.
        caution: why the size is not to be trusted and what to do, or "".
    """

    factor: Measure
    pd_mm: Measure
    face_width_mm: Measure
    source: FaceScaleSource
    caution: str = ""


def face_scale(head: HeadPose, landmarks_px: np.ndarray, irises: tuple[Iris, Iris], camera: Camera) -> FaceScale:
    """Measure the person by the irises; the smaller they are in the picture, the more an average adult counts.

    Args:
        head: the canonical face before the camera.
        landmarks_px: (478, 2) pixels.
        irises: right and left, as measured in this picture.
        camera: the camera that took it.
    """
    centers = _on_eye_plane(head, np.array([iris.center_px for iris in irises]), camera)
    pd_canonical_m = float(np.linalg.norm(centers[1] - centers[0]))
    gaze_rad = _gaze_rad(head, landmarks_px, centers, camera)
    away_rad = abs(gaze_rad - _camera_rad(head))
    by_eye = [
        (DRAWN_WIDE * _disc_px(head, center, gaze_rad, camera) / iris.diameter_px, iris.sd_px / iris.diameter_px)
        for iris, center in zip(irises, centers, strict=True)
    ]
    turned_deg, aside_deg = turned_away_deg(head), float(np.degrees(away_rad))
    if max(turned_deg, aside_deg) > MOST_TURNED_DEG:
        irises = tuple(replace(iris, measured=False, sd_px=iris.diameter_px) for iris in irises)  # type: ignore[assignment]
        by_eye = []
    measured = any(iris.measured for iris in irises)
    average_sd = PD_SD_MM / PD_MM * (AVERAGE_STEPS_BACK if measured else 1.0)
    factor, pixel_sd = _joined(by_eye, (PD_MM / 1000 / pd_canonical_m, average_sd))
    unknown_gaze = GAZE_SD + AWAY_SD * float(np.sin(away_rad)) + ASIDE_TOLD_SD * abs(float(np.sin(gaze_rad)))
    doubt = float(np.mean([iris.doubt for iris in irises if iris.measured])) if measured else 0.0
    relative_sd = float(np.sqrt(pixel_sd**2 + (IRIS_SD_M / IRIS_M) ** 2 + unknown_gaze**2 + doubt**2))
    if not measured:
        relative_sd = float(np.hypot(relative_sd, 0.02))
    face = canonical_face()
    width_m = float(np.ptp(face.positions_m[list(WIDTH_IDS), 0])) * _width_stretch(head, landmarks_px, camera)
    return FaceScale(
        factor=Measure(factor, factor * relative_sd),
        pd_mm=_millimetres(pd_canonical_m * factor, relative_sd),
        face_width_mm=_millimetres(width_m * factor, float(np.hypot(relative_sd, WIDTH_SD))),
        source="iris" if measured else "average",
        caution=_caution(turned_deg, aside_deg, measured),
    )


def turned_away_deg(head: HeadPose) -> float:
    """By how many degrees the face is turned to the side, against the line of sight to it."""
    towards = -head.T_camera_face[:3, 3] / np.linalg.norm(head.T_camera_face[:3, 3])
    return float(np.degrees(np.arcsin(min(1.0, abs(float(head.T_camera_face[:3, 0] @ towards))))))


def far_pd_mm(pd_mm: Measure, distance_m: float) -> Measure:
    """Distance of the pupils when they look far, if in the picture they look into a camera `distance_m` away.

    Eyes that look at something near turn in: 1.6 mm less at 40 cm, 0.8 mm at 80. An optician tells the far one.
    """
    wider = 1 + PUPIL_TURNS_M / max(distance_m, PUPIL_TURNS_M)
    return Measure(round(pd_mm.value * wider, 2), round(pd_mm.sd * wider, 2))


def _caution(turned_deg: float, aside_deg: float, measured: bool) -> str:
    for what, deg in (("the head is turned", turned_deg), ("the eyes look past the camera", aside_deg)):
        if deg > MOST_TURNED_DEG:
            return (
                f"{what} by {deg:.0f} degrees, so an average adult's size was taken; "
                f"expected {MOST_TURNED_DEG:.0f} or less: look into the camera"
            )
    if not measured:
        return (
            "the irises could not be measured, so an average adult's size was taken; "
            "come closer or into more light, hold still and take glasses off"
        )
    return ""


def metric_pose(head: HeadPose, factor: float) -> np.ndarray:
    """T_camera_face in the person's own metres: the same directions, the true distance."""
    return pose(head.T_camera_face[:3, :3], head.T_camera_face[:3, 3] * factor)


def _joined(by_eye: list[tuple[float, float]], average: tuple[float, float]) -> tuple[float, float]:
    """Mean of both eyes and, with its far larger spread, of an average adult: value and relative sd.

    Eyes that turn in make one iris wider and the other narrower by the same, so that both are weighed almost alike
    however unlike their own spreads are. Weights by those spreads alone: PD 0.99 % (95th percentile 2.4) instead of
    0.65 (2.0) on frontal renders of ten heads.
    """
    entries = [average]
    if by_eye:
        (right, a), (left, b) = by_eye
        a, b, turned = a**2 + 1e-6, b**2 + 1e-6, EYE_SD**2
        share = (b + 2 * turned) / (a + b + 4 * turned)
        variance = (a * b + turned * (a + b)) / (a + b + 4 * turned)
        entries = [(1 / (share / right + (1 - share) / left), float(np.sqrt(variance))), average]
    weights = np.array([1 / sd**2 for _, sd in entries])
    value = float(np.average([value for value, _ in entries], weights=weights))
    return value, float(1 / np.sqrt(weights.sum()))


def _on_eye_plane(head: HeadPose, points_px: np.ndarray, camera: Camera) -> np.ndarray:
    """Canonical face space (n, 3) of pixels, on the plane through the irises (just behind the eye corners' mean)."""
    rotation, shift = head.T_camera_face[:3, :3], head.T_camera_face[:3, 3]
    directions = rays(camera, points_px) @ rotation
    origin = -rotation.T @ shift
    reach = (_iris_plane_z() - origin[2]) / directions[:, 2]
    return np.asarray(origin + directions * reach[:, None])


def _disc_px(head: HeadPose, center: np.ndarray, gaze_rad: float, camera: Camera) -> float:
    """How wide an iris on the canonical face is in the picture: narrower when turned away, not when beside the axis."""
    across = np.array([[np.cos(gaze_rad), 0.0, -np.sin(gaze_rad)]]) * IRIS_M / 2
    ends = project(camera, apply(head.T_camera_face, center + np.concatenate([-across, across])))
    return float(np.linalg.norm(ends[1] - ends[0]))


def _iris_plane_z() -> float:
    face = canonical_face()
    return float(face.positions_m[list(EYE_CORNERS), 2].mean())


def _gaze_rad(head: HeadPose, landmarks_px: np.ndarray, centers: np.ndarray, camera: Camera) -> float:
    """How far to the person's left both eyes look in the head: discs that look past the camera are narrower.

    It is read off how far both irises lie from the middles between their eyes' corners. That is no better than 2
    degrees, faces being uneven, so that a little is hardly believed and much almost wholly. Distance of the pupils on
    frontal renders of ten heads, eyes straight ahead and 20 degrees aside: not read at all 0.65 % and 13 %, read this
    way 0.54 % and 7.5 %. Each eye by itself: 1.8 % on eyes that look straight.
    """
    corners = _on_eye_plane(head, landmarks_px[[*RIGHT_EYE_CORNERS, *LEFT_EYE_CORNERS]], camera)[:, 0]
    middle, wide = (corners[0::2] + corners[1::2]) / 2, np.abs(corners[0::2] - corners[1::2])
    aside = float(np.mean((centers[:, 0] - middle) / wide) + BEFORE_CORNERS * np.tan(_camera_rad(head)))
    aside *= aside**2 / (aside**2 + ASIDE_SD**2)
    return float(np.arcsin(np.clip(aside / GAZE_REACH, -MOST_ASIDE, MOST_ASIDE)))


def _camera_rad(head: HeadPose) -> float:
    """How far to the person's left of straight ahead the camera is."""
    towards = -head.T_camera_face[:3, 3] / np.linalg.norm(head.T_camera_face[:3, 3])
    return float(np.arcsin(np.clip(float(head.T_camera_face[:3, 0] @ towards), -MOST_ASIDE, MOST_ASIDE)))


def _width_stretch(head: HeadPose, landmarks_px: np.ndarray, camera: Camera) -> float:
    """How wide this person's landmarks lie against the canonical face's, measured where both stand in depth."""
    face = canonical_face()
    ids = [*WIDTH_IDS, 127, 356, 93, 323]
    rotation, shift = head.T_camera_face[:3, :3], head.T_camera_face[:3, 3]
    model = face.positions_m[ids]
    away = -(model @ rotation[2] + shift[2])
    directions = rays(camera, landmarks_px[ids])
    seen = (directions / -directions[:, 2:] * away[:, None] - shift) @ rotation
    stretch = np.abs(seen[0::2, 0] - seen[1::2, 0]) / np.abs(model[0::2, 0] - model[1::2, 0])
    return float(np.clip(np.median(stretch), 0.8, 1.25))


def _millimetres(value_m: float, relative_sd: float) -> Measure:
    return Measure(round(value_m * 1000, 2), round(value_m * 1000 * relative_sd, 2))


__all__ = [
    "MOST_TURNED_DEG",
    "FaceScale",
    "FaceScaleSource",
    "face_scale",
    "far_pd_mm",
    "metric_pose",
    "turned_away_deg",
]
