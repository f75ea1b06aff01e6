"""What try-on takes and gives: a garment, and a frame with the look on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from arkit.document import Document
from arkit.face.light.check import LightCheck
from arkit.face.track.follow import Face
from arkit.face.wear.glasses import Fit
from arkit.frame import Frame
from arkit.product import Attach

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Garment:
    """A product to wear.

    Attributes:
        sku: its name in placements and answers.
        document: metres; the origin is where it meets the body (docs/conventions.md).
        attach: "nose" for glasses, "head" for hats, "ear" for earrings.
    """

    sku: str
    document: Document
    attach: Attach = "nose"


@dataclass(frozen=True, slots=True)
class Worn:
    """One frame with the look on.

    Attributes:
        frame: the new picture.
        mask: (h, w) uint8, how much each pixel may have changed; 0 where every byte is the old one.
        faces: who wears it, the largest first; empty where nobody was found.
        fits: of each face, where its products are, in the order of what is worn.
        light: the light on the largest face of the untouched picture; in a video as it last was looked at.
        cut_off: whether a face reaches beyond the picture's border: what lies outside is not dressed.
        changed_outside_mask: pixels that differ from the input where the mask is 0, counted.
        tracker_s, total_s: what finding the faces took, and everything, by the clock that was passed in.
    """

    frame: Frame
    mask: np.ndarray
    faces: tuple[Face, ...]
    fits: tuple[tuple[Fit, ...], ...]
    light: LightCheck | None
    cut_off: bool
    changed_outside_mask: int
    tracker_s: float
    total_s: float

    @property
    def face(self) -> Face | None:
        """The largest face, None where nobody was found."""
        return self.faces[0] if self.faces else None


def count_changed(before: np.ndarray, after: np.ndarray, where: np.ndarray) -> int:
    """How many pixels of two pictures (h, w, 3) differ where `where` (h, w) is true."""
    if before is after:
        return 0
    return int(np.count_nonzero((before != after).any(axis=2) & where))


def count_outside(before: np.ndarray, after: np.ndarray, mask: np.ndarray) -> int:
    """How many pixels of two pictures (h, w, 3) differ where a mask (h, w) uint8 is 0.

    That none does, which is the rule, is seen by comparing whole rectangles round what the mask covers: a twelfth of
    the time that counting takes.
    """
    if before is after:
        return 0
    x, y, across, down = cv2.boundingRect(mask)
    rows, columns = slice(y, y + down), slice(x, x + across)
    around = ((slice(0, y), ...), (slice(y + down, None), ...), (rows, slice(0, x)), (rows, slice(x + across, None)))
    if any(_differs(before[part], after[part]) for part in around):
        return count_changed(before, after, mask == 0)
    if not across:
        return 0
    bare = cv2.compare(mask[rows, columns], 0, cv2.CMP_EQ)
    if not _differs(before[rows, columns], after[rows, columns], bare):
        return 0
    return count_changed(before, after, mask == 0)


def _differs(before: np.ndarray, after: np.ndarray, where: np.ndarray | None = None) -> bool:
    """Whether any pixel differs, where `where` (h, w) is not 0."""
    return before.size > 0 and cv2.norm(before, after, cv2.NORM_INF, where) > 0


__all__ = ["Clock", "Garment", "Worn", "count_changed", "count_outside"]
