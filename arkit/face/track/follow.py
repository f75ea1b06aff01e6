"""From what the tracker saw to a measured face: one picture at a time, or a video in which one person is followed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.errors import NotFoundError
from arkit.face.shape import person_shape
from arkit.face.size.iris import measure_irises
from arkit.face.size.scale import FaceScale, face_scale, metric_pose
from arkit.face.track.detect import RawFace
from arkit.face.track.habit import habit, outlook, turned_by_habit, unflattened
from arkit.face.track.mouth import quick_mouth
from arkit.face.track.pose import HeadPose, solve_head_pose
from arkit.face.track.smooth import LOST_S, SmoothState, is_shown, smooth
from arkit.frame import Camera, Frame
from arkit.spaces import pose
from arkit.surface import Measure
from arkit.track import FaceTrack

OWN_SETTLES_S = 0.25
RETURNS_S = 2.0  # a face that comes back so soon is the same person's: what they wear does not change its size
FREEZE_AFTER = 30  # frames after which a person's size and shape are settled


@dataclass(frozen=True, slots=True)
class Face:
    """A measured face.

    Attributes:
        track: landmarks and metric pose.
        scale: the person's size, with its error.
        shape_m: (468, 3) the face plate as it is in this frame, face space.
        rest_shape_m: (468, 3) the same averaged over the video so far: what glasses are fitted to.
    """

    track: FaceTrack
    scale: FaceScale
    shape_m: np.ndarray
    rest_shape_m: np.ndarray


def measure_face(frame: Frame, raw: RawFace) -> Face:
    """Measure one face in one picture."""
    head = _head(raw.landmarks_px, frame.camera)
    scale = face_scale(head, raw.landmarks_px, measure_irises(frame, raw.landmarks_px), frame.camera)
    track, shape_m = _at_size(frame.time_s, raw.landmarks_px, head, scale.factor.value, frame.camera)
    return Face(track, scale, shape_m, shape_m)


def resized(face: Face, scale: FaceScale, camera: Camera) -> Face:
    """The same face at another size: its directions stay, its distance changes with it."""
    ratio = scale.factor.value / face.scale.factor.value
    matrix = pose(face.track.T_camera_face[:3, :3], face.track.T_camera_face[:3, 3] * ratio)
    shape_m = person_shape(face.track.landmarks_px, matrix, scale.factor.value, camera)
    return Face(replace(face.track, T_camera_face=matrix), scale, shape_m, face.rest_shape_m * ratio)


class Follower:
    """Follows one person through a video: calm landmarks, and a size and shape that settle and then stay."""

    def __init__(self) -> None:
        self._state: SmoothState | None = None
        self._last: Face | None = None
        self._scales: list[FaceScale] = []
        self._shape: np.ndarray | None = None
        self._frozen: FaceScale | None = None
        self._plain: HeadPose | None = None
        self._own_rad: np.ndarray | None = None
        self._own_s = 0.0

    def step(self, frame: Frame, raws: tuple[RawFace, ...]) -> Face | None:
        """The face in this frame; for 0.3 s after it is lost the last one stays, then None."""
        if not raws:
            return self._lost(frame.time_s)
        before = self._state
        self._state = smooth(before, frame.time_s, raws[0].landmarks_px)
        if self._state.fresh and not _returned(before, frame.time_s):
            self._scales, self._shape, self._frozen = [], None, None  # after a jump this may be another person
        landmarks_px = self._state.points_px
        try:
            head = self._calm_head(frame, landmarks_px)
        except NotFoundError:
            return self._lost(frame.time_s)
        scale = self._settled_scale(frame, landmarks_px, head)
        track, shape_m = _at_size(frame.time_s, landmarks_px, head, scale.factor.value, frame.camera)
        track = replace(track, landmarks_px=quick_mouth(self._state))
        self._last = Face(track, scale, shape_m, self._settled_shape(shape_m, scale.factor.value))
        return self._last

    @property
    def frames_seen(self) -> int:
        """How many frames the size rests on; it stops growing at `FREEZE_AFTER`."""
        return len(self._scales)

    def _calm_head(self, frame: Frame, landmarks_px: np.ndarray) -> HeadPose:
        """The head's pose; what is this face's own in the tracker's habit changes slowly, its trembling is left out."""
        fresh = self._state is None or self._state.fresh
        plain = self._plain = solve_head_pose(landmarks_px, frame.camera, None if fresh else self._plain)
        seen = outlook(plain, landmarks_px, frame.camera)
        own = habit().own_rad(seen)
        if self._own_rad is None or fresh:
            self._own_rad = own
        else:
            step_s = max(0.0, frame.time_s - self._own_s)
            self._own_rad = self._own_rad + (1 - np.exp(-step_s / OWN_SETTLES_S)) * (own - self._own_rad)
        self._own_s = frame.time_s
        return turned_by_habit(plain, seen, landmarks_px, frame.camera, self._own_rad)

    def _lost(self, time_s: float) -> Face | None:
        if self._last is None or not is_shown(self._state, time_s):
            return None
        return replace(self._last, track=replace(self._last.track, time_s=time_s))

    def _settled_scale(self, frame: Frame, landmarks_px: np.ndarray, head: HeadPose) -> FaceScale:
        if len(self._scales) == FREEZE_AFTER:
            self._frozen = self._frozen or _mean_scale(self._scales)
            return self._frozen
        if len(self._scales) < FREEZE_AFTER:
            found = face_scale(head, landmarks_px, measure_irises(frame, landmarks_px), frame.camera)
            if found.caution and self._scales and not self._scales[0].caution:
                return _mean_scale(self._scales)  # a frame that measures nothing teaches nothing
            if self._scales and self._scales[0].caution and not found.caution:
                self._scales = []
            self._scales.append(found)
        return _mean_scale(self._scales)

    def _settled_shape(self, shape_m: np.ndarray, factor: float) -> np.ndarray:
        count = len(self._scales)
        if self._shape is None:
            self._shape = shape_m / factor
        elif count < FREEZE_AFTER:
            self._shape = self._shape + (shape_m / factor - self._shape) / count
        return np.asarray(self._shape * factor)


