"""Carry a lip mask from frame to frame of a video: it is searched anew a few times a second, or when the mouth moves.

Between two searches the mask goes along with the tracker's loops, by the affine map that lays the last search's loops
over this frame's, and passes from the mask before to the new one little by little, so that nothing steps. A mouth that
opens is not waited for: its loops bend against the map, or its pixels change, and it is searched at once and freely.

Against one of the two edges searched anew in each frame, on tuned heads, 640x480, noise 4: frame to frame colour of
heads at rest 0.087 (95th percentile 0.228) -> 0.028 (0.074) dE00, of open, shut and grinning mouths held 0.119 (0.262)
-> 0.083 (0.194); overlap with the truth over films of mouths that open in 0.2 s and shut in 0.1 s 0.821 -> 0.865, while
they move 0.766 -> 0.855 (the tracker's loops 0.76 throughout); CPU time of a face at rest half.
Searched anew every 0.12 s: 0.028 (0.073), 0.088 (0.229), 0.866. From the last edges in a single pass 0.862, against
0.865 then; a small picture of whole pixels jumped by 28 codes where a head moved by parts of one.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field

import cv2
import numpy as np

from arkit.face.lips.edges import lengths_of

Box = tuple[int, int, int, int]
Point = tuple[float, float]

CARRIED_S = 0.2  # after so long the lips are searched anew
BENT = (0.012, 0.030)  # of the mouth's width: loops that miss the map by so much are searched at once; and freely
STRETCHED = (0.02, 0.06)  # of a map: a part turned or scaled so much; beyond, the mouth is searched freely
CHANGED = (0.06, 0.20)  # of the mouth's brightness: a cell of its small picture that changed so much; and freely
LEAST_CODES = (5.0, 12.0)  # the same in code values, where the mouth is dark
CELLS = (12, 8)  # of the small picture, across and down


@dataclass(frozen=True, slots=True)
class Kept:
    """What the last search found.

    Attributes:
        time_s: when.
        inverse: (3, 40) gives the affine map from the tracker's loops then, pixels of the picture, to others.
        missing: (40, 40) gives of other loops what that map misses.
        middle_px, size_px: (2,) of the loops' box.
        width_px: the mouth's.
        box_px: left, top, right, bottom of the masks.
        before, alpha: (h, w) float32, the mask that was shown until then, and the one that was found.
        curves_px: (160, 2) the outer and the inner edge, pixels from the box's corner.
        small: (8, 12) green of the mouth's box, averaged; `level` is its mean.
        begun: 0 to 1, how far the mask had passed over when it was found.
        searches: how many there were since the mouth last was another one: the more, the less a new one counts.
        found: by any key, what else was worked out for this mask, (h, w) float32; others add to it.
    """

    time_s: float
    inverse: np.ndarray
    missing: np.ndarray
    middle_px: Point
    size_px: Point
    width_px: float
    box_px: Box
    before: np.ndarray
    alpha: np.ndarray
    curves_px: np.ndarray
    small: np.ndarray
    level: float
    begun: float
    searches: int
    found: dict[Hashable, np.ndarray] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Way:
    """From the last search to this frame.

    Attributes:
        matrix: two rows of three, from the picture's pixels then to those now.
        change: 0 where the mouth only moved, from 1 on it is another one.
    """

    matrix: tuple[tuple[float, float, float], tuple[float, float, float]]
    change: float


@dataclass(frozen=True, slots=True)
class Moved:
    """A mask where the mouth is now.

    Attributes:
        kept: the search it comes from.
        box_px: in the picture now.
        alpha: (h, w) float32.
        curves_px: (160, 2) the edges, pixels from the box's corner.
        matrix: (2, 3) as OpenCV warps what covers the kept box into this one.
    """

    kept: Kept
    box_px: Box
    alpha: np.ndarray
    curves_px: np.ndarray
    matrix: np.ndarray


def keep(
    time_s: float,
    points_px: np.ndarray,
    pixels: np.ndarray,
    box_px: Box,
    masks: tuple[np.ndarray, np.ndarray],
    curves_px: np.ndarray,
    begun: float,
    searches: int,
) -> Kept:
    """Take note of a search; `masks` are the one before and the one found, the rest as in `Kept`."""
    middle = points_px.mean(axis=0)
    with_ones = np.column_stack([points_px - middle, np.ones(len(points_px))])
    inverse = cv2.invert(with_ones.T @ with_ones, flags=cv2.DECOMP_SVD)[1] @ with_ones.T
    missing = np.eye(len(points_px)) - with_ones @ inverse
    inverse[2] -= middle @ inverse[:2]
    low, high = points_px.min(axis=0), points_px.max(axis=0)
    (x, y), (across, down) = ((low + high) / 2).tolist(), (high - low + 1).tolist()
    width_px, small = max(across - 1, down - 1, 4.0), small_picture(pixels, (x, y), (across, down))
    return Kept(
        time_s, inverse, missing, (x, y), (across, down), width_px, box_px, *masks, curves_px, small,
        max(float(small.mean()), 1.0), begun, searches,
    )  # fmt: skip


def way_to(kept: Kept, points_px: np.ndarray, pixels: np.ndarray) -> Way:
    """How the mouth went since the last search.

    Args:
        kept: the last search.
        points_px: (40, 2) the tracker's loops now.
        pixels: the picture now.
    """
    # few numbers: by hand they take a third of numpy's time
    (xx, yx), (xy, yy), (shift_x, shift_y) = (kept.inverse @ points_px).tolist()
    bent = float(lengths_of(kept.missing @ points_px).max()) / kept.width_px
    stretched = max(abs(xx - 1), abs(yy - 1), abs(xy), abs(yx))
    change = max(_ramp(bent, BENT), _ramp(stretched, STRETCHED))
    if change < 1:
        x, y = kept.middle_px
        middle = xx * x + xy * y + shift_x, yx * x + yy * y + shift_y
        differs = cv2.norm(small_picture(pixels, middle, kept.size_px), kept.small, cv2.NORM_INF)
        least, most = (max(part * kept.level, codes) for part, codes in zip(CHANGED, LEAST_CODES, strict=True))
        change = max(change, _ramp(differs, (least, most)))
    return Way(((xx, xy, shift_x), (yx, yy, shift_y)), change)


def small_picture(pixels: np.ndarray, middle_px: Point, size_px: Point) -> np.ndarray:
    """(8, 12) float32 green of a part of a picture, averaged in cells; read between pixels, or edges would jump.

    Args:
        pixels: (h, w, 3) uint8.
        middle_px, size_px: (2,) the part's.
    """
    width, height = max(round(size_px[0]), 1), max(round(size_px[1]), 1)
    left, top = max(int(middle_px[0] - size_px[0] / 2 - 2), 0), max(int(middle_px[1] - size_px[1] / 2 - 2), 0)
    part = np.ascontiguousarray(pixels[top : max(top + height + 6, 0), left : max(left + width + 6, 0), 1])
    if not part.size:
        return np.zeros(CELLS[::-1], dtype=np.float32)
    seen = cv2.getRectSubPix(part, (width, height), (middle_px[0] - left - 0.5, middle_px[1] - top - 0.5))
    return np.asarray(cv2.resize(seen, CELLS, interpolation=cv2.INTER_AREA).astype(np.float32))


def carried(kept: Kept, way: Way, eased: float, limit: tuple[int, int]) -> Moved | None:
    """The mask where the mouth is now.

    Args:
        kept: the last search.
        way: from there.
        eased: 0 to 1, how far the mask has passed from the one before to the one that was found.
        limit: width and height of the picture; None is answered where the mask reaches beyond.
    """
    left, top, right, bottom = kept.box_px
    (xx, xy, shift_x), (yx, yy, shift_y) = way.matrix
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    x = round(xx * middle_x + xy * middle_y + shift_x - middle_x)
    y = round(yx * middle_x + yy * middle_y + shift_y - middle_y)
    box = left + x, top + y, right + x, bottom + y
    if box[0] < 0 or box[1] < 0 or box[2] > limit[0] or box[3] > limit[1]:
        return None
    local_x, local_y = xx * left + xy * top + shift_x - box[0], yx * left + yy * top + shift_y - box[1]
    turn = np.array(((xx, yx), (xy, yy)), dtype=np.float32)
    curves = kept.curves_px @ turn + np.array((local_x, local_y), dtype=np.float32)
    alpha = between(kept.before, kept.alpha, eased)
    # OpenCV counts from a pixel's middle
    half_x, half_y = local_x + (xx + xy - 1) / 2, local_y + (yx + yy - 1) / 2
    half = np.array(((xx, xy, half_x), (yx, yy, half_y)))
    moved = cv2.warpAffine(alpha, half, (right - left, bottom - top), flags=cv2.INTER_LINEAR)
    return Moved(kept, box, moved, curves, half)


def between(before: np.ndarray, after: np.ndarray, part: float) -> np.ndarray:
    """A mask (h, w) that has gone `part` of the way from one to another."""
    return after if part >= 1 or before is after else cv2.addWeighted(before, 1 - part, after, part, 0.0)


def laid_over(mask: np.ndarray, box_px: Box, other_px: Box) -> np.ndarray:
    """A mask (h, w) of one box in another box; what lies outside is 0."""
    height, width = other_px[3] - other_px[1], other_px[2] - other_px[0]
    shift = np.array([[1, 0, box_px[0] - other_px[0]], [0, 1, box_px[1] - other_px[1]]], dtype=np.float64)
    return cv2.warpAffine(mask, shift, (width, height), flags=cv2.INTER_NEAREST)


def _ramp(value: float, bounds: tuple[float, float]) -> float:
    """0 at the first bound and below, 1 at the second, more beyond."""
    return max((value - bounds[0]) / (bounds[1] - bounds[0]), 0.0)


__all__ = ["CARRIED_S", "Kept", "Moved", "Way", "between", "carried", "keep", "laid_over", "small_picture", "way_to"]
