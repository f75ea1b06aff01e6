"""Draw a product at true size on the floor of a photographed room, and say how sure size and place are.

Photo → room.find_room → RoomView → room.snap → Placement → draw → Placed
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from arkit.document import Document, bounds
from arkit.draw import Drawing, Item, Receiver, composite, draw
from arkit.errors import CheckError, UnsupportedError
from arkit.frame import Frame, project
from arkit.io import read
from arkit.placement import Placement
from arkit.product import Product
from arkit.room import (
    CameraHeight,
    Depth,
    KnownLength,
    Marker,
    Photo,
    RoomView,
    Scale,
    decode_photo,
    find_room,
    position_sd_m,
    read_depth,
    read_photo,
    size_sd,
    snap,
)
from arkit.spaces import apply
from arkit.surface import Light

log = logging.getLogger(__name__)

SIZE_TOLERANCE = 0.03  # a model further from the stated size is the wrong file or was never converted
NEAREST_M = 0.1


@dataclass(frozen=True, slots=True)
class Placed:
    """A product in a picture of a room.

    Attributes:
        frame: the picture with the product.
        mask: (h, w) bool, where the picture changed.
        placement: where the product stands in room space.
        footprint_px: (4, 2) corners of its box on the floor: back left, back right, front right, front left as the
            product faces.
        size_on_floor_m: (3,) width, height, depth at which it was drawn.
        position_sd_m: standard deviation of the place on the floor.
        size_sd: relative standard deviation of the drawn size.
        gap_m: the lowest point of the product above the floor.
        shadow_darkest, shadow_px: the deepest shadow on the floor (1 is black), and how many pixels have any.
        view: camera, room, scale and light, as found.
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


def place(
    photo: Photo | RoomView,
    document: Document,
    at_px: tuple[float, float],
    *,
    yaw_rad: float = 0.0,
    scale: Scale | Depth | None = None,
    fov_y_rad: float | None = None,
    product: Product | None = None,
    variant: str | None = None,
) -> Placed:
    """Stand a product on the floor of a room and draw it there.

    Args:
        photo: the picture; or a room already found in it, to place again without looking again.
        document: the product's model, metres.
        at_px: the pixel where the middle of its base stands.
        yaw_rad: turn about up, counter-clockwise seen from above; at 0 it faces the camera along the room's walls.
        scale: where metres come from: CameraHeight, Marker, KnownLength or Depth.
        fov_y_rad: vertical field of view, where it is known.
        product: its record; the model must have the size it states, and it must stand on a floor.
        variant: which of the model's colourways.

    Raises:
        NotFoundError: the picture lacks the lines, or the marker, that are needed.
        CheckError: the pixel is not on the floor, the model has another size than stated, or would reach behind the
            camera.
        UnsupportedError: the product does not stand on a floor.
    """
    low, high = bounds(document)
    if product is not None:
        _check(product, high - low)
    if isinstance(photo, RoomView):
        view = photo
    else:
        view = find_room(photo.frame, scale=scale, fov_y_rad=fov_y_rad, focal_35mm=photo.focal_35mm)
    sku = "" if product is None else product.sku
    placement = snap(view.room, view.frame.camera, at_px, (low, high), yaw_rad=yaw_rad, sku=sku)
    corners = _corners_camera(view, placement, low, high)
    drawing = draw_placed(view, [(document, placement, variant)])
    frame, mask = composite(view.frame, drawing)
    log.info("placed", extra={"scale": view.room.scale_source, "scale_sd": view.room.scale.sd})
    return Placed(
        frame=frame,
        mask=mask,
        placement=placement,
        footprint_px=project(view.frame.camera, corners[:4]),
        size_on_floor_m=high - low,
        position_sd_m=position_sd_m(view, at_px),
        size_sd=size_sd(view, at_px),
        gap_m=float(placement.T_space_product[1, 3] + low[1]),
        shadow_darkest=float(drawing.shadow.max()),
        shadow_px=int((drawing.shadow > 0.5 / 255).sum()),
        view=view,
    )


def read_model(path: Path) -> Document:
    """A product's model from its file."""
    return read(path).document


def draw_placed(view: RoomView, products: Sequence[tuple[Document, Placement, str | None]]) -> Drawing:
    """Draw products where they stand in the room, with their shadow on its floor."""
    T_camera_room = view.room.T_camera_room
    items = [Item(document, T_camera_room @ place.T_space_product, variant) for document, place, variant in products]
    light = view.room.light
    turned = Light(light.ambient_rgb, light.sun_rgb, T_camera_room[:3, :3] @ light.sun_direction)
    floor = Receiver(T_camera_room @ view.room.planes[0].T_room_plane)
    return draw(items, view.frame.camera, turned, receiver=floor)


def _check(product: Product, size_m: np.ndarray) -> None:
    """Refuse what does not stand on a floor, or has another size than its record says."""
    if product.attach != "floor":
        raise UnsupportedError(
            f"{product.sku}: expected a product that stands on the floor, this one is for the {product.attach}; "
            "placing in a photo does floors only"
        )
    if product.size_m is None:
        return
    stated = np.asarray(product.size_m)
    if (np.abs(size_m - stated) > SIZE_TOLERANCE * stated.max()).any():
        came, said = (" x ".join(f"{100 * side:.0f}" for side in size) for size in (size_m, stated))
        raise CheckError(f"{product.sku}: expected a model of {said} cm, got {came} cm; convert it with --size first")


def _corners_camera(view: RoomView, placement: Placement, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """The box's corners (8, 3) in camera space, the four on the floor first."""
    flat = [(low[0], low[2]), (high[0], low[2]), (high[0], high[2]), (low[0], high[2])]
    corners = np.array([(x, y, z) for y in (low[1], high[1]) for x, z in flat])
    seen = apply(view.room.T_camera_room @ placement.T_space_product, corners)
    if (seen[:, 2] > -NEAREST_M).any():
        raise CheckError("point: expected the whole product before the camera; choose a point further away")
    return seen


__all__ = [
    "CameraHeight",
    "Depth",
    "KnownLength",
    "Marker",
    "Photo",
    "Placed",
    "RoomView",
    "Scale",
    "decode_photo",
    "draw_placed",
    "find_room",
    "place",
    "read_depth",
    "read_model",
    "read_photo",
]
