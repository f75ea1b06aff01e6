"""Several products in one photograph: they stand clear of each other or on each other, hide and shade each other."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from arkit.errors import CheckError
from arkit.frame import Frame
from arkit.place.arrange import Collide, arrange
from arkit.place.before import Occluders, furniture_of
from arkit.place.compose import Composed, compose
from arkit.place.item import PlacedItem, Standing, room_corners
from arkit.place.touched import with_touched
from arkit.room import Depth, Photo, RoomView, Scale, find_room
from arkit.room.gloss import find_gloss
from arkit.room.layout import Lights, RoomSeen, find_layout, light_at, look_around, with_layout
from arkit.surface import Measure

log = logging.getLogger(__name__)

_HIDDEN = 0.6  # from here on a buyer is told that hardly anything is seen


@dataclass(frozen=True, slots=True)
class PlacedScene:
    """Products in a picture of a room.

    Attributes:
        frame: the picture with the products; where nothing was asked for, the very photograph.
        mask: (h, w) bool, where the picture changed.
        items: where each product stands, in the order they were asked for.
        shadow_darkest, shadow_px: the deepest shadow on the room's surfaces (1 is black), how many pixels have any.
        gloss: of the floor, 0 a carpet, 1 varnish, as seen or as stated.
        view: camera, room, scale and light, as found.
    """

    frame: Frame
    mask: np.ndarray
    items: tuple[Standing, ...]
    shadow_darkest: float
    shadow_px: int
    gloss: Measure
    view: RoomView


def place_all(
    photo: Photo | RoomView | RoomSeen,
    items: Sequence[PlacedItem],
    *,
    scale: Scale | Depth | None = None,
    fov_y_rad: float | None = None,
    occluders: Occluders | None = None,
    gloss: float | None = None,
    collide: Collide = "refuse",
) -> PlacedScene:
    """Put products into a picture of a room, in one drawing.

    Args:
        photo: the picture, in which camera, walls, free floor and light are found; or what `room.layout.look_around`
            found in it, to place again without looking again; or a view that is taken as it is: then nobody says
            whether a place is bare floor, and walls and ceiling are looked for only where an item needs one.
        items: the products, each after what it stands on.
        scale: where metres come from.
        fov_y_rad: vertical field of view, where it is known.
        occluders: what may stand before the products: a depth picture of the photograph (where metres come from one, it
            is taken), a scanned room in the same space, or meshes in camera space.
        gloss: of the floor, 0 to 1; None looks whether the floor mirrors the walls.
        collide: "refuse" two that stand in each other, "push" the later one aside, or "allow" it.

    Raises:
        NotFoundError: the picture lacks the lines, the marker or the surface that is needed.
        CheckError: a pixel is not on the surface; a model has another size than stated, none that can be, or would
            reach behind the camera; two products stand in each other.
        UnsupportedError: a product does not belong in a room.
    """
    if gloss is not None and not 0 <= gloss <= 1:
        raise CheckError(f"gloss: expected 0 (a carpet) to 1 (a mirror of varnish), got {gloss:g}")
    seen = looked_around(photo, scale=scale, fov_y_rad=fov_y_rad)
    view = seen.view if isinstance(seen, RoomSeen) else seen
    if occluders is None and isinstance(scale, Depth):
        occluders = scale
    if isinstance(occluders, Depth):
        view, items = with_touched(view, items, occluders)
    elif _unknown(view, items):
        view = with_layout(view, find_layout(view))
    bare = seen.bare if isinstance(seen, RoomSeen) else None
    standing = arrange(view, items, collide=collide, furniture=furniture_of(occluders), bare=bare)
    if isinstance(seen, RoomSeen):
        view = lit(view, seen.lights, standing)
        standing = _noted(standing, seen)
    shine = find_gloss(view) if gloss is None and standing else Measure(gloss or 0.0, 0.0)
    composed = compose(view, standing, occluders=occluders, gloss=shine.value)
    log.info("placed", extra={"items": len(items), "scale": view.room.scale_source, "scale_sd": view.room.scale.sd})
    return PlacedScene(
        frame=composed.frame,
        mask=composed.mask,
        items=_told(standing, composed),
        shadow_darkest=composed.shadow_darkest,
        shadow_px=composed.shadow_px,
        gloss=shine,
        view=view,
    )


def _unknown(view: RoomView, items: Sequence[PlacedItem]) -> bool:
    """Whether something is to hang on a surface that nobody has looked for yet."""
    known = {plane.kind for plane in view.room.planes}
    wanted = [item for item in items if item.height_m is None and item.T_room_product is None and not item.on]
    return any(item.surface in ("wall", "ceiling") and item.surface not in known for item in wanted)


def looked_around(
    photo: Photo | RoomView | RoomSeen, *, scale: Scale | Depth | None, fov_y_rad: float | None
) -> RoomView | RoomSeen:
    """The room in a photograph, found and looked around in if it was not; a view is left as it is."""
    if isinstance(photo, RoomView | RoomSeen):
        return photo
    view = find_room(photo.frame, scale=scale, fov_y_rad=fov_y_rad, focal_35mm=photo.focal_35mm)
    return look_around(view, scale if isinstance(scale, Depth) else None)


def _noted(standing: tuple[Standing, ...], seen: RoomSeen) -> tuple[Standing, ...]:
    """The products, the first with what was said of the camera: it makes doubtful where all of them stand."""
    notes = tuple(words for words in seen.warnings if words.startswith("camera:"))
    return tuple(replace(one, warnings=(*notes, *one.warnings)) if not n else one for n, one in enumerate(standing))


def lit(view: RoomView, lights: Lights, standing: Sequence[Standing]) -> RoomView:
    """The view with the light as it reaches the middle of what stands in it: one light for all keeps them together."""
    if not standing:
        return view
    middle = np.mean([room_corners(one).mean(axis=0) for one in standing], axis=0)
    light, _ = light_at(view, lights, middle * (1, 0, 1))
    return replace(view, room=replace(view.room, light=light))


def _told(standing: Sequence[Standing], composed: Composed) -> tuple[Standing, ...]:
    """The products with how much of each is hidden."""
    told = []
    for one, hidden in zip(standing, composed.hidden, strict=True):
        words = one.warnings
        if hidden >= 1.0:
            words = (*words, f"{one.item.called} is not in view: something stands before it, or it lies outside")
        elif hidden > _HIDDEN:
            words = (*words, f"{one.item.called} is {100 * hidden:.0f} % hidden by what stands before it")
        told.append(replace(one, hidden=hidden, warnings=words))
    return tuple(told)


__all__ = ["PlacedScene", "lit", "looked_around", "place_all"]
