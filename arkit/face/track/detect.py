"""Find faces in a picture: one small interface around the tracker, so that a later model can replace it.

mediapipe 0.10.21 is the last release with its models inside the wheel. It says a lot on stderr from C++ threads;
that is held back while it starts.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from arkit.errors import CheckError, MissingError, NotFoundError
from arkit.face.canonical import IRIS_POINTS
from arkit.face.track.brighten import WORTH, Brightness, brightened, gamma_for
from arkit.face.track.steady import looks, mean_points, unmirrored
from arkit.face.track.views import View, other_views, square_view
from arkit.frame import Frame

NO_FACE = "no face found: expected a face at least 60 pixels wide, both eyes visible; try a closer, brighter picture"
SMALLEST_PX = 60.0  # the longer side of a face that is worth finding beside another


@dataclass(frozen=True, slots=True)
class RawFace:
    """What the tracker saw of one face.

    Attributes:
        landmarks_px: (478, 2) float64, pixels, origin top left, y down; 468… are the irises.
        depth_px: (478,) float64, distance behind the head's middle in pixels, larger is farther; only relative.
    """

    landmarks_px: np.ndarray
    depth_px: np.ndarray

    def __post_init__(self) -> None:
        if self.landmarks_px.shape != (IRIS_POINTS, 2) or self.depth_px.shape != (IRIS_POINTS,):
            raise CheckError(f"face: expected 478 points, got {self.landmarks_px.shape} and {self.depth_px.shape}")

    @property
    def size_px(self) -> float:
        """The longer side of the landmarks' box, pixels."""
        return float(np.ptp(self.landmarks_px, axis=0).max())


class Tracker:
    """Finds faces. With `video=True` each picture helps the next one; a photo is looked at in several ways."""

    def __init__(self, *, video: bool = False, faces: int = 1) -> None:
        self._video = video
        self._faces = faces
        self._mesh = _face_mesh(video, faces)
        self._finder: Any = None
        self._brightness = Brightness()
        self._settled = False  # after the first face the models have all started and said what they say

    def detect(self, frame: Frame) -> tuple[RawFace, ...]:
        """Find faces, the largest first; empty when a video's frame shows none.

        Raises:
            NotFoundError: a photo shows no face, however one looks at it.
        """
        if self._video:
            return self._follow(frame)
        found = self._look(_whole(frame.pixels)) or self._look_again(frame.pixels)
        if not found:
            raise NotFoundError(NO_FACE)
        if len(found) < self._faces:
            found = self._with_others(frame.pixels, found)
        return _by_size([self._steadied(frame.pixels, face) for face in found])

    def close(self) -> None:
        """Free the model."""
        self._mesh.close()
        if self._finder is not None:
            self._finder.close()

    def __enter__(self) -> Tracker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _follow(self, frame: Frame) -> tuple[RawFace, ...]:
        found = _by_size(self._look(_whole(self._brightness.shown(frame.pixels))))
        if self._brightness.learn(frame.pixels, frame.time_s, found[0].landmarks_px if found else None):
            found = _by_size(self._look(_whole(self._brightness.shown(frame.pixels)))) or found
        return found

    def _look(self, view: View) -> list[RawFace]:
        height, width = view.pixels.shape[:2]
        with contextlib.nullcontext() if self._settled else _quiet_stderr():
            answer = self._mesh.process(np.ascontiguousarray(view.pixels)).multi_face_landmarks or []
        self._settled = self._settled or bool(answer)
        faces = []
        for face in answer:
            points = np.array([(p.x * width, p.y * height, p.z * width) for p in face.landmark])
            faces.append(RawFace(view.to_photo(points[:, :2]), points[:, 2] / view.scale))
        return faces

    def _look_again(self, pixels: np.ndarray) -> list[RawFace]:
        """The far finder's boxes first, then the other views; the first that shows a face wins."""
        for view in self._close_ups(pixels):
            if found := self._look(view):
                return found
        for view in other_views(pixels):
            if found := self._look(view):
                return found
        return []

    def _with_others(self, pixels: np.ndarray, found: list[RawFace]) -> list[RawFace]:
        """Small faces beside large ones, which the near finder overlooks, are looked at one by one."""
        for view in self._close_ups(pixels):
            for face in self._look(view):
                if face.size_px >= SMALLEST_PX and not any(_overlap(face, other) for other in found):
                    found = [*found, face]
        return sorted(found, key=lambda face: -face.size_px)[: self._faces]

    def _steadied(self, pixels: np.ndarray, face: RawFace) -> RawFace:
        seen = []
        gamma = gamma_for(pixels, face.landmarks_px)
        for view, mirrored in looks(pixels, face.landmarks_px):
            shown = brightened(view.pixels, gamma)
            flipped = _whole(np.ascontiguousarray(shown[:, ::-1])) if mirrored else None
            for again in self._look(flipped or View(shown, view.matrix))[:1]:
                points = view.to_photo(unmirrored(again.landmarks_px)) if mirrored else again.landmarks_px
                seen.append(points)
        return RawFace(mean_points(face.landmarks_px, seen, counted=gamma > WORTH), face.depth_px)

    def _close_ups(self, pixels: np.ndarray) -> Iterator[View]:
        if self._finder is None:
            self._finder = _far_finder()
        height, width = pixels.shape[:2]
        for hit in self._finder.process(np.ascontiguousarray(pixels)).detections or []:
            box = hit.location_data.relative_bounding_box
            center = ((box.xmin + box.width / 2) * width, (box.ymin + box.height / 2) * height)
            yield square_view(pixels, center, 2.2 * max(box.width * width, box.height * height))


def _whole(pixels: np.ndarray) -> View:
    return View(pixels, np.eye(3)[:2])


def _overlap(one: RawFace, other: RawFace) -> bool:
    apart_px = np.linalg.norm(one.landmarks_px.mean(axis=0) - other.landmarks_px.mean(axis=0))
    return bool(apart_px < 0.5 * max(one.size_px, other.size_px))


def _by_size(faces: list[RawFace]) -> tuple[RawFace, ...]:
    return tuple(sorted(faces, key=lambda face: -face.size_px))


def _face_mesh(video: bool, faces: int) -> Any:
    with _quiet_stderr():
        mesh = _solutions().face_mesh.FaceMesh(
            static_image_mode=not video, max_num_faces=faces, refine_landmarks=True, min_detection_confidence=0.5
        )
        mesh.process(np.zeros((64, 64, 3), dtype=np.uint8))  # the graph starts, and talks, at its first picture
    return mesh


def _far_finder() -> Any:
    with _quiet_stderr():
        finder = _solutions().face_detection.FaceDetection(model_selection=1, min_detection_confidence=0.3)
        finder.process(np.zeros((64, 64, 3), dtype=np.uint8))
    return finder


def _solutions() -> Any:
    try:
        import mediapipe
    except ImportError as error:
        raise MissingError("face tracking: mediapipe is not installed; run `pip install mediapipe==0.10.21`") from error
    return mediapipe.solutions


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Send the process's stderr to nowhere for a moment: C++ logging cannot be reached in another way."""
    sys.stderr.flush()
    try:
        saved = os.dup(2)
    except OSError:  # no stderr at all: nothing to hold back
        yield
        return
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(saved, 2)
            os.close(saved)


__all__ = ["NO_FACE", "RawFace", "Tracker"]
