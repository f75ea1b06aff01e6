"""What of a catalogue fits in an alcove, each product with the room its kind needs beside and above it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arkit.product import Product
from arkit.room.space.alcove import Alcove, fits_alcove
from arkit.room.space.rules import Rules, house_rules
from arkit.room.space.shape import TYPED_SIZE_SD_M
from arkit.room.space.verdict import Verdict

_ROUND = ("lamp", "decor")  # kinds without a front that must lie along the alcove


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product that fits an alcove, or may.

    Attributes:
        product: its record.
        fits: yes, or unknown where the sizes are not sure enough or the record has none.
        yaw_rad: the turn that leaves most.
        spare_m: (width, height, depth) left beyond what its kind needs; None without a size.
    """

    product: Product
    fits: Verdict
    yaw_rad: float
    spare_m: tuple[float, float, float] | None


def what_fits(
    alcove: Alcove,
    products: Sequence[Product],
    *,
    rules: Rules | None = None,
    size_sd_m: float = TYPED_SIZE_SD_M,
    turned: bool = True,
) -> tuple[Candidate, ...]:
    """The products that fit in an alcove: those that use its width best first, those of which it is unknown last.

    Only what stands on a floor or a table is asked. A quarter turn is allowed with `turned`; lamps and decor turn
    freely. The room that the kind needs on its sides and above is kept; what it needs before it lies outside.
    """
    asked = [product for product in products if product.attach in ("floor", "table")]
    table = rules or house_rules()
    around = {kind: _around(table, kind) for kind in {product.kind for product in asked}}
    found: list[Candidate] = []
    for free in (False, True):
        group = [product for product in asked if (product.kind in _ROUND) is free]
        if not group:
            continue
        sizes = np.array([product.size_m or (np.nan,) * 3 for product in group], dtype=np.float64)
        wanted = np.array([around[product.kind] for product in group])
        answer = fits_alcove(alcove, sizes, sd_m=size_sd_m, around_m=wanted, turned=turned, free=free)
        spares, yaws = answer.spare_m.tolist(), answer.yaw_rad.tolist()
        for row in answer.order.tolist():
            product = group[row]
            verdict = Verdict.YES if answer.state[row] == 1 else Verdict.UNKNOWN
            spare = None if product.size_m is None else (spares[row][0], spares[row][1], spares[row][2])
            found.append(Candidate(product, verdict, yaws[row], spare))
    return tuple(
        sorted(found, key=lambda one: (one.fits is not Verdict.YES, one.spare_m[0] if one.spare_m else np.inf))
    )


def _around(rules: Rules, kind: str) -> tuple[float, float, float]:
    """What a kind needs of an alcove's width, height and depth beyond its own size."""
    least = {need.side: need.least_m for need, _ in rules.kinds.get(kind, ())}
    return (least.get("left", 0.0) + least.get("right", 0.0) + least.get("sides", 0.0), least.get("above", 0.0), 0.0)


__all__ = ["Candidate", "what_fits"]
