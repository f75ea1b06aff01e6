"""Tell a file's unit and up axis from the product's true size, or refuse to.

A mesh file holds bare numbers. The declared width × depth × height leaves at most one way to read them, unless two
sides are alike. Then another witness decides (the format's own declaration, a far better fit, how the thing would
stand), or nobody does and the answer is a question: a product silently lying on its back costs more than a refusal.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from arkit.errors import AmbiguousError, CheckError
from arkit.transforms.orient import UNIT_M, orientation
from arkit.transforms.standing import FALLING, FIRM, stands_only_turned, support

TOLERANCE = 0.06  # brands round, and a box is measured over the cushions or between them
SLACK_M = 0.003
EXACT, APART = 0.006, 0.03  # a fit this good beats one this bad
PLAUSIBLE_M = (0.01, 10.0)  # longest side of what a shop sells: an ear stud to a long rug
# What a mesh format's numbers mean when nobody says: STL comes from printing, OBJ and PLY from modelling tools.
_CUSTOM = {"stl": ("mm", "z"), "obj": ("m", "y"), "ply": ("m", "y")}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known beside the file: the true size, what the user states, what the format declares ("" for nothing)."""

    size_m: tuple[float, float, float] | None = None
    unit: str = ""
    up: str = ""
    declared_unit: str = ""
    declared_up: str = ""
    format: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a file's numbers.

    Attributes:
        unit, up, quarter: as `orient` takes them.
        evidence_unit, evidence_up: one sentence each.
        confidence: 0…1, of unit and up together.
        guesses: what was taken without proof.
    """

    unit: str
    up: str
    quarter: bool
    evidence_unit: str
    evidence_up: str
    confidence: float
    guesses: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Fit:
    unit: str
    up: str
    quarter: bool
    sides_m: tuple[float, float, float]
    error: float


def find_reading(points: np.ndarray, asked: Asked) -> Reading:
    """Decide unit and up axis.

    Args:
        points: (n, 3) surface points in the file's own space; their box is the model's box.
        asked: what is known beside the file.

    Raises:
        AmbiguousError: two readings fit, or nothing tells; the message names them and how to choose.
        CheckError: no reading fits the size; the message names the closest.
    """
    extents = points.max(axis=0) - points.min(axis=0)
    if asked.size_m is None:
        return _without_size(extents, asked)
    fits = sorted(_candidates(extents, asked), key=lambda one: one.error)
    good = [one for one in fits if one.error <= TOLERANCE]
    if not good:
        raise CheckError(_closest(fits[0], asked.size_m), closest=fits[0].sides_m, size_m=asked.size_m)
    return _chosen(good, points, asked)


def doubted(reading: Reading, points: np.ndarray) -> Reading:
    """The reading of a thing that stands on something, with a guess and less confidence where only its opposite would.

    The size cannot tell a sofa from one with its feet in the air. Tables and lamps stand either way: not seen here.
    """
    if not stands_only_turned(points, orientation(unit=reading.unit, up=reading.up)):
        return reading
    opposite = reading.up.removeprefix("-") if reading.up.startswith("-") else f"-{reading.up}"
    guess = f"{reading.up} up taken, but so it falls over and upside down it stands: check it, or give --up={opposite}"
    return replace(reading, confidence=round(reading.confidence / 2, 2), guesses=(*reading.guesses, guess))


def _candidates(extents: np.ndarray, asked: Asked) -> Iterator[_Fit]:
    wanted = np.asarray(asked.size_m, dtype=np.float64)
    for unit in [asked.unit] if asked.unit else list(UNIT_M):
        for up in [asked.up] if asked.up else ["y", "z", "x"]:
            for quarter in (False, True):
                turned = np.abs(orientation(unit=unit, up=up, quarter=quarter)[:3, :3]) @ extents
                off = np.maximum(np.abs(turned - wanted) - SLACK_M, 0) / wanted
                yield _Fit(unit, up, quarter, (turned[0], turned[1], turned[2]), float(off.max()))


def _chosen(good: list[_Fit], points: np.ndarray, asked: Asked) -> Reading:
    """One reading of those that fit; turned ones only where no straight one of the same up axis fits."""
    best: dict[tuple[str, str], _Fit] = {}
    for one in sorted(good, key=lambda fit: (fit.quarter, fit.error)):
        best.setdefault((one.unit, one.up), one)
    ways = sorted(best.values(), key=lambda one: one.error)
    if len(ways) == 1:
        return _reading(ways[0], asked, "the only reading that fits the size", 0.97)
    declared = [one for one in ways if one.up == asked.declared_up and (asked.unit or one.unit == asked.declared_unit)]
    if declared:
        return _reading(declared[0], asked, "two readings fit the size, the format declares this one", 0.95)
    exact = [one for one in ways if _error(one, asked) <= EXACT]
    if len(exact) == 1 and all(_error(one, asked) >= APART for one in ways if one is not exact[0]):
        return _reading(exact[0], asked, "fits the size far better than any other reading", 0.9)
    stands = {one: support(points, orientation(unit=one.unit, up=one.up)) for one in ways}
    firm = [one for one in ways if stands[one] >= FIRM]
    if len(firm) == 1 and all(stands[one] <= FALLING for one in ways if one is not firm[0]):
        return _reading(firm[0], asked, "two readings fit the size, only this one stands by itself", 0.8)
    usual = [one for one in ways if one.up != "x"]
    if usual == ways[:1]:
        return _reading(usual[0], asked, "fits the size best, and x up, which fits too, is rare", 0.7)
    named = " or ".join(_told(one) for one in ways[:3])
    flags = " or ".join(f"--units {one.unit} --up {one.up}" for one in ways[:3])
    raise AmbiguousError(
        f"size: expected one reading of the file's numbers, {len(ways)} fit ({named}); say which with {flags}",
        readings=[(one.unit, one.up) for one in ways],
    )


def _error(fit: _Fit, asked: Asked) -> float:
    """Relative error of the worst side, without slack: to tell close readings apart."""
    wanted = np.asarray(asked.size_m)
    return float((np.abs(np.asarray(fit.sides_m) - wanted) / wanted).max())


def _reading(fit: _Fit, asked: Asked, why: str, confidence: float) -> Reading:
    off = f"{_error(fit, asked) * 100:.1f} % off at most"
    guesses = []
    if fit.quarter:
        guesses.append(f"width and depth are exchanged in the file: turned by 90°, its front taken as +x ({off})")
        confidence -= 0.2
    if asked.declared_unit and fit.unit != asked.declared_unit:
        guesses.append(f"the file declares {asked.declared_unit}, its size says {fit.unit}")
        confidence -= 0.05
    if asked.declared_up and fit.up != asked.declared_up:
        guesses.append(f"the file declares {asked.declared_up} up, its size says {fit.up} up")
        confidence -= 0.2
    if not asked.up and fit.up == "x":
        guesses.append("x up is rare: check that the size was given as width × depth × height")
        confidence -= 0.2
    stated_unit = "stated, and it fits the size" if asked.unit else f"{why}: {_told(fit)}, {off}"
    stated_up = "stated, and it fits the size" if asked.up else f"{why}: {_told(fit)}, {off}"
    return Reading(fit.unit, fit.up, fit.quarter, stated_unit, stated_up, round(confidence, 2), tuple(guesses))


def _told(fit: _Fit) -> str:
    width, height, depth = (f"{side * 100:.4g}" for side in fit.sides_m)
    return f"{fit.unit}, {fit.up} up: {width} × {depth} × {height} cm"


def _closest(fit: _Fit, size_m: Sequence[float]) -> str:
    width, height, depth = (f"{side * 100:.4g}" for side in size_m)
    return (
        f"size: expected {width} × {depth} × {height} cm (width × depth × height), "
        f"the closest reading of the file is {_told(fit)}; check the size, its order, --units and --up"
    )


def _without_size(extents: np.ndarray, asked: Asked) -> Reading:
    """What is stated, else what the format declares, else its custom where the result could be a product."""
    custom_unit, custom_up = _CUSTOM.get(asked.format, ("m", "y"))
    unit, up = asked.unit or asked.declared_unit or custom_unit, asked.up or asked.declared_up or custom_up
    longest = float(extents.max()) * UNIT_M[unit]
    known = bool(asked.unit or asked.declared_unit)
    if not known and not PLAUSIBLE_M[0] <= longest <= PLAUSIBLE_M[1]:
        fitting = {name: extents.max() * m for name, m in UNIT_M.items()}
        likely = [f"{one} ({m:.3g} m)" for one, m in fitting.items() if PLAUSIBLE_M[0] <= m <= PLAUSIBLE_M[1]]
        raise AmbiguousError(
            f"unit: expected a size or a unit, the file's longest side is {extents.max():.4g} of something; "
            f"give --size WxDxHcm, or --units {' or '.join(likely) or 'mm, cm, m, in or ft'}"
        )
    guesses = []
    if not known:
        guesses.append(f"unit {unit} taken as is usual for {asked.format.upper()}: the longest side is {longest:.3g} m")
    elif not asked.unit and not PLAUSIBLE_M[0] <= longest <= PLAUSIBLE_M[1]:
        guesses.append(f"the file declares {unit}: its longest side would be {longest:.3g} m; check it with --size")
    if not asked.up and not asked.declared_up:
        guesses.append(f"{up} up taken as is usual for {asked.format.upper()}")
    told_unit = "stated" if asked.unit else "declared by the format" if known else "custom of the format"
    told_up = "stated" if asked.up else "declared by the format" if asked.declared_up else "custom of the format"
    confidence = (1.0 if asked.unit else 0.9 if known else 0.5) * (
        1.0 if asked.up else 0.95 if asked.declared_up else 0.6
    )
    return Reading(unit, up, False, told_unit, told_up, round(confidence, 2), tuple(guesses))


__all__ = ["PLAUSIBLE_M", "TOLERANCE", "Asked", "Reading", "doubted", "find_reading"]
