"""Tell a file's unit, its axes and whether it is a mirror image, or refuse to.

A mesh file holds bare numbers. The declared width × depth × height leaves few ways to read them: 5 units × 6 axes up ×
4 fronts × mirrored or not, of which 4 to 16 fit a sofa. Witnesses (witnesses.py, kinds.py) then speak for each, their
weights add up, and the heaviest reading is taken. Two readings that lay the same shape over itself are one answer.
Where the next different reading is close, the answer is a question; where nothing in the file tells the two apart and
only custom does, custom is followed and the doubt is said: a product silently on its back costs more than a refusal.
`bench/size.py` counts how often this is right, asked, and silently wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from arkit.errors import AmbiguousError, CheckError
from arkit.transforms.orient import FRONTS, UNIT_M
from arkit.transforms.reading.judge import Asked, Heard, hear, rivals
from arkit.transforms.reading.kinds import RANGES_M
from arkit.transforms.reading.solid import Solid, bare_solid
from arkit.transforms.reading.ways import Way, all_ways
from arkit.transforms.reading.witnesses import Handed, Witness, handed_of

TOLERANCE = 0.06  # brands round, and a box is measured over the cushions or between them
SLACK_M = 0.003
PLAUSIBLE_M = (0.01, 10.0)  # longest side of what a shop sells: an ear stud to a long rug
ASK, DOUBT = 1.0, 1.5  # nats to the next different reading: below the first we ask, below the second we say so
# What a mesh format's numbers mean when nobody says: STL comes from printing, OBJ and PLY from modelling tools.
CUSTOM = {"stl": ("mm", "z"), "obj": ("m", "y"), "ply": ("m", "y"), "step": ("m", "z"), "3ds": ("m", "z")}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a file's numbers.

    Attributes:
        unit, up, front, mirror: as `orient` takes them.
        evidence_unit, evidence_up: one sentence each.
        confidence: 0…1, of unit and axis up together, a little less for each guess.
        guesses: what was taken without proof.
        witnesses: who spoke for and against this reading, and how much it weighed.
        inside_out, normals_inward: faces, and stated normals, look inward: `turn_over` mends them.
    """

    unit: str
    up: str
    front: str
    mirror: bool
    evidence_unit: str
    evidence_up: str
    confidence: float
    guesses: tuple[str, ...] = field(default=())
    witnesses: tuple[Witness, ...] = field(default=())
    inside_out: bool = False
    normals_inward: bool = False


def find_reading(model: Solid | np.ndarray, asked: Asked) -> Reading:
    """Decide unit, axis up, front and handedness.

    Args:
        model: the surface in the file's own space, or (n, 3) points all over it.
        asked: what is known beside the file.

    Raises:
        AmbiguousError: two readings fit, or nothing tells; the message names them and how to choose.
        CheckError: no reading fits the size; the message names the closest.
    """
    solid = model if isinstance(model, Solid) else bare_solid(model)
    extents, handed = solid.extents(), handed_of(solid)
    if handed.inside_out:
        solid = replace(solid, normals=-solid.normals)  # witnesses look at the outside
    if asked.size_m is None:
        return _without_size(solid, extents, handed, asked)
    ways = [(way, _excess(way, asked.size_m)) for way in _ways(extents, asked)]
    good = [way for way, off in ways if off <= TOLERANCE]
    if not good:
        closest = min(ways, key=lambda one: one[1])[0]
        raise CheckError(_closest(closest, asked.size_m), closest=closest.sides_m, size_m=asked.size_m)
    return _chosen(hear(good, solid, handed, asked), solid, handed, asked)


def _ways(extents: np.ndarray, asked: Asked, unit: str = "") -> Iterator[Way]:
    return all_ways(extents, unit=unit or asked.unit, up=asked.up, front=asked.front, mirror=asked.mirror)


def _excess(way: Way, size_m: Sequence[float]) -> float:
    """Relative error of the worst side, beyond the slack."""
    wanted = np.asarray(size_m)
    return float((np.maximum(np.abs(np.asarray(way.sides_m) - wanted) - SLACK_M, 0) / wanted).max())