def _returned(before: SmoothState | None, time_s: float) -> bool:
    """Whether a face that is new to the filter is still the person who was lost: they keep their size."""
    return before is not None and LOST_S < time_s - before.time_s <= RETURNS_S


def _head(landmarks_px: np.ndarray, camera: Camera) -> HeadPose:
    return unflattened(solve_head_pose(landmarks_px, camera), landmarks_px, camera)


def _at_size(
    time_s: float, landmarks_px: np.ndarray, head: HeadPose, factor: float, camera: Camera
) -> tuple[FaceTrack, np.ndarray]:
    T_camera_face = metric_pose(head, factor)
    track = FaceTrack(time_s, landmarks_px.astype(np.float64), T_camera_face, head.confidence)
    return track, person_shape(landmarks_px, T_camera_face, factor, camera)


def _mean_scale(scales: list[FaceScale]) -> FaceScale:
    """The median of what the frames said. The iris's own spread stays however many frames there are."""
    latest = scales[-1]
    factor, pd_mm, width_mm = (
        _median([getattr(scale, name) for scale in scales]) for name in ("factor", "pd_mm", "face_width_mm")
    )
    source = "iris" if any(scale.source == "iris" for scale in scales) else latest.source
    return FaceScale(factor, pd_mm, width_mm, source, latest.caution)


def _median(measures: list[Measure]) -> Measure:
    values = np.array([measure.value for measure in measures])
    middle = int(np.argsort(values)[len(values) // 2])
    return Measure(float(values[middle]), float(np.median([measure.sd for measure in measures])))


__all__ = ["FREEZE_AFTER", "Face", "Follower", "measure_face", "resized"]
