"""Does it fit: the room is made ready once, then each product is asked about its place, other places and the door."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from arkit.document import Document, indices, instances, primitive_of, values
from arkit.errors import CheckError
from arkit.product import Product
from arkit.room.space.door import Gate, Passage, through
from arkit.room.space.freespace import FloorMap, Suggestion, floor_map, free_area_m2, suggest
from arkit.room.space.gaps import Gaps, Spot, gaps
from arkit.room.space.levels import Raised, raised_floors, stands_on
from arkit.room.space.nowhere import closest, nowhere
from arkit.room.space.obstacles import Obstacles, find_obstacles
from arkit.room.space.rules import Kept, Rules, hold, house_rules, needs, seen_needs
from arkit.room.space.shape import Shape, box_shape, mesh_shape
from arkit.room.space.swing import swing_free
from arkit.room.space.verdict import Verdict, both, judged
from arkit.room.space.walkway import walkway_m
from arkit.room.space.words import Words, cm, say
from arkit.spaces import apply
from arkit.surface import Interior, Opening

log = logging.getLogger(__name__)
_ORDER = {Verdict.YES: 0, Verdict.UNKNOWN: 1, Verdict.NO: 2}


@dataclass(frozen=True, slots=True)
class Space:
    """A room made ready for questions: `room` as it came, what is in the way, its floor from above."""

    room: Interior
    obstacles: Obstacles
    floor: FloorMap


@dataclass(frozen=True, slots=True)
class Fit:
    """The answer.

    Attributes:
        fits: here where a spot was asked for, else anywhere.
        comfortable: what its kind needs around it, doors that open and the way to it, all together.
        spot: where it was asked for, or the best place; where none is surely free, the nearest to one.
        gaps: what is around it there; None where it fits nowhere.
        kept: the needs of its kind, held against that.
        swing: whether it stays clear of doors' leaves there.
        walkway_m: the narrowest part of the widest way from a door to its front; None without a door.
        elsewhere: places where it surely fits, best first.
        free_area_m2: floor with nothing over it below two metres.
        door: of the opening that was asked about, or the room's easiest; None without one.
        reasons: in words, the deciding one first.
        level_m: how high over the room's floor the floor is that it stands on: a platform's top, else 0.
    """

    fits: Verdict
    comfortable: Verdict
    spot: Spot | None
    gaps: Gaps | None
    kept: tuple[Kept, ...]
    swing: Verdict
    walkway_m: float | None
    elsewhere: tuple[Suggestion, ...]
    free_area_m2: float
    door: Passage | None
    reasons: tuple[Words, ...]
    level_m: float = 0.0


def open_room(room: Interior, *, cell_m: float = 0.05) -> Space:
    """Make a room ready: what is in the way and the map of its floor."""
    obstacles = find_obstacles(room)
    return Space(room, obstacles, floor_map(obstacles, cell_m))


def shape_of(product: Document | Product | Sequence[float] | np.ndarray, *, sd_m: float | None = None) -> Shape:
    """The shape of a model in metres, of a product's record, or of a size (width, height, depth) in metres.

    Raises:
        CheckError: a record without a size, or sizes that no product has.
    """
    if isinstance(product, Product):
        if product.size_m is None:
            raise CheckError(f"{product.sku}: expected a product with a size, its record has none; add size_m")
        product = product.size_m
    if not isinstance(product, Document):
        return box_shape(product) if sd_m is None else box_shape(product, sd_m=sd_m)
    positions, triangles, count = [], [], 0
    for instance in instances(product):
        primitive = primitive_of(product, instance)
        points = apply(instance.T_document_node, values(product, primitive["attributes"]["POSITION"]))
        positions.append(points)
        triangles.append(indices(product, primitive).astype(np.int64) + count)
        count += len(points)
    if not positions:
        raise CheckError("product: expected triangles, the model has none")
    joined = np.concatenate(positions), np.concatenate(triangles)
    return mesh_shape(*joined) if sd_m is None else mesh_shape(*joined, sd_m=sd_m)


def gate_of(opening: Opening, *, thickness_m: float = 0.10, corridor_m: float | None = None) -> Gate:
    """A room's door as something to pass."""
    return Gate(opening.width_m, opening.height_m, thickness_m, corridor_m)


