"""Recognise a remembered picture again after the camera was lost: by descriptions of its corners, in any order."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from arkit.frame import Camera
from arkit.room.follow.planes import UNKNOWN, on_planes
from arkit.spaces import CV_FLIP, pose
from arkit.surface import Plane

MOST = 700
SCALE, SCALES = 1.3, 6
ALIKE = 0.8  # how much nearer the best description must be than the second (Lowe 2004)
LEAST = 14  # places that must agree
MISS_PX = 5.0


@dataclass(frozen=True, slots=True)
class Described:
    """Corners of a picture: descriptions (n, 32) uint8, and their places (n, 3) in room space."""

    words: np.ndarray
    points_m: np.ndarray


def describe(gray: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners (n, 2) and their descriptions (n, 32), ORB's (Rublee and others, ICCV 2011)."""
    orb = cv2.ORB.create(nfeatures=MOST, scaleFactor=SCALE, nlevels=SCALES, fastThreshold=8)
    corners, words = orb.detectAndCompute(gray, None)
    if words is None:
        return np.zeros((0, 2)), np.zeros((0, 32), dtype=np.uint8)
    return np.array([corner.pt for corner in corners]) + 0.5, words


def remembered(gray: np.ndarray, camera: Camera, T_camera_room: np.ndarray, planes: tuple[Plane, ...]) -> Described:
    """What is needed to recognise a picture: its corners that may lie on a plane of the room."""
    corners, words = describe(gray)
    points, surface = on_planes(camera, T_camera_room, corners, planes)
    return Described(words[surface != UNKNOWN], points[surface != UNKNOWN])


def recognised(described: Described, corners: np.ndarray, words: np.ndarray, camera: Camera) -> np.ndarray | None:
    """T_camera_room from which the corners of a picture fit those remembered; None where too few do."""
    if len(described.words) < LEAST or len(words) < LEAST:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(words, described.words, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < ALIKE * pair[1].distance]
    if len(good) < LEAST:
        return None
    points = described.points_m[[one.trainIdx for one in good]]
    pixels = corners[[one.queryIdx for one in good]]
    cv2.setRNGSeed(1)  # RANSAC draws: the same film gives the same answer
    try:
        found, turn, shift, agree = cv2.solvePnPRansac(
            points, pixels, camera.matrix_cv, None, iterationsCount=200, reprojectionError=MISS_PX,
            flags=cv2.SOLVEPNP_SQPNP,
        )  # fmt: skip
    except cv2.error:  # all matches at one place
        return None
    if not found or agree is None or len(agree) < LEAST:
        return None
    return CV_FLIP @ pose(cv2.Rodrigues(turn)[0], shift.ravel())


__all__ = ["Described", "describe", "recognised", "remembered"]
