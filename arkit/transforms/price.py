"""The price that gives a product's textures a stated likeness.

One price for all textures of a product makes their bytes least for the error they end in together (rate.py). Which
price is chosen by that error: every product is to look equally like itself, be it one plain velvet or nine brocades.
One price for every product was tried, 60,000 bytes a squared code value: rendered, GlamVelvetSofa's textures had
51.6 dB, ChairDamaskPurplegold's 48.2, and dune-rug kept both of its JPEGs, 371 KB where FIGURES.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from arkit.transforms.encode import Effort
from arkit.transforms.repaint import Survey

ERROR: dict[Effort, float] = {"fast": 2.0, "default": 2.0, "max": 0.5}  # squared code values: 51 dB, and 57 dB
_LOWEST, _HIGHEST = 4_000.0, 200_000.0  # beneath, what a few bytes would save is lost; above, bytes buy nothing seen
_STEPS = 24


def price_of(surveys: Sequence[Survey], effort: Effort) -> float:
    """The least bytes for one squared code value at which all pictures together err by no more than the effort's."""
    prices = np.geomspace(_LOWEST, _HIGHEST, _STEPS)
    for price in prices:
        if sum(one.best(float(price)).error for one in surveys) <= ERROR[effort]:
            return float(price)
    return _HIGHEST


__all__ = ["ERROR", "price_of"]
