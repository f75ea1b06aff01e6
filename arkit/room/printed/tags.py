"""Find printed square markers in a picture, their corners to a tenth of a pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from scipy.ndimage import map_coordinates

from arkit.color import srgb_to_linear
from arkit.errors import CheckError

STRAY_PX = 3.0  # lines that meet further from a corner than this followed something else
SEARCH_PX = 2048  # larger pictures are searched at this size; corners are refined at their own
MARGIN_PX = 8  # about a marker, for the profiles across its sides
AROUND_PX, LEG_PX = 151, (9, 17, 29)  # what is darker than its surroundings; widths of what may lie across a marker
WHITE = 253  # of 255: a rim this bright is overexposed
LEAST_PX = 12.0  # shortest side of a marker that can be read
FAMILIES = {
    "4x4_50": cv2.aruco.DICT_4X4_50,
    "36h11": cv2.aruco.DICT_APRILTAG_36h11,
    "5x5_100": cv2.aruco.DICT_5X5_100,
    "6x6_250": cv2.aruco.DICT_6X6_250,
    "7x7_250": cv2.aruco.DICT_7X7_250,
    "mip_36h12": cv2.aruco.DICT_ARUCO_MIP_36h12,
    "25h9": cv2.aruco.DICT_APRILTAG_25h9,
    "36h10": cv2.aruco.DICT_APRILTAG_36h10,
    "16h5": cv2.aruco.DICT_APRILTAG_16h5,
}
STRICT = {"16h5", "4x4_50", "25h9", "36h10", "mip_36h12"}  # corrected, a window frame or another family reads as one


@dataclass(frozen=True, slots=True)
class Seen:
    """A marker in a picture: its family and number, its corners (4, 2) px from its own top left, clockwise.

    `burnt` says that its white rim is overexposed: white then spreads over black, and the square looks smaller.
    """

    family: str
    id: int
    corners_px: np.ndarray
    burnt: bool = False


def find_markers(pixels: np.ndarray, *, families: Sequence[str] | None = None) -> list[Seen]:
    """Find printed markers, largest first; corners in pixels from the picture's top left corner.

    Corners are refined in linear light: in sRGB a half covered pixel looks three quarters white, which makes every
    black square about 0.3 px smaller on each side, one percent of a marker 60 px wide.

    Args:
        pixels: (h, w, 3) uint8 sRGB.
        families: which to look for, of FAMILIES; without, all in turn until one is found.

    Raises:
        CheckError: no such family.
    """
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    for family in FAMILIES if families is None else families:
        seen = _of_family(gray, family)
        if seen:
            return sorted(seen, key=lambda marker: -cv2.contourArea(marker.corners_px.astype(np.float32)))
    return []


def _of_family(gray: np.ndarray, family: str) -> list[Seen]:
    if family not in FAMILIES:
        raise CheckError(f'marker: expected a family of {", ".join(FAMILIES)}, got "{family}"')
    small, scale = searched(gray)
    corners, ids, _ = cv2.aruco.ArucoDetector(dictionary(family), _parameters(family)).detectMarkers(small)
    seen = []
    for quad, number in zip(corners, [] if ids is None else ids.ravel(), strict=True):
        square = (quad.reshape(4, 2) + 0.5) / scale - 0.5
        if np.linalg.norm(square - np.roll(square, 1, axis=0), axis=1).min() >= LEAST_PX:
            outside = _flat(gray, square)[6:11, 24:72]
            seen.append(Seen(family, int(number), sharpened(gray, square) + 0.5, bool(np.median(outside) >= WHITE)))
    return seen


def searched(gray: np.ndarray) -> tuple[np.ndarray, float]:
    """The picture at the size in which markers are looked for, and its scale."""
    scale = min(1.0, SEARCH_PX / max(gray.shape))
    if scale == 1:
        return gray, 1.0
    return cv2.resize(gray, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), scale


def dictionary(family: str) -> cv2.aruco.Dictionary:
    """OpenCV's dictionary of a family."""
    return cv2.aruco.getPredefinedDictionary(FAMILIES[family])