def _chosen(heard: list[Heard], solid: Solid, handed: Handed, asked: Asked) -> Reading:
    """The heaviest reading, a question where another is close, its doubts said."""
    best, others = rivals(heard, solid, handed)
    close = [one for one in others if best.total - one.total < ASK]
    if close:
        named = " or ".join(one.way.told() for one in [best, *close][:3])
        flags = " or ".join(one.way.flags() for one in [best, *close][:3])
        raise AmbiguousError(
            f"size: expected one reading of the file's numbers, {len(close) + 1} fit ({named}); say which with {flags}",
            readings=[(one.way.unit, one.way.up, one.way.front, one.way.mirror) for one in [best, *close]],
        )
    guesses = [*_departures(best, handed, asked), *_doubts(best, others)]
    upright = [one for one in others if (one.way.unit, one.way.up) != (best.way.unit, best.way.up)]
    odds = sum(float(np.exp(max(one.total - best.total, one.spoken - best.spoken))) for one in upright)
    why = _why(best, others, asked)
    told = f"{why}: {best.way.unit}, {best.way.up} up: {best.way.size_cm()} cm, {best.error * 100:.1f} % off at most"
    return Reading(
        best.way.unit,
        best.way.up,
        best.way.front,
        best.way.mirror,
        "stated, and it fits the size" if asked.unit else told,
        "stated, and it fits the size" if asked.up else told,
        round(float(np.clip(1 / (1 + odds) - 0.1 * len(guesses), 0.05, 0.97)), 2),
        tuple(guesses),
        best.witnesses,
        handed.inside_out,
        handed.normals_inward,
    )


def _why(best: Heard, others: list[Heard], asked: Asked) -> str:
    if all((one.way.unit, one.way.up) == (best.way.unit, best.way.up) for one in others):
        return "the only reading that fits the size"
    if best.way.up == asked.declared_up and (asked.unit or best.way.unit == asked.declared_unit):
        return "two readings fit the size, the format declares this one"
    return "several readings fit the size, the model itself shows this one"


def _departures(best: Heard, handed: Handed, asked: Asked) -> list[str]:
    """Where the reading departs from what files usually are, or from what this one declares: one sentence each."""
    way, found = best.way, []
    if not way.straight and not asked.front:
        across = f"width and depth are exchanged in the file: turned, its front taken as {way.front}"
        turned = f"turned round: its front taken as {way.front}"
        found.append(across if way.front.strip("-") != FRONTS[way.up].strip("-") else turned)
    if asked.declared_unit and way.unit != asked.declared_unit:
        found.append(f"the file declares {asked.declared_unit}, its size says {way.unit}")
    if asked.declared_up and way.up != asked.declared_up and not asked.up:
        found.append(f"the file declares {asked.declared_up} up, {way.up} up taken")
    if way.up in ("x", "-x") and not asked.up:
        found.append("x up is rare: check that the size was given as width × depth × height")
    return found + _faces(way, handed, asked)


def _faces(way: Way, handed: Handed, asked: Asked) -> list[str]:
    if way.mirror and asked.mirror is None:
        return ["taken as a mirror image and mirrored back: check left and right, or give --no-mirror"]
    return ["faces looked inward: turned over"] if handed.inside_out else []


def _doubts(best: Heard, others: list[Heard]) -> list[str]:
    """One sentence for each way in which another reading differs and that nothing in the file rules out."""
    found: dict[str, str] = {}
    for one in others:
        if best.spoken - one.spoken >= DOUBT:
            continue
        if one.way.up != best.way.up:
            found.setdefault(
                "up",
                f"{best.way.up} up taken, little tells it from {one.way.up} up: check it, or give --up={one.way.up}",
            )
        elif one.way.front != best.way.front:
            found.setdefault(
                "front",
                f"front taken as {best.way.front}, maybe {one.way.front}: check it, or give --front={one.way.front}",
            )
        elif one.way.mirror != best.way.mirror:
            flag = "--no-mirror" if best.way.mirror else "--mirror"
            found.setdefault(
                "mirror", f"nothing tells whether the file is a mirror image: check left and right, or give {flag}"
            )
        else:
            found.setdefault(
                "unit", f"{best.way.unit} taken, {one.way.unit} fits too: check it, or give --units {one.way.unit}"
            )
    return list(found.values())


