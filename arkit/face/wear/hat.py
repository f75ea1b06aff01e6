"""Put a hat on: its band along the line two fingers above the brows and over the ears, true size kept.

A hat comes with the origin in the middle of its opening, y up through the crown, +z to the front, metres. Where the
head's line lies and how long it is was learned (arkit.face.ears.find). Head girth from one picture is uncertain by the
person's own scale, so what people measure is weighed in, and a hat is called small or large only beyond both errors.
"""

from __future__ import annotations

import numpy as np

from arkit.document import Document, bounds
from arkit.errors import CheckError
from arkit.face.ears.find import find_hat_line
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.face.wear.opening import Opening, find_opening
from arkit.placement import Placement
from arkit.spaces import apply, inverse, pose
from arkit.surface import Measure

WIDTHS_M = (0.12, 0.8)  # caps for children, and sun hats
GIRTH_MM, GIRTH_SD_MM = 563.0, 19.0  # adult head circumference, men 575 and women 550: Bushby and others 1992
LEARNED_SD_MM = 9.0  # error of the learned girth on twenty told heads, the person's scale apart
EASE_MM = 6.0  # a hat that fits is so much wider than a bare head
SURE = 2.0  # standard deviations from which on a hat is too small or large
RISE, SINK = 0.7, 0.2  # heads narrow by so much upwards: metres higher or lower for each metre of girth
RISE_MOST_M, SINK_MOST_M = 0.022, 0.006  # a small hat sits higher, a large one lower, but not over the brows
LOWER_M, LEVEL_M = 0.003, 0.009  # a hat is worn lower in front and higher behind than a tape is laid round
KEEP = 0.95  # of the opening's radius: what of the head is inside a hat is drawn in to this
NEAR_M, SLACK_M = 0.03, 0.003  # below the opening, how deep and by how much the head is drawn in


def fit_hat(document: Document, face: Face, sku: str = "") -> Fit:
    """Put a hat on a measured face.

    Args:
        document: the hat as the module says.
        face: whom to dress.
        sku: for the placement.

    Raises:
        CheckError: too small or large to be a hat in metres.
    """
    low, high = bounds(document)
    width = float(high[0] - low[0])
    if not WIDTHS_M[0] < width < WIDTHS_M[1]:
        raise CheckError(
            f"{sku or 'hat'}: expected {WIDTHS_M[0] * 100:.0f} to {WIDTHS_M[1] * 100:.0f} cm of width along x, got "
            f"{width * 100:,.1f} cm; is this a hat? If so, bring the file to metres with `arkit convert`"
        )
    line = find_hat_line(face.rest_shape_m, face.scale.factor.value)
    opening = find_opening(document)
    girth_mm = head_girth_mm(face)
    brow, nape = line.front_m - np.array([0.0, LOWER_M, 0.0]), line.back_m + np.array([0.0, LEVEL_M, 0.0])
    front = (brow - nape) / np.linalg.norm(brow - nape)
    side = np.cross(np.array([0.0, 1.0, 0.0]), front)
    side /= np.linalg.norm(side)
    up = np.cross(front, side)
    rotation = np.stack([side, up, front], axis=1)
    middle = (brow + nape) / 2
    middle[0] = 0.0
    if opening is None:
        note = "its opening could not be measured, so nothing is said about its size"
        return Fit(Placement(sku, "face", pose(rotation, middle)), document, 0.0, "head", None, _mm(width), (note,))
    origin = middle + up * _rise_m(opening, girth_mm) - rotation @ (opening.middle_m * (1.0, 0.0, 1.0))
    return Fit(
        Placement(sku, "face", pose(rotation, origin)),
        document,
        0.0,
        attach="head",
        width_mm=_mm(width),
        notes=(size_note(girth_mm, opening.girth_m * 1000),),
        opening=opening,
    )


def head_girth_mm(face: Face) -> Measure:
    """Head circumference where a hat sits, hair not counted: this face's, weighed with what adults have."""
    scale = face.scale.factor
    seen_mm = find_hat_line(face.rest_shape_m, scale.value).girth_m * 1000
    seen_sd = float(np.hypot(seen_mm * scale.sd / scale.value, LEARNED_SD_MM))
    weights = np.array([1 / seen_sd**2, 1 / GIRTH_SD_MM**2])
    value = float(np.average([seen_mm, GIRTH_MM], weights=weights))
    return Measure(round(value, 1), round(float(1 / np.sqrt(weights.sum())), 1))


def size_note(head_mm: Measure, opening_mm: float) -> str:
    """Whether a hat with this opening fits this head, in one sentence."""
    room_mm = opening_mm - EASE_MM - head_mm.value
    told = f"head {head_mm.value / 10:.1f} ± {head_mm.sd / 10:.1f} cm round, hat {opening_mm / 10:.1f} cm inside"
    if abs(room_mm) <= head_mm.sd:
        return f"{told}: fits"
    verdict = "small" if room_mm < 0 else "large"
    if abs(room_mm) <= SURE * head_mm.sd:
        return f"{told}: may be {verdict}; measure the head with a tape to be sure"
    return f"{told}: too {verdict} by {abs(room_mm) / 10:.1f} cm"


def drawn_in(positions_m: np.ndarray, fit: Fit) -> np.ndarray:
    """Points (n, 3) of the head, face space, with those inside a fitted hat drawn in, so that none comes through.

    Those just below it are drawn in a little, too: a tracked head is a millimetre or three too wide at its far side,
    and would cut a rim out of the hat there through which one sees the wall behind.
    """
    opening = fit.opening
    if opening is None:
        return positions_m
    T_face_product = fit.placement.T_space_product
    points = apply(inverse(T_face_product), positions_m) - opening.middle_m
    above = points[:, 1] > 0
    radius = np.hypot(points[:, 0] / opening.half_m[0], points[:, 2] / opening.half_m[1])
    squeeze = KEEP * np.clip(1 - 0.3 * (points[:, 1] / opening.high_m) ** 2, 0.3, 1)
    near = np.clip(1 + points[:, 1] / NEAR_M, 0, 1)
    below = 1 - near * SLACK_M / np.maximum(np.hypot(points[:, 0], points[:, 2]), SLACK_M)
    shrink = np.where(above, np.minimum(below, squeeze / np.maximum(radius, 1e-9)), below)
    points[:, [0, 2]] *= shrink[:, None]
    points[:, 1] = np.where(above, np.minimum(points[:, 1] * 0.6, 0.6 * opening.high_m), points[:, 1])
    return apply(T_face_product, points + opening.middle_m)


def _rise_m(opening: Opening, girth_mm: Measure) -> float:
    """How much higher than the line a hat comes to sit, or lower, where it is too small or large beyond the error."""
    room_m = opening.girth_m - (EASE_MM + girth_mm.value) / 1000
    beyond_m = max(abs(room_m) - girth_mm.sd / 1000, 0.0)
    return min(RISE_MOST_M, RISE * beyond_m) if room_m < 0 else -min(SINK_MOST_M, SINK * beyond_m)


def _mm(length_m: float) -> float:
    return round(float(length_m) * 1000, 1)


__all__ = ["drawn_in", "fit_hat", "head_girth_mm", "size_note"]
