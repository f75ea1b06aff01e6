"""Find the places of a remembered picture in a new one.

Each place's patch of the remembered picture is bent as its plane of the room, or what is as far, looks from where the
camera is expected, so that what is left to find is a shift of a few pixels, and is always found against the same
picture: nothing wanders from frame to frame.
"""

from __future__ import annotations

import numpy as np

from arkit.frame import Camera
from arkit.room.follow.keyframe import KeyFrame
from arkit.room.follow.patch import Pyramid, find_patches
from arkit.room.follow.solve import seen_as
from arkit.spaces import CV_FLIP
from arkit.surface import Plane

MARGIN_PX = 10.0
MOST = 260  # places looked for in a frame
BENT_MOST = 4.0  # a patch that grows or shrinks by more is not looked for


def match(
    key: KeyFrame,
    now: Pyramid,
    camera: Camera,
    T_expected: np.ndarray,
    planes: tuple[Plane, ...],
    most: int = MOST,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Look for the places of a key frame in a picture.

    Returns:
        Which of the key frame's places were found, (m,) numbers, their pixels (m, 2), and how sure these are (m, 2, 2).
    """
    expected, _, _ = seen_as(camera, T_expected, key.points_m)
    size = np.array([camera.width, camera.height])
    inside = ((expected > MARGIN_PX) & (expected < size - MARGIN_PX)).all(axis=1)
    which = _most(np.flatnonzero(inside), key, most)
    bends = _bends(key, camera, T_expected, planes, which)
    grows = np.abs(np.linalg.det(bends))
    sound = (grows > BENT_MOST**-2) & (grows < BENT_MOST**2)
    which, bends = which[sound], bends[sound]
    if not len(which):
        return which, np.zeros((0, 2)), np.zeros((0, 2, 2))
    # places count from the picture's corner, patches from the middle of its first pixel
    good, where, unsure = find_patches(key.levels, now, key.pixels[which] - 0.5, bends, expected[which] - 0.5)
    return which[good], where[good] + 0.5, unsure[good]


def _most(which: np.ndarray, key: KeyFrame, most: int) -> np.ndarray:
    """At most `most` of the places, those that count most; of those of unknown distance a quarter of it."""
    known = which[key.known[which]]
    known = known[np.argsort(-key.trust[known], kind="stable")][:most]
    unknown = which[~key.known[which]]
    return np.concatenate([known, unknown[: most // 4]])


def _bends(
    key: KeyFrame, camera: Camera, T_expected: np.ndarray, planes: tuple[Plane, ...], which: np.ndarray
) -> np.ndarray:
    """(n, 2, 2) how steps about places of the key frame become steps in the picture."""
    bends = np.zeros((len(which), 2, 2))
    surface = np.maximum(key.surface[which], -1)
    for number in np.unique(surface):
        own = surface == number
        if number >= 0:
            H = _by_plane(camera, key.T_camera_room, T_expected, planes[number].T_room_plane)
        else:
            H = _by_turn(camera, key.T_camera_room, T_expected)
        bends[own] = _slopes(H, key.pixels[which[own]])
    free = key.known[which] & (surface < 0)
    if free.any():
        points = key.points_m[which[free]]
        was, now = (np.linalg.norm(points @ T[:3, :3].T + T[:3, 3], axis=1) for T in (key.T_camera_room, T_expected))
        bends[free] *= (was / np.maximum(now, 0.05))[:, None, None]
    return bends


def _slopes(H: np.ndarray, pixels: np.ndarray) -> np.ndarray:
    """(n, 2, 2) the slopes of a homography at pixels (n, 2)."""
    there = pixels @ H[:, :2].T + H[:, 2]
    seen = there[:, :2] / there[:, 2:]
    return np.asarray((H[:2, :2] - seen[:, :, None] * H[2, :2]) / there[:, 2, None, None])


def _by_plane(camera: Camera, T_from: np.ndarray, T_to: np.ndarray, T_room_plane: np.ndarray) -> np.ndarray:
    """(3, 3) how a plane's picture bends from one camera to the other."""

    def seen(T: np.ndarray) -> np.ndarray:
        return camera.matrix_cv @ (CV_FLIP @ T @ T_room_plane)[:3, [0, 2, 3]]

    return np.asarray(seen(T_to) @ np.linalg.inv(seen(T_from)))


def _by_turn(camera: Camera, T_from: np.ndarray, T_to: np.ndarray) -> np.ndarray:
    """(3, 3) how what is far away bends."""
    flip = CV_FLIP[:3, :3]
    turn = flip @ T_to[:3, :3] @ T_from[:3, :3].T @ flip
    return np.asarray(camera.matrix_cv @ turn @ np.linalg.inv(camera.matrix_cv))


__all__ = ["match"]