def _closest(way: Way, size_m: Sequence[float]) -> str:
    width, height, depth = (f"{side * 100:.4g}" for side in size_m)
    return (
        f"size: expected {width} × {depth} × {height} cm (width × depth × height), "
        f"the closest reading of the file is {way.told()}; check the size, its order, --units and --up"
    )


def _without_size(solid: Solid, extents: np.ndarray, handed: Handed, asked: Asked) -> Reading:
    """What is stated, else what the format declares, else what custom and the witnesses say."""
    unit, told_unit, sure_unit, guesses = _unit(float(extents.max()), asked)
    heard = hear(list(_ways(extents, asked, unit)), solid, handed, asked)
    up, doubted, usual_up = asked.up or asked.declared_up, False, True
    if up:
        usual = [one for one in heard if one.way.up == up and (asked.front or one.way.straight)]
        rest = [one for one in heard if one.way.up != up]
        doubted = bool(rest) and max(one.spoken for one in rest) - max(one.spoken for one in usual) > DOUBT
        best = max(usual, key=lambda one: one.total)
        if doubted:
            other = max(rest, key=lambda one: one.total).way.up
            guesses.append(f"{up} up taken, but the model itself says {other} up: check it, or give --up={other}")
    else:
        best, _ = rivals(heard, solid, handed)
        usual_up = best.way.up == CUSTOM.get(asked.format, ("m", "y"))[1]
        reasons = "; ".join(one.says for one in best.witnesses if one.weight >= DOUBT and one.witness != "format")
        why = f"as is usual for {asked.format.upper()}" if usual_up or not reasons else f"because {reasons}"
        guesses.append(f"{best.way.up} up taken {why}")
    told_up = (
        "stated"
        if asked.up
        else "declared by the format"
        if asked.declared_up
        else ("custom of the format" if usual_up else "the model itself shows it")
    )
    sure_up = 1.0 if asked.up else (0.5 if doubted else 0.95) if asked.declared_up else 0.6
    guesses += _faces(best.way, handed, asked)
    return Reading(
        unit,
        best.way.up,
        best.way.front,
        best.way.mirror,
        told_unit,
        told_up,
        round(sure_unit * sure_up, 2),
        tuple(guesses),
        best.witnesses,
        handed.inside_out,
        handed.normals_inward,
    )


def _unit(longest: float, asked: Asked) -> tuple[str, str, float, list[str]]:
    """A unit without a true size: its name, how it is known, how sure that is (0…1), and what was guessed."""
    low, high = RANGES_M.get(asked.kind, PLAUSIBLE_M)
    fitting = {name: longest * m for name, m in UNIT_M.items() if low <= longest * m <= high}
    if asked.unit:
        return asked.unit, "stated", 1.0, []
    known = asked.declared_unit
    unit = known or CUSTOM.get(asked.format, ("m", "y"))[0]
    size_m = longest * UNIT_M[unit]
    thing = asked.kind or "product"
    article = "an" if thing[0] in "aeiou" else "a"
    if unit in fitting:
        if known:
            return unit, "declared by the format", 0.9, []
        guess = f"unit {unit} taken as is usual for {asked.format.upper()}: the longest side is {size_m:.3g} m"
        return unit, "custom of the format", 0.5, [guess]
    if asked.kind and len(fitting) == 1:
        ((name, size_fit_m),) = fitting.items()
        guess = (
            f"unit {name} taken: {article} {thing} of {size_fit_m:.3g} m, not of {size_m:.3g} m; check it with --size"
        )
        return name, "the only unit that fits this kind of thing", 0.6, [guess]
    if known and not asked.kind:
        guess = f"the file declares {unit}: its longest side would be {size_m:.3g} m; check it with --size"
        return unit, "declared by the format", 0.9, [guess]
    likely = " or ".join(f"{name} ({m:.3g} m)" for name, m in fitting.items()) or "mm, cm, m, in or ft"
    raise AmbiguousError(
        f"unit: expected a size or a unit, the file's longest side is {longest:.4g}, no {thing} in {unit}; "
        f"give --size WxDxHcm, or --units {likely}"
    )


__all__ = ["ASK", "CUSTOM", "DOUBT", "PLAUSIBLE_M", "TOLERANCE", "Asked", "Reading", "find_reading"]
