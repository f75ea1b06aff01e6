"""What of a whole catalogue fits in an alcove: widths, heights and depths as columns, every product at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.errors import CheckError
from arkit.room.space.verdict import NO_SDS, YES_SDS
from arkit.surface import Measure

_TURNS = 24


@dataclass(frozen=True, slots=True)
class Alcove:
    """A niche with a back, two sides and a ceiling, open to the front; each length with its standard deviation."""

    width_m: Measure
    height_m: Measure
    depth_m: Measure

    def __post_init__(self) -> None:
        for name in ("width", "height", "depth"):
            side: Measure = getattr(self, f"{name}_m")
            if not 0.01 <= side.value <= 50:
                raise CheckError(f"alcove: expected a {name} of 1 cm to 50 m, got {100 * side.value:g} cm")


@dataclass(frozen=True, slots=True)
class AlcoveFits:
    """The answer for n products, in the order they came.

    Attributes:
        state: (n,) int8: 1 fits, 0 does not, -1 unknown (the sizes are not sure enough, or none is stated).
        yaw_rad: (n,) the turn that leaves most: 0 front to front, a quarter turn, or in between where asked for.
        spare_m: (n, 3) what is left of width, height and depth beyond the room each asks for, at that turn.
        order: (m,) those that fit, fullest use of the width first, then those of which it is unknown.
    """

    state: np.ndarray
    yaw_rad: np.ndarray
    spare_m: np.ndarray
    order: np.ndarray


def fits_alcove(
    alcove: Alcove,
    sizes_m: np.ndarray,
    *,
    sd_m: np.ndarray | float = 0.005,
    around_m: np.ndarray | float = 0.0,
    turned: bool = True,
    free: bool = False,
) -> AlcoveFits:
    """Say for every product at once whether it fits in an alcove.

    Args:
        alcove: the niche.
        sizes_m: (n, 3) width, height, depth; NaN where a record has none.
        sd_m: of a product's lengths, one for all or (n,).
        around_m: room each asks for on the left, right and above together: (n, 3) of width, height, depth, or one.
        turned: a quarter turn is allowed.
        free: every turn is (a lamp, a plant); else a product stands along the alcove.
    """
    sizes = np.asarray(sizes_m, dtype=np.float64)
    if sizes.ndim != 2 or sizes.shape[1] != 3:
        raise CheckError(f"sizes: expected (n, 3) width, height, depth, got {sizes.shape}")
    known = np.isfinite(sizes).all(axis=1) & (sizes > 0).all(axis=1)
    around = np.broadcast_to(np.asarray(around_m, dtype=np.float64), sizes.shape)
    lengths = (alcove.width_m, alcove.height_m, alcove.depth_m)
    room = np.array([length.value for length in lengths])
    sds = np.hypot(np.array([length.sd for length in lengths]), np.broadcast_to(sd_m, (len(sizes),))[:, None])
    yaws = np.linspace(0, np.pi / 2, _TURNS + 1) if free else np.array([0, np.pi / 2] if turned else [0.0])
    best = np.full(len(sizes), -np.inf)
    spare, yaw_rad = np.full(sizes.shape, np.nan), np.zeros(len(sizes))
    for yaw in yaws.tolist():
        c, s = np.cos(yaw), np.sin(yaw)
        wide, deep = c * sizes[:, 0] + s * sizes[:, 2], s * sizes[:, 0] + c * sizes[:, 2]
        left = room - np.stack([wide, sizes[:, 1], deep], axis=1) - around
        worth = np.where(known, np.minimum(left - YES_SDS * sds, 0.0).min(axis=1) + 1e-6 * left[:, 0], -np.inf)
        better = worth > best + 1e-4
        best[better], yaw_rad[better], spare[better] = worth[better], yaw, left[better]
    with np.errstate(invalid="ignore"):
        yes = known & (spare >= YES_SDS * sds - 1e-9).all(axis=1)
        no = known & ~_may(room, sizes, around, sds, yaws)
    state = np.where(yes, 1, np.where(no, 0, -1)).astype(np.int8)
    fit, open_ = np.nonzero(yes)[0], np.nonzero(state == -1)[0]
    order = np.concatenate([fit[np.argsort(spare[fit, 0], kind="stable")], open_])
    return AlcoveFits(state, yaw_rad, spare, order)


def _may(room: np.ndarray, sizes: np.ndarray, around: np.ndarray, sds: np.ndarray, yaws: np.ndarray) -> np.ndarray:
    """(n,) whether any turn fits in an alcove two standard deviations larger; free turns count between steps too."""
    kind = room + NO_SDS * sds - around
    step = (yaws[1] - yaws[0]) / 2 if len(yaws) > 2 else 0.0
    found = np.zeros(len(sizes), dtype=bool)
    for yaw in yaws.tolist():
        c, s = np.cos(yaw), np.sin(yaw)
        # Within half a step of a turn a side shrinks by its own derivative at most: the other half diagonal's part.
        slack = step * np.hypot(sizes[:, 0], sizes[:, 2])
        wide = c * sizes[:, 0] + s * sizes[:, 2] - slack
        deep = s * sizes[:, 0] + c * sizes[:, 2] - slack
        found |= (wide <= kind[:, 0]) & (sizes[:, 1] <= kind[:, 1]) & (deep <= kind[:, 2])
    return found


__all__ = ["Alcove", "AlcoveFits", "fits_alcove"]