def fit(
    space: Space,
    shape: Shape,
    *,
    kind: str = "",
    spot: Spot | None = None,
    gate: Gate | None = None,
    upright: bool = False,
    rules: Rules | None = None,
    most: int = 5,
) -> Fit:
    """Say whether a product fits, here or anywhere, what is left around it, and whether it passes the door.

    Args:
        space: from `open_room`.
        shape: from `shape_of`.
        kind: "sofa", "wardrobe", …: what it needs around it; "" for nothing.
        spot: where it should stand; without one the best place is looked for.
        gate: the opening to pass; without one the room's own doors, of which one is enough.
        upright: it must be carried base down.
        rules: another table of needs.
        most: places to suggest.
    """
    asked = partial(fit, shape=shape, kind=kind, spot=spot, gate=gate, upright=upright, rules=rules, most=most)
    answer = _on_floor(space, shape, kind, spot, gate, upright=upright, table=rules or house_rules(), most=most)
    if space.room.seen is not None or (spot is None and answer.fits is Verdict.YES):
        return answer
    found = [answer]
    for raised in raised_floors(space.room):
        if spot is None or stands_on(raised, shape, spot):
            found.append(_lifted(raised, asked(open_room(raised.room)), answer, shape))
    return found[-1] if spot is not None else min(found, key=lambda one: _ORDER[one.fits])


def _lifted(raised: Raised, there: Fit, below: Fit, shape: Shape) -> Fit:
    """An answer on a raised floor as one of the room; unknown where its place goes over the rim."""
    door = () if below.door is None else (below.door.reason,)
    rest = [one for one in there.reasons[1:] if there.door is None or one is not there.door.reason]
    words = say("raised", high=cm(raised.height_m), there=there.reasons[0])
    sure = there.spot is None or stands_on(raised, shape, there.spot)
    return replace(
        there,
        fits=there.fits if sure or there.fits is Verdict.NO else Verdict.UNKNOWN,
        comfortable=there.comfortable if sure else both([there.comfortable, Verdict.UNKNOWN]),
        elsewhere=tuple(one for one in there.elsewhere if stands_on(raised, shape, one.spot)),
        door=below.door,
        reasons=(words, *rest, *door),
        level_m=raised.height_m + there.level_m,
    )


def _on_floor(
    space: Space,
    shape: Shape,
    kind: str,
    spot: Spot | None,
    gate: Gate | None,
    *,
    upright: bool,
    table: Rules,
    most: int,
) -> Fit:
    """The answer on the room's own floor."""
    needed = needs(table, kind, shape.size_m)
    elsewhere = suggest(space.obstacles, space.floor, shape, needed, most=most) if most else ()
    fits, at, around, words = _here(space, shape, spot, elsewhere)
    door = _door(space, shape, gate, upright=upright)
    stands = at if spot is not None or fits is Verdict.YES else None  # the nearest to a place is none
    kept = hold(needed, around) if around is not None and stands is not None else ()
    if space.room.seen is not None and stands is not None:
        kept = seen_needs(space.room.seen, shape, stands, kept)
    swing, way, spoken = _ways(space, shape, stands, table)
    told = [one.reason for one in kept if one.reason]
    wide = judged(way - table.walkway_least_m + space.floor.cell_m, 0.0) if way is not None else Verdict.YES
    if way is None and space.room.seen is not None and stands is not None:
        wide = Verdict.UNKNOWN
    comfortable = both([fits, swing, wide, *(one.ok for one in kept)])
    reasons = (words, *spoken, *told, *((door.reason,) if door else ()))
    area = free_area_m2(space.floor)
    log.info("fit", extra={"fits": fits.value, "places": len(elsewhere), "door": door.passes.value if door else None})
    return Fit(fits, comfortable, at, around, kept, swing, way, elsewhere, area, door, reasons)


