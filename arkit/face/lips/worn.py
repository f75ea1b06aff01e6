"""The colour a shade has once it is worn: on these lips, in this light, with its error; and which then look alike.

A shade's hex is its colour in daylight at full cover. Worn, a sheer one mixes with the lip, a gloss adds light, a lamp
shifts reds and browns unlike (arkit.spectrum), and an eye adapts to the lamp, though not wholly. Two shades are held
against each other pixel by pixel on the same lip, so that a matte and a gloss of one colour are told apart.

The error is what the light and the lips leave open: everything is mixed again for lights drawn from the estimate's own
spread and lip levels drawn from theirs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from arkit.color import delta_e, hex_to_srgb, linear_to_lab, srgb_to_lab
from arkit.errors import CheckError
from arkit.face.light.check import LightCheck
from arkit.face.lips.bare import BareLips
from arkit.face.lips.lipstick import LUMINANCE, lip_color
from arkit.illuminant import COLDEST_K, D65_LINEAR, WARMEST_K, adaptation, white_linear
from arkit.look import Finish, Makeup
from arkit.product import Shade
from arkit.shade import shade_labs
from arkit.spectrum import light_matrix
from arkit.surface import Measure

PIXELS = 40  # of the lip, from its darkest to its brightest, stand for all
DRAWS = 12
ADAPTED = 0.9  # how far an eye adapts to a lamp indoors (CIECAM02's D at some 60 cd/m2)
ROUNDING = 0.15  # ΔE00 that eight bits and the mask's edge leave open


@dataclass(frozen=True, slots=True)
class WornRange:
    """Shades as worn.

    Attributes:
        shades: n of them.
        lab: (n, p, 3) CIELAB at p pixels of the lip as an eye in this light sees them.
        drawn_lab: (d, n, 3) the median of those in each drawn light.
    """

    shades: tuple[Shade, ...]
    lab: np.ndarray
    drawn_lab: np.ndarray

    @property
    def typical_lab(self) -> np.ndarray:
        """(n, 3): the median pixel."""
        return np.asarray(np.median(self.lab, axis=1))


@dataclass(frozen=True, slots=True)
class WornMatch:
    """A shade, how far its worn colour is from the wanted one, and how far its swatch is (CIEDE2000)."""

    shade: Shade
    delta_e: Measure
    swatch_delta_e: float


@dataclass(frozen=True, slots=True)
class WornPair:
    """Two shades, how unlike they look when worn, and how unlike their swatches are (CIEDE2000)."""

    one: Shade
    other: Shade
    delta_e: Measure
    swatch_delta_e: float


def worn_range(
    lips: BareLips, shades: Sequence[Shade], light: LightCheck | None = None, *, strength: float = 1.0
) -> WornRange:
    """Wear every shade.

    Args:
        lips: whose.
        shades: their finish must be one of `look.FINISHES`.
        light: as estimated from the same picture; daylight, exactly, where none is given.
        strength: as of Makeup.
    """
    if not shades:
        raise CheckError("shades: expected at least one to wear, got none")
    makeup = [Makeup("lips", shade.color, cast(Finish, shade.finish), strength) for shade in shades]
    core = lips.linear
    order = np.argsort(core @ LUMINANCE)
    chosen = order[np.linspace(0, len(order) - 1, PIXELS + 2).round().astype(int)[1:-1]]
    sample = BareLips(core[chosen], lips.shine[chosen], lips.median, None if lips.own is None else lips.own[chosen])
    lab = _seen(sample, (lips.median, lips.dull_median), makeup, _light(light))
    rng = np.random.default_rng(11)
    level_sd = float(1.2 * np.std(np.log(np.maximum(core @ LUMINANCE, 1e-4))) / np.sqrt(max(len(core) / 9, 1)))
    drawn = np.zeros((DRAWS, len(shades), 3))
    for draw in range(DRAWS):
        level = float(np.exp(rng.normal(0, level_sd)))
        cct, duv = rng.normal(0, 1, 2)
        medians = (lips.median * level, lips.dull_median * level)
        drawn[draw] = np.median(_seen(sample, medians, makeup, _light(light, cct, duv)), axis=1)
    return WornRange(tuple(shades), lab, drawn)


def _light(light: LightCheck | None, cct_sds: float = 0.0, duv_sds: float = 0.0) -> tuple[float, np.ndarray]:
    """Temperature and white of a light so many standard deviations from the estimate."""
    if light is None:
        return 6504.0, D65_LINEAR
    mired, sd = 1e6 / light.cct_k.value, 1e6 * light.cct_k.sd / light.cct_k.value**2
    kelvin = float(np.clip(1e6 / max(mired + cct_sds * sd, 1.0), WARMEST_K, COLDEST_K))
    return kelvin, white_linear(kelvin, light.duv.value + duv_sds * light.duv.sd)


def _seen(
    lips: BareLips, medians: tuple[float, float], makeup: Sequence[Makeup], light: tuple[float, np.ndarray]
) -> np.ndarray:
    """(n, p, 3) CIELAB of worn shades: mixed as in daylight, lit by the light, seen by an eye adapted to it.

    Args:
        lips: p of their pixels.
        medians: their luminance with glare and without.
        makeup: n shades.
        light: temperature and white.
    """
    kelvin, white = light
    balanced = np.maximum(lips.linear @ adaptation(white, D65_LINEAR).T, 0).astype(np.float32)
    level = float(np.median(balanced @ LUMINANCE)) / max(float(np.median(lips.linear @ LUMINANCE)), 1e-5)
    to_eye = adaptation(white, D65_LINEAR, ADAPTED) @ light_matrix(kelvin, white)
    median, own_median = (one * level for one in medians)
    found = []
    for entry in makeup:
        full = lip_color(balanced, median, entry, lips.shine, own=lips.own, own_median=own_median)
        found.append((balanced + (full - balanced) * np.float32(entry.strength)) @ to_eye.T)
    return linear_to_lab(np.maximum(np.array(found), 0))


def worn_near(worn: WornRange, wanted: str | Shade, *, within: float = 2.0) -> tuple[WornMatch, ...]:
    """Shades whose worn colour is within so many ΔE00 of a colour, nearest first.

    Args:
        worn: from `worn_range`.
        wanted: a colour ("#RRGGBB", to be met as it is), or a shade of the range, to be met as it is worn.
        within: largest ΔE00.
    """
    swatches = shade_labs(worn.shades)
    if isinstance(wanted, Shade):
        place = _place(worn, wanted)
        mean, drawn = _pairwise(worn, np.arange(len(worn.shades)), np.full(len(worn.shades), place))
        swatch = delta_e(swatches, swatches[place])
    else:
        place = -1
        target = srgb_to_lab(hex_to_srgb(wanted))
        mean, drawn = delta_e(worn.typical_lab, target), delta_e(worn.drawn_lab, target)
        swatch = delta_e(swatches, target)
    spread = _spread(drawn)
    chosen = [index for index in np.argsort(mean, kind="stable") if mean[index] <= within and index != place]
    return tuple(WornMatch(worn.shades[i], Measure(float(mean[i]), float(spread[i])), float(swatch[i])) for i in chosen)


def dupes(worn: WornRange, *, within: float = 1.0) -> tuple[WornPair, ...]:
    """Pairs of shades that look alike when worn though their swatches or finishes differ, most alike first."""
    first, second = _close(worn.typical_lab, within + 2)
    differ = [
        (worn.shades[a].color, worn.shades[a].finish) != (worn.shades[b].color, worn.shades[b].finish)
        for a, b in zip(first, second, strict=True)
    ]
    first, second = first[differ], second[differ]
    if not len(first):
        return ()
    mean, drawn = _pairwise(worn, first, second)
    spread, swatches = _spread(drawn), shade_labs(worn.shades)
    swatch = delta_e(swatches[first], swatches[second])
    chosen = [index for index in np.argsort(mean, kind="stable") if mean[index] <= within]
    return tuple(
        WornPair(
            worn.shades[first[i]],
            worn.shades[second[i]],
            Measure(float(mean[i]), float(spread[i])),
            float(swatch[i]),
        )
        for i in chosen
    )


def _close(lab: np.ndarray, within: float) -> tuple[np.ndarray, np.ndarray]:
    """Places (m,) and (m,) of colours (n, 3) that are within so many ΔE00 of one another; a row at a time."""
    rows = [place + 1 + np.flatnonzero(delta_e(lab[place + 1 :], one) <= within) for place, one in enumerate(lab)]
    first = np.repeat(np.arange(len(lab)), [len(row) for row in rows])
    return first, np.concatenate(rows).astype(int)


def _pairwise(worn: WornRange, first: np.ndarray, second: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(m,) mean ΔE00 over the lip's pixels, and (d, m) of the median pixel in each drawn light."""
    mean = delta_e(worn.lab[first], worn.lab[second]).mean(axis=1)
    return mean, delta_e(worn.drawn_lab[:, first], worn.drawn_lab[:, second])


def _spread(drawn: np.ndarray) -> np.ndarray:
    return np.asarray(np.hypot(drawn.std(axis=0, ddof=1), ROUNDING))


def _place(worn: WornRange, wanted: Shade) -> int:
    if wanted not in worn.shades:
        raise CheckError(f'shade "{wanted.id}": expected one of the range that is worn')
    return worn.shades.index(wanted)


__all__ = ["WornMatch", "WornPair", "WornRange", "dupes", "worn_near", "worn_range"]
