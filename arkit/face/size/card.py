"""A bank card held to the face as a ruler: every one of them is 85.60 x 53.98 mm (ISO/IEC 7810, ID-1).

Its outline is searched round the face: contours at several thresholds give rough quadrilaterals, the four sides are
then fitted to a fraction of a pixel (a straight line through edges found along it, so that rounded corners, a finger
over one of them and print on the card do not matter), and the camera says how the card is tilted and whether its sides
stand as 85.60 to 53.98.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.color import srgb_to_linear
from arkit.errors import NotFoundError
from arkit.face.size.card_side import fit_side
from arkit.frame import Camera, Frame
from arkit.spaces import CV_FLIP, pose

CARD_M = (0.0856, 0.05398)
NO_CARD = (
    "no card found: expected a bank card lying flat on the forehead or chin, all four sides free but for a finger; "
    "hold it upright against a background of another colour, in even light, and not nearer to the camera"
)
REACH = 1.1  # of the face's size: so far from its middle the card's middle may be
SMALLEST, LARGEST = 0.33, 0.7  # length of the long side, of the face's size: 86 of some 180 mm, nearer or tilted
OFF_SHAPE = 0.03  # the sides' ratio may be off by this
OFF_PX = 0.005  # of the long side: a card's corners lie no farther from where the camera model has them
EDGE_PX = 0.08  # how well a side's place is known
REACHES_PX = (4.0, 2.0, 1.0)  # how far from a rough side its edge is looked for, in turn
SAME_PX = 1.0  # rough corners so near to others tell nothing new
FACE_M = (0.14, 0.24)  # a face is so tall: with the card taken for one, it must come out so
UPRIGHT = 0.75  # cosine of the tilt
BINS = ((40, 120), (20, 60), (80, 200), (10, 30))  # Canny's thresholds, tried in turn
_HALF = np.array(CARD_M) / 2
_CORNERS_M = np.array([[-1, 1, 0], [1, 1, 0], [1, -1, 0], [-1, -1, 0]]) * (*_HALF, 0)


@dataclass(frozen=True, slots=True)
class Card:
    """A card in a picture.

    Attributes:
        corners_px: (4, 2) where its sides would meet (cards are rounded there), from top left on, clockwise.
        T_camera_card: metres; the card lies in its xy plane, its long side along x, +z towards who looks at it.
        sd: relative standard deviation of its distance.
        misfit_px: mean distance of the corners from where a card of this pose has them.
    """

    corners_px: np.ndarray
    T_camera_card: np.ndarray
    sd: float
    misfit_px: float


def find_card(frame: Frame, landmarks_px: np.ndarray) -> Card:
    """Find the card that is held to a face.

    Args:
        frame: the picture.
        landmarks_px: (n, 2) of the face.

    Raises:
        NotFoundError: no card near the face, or one of which too little is to be seen.
    """
    size_px = float(np.ptp(landmarks_px, axis=0).max())
    middle = landmarks_px.mean(axis=0)
    part, corner = _surroundings(frame, middle, 2.2 * size_px)
    light = srgb_to_linear(part / 255.0).astype(np.float32)
    best: Card | None = None
    for rough in _quads(part, size_px):
        if np.linalg.norm(rough.mean(axis=0) + corner - middle) > REACH * size_px:
            continue
        sides = _sharpened(light, rough)
        card = None if sides is None else _judged(sides + corner, frame.camera)
        if card is None or not _plausible(card, size_px, frame.camera):
            continue
        if best is None or card.misfit_px < best.misfit_px:
            best = card
    if best is None:
        raise NotFoundError(NO_CARD)
    return best


def _plausible(card: Card, size_px: float, camera: Camera) -> bool:
    away_m = -float(card.T_camera_card[2, 3])
    towards = -card.T_camera_card[:3, 3] / np.linalg.norm(card.T_camera_card[:3, 3])
    tall_m = size_px * away_m / camera.fy
    return FACE_M[0] < tall_m < FACE_M[1] and float(card.T_camera_card[:3, 2] @ towards) > UPRIGHT


def _surroundings(frame: Frame, middle: np.ndarray, half_px: float) -> tuple[np.ndarray, np.ndarray]:
    limit = np.array([frame.camera.width, frame.camera.height])
    low = np.clip(np.floor(middle - half_px), 0, limit - 2).astype(int)
    high = np.clip(np.ceil(middle + half_px), low + 2, limit).astype(int)
    return frame.pixels[low[1] : high[1], low[0] : high[0]], low.astype(np.float64)


def _quads(part: np.ndarray, size_px: float) -> Iterator[np.ndarray]:
    """Rough corners (4, 2), clockwise from the top left, of what might be a card; pixels of `part`, corner origin.

    A card is a patch closed in by edges: its own outline may run on into that of hair and cheek, its inside does not.
    """
    blurred = cv2.GaussianBlur(part, (0, 0), max(0.6, size_px / 400))
    known = [np.full((4, 2), np.inf)]
    for low, high in BINS:
        lines = np.zeros(part.shape[:2], np.uint8)
        for channel in cv2.split(blurred):
            lines |= cv2.Canny(channel, low, high)
        for thick in (1, 3):
            walls = cv2.dilate(lines, np.ones((thick, thick), np.uint8))
            for hull in (*_patches(walls, size_px), *_outlines(walls, size_px)):
                quad = cv2.approxPolyN(hull, 4, ensure_convex=True).reshape(-1, 2).astype(np.float64)
                if len(quad) != 4:
                    continue
                quad = _ordered(quad + 0.5)
                if min(float(np.abs(quad - one).max()) for one in known) > SAME_PX:
                    known.append(quad)
                    yield quad


def _patches(walls: np.ndarray, size_px: float) -> Iterator[np.ndarray]:
    """Hulls of the patches between walls (h, w) uint8 that have about the size and shape of a card."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats((walls == 0).astype(np.uint8), connectivity=4)
    for label in range(1, count):
        x, y, width, height, area = (int(value) for value in boxes[label])
        if max(width, height) < SMALLEST * size_px or max(width, height) > LARGEST * size_px or area < 100:
            continue
        mask = (labels[y : y + height, x : x + width] == label).astype(np.uint8)
        outlines = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE, offset=(x, y))[0]
        hull = cv2.convexHull(max(outlines, key=len))
        if _card_like(hull, size_px):
            yield hull