def headline(answer: Fit) -> Words:
    """The answer in a few words."""
    if answer.fits is Verdict.YES:
        return say("yes_but") if answer.comfortable is Verdict.NO else say("yes")
    if answer.fits is Verdict.UNKNOWN and answer.gaps is not None and answer.gaps.fits is Verdict.NO:
        return say("none_found")
    return say("no") if answer.fits is Verdict.NO else say("open")


def _here(
    space: Space, shape: Shape, spot: Spot | None, elsewhere: tuple[Suggestion, ...]
) -> tuple[Verdict, Spot | None, Gaps | None, Words]:
    """The verdict, where, what is around it and why."""
    if spot is not None:
        around = gaps(space.obstacles, shape, spot)
        return around.fits, spot, around, around.reason
    if elsewhere:
        best = elsewhere[0]
        words = say("elsewhere", count=len(elsewhere)) if len(elsewhere) > 1 else say("only_there")
        return Verdict.YES, best.spot, best.gaps, words
    if space.room.seen is not None and not _too_tall(space, shape):
        return Verdict.UNKNOWN, None, None, say("unseen_rest")
    if _too_tall(space, shape) or _nowhere(space, shape):
        return Verdict.NO, None, None, say("nowhere")
    near, around = closest(space.obstacles, space.floor, shape)
    return Verdict.UNKNOWN, near, around, say("maybe_nowhere", there=around.reason)


def _nowhere(space: Space, shape: Shape) -> bool:
    """The same for its outline; a map twice as fine is drawn where the room's own leaves it open."""
    room, floor = space.obstacles, space.floor
    return nowhere(room, floor, shape) or nowhere(room, floor_map(room, floor.cell_m / 2), shape)


def _too_tall(space: Space, shape: Shape) -> bool:
    """Whether every ceiling is surely lower than the product all over the room."""
    spots = (space.floor.origin_m + space.floor.cell_m * np.array(space.floor.stands.shape[::-1]) / 2).tolist()
    above = gaps(space.obstacles, shape, Spot(*spots)).sides_m.get("above")
    level = all(abs(plane.T_room_plane[1, 1]) > 0.9999 for plane in space.obstacles.ceilings)
    known = bool(space.obstacles.ceilings) and level and above is not None
    return known and above is not None and judged(above.value, above.sd) is Verdict.NO


def _door(space: Space, shape: Shape, gate: Gate | None, *, upright: bool) -> Passage | None:
    """Through the gate that was asked about, or the easiest of the room's own doors."""
    doors = [opening for opening in space.room.openings if opening.kind != "window"]
    gates = [gate] if gate is not None else [gate_of(opening) for opening in doors]
    ways = [through(shape, one, upright=upright) for one in gates]
    return min(ways, key=lambda one: (_ORDER[one.passes], -one.clearance_m.value)) if ways else None


def _ways(space: Space, shape: Shape, spot: Spot | None, table: Rules) -> tuple[Verdict, float | None, list[Words]]:
    """Doors that still open and the way from one to the product's front."""
    doors = [opening for opening in space.room.openings if opening.kind != "window"]
    if spot is None or not doors:
        return Verdict.YES, None, []
    swing = both(swing_free(door, shape, spot) for door in doors)
    asked = doors if space.room.seen is None else []  # what nobody saw may be walked through
    found = [way for door in asked if (way := walkway_m(space.floor, door, shape, spot)) is not None]
    way = max(found, default=None)
    spoken = [say("blocks_door")] if swing is not Verdict.YES else []
    if way is not None and way + space.floor.cell_m < table.walkway_least_m:
        spoken.append(say("cut_off", have=cm(way), need=cm(table.walkway_least_m)))
    return swing, way, spoken


__all__ = ["Fit", "Space", "fit", "gate_of", "headline", "open_room", "shape_of"]
