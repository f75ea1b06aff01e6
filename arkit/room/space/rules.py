"""What room a kind of product needs around it to be used: a table with sources, that a shop may replace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from arkit.errors import CheckError
from arkit.room.space.gaps import AHEAD, Gaps, Spot, outline_at
from arkit.room.space.shape import Shape
from arkit.room.space.unseen import looked_through
from arkit.room.space.verdict import Verdict, judged
from arkit.room.space.words import SIDES, Words, cm, say
from arkit.surface import Seen

SIDE_NAMES = ("left", "right", "front", "back", "above", "sides")


@dataclass(frozen=True, slots=True)
class Need:
    """Room wanted on one side.

    Attributes:
        side: one of SIDE_NAMES; "sides" is left or right, whichever has more.
        least_m, good_m: awkward below, comfortable from.
        why: in words.
        source: a key of the table's sources.
    """

    side: str
    least_m: float
    good_m: float
    why: Words
    source: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The table: needs by kind, and the walkway that should remain."""

    kinds: Mapping[str, tuple[tuple[Need, Mapping[str, Any]], ...]]
    walkway_least_m: float
    walkway_good_m: float
    sources: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A need held against what there is: `have_m` is None where that side is open."""

    need: Need
    have_m: float | None
    ok: Verdict
    reason: Words


@cache
def house_rules() -> Rules:
    """The table that comes with arkit."""
    return rules_from(json.loads((Path(__file__).parent / "rules.json").read_text(encoding="utf-8")))


def rules_from(data: Mapping[str, Any]) -> Rules:
    """A table in the form of rules.json.

    Raises:
        CheckError: another form; the message names the entry.
    """
    try:
        walkway = data["walkway"]
        kinds = {
            kind: tuple((_need(kind, side, row), row.get("swing", {})) for side, row in sides.items())
            for kind, sides in data["kinds"].items()
        }
        return Rules(kinds, float(walkway["least"]), float(walkway["good"]), dict(data.get("sources", {})))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CheckError(f"rules: expected walkway and kinds as in rules.json, got {error!r}") from error


def needs(rules: Rules, kind: str, size_m: np.ndarray) -> tuple[Need, ...]:
    """The needs of a product of a kind and size (width, height, depth); a leaf that swings asks for its own width."""
    found = []
    for need, swing in rules.kinds.get(kind, ()):
        leaf = 0.0
        if swing:
            side = float(size_m[{"width": 0, "height": 1, "depth": 2}[swing["of"]]])
            leaf = min(side * float(swing["part"]), float(swing["at_most"]))
        least = max(need.least_m, leaf)
        found.append(Need(need.side, least, max(need.good_m, least), need.why, need.source))
    return tuple(found)


def hold(needed: tuple[Need, ...], found: Gaps) -> tuple[Kept, ...]:
    """Hold needs against what a spot has."""
    return tuple(_kept(need, found) for need in needed)


def seen_needs(seen: Seen, shape: Shape, spot: Spot, kept: tuple[Kept, ...]) -> tuple[Kept, ...]:
    """The same needs where only part of the room was seen: what nobody looked into is not known to be free."""
    return tuple(one if one.ok is not Verdict.YES else _seen_need(seen, shape, spot, one) for one in kept)


def _seen_need(seen: Seen, shape: Shape, spot: Spot, kept: Kept) -> Kept:
    width, high, depth = shape.size_m.tolist()
    for side in ("left", "right") if kept.need.side == "sides" else (kept.need.side,):
        way = np.array(AHEAD.get(side, (0.0, 0.0)))
        if not way.any():
            return kept
        half = np.array([width, depth]) / 2
        low = np.where(way < 0, -half - kept.need.least_m, np.where(way > 0, half, -half))
        end = np.where(way > 0, half + kept.need.least_m, np.where(way < 0, -half, half))
        zone = np.array([low, (end[0], low[1]), end, (low[0], end[1])])
        if looked_through(seen, outline_at(zone, spot), high):
            return kept
    facts = {"side": SIDES[side], "need": cm(kept.need.least_m), "why": kept.need.why}
    return replace(kept, ok=Verdict.UNKNOWN, reason=say("unseen_side", **facts))


def _kept(need: Need, found: Gaps) -> Kept:
    sides = ("left", "right") if need.side == "sides" else (need.side,)
    if any(side not in found.sides_m for side in sides):
        return Kept(need, None, Verdict.YES, {})
    have = max((found.sides_m[side] for side in sides), key=lambda one: one.value)
    side = next(name for name in sides if found.sides_m[name] is have)
    facts = {"side": SIDES[side], "have": cm(max(have.value, 0.0)), "need": cm(need.least_m), "why": need.why}
    ok = judged(have.value - need.least_m + 1e-6, have.sd)
    return Kept(need, have.value, ok, {} if ok is Verdict.YES else say("narrow", **facts))


def _need(kind: str, side: str, row: Mapping[str, Any]) -> Need:
    if side not in SIDE_NAMES:
        raise CheckError(f'rules: {kind}: expected sides {", ".join(SIDE_NAMES)}, got "{side}"')
    least, good = float(row["least"]), float(row.get("good", row["least"]))
    if not 0 <= least <= good < 10:
        raise CheckError(f"rules: {kind}: {side}: expected 0 <= least <= good < 10 m, got {least:g} and {good:g}")
    return Need(side, least, good, dict(row.get("why", {"en": "", "zh": ""})), str(row.get("source", "")))


__all__ = ["SIDE_NAMES", "Kept", "Need", "Rules", "hold", "house_rules", "needs", "rules_from", "seen_needs"]
