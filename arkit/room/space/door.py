"""Does a product pass an opening, and how is it held: a motion that shows it, a proof that none is, or neither."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from arkit.errors import CheckError
from arkit.room.space.barrier import never_passes
from arkit.room.space.holds import HEADROOM_M, barred, holds_for, threaded
from arkit.room.space.pivot import Wall, Way, no_way
from arkit.room.space.section import never_threads
from arkit.room.space.shadow import Turn, best_turn, widths
from arkit.room.space.shape import Shape, hull_2d
from arkit.room.space.verdict import NO_SDS, YES_SDS, Verdict
from arkit.room.space.words import Words, cm, say
from arkit.surface import Measure

LEAST_M, MOST_M = 0.10, 10.0
How = Literal["straight", "pivot", ""]


@dataclass(frozen=True, slots=True)
class Gate:
    """An opening to pass.

    Attributes:
        width_m, height_m: clear (without the leaf), each with its standard deviation.
        thickness_m: of the wall.
        corridor_m: free depth before the wall on the side the product comes from; None where there is enough.
        ceiling_m: height of the ceiling on both sides; None where it is not known: 30 cm above the opening.
    """

    width_m: Measure
    height_m: Measure
    thickness_m: float = 0.10
    corridor_m: float | None = None
    ceiling_m: float | None = None

    def __post_init__(self) -> None:
        for name, side in (("width", self.width_m.value), ("height", self.height_m.value)):
            if not LEAST_M <= side <= MOST_M:
                raise CheckError(
                    f"opening: expected a {name} of {100 * LEAST_M:.0f} cm to {MOST_M:.0f} m, got {100 * side:.4g} cm; "
                    "give its clear size"
                )
        depths = (self.thickness_m, 1.0 if self.corridor_m is None else self.corridor_m)
        if not (np.isfinite(depths).all() and 0 <= depths[0] <= 2 and depths[1] > 0):
            raise CheckError(
                f"opening: expected a wall of 0 to 2 m and a corridor deeper than 0 m, got {depths[0]:g} and "
                f"{depths[1]:g}; give both in metres"
            )


@dataclass(frozen=True, slots=True)
class Passage:
    """Whether a product passes a gate.

    Attributes:
        passes: yes by the motion below, no by proof, or unknown.
        how: "straight" for one push, held by `rotation`; "pivot" for `way`, turned past the jamb or the lintel.
        rotation: (3, 3) product space to the gate's (x across, y up, z into the room), of the best straight push; for
            "pivot" how it is held before it is turned by `way`.
        tilt_rad: of the product's up against the gate's in it.
        clearance_m: the least play of that push, both sides together, negative where it lacks; at the stated sizes.
        length_m: how deep it is along the push.
        way: for "pivot".
        reason: in words.
    """

    passes: Verdict
    how: How
    rotation: np.ndarray
    tilt_rad: float
    clearance_m: Measure
    length_m: float
    way: Way | None
    reason: Words


def through(shape: Shape, gate: Gate, *, upright: bool = False) -> Passage:
    """Say whether a product passes an opening, base down only with `upright`.

    "Yes" is a motion that is free with the opening three standard deviations smaller than stated; "no" is a proof that
    no motion at all exists with it two larger. Hollows are used where the hull, which is what a parcel is, does not
    pass: one part first, then turned past the jamb or tilted under the lintel; and they count in the proof.
    """
    sds = np.hypot([gate.width_m.sd, gate.height_m.sd], shape.sd_m)
    stated = np.array([gate.width_m.value, gate.height_m.value])
    plain = best_turn(shape, *stated, upright=upright, corridor_m=gate.corridor_m)
    found = _passage(gate, plain, float(sds[plain.play_m.argmin()]))
    if _pushed(shape, gate, stated - YES_SDS * sds, plain, upright=upright):
        return _straight(gate, replace(found, passes=Verdict.YES, how="straight"))
    strict, kind = stated - YES_SDS * sds, stated + NO_SDS * sds
    sure = best_turn(shape, *strict, upright=upright, corridor_m=gate.corridor_m)
    if _pushed(shape, gate, strict, sure, upright=upright):
        turned = replace(_passage(gate, replace(sure, play_m=_play(shape, sure, stated)), found.clearance_m.sd))
        return _straight(gate, replace(turned, passes=Verdict.YES, how="straight"))
    proven = _threadless(shape, gate, kind)
    walked = None if proven else _turned(shape, gate, strict, found, upright=upright)
    if walked is not None:
        return walked
    if proven or _stuck(shape, gate, kind, upright=upright):
        key = "stuck_hollow" if proven else "stuck_upright" if upright else "stuck"
        return replace(found, passes=Verdict.NO, reason=_short(gate, found, key))
    return replace(found, reason=_open(shape, gate, found))


def _passage(gate: Gate, turn: Turn, sd_m: float) -> Passage:
    clearance = Measure(float(turn.play_m.min()), sd_m)
    tilt = float(np.arccos(np.clip(turn.rotation[1, 1], -1, 1)))
    return Passage(Verdict.UNKNOWN, "", turn.rotation, tilt, clearance, turn.length_m, None, {})


def _short(gate: Gate, found: Passage, key: str) -> Words:
    """Why it does not pass: by how much, or for want of depth before the opening."""
    if found.clearance_m.value >= 0 and key != "stuck_hollow":
        return say("corridor_short", corridor=cm(gate.corridor_m or 0.0))
    short = max(-found.clearance_m.value, 0.001)
    return say(key, width=cm(gate.width_m.value), height=cm(gate.height_m.value), short=cm(short))


def _play(shape: Shape, turn: Turn, stated: np.ndarray) -> np.ndarray:
    return stated - widths(shape.corners_m, turn.rotation[:2])


def _pushed(shape: Shape, gate: Gate, room: np.ndarray, turn: Turn, *, upright: bool) -> bool:
    """Whether this turn passes a room of that size, and has the depth before the wall that the push starts from."""
    deep = gate.corridor_m is None or turn.length_m <= gate.corridor_m - YES_SDS * shape.sd_m
    return bool((_play(shape, turn, room) >= 0).all()) and deep


def _straight(gate: Gate, found: Passage) -> Passage:
    tilt = np.degrees(found.tilt_rad)
    way = say("as_it_stands") if tilt < 2 else say("on_end") if tilt > 88 else say("on_side", tilt=f"{tilt:.0f}")
    size = {"width": cm(gate.width_m.value), "height": cm(gate.height_m.value)}
    return replace(found, reason=say("through", how=way, spare=cm(found.clearance_m.value), **size))


def _turned(shape: Shape, gate: Gate, strict: np.ndarray, found: Passage, *, upright: bool) -> Passage | None:
    """A motion with a turn on the way; only where one could help: hollows, or too little depth for a push."""
    if (shape.full and gate.corridor_m is None) or strict.min() < LEAST_M / 2:
        return None
    level = Wall(float(strict[0]), gate.thickness_m, gate.corridor_m)
    turned = threaded(shape, holds_for(shape, level, float(strict[1]), gate.ceiling_m, upright=upright))
    if turned is None:
        return None
    hold, way = turned
    size = {"width": cm(gate.width_m.value), "height": cm(gate.height_m.value)}
    if way.about == "across":
        words = say("tilted", ceiling=cm(gate.ceiling_m or gate.height_m.value + HEADROOM_M), **size)
    else:
        words = say("turned", how=say(hold.words), **size)
    tilt = float(np.arccos(np.clip(hold.rotation[1, 1], -1, 1)))
    return replace(found, passes=Verdict.YES, how="pivot", way=way, rotation=hold.rotation, tilt_rad=tilt, reason=words)


def _threadless(shape: Shape, gate: Gate, kind: np.ndarray) -> bool:
    """Whether it is proven that a product with hollows passes by no motion."""
    if shape.full or not shape.solids_m:
        return False
    width_m, height_m = kind.tolist()
    return never_threads(shape.solids_m, width_m, height_m, thickness_m=gate.thickness_m)


def _stuck(shape: Shape, gate: Gate, kind: np.ndarray, *, upright: bool) -> bool:
    """Whether it is proven that no motion passes an opening of `kind` (width, height)."""
    width_m, height_m = kind.tolist()
    stuck = (solid for solid in shape.solids_m if not _slides(solid, kind))
    if any(never_passes(solid, width_m, height_m) for solid in stuck):
        return True
    if not upright:
        return False
    if shape.size_m[1] > height_m or any(_narrowest(solid) > width_m for solid in shape.solids_m):
        return True
    if barred(shape.solids_m, np.eye(3)[[0, 2]], width_m):
        return True
    if shape.full and gate.corridor_m is None:
        return False
    wall = Wall(width_m, gate.thickness_m, gate.corridor_m)
    return no_way(shape.rim_m, wall, slack_m=shape.rim_slack_m)


def _slides(corners: np.ndarray, kind: np.ndarray) -> bool:
    """Whether its own box passes one way or another: then no proof need be sought."""
    least, middle, _ = np.sort(np.ptp(corners, axis=0))
    return bool(least <= kind.min() and middle <= kind.max())


def _narrowest(corners: np.ndarray) -> float:
    """The least width from above: a convex body on its base passes no narrower gap (Strang, 1982)."""
    outline = hull_2d(corners[:, [0, 2]])
    edges = np.roll(outline, -1, axis=0) - outline
    across = np.stack([-edges[:, 1], edges[:, 0]], axis=1) / np.linalg.norm(edges, axis=1)[:, None]
    return float(np.ptp(outline @ across.T, axis=0).min())


def _open(shape: Shape, gate: Gate, found: Passage) -> Words:
    spare, sd = found.clearance_m.value, found.clearance_m.sd
    if spare >= YES_SDS * sd and gate.corridor_m is not None:
        return say("door_corridor", corridor=cm(gate.corridor_m))
    if spare >= 0:
        return say("door_edge", spare=cm(spare), sd=cm(sd))
    if not shape.full:
        return say("door_hollow")
    if -spare > 4 * sd:
        return say("door_unsure", short=cm(-spare))
    return say("door_short", short=cm(-spare), sd=cm(sd))


__all__ = ["LEAST_M", "MOST_M", "Gate", "How", "Passage", "through"]
