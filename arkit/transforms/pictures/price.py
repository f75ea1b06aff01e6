"""The price that gives a product's textures a stated likeness.

One price for all textures of a product makes their bytes least for the error they end in together (rate.py). Which
price is chosen by that error: every product is to look equally like itself, be it one plain velvet or nine brocades.
One price for every product was tried first; textures' KB and PSNR in three.js (4 views, 384 px, geometry untouched):

    bytes a squared code value    SheenChair       ChairDamaskPurplegold  GlamVelvetSofa  hill-sofa-3
    8,000                         125, 53.4 dB     140, 44.3 dB           23, 50.4 dB     31, 47.9 dB
    50,000                        142, 55.3        215, 48.2              34, 51.6        67, 50.3
    120,000                       169, 56.0        279, 49.7              65, 54.6        95, 51.5
    for an error of 2              89, 53.8        294, 49.9              22, 49.8        51, 49.2
    for an error of 1             156, 55.9        326, 50.5              65, 54.6       105, 51.3

(the last two may also halve a picture, repaint.py). Since errors count only where the surface shows a texel (slots.py),
they are foretold smaller, and 1.6 stays: bytes x the best peer's at equal PSNR / SSIM / ΔE, 4 views of 384 px:

    an error of   SheenChair                      GlamVelvetSofa
    2.0           394 KB, 0.93 / 1.02 / 1.00       51 KB, 0.86 / 0.89 / 0.86
    1.6 (kept)    422 KB, 0.68 / 0.94 / 0.92       57 KB, 0.85 / 0.83 / 0.81
    1.2           464 KB, 0.42 / 0.87 / 0.87       98 KB, 0.93 / 0.87 / 0.82

The error foretold is some four times the one rendered; of mirrors it is more (ToyCar), so a price has its limit:

    highest       ToyCar                           ChairDamaskPurplegold
    200,000       1,027 KB, 46.0 dB, SSIM .9963    424 KB, 49.2 dB
    80,000          939 KB, 45.0 dB, SSIM .9957    346 KB, 48.3 dB
    40,000          919 KB, 44.7 dB, SSIM .9950    297 KB, 46.8 dB
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np

from arkit.transforms.pictures.encode import Effort
from arkit.transforms.pictures.repaint import Survey

ERROR: dict[Effort, float] = {"fast": 2.0, "default": 1.6, "max": 0.5}  # squared code values, as foretold
_LOWEST, _HIGHEST = 4_000.0, 100_000.0  # beneath, what a few bytes would save is lost; above, bytes buy nothing seen
_STEPS = 24


def price_of(surveys: Sequence[Survey], effort: Effort) -> float:
    """The fewest bytes for one squared code value at which all pictures together err by no more than the effort's."""
    prices = [float(one) for one in np.geomspace(_LOWEST, _HIGHEST, _STEPS)]

    def is_enough(price: float) -> bool:
        return sum(one.best(price).error for one in surveys) <= ERROR[effort]

    return prices[min(bisect_left(prices, True, key=is_enough), _STEPS - 1)]  # who pays more errs less


__all__ = ["ERROR", "price_of"]
