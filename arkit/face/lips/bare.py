"""The lips of a face without make-up, as numbers to mix colours with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.errors import NotFoundError
from arkit.face.lips.finish import sheen
from arkit.face.lips.glare import own_share
from arkit.face.lips.lipstick import LUMINANCE, decode, lip_median
from arkit.face.lips.mask import lip_mask
from arkit.frame import Frame

_CORE = 0.9  # of the mask's height: what is surely lip


@dataclass(frozen=True, slots=True)
class BareLips:
    """Pixels that are surely lip.

    Attributes:
        linear: (n, 3) float32 linear light.
        shine: (n,) where a wet film mirrors the light, 0 to 1.
        median: their median luminance.
        own: (n,) part of that light which is no glare (glare.py); None where it is not told.
    """

    linear: np.ndarray
    shine: np.ndarray
    median: float
    own: np.ndarray | None = None

    @property
    def dull_median(self) -> float:
        """Median luminance without glare."""
        return self.median if self.own is None else float(np.median(self.linear @ LUMINANCE * self.own))


def bare_lips(frame: Frame, landmarks_px: np.ndarray) -> BareLips:
    """Find the lips of one face.

    Args:
        frame: the picture before make-up.
        landmarks_px: (468 or 478, 2) of this very picture.

    Raises:
        NotFoundError: no lip shows in the picture.
    """
    mask = lip_mask(frame, landmarks_px)
    if not (mask.alpha > 0).any():
        raise NotFoundError("lips: expected them in the picture, none shows; take one that shows the whole mouth")
    left, top, right, bottom = mask.box_px
    core = mask.alpha >= _CORE * mask.alpha.max()
    box = decode(frame.pixels[top:bottom, left:right])
    linear = box[core]
    share = own_share(np.round(mask.alpha * 255).astype(np.uint8), box, box @ LUMINANCE)
    median = lip_median(linear @ LUMINANCE, np.ones(len(linear)))
    return BareLips(linear, sheen(mask)[core], median, None if share is None else share[core])


__all__ = ["BareLips", "bare_lips"]
