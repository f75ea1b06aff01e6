"""What following learns of a room: places judged and refined, new pictures remembered."""

from __future__ import annotations

import numpy as np

from arkit.frame import Frame
from arkit.room.follow.anchor import Anchor
from arkit.room.follow.back import look_back
from arkit.room.follow.compare import POOR_SCALE, Found, Scene
from arkit.room.follow.keyframe import KeyFrame
from arkit.room.follow.memory import Memory, far
from arkit.room.follow.motion import apart, slide_sd_m
from arkit.room.follow.new_key import new_key_frame
from arkit.room.follow.recall import Described, remembered
from arkit.room.follow.shrunk import Shrunk

LEARN_SCALE = 1.6  # of misses: beyond it nothing is learned
REFINE_M = 0.02  # places are judged, and distances refined, when the camera has moved so far
NEW_FAR, NEW_NEAR = 0.8, 0.3  # a key frame is taken so far from the last one; nearer than the second never
THIN, FULL = 0.55, 260  # or between, when so small a part of what a key frame shows, at most FULL, is still found
NEW_AFTER = 4  # frames
KNOWN_M = 0.01  # in doubt by more, a picture is not remembered
SURE_TRUST = 0.6


class Survey:
    """The places of a room, in a few remembered pictures.

    Args:
        first: the picture in which the room was found.
        T_camera_room: its camera.
        free_floor: (h, w) the chance that its pixels show free floor, where it was looked for.

    Attributes:
        memory: the pictures.
    """

    def __init__(
        self,
        shrunk: Shrunk,
        scene: Scene,
        anchor: Anchor | None,
        first: Frame,
        T_camera_room: np.ndarray,
        free_floor: np.ndarray | None,
    ) -> None:
        self._shrunk, self._scene, self._anchor = shrunk, scene, anchor
        self._refined_at = T_camera_room
        self._since_key = 0
        key = new_key_frame(
            shrunk.gray(first.pixels),
            scene.camera,
            T_camera_room,
            scene.planes,
            marker_px=self._marker_px(first.pixels, T_camera_room),
            free_floor=free_floor,
        )
        self._new = key.copied()
        self._ground_m = key.ground_m
        self.memory = Memory(key, self._described(key))

    def begin_again(self) -> KeyFrame:
        """Forget all but the first picture, and of that what was learned."""
        first = self._new.copied()
        self.memory.first = first
        self.memory.forget()
        self._refined_at, self._since_key = first.T_camera_room, 0
        return first

    def learn(self, pixels: np.ndarray, found: Found, T: np.ndarray, covariance: np.ndarray) -> None:
        """Judge and refine the key frame's places; remember the picture (h, w, 3) where it shows new ones.

        Args:
            found: what the picture showed.
            T, covariance: its camera, and how sure that is.
        """
        key, camera = found.key, self._scene.camera
        self._since_key += 1
        if apart(self._refined_at, T)[0] > REFINE_M and found.solved.scale < LEARN_SCALE:
            self._refined_at = T
            missed = found.solved.missed_px[: len(found.which)]
            key.learn(camera, T, found.which, (missed, found.unsure), found.agree)
            key.place(camera, T, found.unplaced, found.unplaced_px, found.unplaced_unsure)
        away = far(key, T)
        thin = found.agree.sum() < THIN * min(int(key.known.sum()), FULL)
        known = found.solved.scale < POOR_SCALE and self.doubt_m(covariance, T) < KNOWN_M
        if known and self._since_key > NEW_AFTER and (away > NEW_FAR or (thin and away > NEW_NEAR)):
            new = self._key_frame(pixels, found, T, covariance)
            self.memory.add(new, self._described(new))
            self._since_key = 0

    def doubt_m(self, covariance: np.ndarray, T: np.ndarray) -> float:
        """Standard deviation, metres: beside a marker of where the floor is shown, else of where the camera is.

        Turn and shift of a camera that looks at one marker err together, and the floor about it stays. Of places
        without a marker that must not be believed: the few beside somebody who crosses before walk 120 told 1 cm of the
        floor, and it was shown 22 cm off.
        """
        if self._anchor is None:
            return float(np.sqrt(np.trace(covariance[3:, 3:])))
        return slide_sd_m(covariance, T, self._ground_m)

    def _key_frame(self, pixels: np.ndarray, found: Found, T: np.ndarray, covariance: np.ndarray) -> KeyFrame:
        """A key frame of a picture; places that were found stay the same places."""
        camera, planes = self._scene.camera, self._scene.planes
        gray = self._shrunk.gray(pixels)
        kept = found.agree & (found.key.trust[found.which] > SURE_TRUST)
        carried = found.key.picked(found.which[kept], gray, T, found.pixels[kept])
        carried.settle()
        key = new_key_frame(gray, camera, T, planes, carried, self._marker_px(pixels, T))
        key.covariance = covariance
        look_back(key, found.key, camera, planes)
        return key

    def _described(self, key: KeyFrame) -> Described:
        """What a key frame is recognised by."""
        return remembered(key.gray, self._scene.camera, key.T_camera_room, self._scene.planes)

    def _marker_px(self, pixels: np.ndarray, T: np.ndarray) -> np.ndarray | None:
        """The marker's corners in a picture (h, w, 3); None where there is none or it is hidden."""
        corners = None if self._anchor is None else self._anchor.find(pixels, self._shrunk.full, T)
        return None if corners is None else corners * self._shrunk.by


__all__ = ["Survey"]
