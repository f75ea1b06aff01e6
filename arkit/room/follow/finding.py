"""Find the camera of the next frame: where it was going, where the picture turned, what other pictures say.

Two answers that are both possible are compared by how many places agree with them and how well. That the picture's
turn alone should say where to look was dropped: beside a near table it says nothing (walk 120: 17 instead of 0.2 cm).
"""

from __future__ import annotations

import numpy as np

from arkit.room.follow.compare import GUESSED_SCALE, WORST_SCALE, Found, Scene, compare, recall
from arkit.room.follow.glance import Glance
from arkit.room.follow.memory import Memory
from arkit.room.follow.motion import eye_m
from arkit.room.follow.patch import Pyramid
from arkit.room.follow.solve import seen_as

RECALL_EVERY = 2  # frames while lost
ELSEWHERE = 3  # key frames that are tried where the nearest says nothing
ASIDE_PX, AHEAD_M = 14.0, 3.0  # by which a picture may go otherwise than expected, looked at so far ahead


class Finder:
    """What frames are compared with.

    Attributes:
        glance: the last frame, as a thumbnail.
    """

    def __init__(self, scene: Scene, memory: Memory, glance: Glance, *, marked: bool) -> None:
        self._scene, self._memory, self.glance, self._marked = scene, memory, glance, marked

    def find(self, now: Pyramid, T_last: np.ndarray, T_expected: np.ndarray, lost_for: int) -> Found | None:
        """The camera of a picture.

        Args:
            now: the picture and its halves; the glance has looked at it.
            T_last: of the last frame that was known.
            T_expected: if the camera goes on as it went.
            lost_for: frames for which it was lost.
        """
        key = self._memory.choose(T_expected)
        found = compare(self._scene, now, key, T_expected, self._worst)
        if not lost_for and self._aside(T_last, T_expected):
            turned = self.glance.turned(T_last, self._scene.camera)
            found = _likelier(found, compare(self._scene, now, key, turned, self._worst))
        if found is not None and found.poor:
            found = self._better(found, now, T_expected)
        if found is None and not lost_for:
            found = self._elsewhere(now, T_last, T_expected)
        if found is None and lost_for % RECALL_EVERY == 0:
            found = recall(self._scene, now, self._memory, T_last)
        if found is not None:
            self._memory.current = found.key
        return found

    @property
    def _worst(self) -> float:
        """How much larger than told misses may be: larger while all distances are the first picture's guesses."""
        return GUESSED_SCALE if len(self._memory) == 1 and not self._marked else WORST_SCALE

    def _aside(self, T_last: np.ndarray, T_expected: np.ndarray) -> bool:
        """Whether the picture went otherwise than the camera was expected to go: a hand that jerks, or starts."""
        went, camera = self.glance.went_px(self._scene.camera), self._scene.camera
        if went is None:
            return False
        ahead = T_last[:3, :3].T @ (0.0, 0.0, -AHEAD_M) + eye_m(T_last)
        before, after = (seen_as(camera, T, ahead[None])[0][0] for T in (T_last, T_expected))
        return float(np.linalg.norm(after - before - went)) > ASIDE_PX

    def _elsewhere(self, now: Pyramid, T_last: np.ndarray, T_expected: np.ndarray) -> Found | None:
        """The camera where it turned as the picture did, or as the next key frames know it."""
        turned = self.glance.turned(T_last, self._scene.camera)
        for key, _ in self._memory.nearest(T_expected)[:ELSEWHERE]:
            for T in (turned, T_expected):
                found = compare(self._scene, now, key, T, self._worst)
                if found is not None:
                    return found
        return None

    def _better(self, found: Found, now: Pyramid, T_expected: np.ndarray) -> Found:
        """What was found, or what the next nearest key frame says if that fits better."""
        other = self._memory.next_to(found.key, T_expected)
        again = None if other is None else compare(self._scene, now, other, T_expected)
        return _likelier(found, again) or found


def _likelier(one: Found | None, other: Found | None) -> Found | None:
    """Of two answers the one that more places agree with, and better; the first where they are alike."""
    both = [found for found in (one, other) if found is not None]
    return max(both, key=lambda found: float(found.agree.sum()) / found.solved.scale**2, default=None)


__all__ = ["Finder"]
