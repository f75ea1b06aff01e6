"""Hear the witnesses for each way to read a file, and find the ways that are truly another answer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.transforms.orient import FRONTS, UNIT_M
from arkit.transforms.reading.kinds import kind_witnesses
from arkit.transforms.reading.solid import Solid
from arkit.transforms.reading.symmetry import same_shape
from arkit.transforms.reading.ways import View, Way
from arkit.transforms.reading.witnesses import Handed, Witness, mirror_witnesses, pose_witnesses, standing_witnesses

_SLACK_M = 0.001
_OFF = 0.015  # a side this far off makes a fit half as likely
_CLOSE = 6.0  # nats: whoever lies further back is no rival
_READS = 0.2  # pictures that read this clearly one way make a mirror image another answer
# Custom, in nats: most files have y or z up, their front straight, and are no mirror images.
_X_UP, _DOWN, _ROUND, _ACROSS, _MIRRORED, _USUAL = -1.5, -2.5, -2.5, -2.0, -2.5, 1.0
_CUSTOM_UP = {"stl": "z", "obj": "y", "ply": "y", "step": "z", "3ds": "z"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known beside the file ("" or None for nothing).

    Attributes:
        size_m: the true size, (width x, height y, depth z).
        unit, up, front, mirror: what the user states.
        declared_unit, declared_up: what the format declares.
        format: the file's.
        kind, attach: what the product is and rests on, as a product record says.
    """

    size_m: tuple[float, float, float] | None = None
    unit: str = ""
    up: str = ""
    declared_unit: str = ""
    declared_up: str = ""
    format: str = ""
    front: str = ""
    mirror: bool | None = None
    kind: str = ""
    attach: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """A way, what custom says of it and who spoke (nats); `error` is of the worst side, relative."""

    way: Way
    custom: float
    witnesses: tuple[Witness, ...]
    error: float

    @property
    def spoken(self) -> float:
        """What the witnesses weigh together."""
        return sum(one.weight for one in self.witnesses)

    @property
    def total(self) -> float:
        """With custom."""
        return self.spoken + self.custom


def hear(ways: list[Way], solid: Solid, handed: Handed, asked: Asked) -> list[Heard]:
    """Everything that speaks for or against each way, the heaviest first."""
    poses: dict[tuple[str, str], list[Witness]] = {}
    stands: dict[str, list[Witness]] = {}
    footprints: dict[str, float] = {}
    heard = []
    box = solid.box()
    for way in ways:
        axes = (way.up, way.front)
        if axes not in poses:
            view = View(solid, way, box)
            if way.up not in stands:
                stands[way.up] = standing_witnesses(view, asked.attach, footprints)
            poses[axes] = stands[way.up] + pose_witnesses(view, asked.attach) + kind_witnesses(view, asked.kind)
        error, off = _errors(way, asked.size_m)
        fits = [Witness("size", f"{error:.1%} off", -1.5 * float(np.log1p((off / _OFF) ** 2)))] if asked.size_m else []
        found = [
            *fits,
            *_declared(way, asked),
            *poses[axes],
            *mirror_witnesses(handed, way.mirror, asked.declared_up != ""),
        ]
        heard.append(Heard(way, _custom(way, asked), tuple(found), error))
    return sorted(heard, key=lambda one: -one.total)


def rivals(heard: list[Heard], solid: Solid, handed: Handed) -> tuple[Heard, list[Heard]]:
    """The heaviest way and those behind it that would make another model of the file.

    A mirror image that no one could tell from the thing itself is not taken for one.
    """
    best = heard[0]
    others = [one for one in heard[1:] if _near(best, one) and not _same(best.way, one.way, solid, handed)]
    if best.way.mirror:
        for one in heard[1:]:
            if not one.way.mirror and one.way.up == best.way.up and _same(best.way, one.way, solid, handed):
                return replace(best, way=one.way), others
    return best, others


def _near(best: Heard, one: Heard) -> bool:
    return best.total - one.total < _CLOSE or best.spoken - one.spoken < _CLOSE / 2


def _same(one: Way, other: Way, solid: Solid, handed: Handed) -> bool:
    """Whether both ways make the same model: by shape, and for pictures by handedness and by what is up."""
    if one.unit != other.unit:
        return False
    if solid.textured and (one.up != other.up or (one.mirror != other.mirror and abs(handed.reading) > _READS)):
        return False
    scale = UNIT_M[one.unit]
    first, second = one.matrix()[:3, :3] / scale, other.matrix()[:3, :3] / scale
    return same_shape(solid, np.round(first.T @ second), scale)


def _errors(way: Way, size_m: tuple[float, float, float] | None) -> tuple[float, float]:
    """Relative error of the worst side: whole, and beyond a millimetre."""
    if size_m is None:
        return 0.0, 0.0
    wanted = np.asarray(size_m)
    off = np.abs(np.asarray(way.sides_m) - wanted)
    return float((off / wanted).max()), float((np.maximum(off - _SLACK_M, 0) / wanted).max())


def _declared(way: Way, asked: Asked) -> list[Witness]:
    found = []
    if asked.declared_unit and way.unit == asked.declared_unit:
        found.append(Witness("format", f"declares {way.unit}", 1.5))
    if asked.declared_up and way.up == asked.declared_up:
        believed = 3.0 if way.unit == asked.declared_unit or asked.unit else 1.5
        found.append(Witness("format", f"declares {way.up} up", believed + (2.0 if way.straight else 0.0)))
    return found


def _custom(way: Way, asked: Asked) -> float:
    total = _USUAL if way.up == _CUSTOM_UP.get(asked.format) else 0.0
    total += _X_UP if way.up[-1] == "x" else 0.0
    total += _DOWN if way.up.startswith("-") else 0.0
    if not way.straight:
        total += _ROUND if way.front[-1] == FRONTS[way.up][-1] else _ACROSS
    return total + (_MIRRORED if way.mirror else 0.0)


__all__ = ["Asked", "Heard", "hear", "rivals"]
