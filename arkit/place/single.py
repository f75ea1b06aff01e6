"""One product at true size in a picture of a room."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from arkit.document import Document
from arkit.frame import Frame
from arkit.io import read
from arkit.place.item import PlacedItem
from arkit.place.many import PlacedScene, place_all
from arkit.placement import Placement
from arkit.product import Product
from arkit.room import Depth, Photo, RoomView, Scale
from arkit.room.layout import RoomSeen


@dataclass(frozen=True, slots=True)
class Placed:
    """A product in a picture of a room.

    Attributes:
        frame: the picture with the product.
        mask: (h, w) bool, where the picture changed.
        placement: where the product stands in room space.
        footprint_px: (4, 2) corners of its box on the floor: back left, back right, front right, front left as the
            product faces; see `Standing` for other surfaces.
        size_on_floor_m: (3,) width, height, depth at which it was drawn.
        position_sd_m: standard deviation of the place on its surface.
        size_sd: relative standard deviation of the drawn size.
        gap_m: the lowest point of the product above its surface.
        shadow_darkest, shadow_px: the deepest shadow on the room (1 is black), and how many pixels have any.
        view: camera, room, scale and light, as found.
        hidden: the part of it that something stands before.
        warnings: what a buyer should know, in sentences.
    """

    frame: Frame
    mask: np.ndarray
    placement: Placement
    footprint_px: np.ndarray
    size_on_floor_m: np.ndarray
    position_sd_m: float
    size_sd: float
    gap_m: float
    shadow_darkest: float
    shadow_px: int
    view: RoomView
    hidden: float
    warnings: tuple[str, ...]


def place(
    photo: Photo | RoomView | RoomSeen,
    document: Document,
    at_px: tuple[float, float],
    *,
    yaw_rad: float = 0.0,
    scale: Scale | Depth | None = None,
    fov_y_rad: float | None = None,
    product: Product | None = None,
    variant: str | None = None,
) -> Placed:
    """Put one product where it belongs in a room and draw it there; `place_all` has more to choose.

    Args:
        photo: the picture; or what was found in it, see `place_all`.
        document: the product's model, metres.
        at_px: the pixel where the middle of its base stands, of its back hangs.
        yaw_rad: turn about up, counter-clockwise seen from above; at 0 it faces the camera along the room's walls.
        scale: where metres come from; what a depth picture shows nearer hides the product.
        fov_y_rad: vertical field of view, where it is known.
        product: its record; the model must have the size it states, and rests on what it says; without, on the floor.
        variant: which of the model's colourways.

    Raises:
        As `place_all`.
    """
    item = PlacedItem(document, at_px, yaw_rad, product=product, variant=variant)
    return alone(place_all(photo, [item], scale=scale, fov_y_rad=fov_y_rad))


def alone(scene: PlacedScene) -> Placed:
    """The only product of a scene."""
    (one,) = scene.items
    sku = "" if one.item.product is None else one.item.product.sku
    return Placed(
        frame=scene.frame,
        mask=scene.mask,
        placement=Placement(sku, "room", one.placement.T_space_product),
        footprint_px=one.footprint_px,
        size_on_floor_m=one.size_m,
        position_sd_m=one.position_sd_m,
        size_sd=one.size_sd,
        gap_m=one.gap_m,
        shadow_darkest=scene.shadow_darkest,
        shadow_px=scene.shadow_px,
        view=scene.view,
        hidden=one.hidden,
        warnings=one.warnings,
    )


def read_model(path: Path) -> Document:
    """A product's model from its file."""
    return read(path).document


__all__ = ["Placed", "alone", "place", "read_model"]
