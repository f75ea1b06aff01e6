"""Find the places of a remembered picture in a new one.

The remembered picture is first bent as each plane of the room looks from where the camera is expected, so that what is
left to find is a shift of a few pixels, and is always found against the same picture: nothing wanders from frame to
frame. Lucas and Kanade's flow does the rest (Bouguet's pyramids in OpenCV).
"""

from __future__ import annotations

import cv2
import numpy as np

from arkit.frame import Camera
from arkit.room.follow.keyframe import KeyFrame
from arkit.room.follow.solve import seen_as
from arkit.spaces import CV_FLIP
from arkit.surface import Plane

WINDOW_PX = 17
LEVELS = 2
STOP = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 15, 0.02)
MARGIN_PX = 10.0
MOST = 260  # places looked for in a frame
ERROR_MOST = 28.0  # mean difference of codes in the window: beyond it another thing is seen
HALF = np.array([[1.0, 0, 0.5], [0, 1.0, 0.5], [0, 0, 1.0]])  # OpenCV counts from the middle of the first pixel


def match(
    key: KeyFrame,
    gray: np.ndarray,
    camera: Camera,
    T_expected: np.ndarray,
    planes: tuple[Plane, ...],
    most: int = MOST,
) -> tuple[np.ndarray, np.ndarray]:
    """Look for the places of a key frame in a picture.

    Returns:
        Which of the key frame's places were found, (m,) numbers, and their pixels (m, 2).
    """
    expected, _, _ = seen_as(camera, T_expected, key.points_m)
    size = np.array([camera.width, camera.height])
    which = np.flatnonzero(((expected > MARGIN_PX) & (expected < size - MARGIN_PX)).all(axis=1))
    which = _most(which, key, most)
    found = [np.zeros(0, dtype=np.int64)]
    pixels = [np.zeros((0, 2))]
    for number in np.unique(np.maximum(key.surface[which], -1)):
        own = which[np.maximum(key.surface[which], -1) == number]
        if number >= 0:
            H = _by_plane(camera, key.T_camera_room, T_expected, planes[number].T_room_plane)
        else:
            H = _by_turn(camera, key.T_camera_room, T_expected)
        good, where = _flow(key, gray, H, own, expected[own])
        found.append(own[good])
        pixels.append(where[good])
    return np.concatenate(found), np.concatenate(pixels)


def _most(which: np.ndarray, key: KeyFrame, most: int) -> np.ndarray:
    """At most `most` of the places, those that count most; of those of unknown distance a quarter of it."""
    known = which[key.known[which]]
    known = known[np.argsort(-key.trust[known], kind="stable")][:most]
    unknown = which[~key.known[which]]
    return np.concatenate([known, unknown[: most // 4]])


def _flow(
    key: KeyFrame, gray: np.ndarray, H: np.ndarray, own: np.ndarray, expected: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(n,) bool found, (n, 2) where."""
    high, wide = gray.shape
    H_cv = np.linalg.inv(HALF) @ H @ HALF
    bent = cv2.warpPerspective(key.gray, H_cv, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    start = cv2.perspectiveTransform((key.pixels[own] - 0.5).reshape(-1, 1, 2), H_cv)
    inside = ((start > 0) & (start < (wide - 1, high - 1))).all(axis=(1, 2))
    start32 = np.clip(start, -1e4, 1e4).astype(np.float32)
    guess = (expected - 0.5).reshape(-1, 1, 2).astype(np.float32)
    at, status, error = cv2.calcOpticalFlowPyrLK(
        _as_bright(bent, gray),
        gray,
        start32,
        guess.copy(),
        winSize=(WINDOW_PX, WINDOW_PX),
        maxLevel=LEVELS,
        criteria=STOP,
        flags=cv2.OPTFLOW_USE_INITIAL_FLOW,
    )
    where = at.reshape(-1, 2).astype(np.float64) + 0.5
    within = ((where > 2) & (where < (wide - 2, high - 2))).all(axis=1)
    calm = error.ravel() < ERROR_MOST
    return inside & (status.ravel() > 0) & within & calm, where


def _as_bright(bent: np.ndarray, gray: np.ndarray) -> np.ndarray:
    """The remembered picture as bright as the new one: a phone changes its exposure as it goes."""
    was, now = float(bent[::8, ::8].mean()), float(gray[::8, ::8].mean())
    if abs(now - was) < 2 or was < 5:
        return bent
    return cv2.convertScaleAbs(bent, alpha=now / was)


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
