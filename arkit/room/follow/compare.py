"""Compare a picture with a remembered one: where must the camera have been?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.frame import Camera
from arkit.room.follow.keyframe import KeyFrame
from arkit.room.follow.match import match
from arkit.room.follow.memory import Memory
from arkit.room.follow.patch import Pyramid
from arkit.room.follow.recall import describe, recognised
from arkit.room.follow.solve import Expected, Places, Solved, seen_as, solve_pose
from arkit.surface import Plane

CORNER_SD_PX = 0.25  # of a marker's corner, at the size that frames are followed at
TURN_SD_RAD, SHIFT_SD_M = 0.03, 0.04  # of where a hand-held camera goes in a frame against where it was going
LEAST, LEAST_SHARE = 14, 0.45  # places that must agree, and their part of those found
RECALLED_LEAST, RECALLED_SHARE = 40, 0.4  # the same where nothing was expected: walk 120 "knew" a table's grain by 18
# Of misses against what is told of them: beyond it the camera is not known. Cameras that were right missed 1.3 times
# at most (walks 12, 20, 60, 90, 120), three on a table's grain, 7 to 17 cm off, 1.5 to 2 times. While distances are
# first guesses, a bed taken for floor makes right cameras miss as far: beyond the second nothing is learned from them.
WORST_SCALE, GUESSED_SCALE = 1.4, 2.2
OPEN_M = 0.015  # of the camera's place, by single places: less sure it is not known
FAR_PX = 6.0  # after a larger correction the key frame is bent and compared again
ROUNDS = 3
POOR_SCALE, POOR_SHARE = 1.2, 0.5  # of misses against what is told of them; places that agree, of those found
RECALLED = 6  # key frames that are tried after a loss


@dataclass(frozen=True, slots=True)
class Scene:
    """What does not change: the camera at the size that frames are followed at, and the room's known planes."""

    camera: Camera
    planes: tuple[Plane, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A camera that was found.

    Attributes:
        solved: its pose, and which of `which` agree.
        key: the key frame it was compared with.
        which: (n,) the numbers of its places that were used, `pixels` (n, 2) where they are seen, and `unsure`
            (n, 2, 2) the covariance of that.
        unplaced, unplaced_px, unplaced_unsure: the same of places whose distance is not known.
    """

    solved: Solved
    key: KeyFrame
    which: np.ndarray
    pixels: np.ndarray
    unsure: np.ndarray
    unplaced: np.ndarray
    unplaced_px: np.ndarray
    unplaced_unsure: np.ndarray

    @property
    def poor(self) -> bool:
        """Whether what it was compared with fits badly: another key frame may fit better, and nothing is learned."""
        return self.solved.scale > POOR_SCALE or self.agree.sum() < POOR_SHARE * len(self.which)

    @property
    def agree(self) -> np.ndarray:
        """(n,) bool: which of `which` fit; the marker's corners are not among them."""
        return self.solved.agree[: len(self.which)]


def compare(
    scene: Scene, now: Pyramid, key: KeyFrame, T_expected: np.ndarray, worst: float = WORST_SCALE
) -> Found | None:
    """The camera of a picture from one key frame and where it is expected; None where too little agrees, or misses
    are `worst` times as large as told."""
    expected = T_expected
    found = None
    for _ in range(ROUNDS):
        which, pixels, unsure = match(key, now, scene.camera, expected, scene.planes)
        known = key.known[which]
        used, seen, spread = which[known], pixels[known], unsure[known]
        if len(used) < LEAST:
            return None
        solved = solved_with(scene, key, used, (seen, spread), expected)
        agree = int(solved.agree.sum())
        if agree < LEAST or agree < LEAST_SHARE * len(used) or solved.scale > worst or _open(solved):
            return None
        found = Found(solved, key, used, seen, spread, which[~known], pixels[~known], unsure[~known])
        if _moved_px(scene.camera, expected, solved.T_camera_room, key.points_m[used]) < FAR_PX:
            break
        expected = solved.T_camera_room
    return found


def solved_with(
    scene: Scene,
    key: KeyFrame,
    used: np.ndarray,
    seen: tuple[np.ndarray, np.ndarray],
    T_expected: np.ndarray,
    marker: tuple[np.ndarray, np.ndarray] | None = None,
) -> Solved:
    """The pose for places `used` of a key frame, seen at pixels (n, 2) with their covariance (n, 2, 2).

    A marker may help: its corners (4, 3) in the room and (4, 2) as seen.
    """
    points, spread, pixels = key.points_m[used], key.spread_m[used], seen[0]
    unsure, trust = seen[1], key.trust[used]
    if marker is not None:
        points, pixels = np.concatenate([points, marker[0]]), np.concatenate([pixels, marker[1]])
        spread = np.concatenate([spread, np.zeros((4, 3))])
        unsure = np.concatenate([unsure, np.tile(CORNER_SD_PX**2 * np.eye(2), (4, 1, 1))])
        trust = np.concatenate([trust, np.ones(4)])
    precision = np.diag([TURN_SD_RAD**-2.0] * 3 + [SHIFT_SD_M**-2.0] * 3)
    return solve_pose(scene.camera, Expected(T_expected, precision), Places(points, spread, pixels, unsure, trust))


def recall(scene: Scene, now: Pyramid, memory: Memory, T_last: np.ndarray) -> Found | None:
    """The camera of a picture of which nothing is expected, from the key frames nearest to where it was last."""
    corners, words = describe(now[0])
    for key, described in memory.nearest(T_last)[:RECALLED]:
        T = recognised(described, corners, words, scene.camera)
        found = None if T is None else compare(scene, now, key, T)
        if found is not None and found.agree.sum() >= max(RECALLED_LEAST, RECALLED_SHARE * len(found.which)):
            return found
    return None


def _open(solved: Solved) -> bool:
    """Whether what agrees leaves open where the camera is: 14 places found by chance agree with some camera."""
    return float(np.trace(solved.covariance[3:, 3:])) > OPEN_M**2


def _moved_px(camera: Camera, T_from: np.ndarray, T_to: np.ndarray, points_m: np.ndarray) -> float:
    before, after = (seen_as(camera, T, points_m)[0] for T in (T_from, T_to))
    return float(np.median(np.linalg.norm(before - after, axis=1)))


__all__ = ["GUESSED_SCALE", "POOR_SCALE", "WORST_SCALE", "Found", "Scene", "compare", "recall", "solved_with"]
