"""How much of what a lip sends is its own colour, and how much the lamp mirrored on it.

Skin mirrors light without dyeing it (Shafer's dichromatic reflection): glare adds the lamp's own colour, so red over
green, which is lips' mark, falls as glare grows. That share is told from a patch about each pixel; lips as red as the
redder ones of the same mouth have no glare. A matte lipstick hides glare, and on the darkest lips a front lamp makes
them ten times as light as they are: worn as relief, that is a lacquer, and the lips' middle depends on the border.

Matte, light known, 80 pictures of heads 0 to 9 (tones 4, 8, 9, 10 of the Monk scale, 2700 to 7500 K, ±1.5 EV), ΔE00 of
the median lip against lips truly painted, mean / 95th percentile / worst:

    way                                            all tones            the darkest
    relief of all light                            0.43 / 1.02 / 4.5    0.64 / 1.88
    parted, "redder" above the 50th percentile     0.29 / 0.55 / 1.0    0.26 / 0.60
    the 70th (this one)                            0.27 / 0.56 / 1.1    0.30 / 0.67
    the 85th                                       0.26 / 0.55 / 1.2    0.29 / 0.57

Under side, office and candle lamps 0.64 / 2.0 became 0.53 / 1.5.

In a video the share is carried with the mask. Ten films of tuned heads at rest (seven of tones 9 and 10, five under a
side lamp; noise 4), ΔE00 from frame to frame, mean / 95th percentile / worst, matte and satin:

    told anew in each frame                        0.069 / 0.182 / 0.39   0.094 / 0.210 / 0.42
    carried, told again with the mask              0.045 / 0.121 / 0.24   0.060 / 0.148 / 0.31
    the same, a fifth of it new (this one)         0.045 / 0.111 / 0.24   0.059 / 0.147 / 0.31

For the second a third of each was new; laid over the new mask by its box alone, without the mouth's way, tone 10 under
a front lamp stepped by 0.17 at each search.

Where a highlight burns out, red is cut and the share comes out too low: a dark spot under matte. There the lip's own
light is held for no less than the median of the rest's.

Source:
    Shafer, "Using color to separate reflection components", Color Research & Application 10, 1985.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable

import cv2
import numpy as np

from arkit.color import LUMINANCE_RGB
from arkit.face.lips.border import LipMemory
from arkit.face.lips.carry import Moved
from arkit.face.lips.mask import LipMask
from arkit.face.quantile import quantile

REDDEST = 0.7  # quantile of the redness of lips that is taken for lips without glare
LEAST = 0.15  # of a pixel's light is always held for the lip's own: its noise grows as this falls
PALE = 0.15  # red less green over luminance: below, lips show no colour that glare could take away
PATCH = 8  # parts of the lips' height that one patch is high
CORE = 215  # of the mask, in 255ths: surely lip
BURNT = 0.9  # light from which on a sensor's red may be cut
FRESH = 0.2  # of a share found again on a mouth at rest counts: the rest is what was seen before
_FEW = 30  # pixels that are surely lip, fewer of which tell nothing


def own_share(
    cover: np.ndarray, linear: np.ndarray, luminance: np.ndarray, illuminant_linear: np.ndarray | None = None
) -> np.ndarray | None:
    """Part of each pixel's light that is the lip's own.

    Args:
        cover: (h, w) uint8, the lips' mask in a box about them.
        linear, luminance: (h, w, 3) and (h, w) float32, the light there.
        illuminant_linear: (3,) the lamp's light; daylight where none is stated.

    Returns:
        (h, w) float32, `LEAST` to 1; None where nothing can be told.
    """
    core = cover >= CORE
    if np.count_nonzero(core) < _FEW:
        return None
    lamp = np.ones(3) if illuminant_linear is None else np.maximum(illuminant_linear, 1e-3)
    red, green, _ = float(lamp @ LUMINANCE_RGB) / lamp
    redness = cv2.transform(linear, np.array([[red, -green, 0]], dtype=np.float32))
    rows = np.flatnonzero(core.any(axis=1))
    side = max(3, int(rows[-1] - rows[0]) // PATCH | 1)
    part = cover * np.float32(1 / 255)
    patches = cv2.blur(cv2.merge((redness * part, luminance * part)), (side, side))
    share = patches[..., 0] / np.maximum(patches[..., 1], np.float32(1e-5))
    full = quantile(share[core], REDDEST)
    if full <= PALE:
        return None
    share = np.clip(share * np.float32(1 / full), LEAST, 1)
    burnt = linear[..., 0] > BURNT
    return _filled(share, luminance, burnt, core, side) if burnt[core].any() else share


def _filled(share: np.ndarray, luminance: np.ndarray, burnt: np.ndarray, core: np.ndarray, side: int) -> np.ndarray:
    """The share where cut red misleads it, as far as the patch is burnt: the rest's median own light is the least."""
    rest = core & ~burnt
    if np.count_nonzero(rest) < _FEW:
        return share
    own = quantile((share * luminance)[rest], 0.5)
    least = np.clip(own / np.maximum(luminance, np.float32(1e-5)), LEAST, 1)
    reach = np.minimum(4 * cv2.blur(burnt.astype(np.float32), (2 * side + 1, 2 * side + 1)), 1)
    return np.asarray(share + np.maximum(least - share, 0) * reach)


def followed_share(
    lips: LipMask,
    memory: LipMemory,
    illuminant_linear: np.ndarray | None,
    found: Callable[[], np.ndarray | None],
) -> np.ndarray | None:
    """The same in a video: carried with the mask, found again when that is searched, and little of it is new then.

    Args:
        lips: the mask of this frame.
        memory: as `lip_mask` left it; changed.
        illuminant_linear: (3,) the lamp's light, where it is stated.
        found: works it out for this frame.
    """
    lamp = None if illuminant_linear is None else tuple(np.round(illuminant_linear, 2).tolist())
    key, kept = ("own", lamp), memory.kept
    came = _carried(lips, lips.moved or lips.before, key)
    if lips.moved is not None and came is not None:
        return came
    share = found()
    if share is not None and lips.moved is None and kept is not None:
        part = max(FRESH, kept.begun)  # a mouth that moved begins at more
        kept.found[key] = share = share if came is None else cv2.addWeighted(came, 1 - part, share, part, 0)
    return share


def _carried(lips: LipMask, moved: Moved | None, key: Hashable) -> np.ndarray | None:
    """What an earlier search noted, (h, w) laid over the mask of this frame."""
    if moved is None or key not in moved.kept.found:
        return None
    matrix = moved.matrix.copy()
    matrix[:, 2] += np.subtract(moved.box_px[:2], lips.box_px[:2])
    size, edge = lips.alpha.shape[::-1], cv2.BORDER_REPLICATE
    return cv2.warpAffine(moved.kept.found[key], matrix, size, flags=cv2.INTER_LINEAR, borderMode=edge)


__all__ = ["followed_share", "own_share"]