def _parameters(family: str) -> cv2.aruco.DetectorParameters:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX  # a start within a pixel for the sides' lines
    parameters.perspectiveRemovePixelPerCell = 8  # overexposed white eats into black cells; their middles stay black
    parameters.perspectiveRemoveIgnoredMarginPerCell = 0.25
    if family in STRICT:
        parameters.errorCorrectionRate = 0.0
    return parameters


def half_hidden(pixels: np.ndarray) -> bool:
    """Whether something is there that looks like a marker but cannot be read: covered, creased, cut or too far."""
    gray, _ = searched(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))
    detector = cv2.aruco.ArucoDetector(dictionary("4x4_50"), cv2.aruco.DetectorParameters())
    quads = [quad.reshape(4, 2) for quad in detector.detectMarkers(gray)[2]] + _crossed(gray)
    for square in quads:
        side = float(np.sqrt(cv2.contourArea(square.astype(np.float32))))
        if side > LEAST_PX and _like_ink(gray, square):
            return True
    return False


def _crossed(gray: np.ndarray) -> list[np.ndarray]:
    """Dark squares (4, 2) across whose edge something thin lies, a leg or a cable, dark or light."""
    around = cv2.blur(gray, (AROUND_PX, AROUND_PX))
    dark = ((gray < around - 12) & (gray < 110)).astype(np.uint8)
    found = []
    for width in LEG_PX:
        brush = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
        for mask in (dark, cv2.morphologyEx(dark, cv2.MORPH_CLOSE, brush)):
            bare = cv2.morphologyEx(_filled(mask, (4 * width) ** 2), cv2.MORPH_OPEN, brush)
            for outline in cv2.findContours(bare, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
                hull = cv2.convexHull(outline)
                quad = _quad(hull)
                area = cv2.contourArea(hull)
                if quad is not None and area > (2 * width) ** 2 and cv2.contourArea(outline) > 0.85 * area:
                    found.append(quad)
    return found


def _quad(hull: np.ndarray) -> np.ndarray | None:
    """Corners (4, 2) where the four longest sides of an outline meet (its own are rounded); None where it has less."""
    points = cv2.approxPolyDP(hull, 0.015 * cv2.arcLength(hull, True), True).reshape(-1, 2).astype(np.float64)
    if len(points) < 4:
        return None
    ends = np.roll(points, -1, axis=0)
    longest = np.sort(np.argsort(-np.linalg.norm(ends - points, axis=1))[:4])
    lines = np.cross(np.c_[points, np.ones(len(points))], np.c_[ends, np.ones(len(points))])[longest]
    meets = np.cross(np.roll(lines, 1, axis=0), lines)
    if np.abs(meets[:, 2]).min() < 1e-9:
        return None
    corners: np.ndarray = meets[:, :2] / meets[:, 2:]
    return corners if cv2.contourArea(corners.astype(np.float32)) < 1.3 * cv2.contourArea(hull) else None


def _filled(mask: np.ndarray, most: float) -> np.ndarray:
    """The mask with holes of at most so many pixels filled: a marker's white cells, not a room between two lines."""
    outlines, levels = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    holes = [
        outline
        for outline, level in zip(outlines, levels[0] if len(outlines) else (), strict=True)
        if level[3] >= 0 and cv2.contourArea(outline) < most
    ]
    return np.asarray(cv2.drawContours(mask.copy(), holes, -1, 1, cv2.FILLED))


def _flat(gray: np.ndarray, square: np.ndarray) -> np.ndarray:
    """The square seen from straight above, 64 px wide, with 16 px around it."""
    aim = np.array([[2, 2], [10, 2], [10, 10], [2, 10]], dtype=np.float32) * 8
    return np.asarray(cv2.warpPerspective(gray, cv2.getPerspectiveTransform(square.astype(np.float32), aim), (96, 96)))


def _like_ink(gray: np.ndarray, square: np.ndarray) -> bool:
    """Black along the inside of its edge, white outside, and some of both within."""
    flat = _flat(gray, square)
    turned = [np.rot90(flat, k) for k in range(4)]
    rims = [float(np.median(side[18:22, 24:72])) for side in turned]
    outsides = [float(np.median(side[6:11, 24:72])) for side in turned]
    edges = sum(white - black > 50 for white, black in zip(outsides, rims, strict=True))
    black, white = float(np.median(rims)), float(np.median(outsides))
    bright = flat[28:68, 28:68] > (black + white) / 2
    return edges >= 3 and black < 110 and 0.08 < float(bright.mean()) < 0.92


def sharpened(gray: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """Corners (4, 2), pixel centres, where lines through the square's sides meet; as given where a side is not clear.

    Corner by corner refinement (cornerSubPix) rounds a blurred corner inwards: on drawn markers of 50 px it made the
    range 0.5 to 1.2 % too long; lines through the sides leave 0.1 to 0.2 %.
    """
    low = np.maximum(np.floor(corners.min(axis=0)).astype(int) - MARGIN_PX, 0)
    high = np.ceil(corners.max(axis=0)).astype(int) + MARGIN_PX
    linear = srgb_to_linear(gray[low[1] : high[1], low[0] : high[0]] / 255.0).astype(np.float32)
    first, corners = corners, corners - low
    for _ in range(3):
        sides = [_side(linear, corners, index) for index in range(4)]
        lines = [side for side in sides if side is not None]
        if len(lines) < 4:
            return first.astype(np.float64)
        meets = [np.cross(lines[index - 1], lines[index]) for index in range(4)]
        refined = np.array([meet[:2] / meet[2] for meet in meets])
        if np.linalg.norm(refined - corners, axis=1).max() > STRAY_PX:
            return first.astype(np.float64)
        corners = refined
    return np.asarray(corners + low, dtype=np.float64)


def _side(linear: np.ndarray, corners: np.ndarray, index: int) -> np.ndarray | None:
    """Homogeneous line (3,) along side `index` of a dark square: where light crosses half way from rim to ink."""
    start, end = corners[index], corners[(index + 1) % 4]
    along = (end - start) / max(float(np.linalg.norm(end - start)), 1e-9)
    inward = np.array([-along[1], along[0]])
    cell = abs(float((corners.mean(axis=0) - start) @ inward)) / 4  # of six to nine cells across
    reach = float(np.clip(0.7 * cell, 1.5, 4.0))
    steps = np.linspace(-reach, reach, 33)
    middles = start + np.linspace(0.12, 0.88, 40)[:, None] * (end - start)
    points = middles[:, None] + steps[:, None] * inward
    profile = map_coordinates(linear, [points[..., 1], points[..., 0]], order=1, mode="nearest")
    half = (profile[:, :12].max(axis=1) + profile[:, -12:].min(axis=1)) / 2
    dark = profile < half[:, None]
    first = dark.argmax(axis=1)
    clear = (first > 0) & dark[:, -1]
    if clear.sum() < 12:
        return None
    rows, at = np.flatnonzero(clear), first[clear]
    before, after = profile[rows, at - 1], profile[rows, at]
    crossing = steps[at - 1] + (before - half[rows]) / np.maximum(before - after, 1e-9) * (steps[1] - steps[0])
    kept = np.abs(crossing - np.median(crossing)) < 1.0
    found = (middles[rows] + crossing[:, None] * inward)[kept]
    middle = found.mean(axis=0)
    normal = np.linalg.svd(found - middle)[2][1]
    return np.array([normal[0], normal[1], -normal @ middle])


__all__ = ["FAMILIES", "Seen", "dictionary", "find_markers", "half_hidden", "searched", "sharpened"]
