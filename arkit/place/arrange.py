"""Where each of several products stands: on its surface, on another product, clear of the others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import numpy as np

from arkit.document import bounds
from arkit.errors import CheckError, NotFoundError
from arkit.frame import Camera, project, rays
from arkit.place.bending import bent, straight
from arkit.place.collide import APART_M, ROUNDS, TOUCH_M, is_flat, moved, overlap
from arkit.place.free import on_floor, words
from arkit.place.item import PlacedItem, Standing, checked_size, resting_corners, room_corners
from arkit.place.shape import Slice, slices, struck, triangles_of
from arkit.place.sure import place_sd_m, relative_size_sd
from arkit.placement import Placement
from arkit.room import RoomView, rest, surface_at
from arkit.room.layout.bare import Bare
from arkit.spaces import apply, inverse, pose
from arkit.surface import Furniture, Plane

Collide = Literal["refuse", "push", "allow"]
NEAREST_M = 0.1
_LEVEL = 0.7  # cosine of the steepest top that something can stand on
_BEHIND_M = 0.02
_UNSURE = 0.15  # relative: a buyer who sees a sofa this much too small buys the wrong one
_ANYWHERE_M = 0.6  # a place that is less sure than this may as well be another
_SURER = {
    "wall": "show the foot of that wall, or measure with a depth picture",
    "ceiling": "give the ceiling's height",
    "table": "give the table's height",
    "floor": "choose a point nearer to the camera, or lay a marker on the floor",
}


def arrange(
    view: RoomView,
    items: Sequence[PlacedItem],
    *,
    collide: Collide = "refuse",
    furniture: Sequence[Furniture] = (),
    bare: Bare | None = None,
) -> tuple[Standing, ...]:
    """Find the place of each item, in their order.

    Args:
        view: the room.
        items: what is wanted; an item that stands `on` another comes after it.
        collide: what to do where two stand in each other: "refuse", "push" the later one aside, or "allow" it.
        furniture: what really stands in the room, room space: reported where an item reaches into it.
        bare: what the picture says of the floor; reported where an item stands on what is none.

    Raises:
        CheckError: two overlap and may not; a pixel is not on the surface; an item would reach behind the camera.
        NotFoundError: there is no such surface, or nothing of that name to stand on.
    """
    standing: list[Standing] = []
    shapes: list[tuple[Slice, ...]] = []
    for item in items:
        one = _stand(view, item, standing)
        alone = len(items) == 1 and not furniture
        shape = () if alone else slices(triangles_of(item.document), one.placement.T_space_product)
        if collide != "allow":
            one, shape = _clear(view, one, shape, standing, shapes, collide)
        if bare is not None and one.plane.kind == "floor" and one.on is None and item.T_room_product is None:
            one = _judged(view, bare, one, standing)
        standing.append(_warned(view, one, shape, furniture))
        shapes.append(shape)
    return tuple(standing)


def _stand(view: RoomView, item: PlacedItem, before: Sequence[Standing]) -> Standing:
    low, high = checked_size(item)
    at_px = None if item.at_px is None else _straight(view, item.at_px)
    lower: int | None = None
    if item.T_room_product is not None:
        lower = _number(item, before) if item.on else None
        placement = Placement(item.called, "room", item.T_room_product)
        plane = _under(view, item, placement, before, lower)
    elif item.on:
        lower = _number(item, before)
        plane, point = _top(view, item, before[lower], at_px)
        placement = rest(plane, point, (low, high), yaw_rad=item.yaw_rad, sku=item.called)
    else:
        assert at_px is not None
        plane, point = surface_at(view.room, view.frame.camera, at_px, item.surface, height_m=item.height_m)
        placement = rest(plane, point, (low, high), yaw_rad=item.yaw_rad, sku=item.called)
    return _measured(view, item, placement, plane, lower)


def _measured(view: RoomView, item: PlacedItem, placement: Placement, plane: Plane, lower: int | None) -> Standing:
    low, high = bounds(item.document)
    T = placement.T_space_product
    corners = apply(T, resting_corners(low, high, plane.kind))
    seen = apply(view.room.T_camera_room, corners)
    if (seen[:, 2] > -NEAREST_M).any():
        raise CheckError("point: expected the whole product before the camera; choose a point further away")
    middle = corners[:4].mean(axis=0)
    footprint = bent(view, project(view.frame.camera, seen[:4]))
    normal = plane.T_room_plane[:3, 1]
    return Standing(
        item=item,
        placement=placement,
        plane=plane,
        on=lower,
        footprint_px=footprint,
        low_m=low,
        high_m=high,
        size_m=(high - low) * np.linalg.norm(T[:3, :3], axis=0),
        position_sd_m=place_sd_m(view, plane, middle),
        size_sd=relative_size_sd(view, plane, middle),
        gap_m=float(((corners - plane.T_room_plane[:3, 3]) @ normal).min()),
    )


def _straight(view: RoomView, point_px: tuple[float, float]) -> tuple[float, float]:
    """A pixel of the photograph, in the straight picture."""
    camera: Camera = view.frame.camera
    u, v = point_px
    if not (0 <= u <= camera.width and 0 <= v <= camera.height):
        raise CheckError(
            f"point: expected a pixel inside the picture of {camera.width}x{camera.height}, got {u:g},{v:g}"
        )
    u, v = np.clip(straight(view, np.array([point_px]))[0], 0, (camera.width, camera.height)).tolist()
    return u, v


def _number(item: PlacedItem, before: Sequence[Standing]) -> int:
    """The number of the item that this one stands on."""
    for number, one in reversed(list(enumerate(before))):
        if item.on in (one.item.called, one.placement.sku):
            return number
    known = ", ".join(one.item.called for one in before) or "nothing"
    raise NotFoundError(f"{item.called}: expected something placed before it to stand on, got {item.on!r}; {known} is")


def _top(
    view: RoomView, item: PlacedItem, lower: Standing, at_px: tuple[float, float] | None
) -> tuple[Plane, np.ndarray]:
    """The level place on an item that a pixel shows; without a pixel the middle of its top."""
    triangles = apply(lower.placement.T_space_product, triangles_of(lower.item.document).reshape(-1, 3))
    corners = triangles.reshape(-1, 3, 3)
    T_room_camera = inverse(view.room.T_camera_room)
    if at_px is not None:
        eye = T_room_camera[:3, 3]
        way = T_room_camera[:3, :3] @ rays(view.frame.camera, np.array([at_px]))[0]
    else:
        low, high = triangles.min(axis=0), triangles.max(axis=0)
        eye, way = np.array([(low[0] + high[0]) / 2, high[1] + 1, (low[2] + high[2]) / 2]), np.array([0.0, -1.0, 0.0])
    hit = struck(corners, eye, way)
    if hit is None or hit[1][1] < _LEVEL:
        where = "its middle" if item.at_px is None else f"{item.at_px[0]:.0f},{item.at_px[1]:.0f}"
        raise CheckError(
            f"point: expected a level place on top of {lower.item.called} for {item.called}, found none at {where}; "
            "choose a pixel on its top"
        )
    return Plane("table", pose(translation=np.array([0.0, hit[0][1], 0.0]))), hit[0]


def _under(
    view: RoomView, item: PlacedItem, placement: Placement, before: Sequence[Standing], lower: int | None
) -> Plane:
    """The surface of something whose place is known already."""
    low, high = bounds(item.document)
    if lower is not None or item.surface == "table":
        base = float(apply(placement.T_space_product, resting_corners(low, high, "floor"))[:, 1].min())
        return Plane("table", pose(translation=np.array([0.0, base, 0.0])))
    rests = apply(placement.T_space_product, resting_corners(low, high, item.surface)[:4]).mean(axis=0)
    planes = [plane for plane in view.room.planes if plane.kind == item.surface]
    if not planes:
        raise NotFoundError(f"{item.called}: expected a {item.surface} in the room to hang it on, found none")
    return min(planes, key=lambda plane: abs(float((rests - plane.T_room_plane[:3, 3]) @ plane.T_room_plane[:3, 1])))


def _clear(
    view: RoomView,
    one: Standing,
    shape: tuple[Slice, ...],
    standing: Sequence[Standing],
    shapes: Sequence[tuple[Slice, ...]],
    collide: Collide,
) -> tuple[Standing, tuple[Slice, ...]]:
    """The item where it stands in no other, or a sentence that says in which."""
    others = [number for number in range(len(shapes)) if number != one.on and not is_flat(shapes[number])]
    if is_flat(shape) or not others:
        return one, shape
    start = one.placement.T_space_product.copy()
    met: dict[int, float] = {}
    for _ in range(ROUNDS):
        ways = {number: overlap(shapes[number], shape) for number in others}
        deepest = max(others, key=lambda number: float(np.linalg.norm(ways[number])))
        depth = float(np.linalg.norm(ways[deepest]))
        if depth <= TOUCH_M:
            break
        met.setdefault(deepest, depth)
        if collide == "refuse" or one.plane.kind == "wall":
            advice = "; move one of them" + (", or let them be pushed apart" if one.plane.kind != "wall" else "")
            raise CheckError(_overlaps(one, standing[deepest], depth) + advice)
        by_m = ways[deepest] * (1 + APART_M / depth)
        shape = moved(shape, by_m)
        one = _shifted(view, one, by_m)
    else:
        raise CheckError(
            f"{one.item.called}: expected room beside {', '.join(standing[n].item.called for n in met)}, found none "
            "near that point; choose another one"
        )
    if met:
        way_cm = 100 * float(np.linalg.norm((one.placement.T_space_product - start)[:3, 3]))
        words = ", ".join(_overlaps(one, standing[number], depth) for number, depth in met.items())
        one = replace(one, warnings=(*one.warnings, f"{words}; moved {one.item.called} by {way_cm:.0f} cm"))
    return one, shape


def _overlaps(one: Standing, other: Standing, depth_m: float) -> str:
    return f"{one.item.called} and {other.item.called} stand in each other by {100 * depth_m:.0f} cm"


def _shifted(view: RoomView, one: Standing, by_m: np.ndarray) -> Standing:
    T = one.placement.T_space_product.copy()
    T[(0, 2), 3] += by_m
    return _measured(view, one.item, replace(one.placement, T_space_product=T), one.plane, one.on)


def _warned(view: RoomView, one: Standing, shape: tuple[Slice, ...], furniture: Sequence[Furniture]) -> Standing:
    """The same with sentences on what is unsure, and on walls and furniture that it reaches into."""
    warnings = list(one.warnings)
    if one.size_sd > _UNSURE:
        warnings.append(
            f"{one.item.called}: how far away its {one.plane.kind} is can hardly be seen, its size is only known to "
            f"± {100 * one.size_sd:.0f} %; {_SURER[one.plane.kind]}"
        )
    elif one.position_sd_m > _ANYWHERE_M:
        warnings.append(
            f"{one.item.called}: where it stands is only known to ± {100 * one.position_sd_m:.0f} cm; "
            f"{_SURER[one.plane.kind]}"
        )
    corners = room_corners(one)
    for plane in view.room.planes:
        if plane.kind == "wall" and plane is not one.plane and _beside(plane, corners):
            behind = -float(((corners - plane.T_room_plane[:3, 3]) @ plane.T_room_plane[:3, 1]).min())
            if behind > max(_BEHIND_M, 2 * (plane.offset_sd_m or 0.0)):
                warnings.append(f"{one.item.called} reaches {100 * behind:.0f} cm behind a wall")
    for thing in furniture:
        depth = float(np.linalg.norm(overlap(_box(thing), shape)))
        if depth > TOUCH_M and not is_flat(shape) and one.plane.kind == "floor":
            warnings.append(
                f"{one.item.called} reaches {100 * depth:.0f} cm into the {thing.label or 'furniture'} there"
            )
    return replace(one, warnings=tuple(warnings))


def _judged(view: RoomView, bare: Bare, one: Standing, others: Sequence[Standing]) -> Standing:
    """The same with what the picture shows under it, and a sentence where that is no bare floor."""
    found = on_floor(view, bare, one, others)
    return replace(one, floor=found, warnings=(*one.warnings, words(one, found)) if found.doubtful else one.warnings)


def _beside(plane: Plane, corners: np.ndarray) -> bool:
    """Whether corners lie before or behind a wall's own extent."""
    if plane.outline_m is None:
        return True
    flat = apply(inverse(plane.T_room_plane), corners)[:, (0, 2)]
    low, high = plane.outline_m.min(axis=0), plane.outline_m.max(axis=0)
    return bool((flat.max(axis=0) > low).all() and (flat.min(axis=0) < high).all())


def _box(thing: Furniture) -> tuple[Slice, ...]:
    wide, high, deep = thing.size_m
    flat = [(-wide / 2, 0, -deep / 2), (wide / 2, 0, -deep / 2), (wide / 2, 0, deep / 2), (-wide / 2, 0, deep / 2)]
    corners = apply(thing.T_room_box, np.array(flat))
    base = float(corners[:, 1].mean())
    return (Slice(base, base + float(high), corners[:, (0, 2)]),)


__all__ = ["Collide", "arrange"]