def _outlines(walls: np.ndarray, size_px: float) -> Iterator[np.ndarray]:
    """Hulls of the walls themselves, for a card whose outline has gaps."""
    for outline in sorted(cv2.findContours(walls, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0], key=len, reverse=True)[:40]:
        hull = cv2.convexHull(outline)
        if _card_like(hull, size_px):
            yield hull


def _card_like(hull: np.ndarray, size_px: float) -> bool:
    short, long = sorted(cv2.minAreaRect(hull)[1])
    fills = cv2.contourArea(hull) > 0.75 * short * long
    return bool(SMALLEST * size_px < long < LARGEST * size_px and short > 0.35 * long and fills)


def _ordered(quad: np.ndarray) -> np.ndarray:
    """Corners clockwise on the screen, the first side being a long one, the upper of the two."""
    around = quad - quad.mean(axis=0)
    quad = quad[np.argsort(np.arctan2(around[:, 1], around[:, 0]))]
    lengths = np.linalg.norm(np.roll(quad, -1, axis=0) - quad, axis=1)
    first = 0 if lengths[0] + lengths[2] > lengths[1] + lengths[3] else 1
    middles = (quad + np.roll(quad, -1, axis=0)) / 2
    if middles[first, 1] > middles[(first + 2) % 4, 1]:
        first += 2
    return np.roll(quad, -first, axis=0)


def _sharpened(light: np.ndarray, rough: np.ndarray) -> np.ndarray | None:
    """Corners (4, 2) where the fitted sides meet; None where a side has too few edges. Wide search, then narrow."""
    quad = rough
    for reach_px in REACHES_PX:
        lines = [fit_side(light, quad[i], quad[(i + 1) % 4], reach_px) for i in range(4)]
        if any(line is None for line in lines):
            return None
        corners = [np.cross(lines[i - 1], lines[i]) for i in range(4)]  # type: ignore[arg-type]
        if any(abs(corner[2]) < 1e-9 for corner in corners):
            return None
        quad = np.array([corner[:2] / corner[2] for corner in corners])
    return quad


def _judged(corners_px: np.ndarray, camera: Camera) -> Card | None:
    """The card's pose, or None where a card cannot look like that."""
    if not cv2.isContourConvex(corners_px.astype(np.float32)):
        return None
    seen = corners_px.reshape(-1, 1, 2)
    face_up = _CORNERS_M * (1, -1, 1)  # OpenCV's y looks down
    found, turns, shifts, _ = cv2.solvePnPGeneric(face_up, seen, camera.matrix_cv, None, flags=cv2.SOLVEPNP_IPPE)
    if not found or shifts[0][2, 0] <= 0:
        return None
    turn, shift = cv2.solvePnPRefineLM(face_up, seen, camera.matrix_cv, None, turns[0], shifts[0])
    placed = cv2.projectPoints(face_up, turn, shift, camera.matrix_cv, None)[0].reshape(-1, 2)
    misfit_px = float(np.linalg.norm(placed - corners_px, axis=1).mean())
    sides_px = np.linalg.norm(np.roll(corners_px, -1, axis=0) - corners_px, axis=1)
    modelled_px = np.linalg.norm(np.roll(placed, -1, axis=0) - placed, axis=1)
    off = np.abs(sides_px / modelled_px - 1).max()
    if off > OFF_SHAPE or misfit_px > OFF_PX * sides_px.max():
        return None
    rotation = CV_FLIP[:3, :3] @ cv2.Rodrigues(turn)[0] @ np.diag([1.0, -1.0, -1.0])
    sd = float(np.hypot(EDGE_PX * np.sqrt(2) / sides_px.max(), misfit_px / sides_px.max() / 2))
    return Card(corners_px, pose(rotation, CV_FLIP[:3, :3] @ shift[:, 0]), sd, misfit_px)


__all__ = ["CARD_M", "NO_CARD", "Card", "find_card"]
