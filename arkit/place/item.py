"""What is asked to be placed, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from arkit.document import Document, bounds
from arkit.errors import CheckError, UnsupportedError
from arkit.placement import Placement
from arkit.product import Attach, Product
from arkit.spaces import apply
from arkit.surface import Measure, Plane

SIZE_TOLERANCE = 0.03  # a model further from the stated size is the wrong file or was never converted
LARGEST_M, SMALLEST_M = 12.0, 0.005  # a model beyond these was never given its size
TAKEN = 0.4  # of a footprint that is surely no bare floor: from here on a shopper is told
ROOM_SURFACES = ("floor", "wall", "ceiling", "table")


@dataclass(frozen=True, slots=True)
class PlacedItem:
    """A product and where it is wanted.

    Attributes:
        document: its model, metres.
        at_px: the pixel where the middle of the side it rests on belongs; None with `on` for the middle of that top.
        yaw_rad: turn about its surface's normal, counter-clockwise; at 0 it faces the camera along the room's walls.
        attach: the surface; None takes the product's own, else the floor.
        on: name of an item placed before it, on whose top it stands.
        product: its record; the model must have the size it states.
        variant: which of the model's colourways.
        name: what sentences call it; the record's sku where empty.
        height_m: of a table top or ceiling above the floor, where it is known.
        T_room_product: where it stands, where that is known already: then nothing is looked for.
    """

    document: Document
    at_px: tuple[float, float] | None = None
    yaw_rad: float = 0.0
    attach: Attach | None = None
    on: str = ""
    product: Product | None = None
    variant: str | None = None
    name: str = ""
    height_m: float | None = None
    T_room_product: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.at_px is None and not self.on and self.T_room_product is None:
            raise CheckError(f"{self.called}: expected a pixel to stand at, or the name of what it stands on, got none")

    @property
    def called(self) -> str:
        """Its name in sentences."""
        return self.name or (self.product.sku if self.product else "") or "product"

    @property
    def surface(self) -> Attach:
        """What it rests on."""
        return self.attach or (self.product.attach if self.product else None) or "floor"


@dataclass(frozen=True, slots=True)
class OnFloor:
    """What the picture shows where a product stands.

    Attributes:
        taken: part of its footprint, 0 to 1, that surely shows no bare floor but furniture or a wall.
        centre_taken: whether the middle of it does.
        nearest_px: (u, v) of the photograph, the nearest place where the whole product stands on floor that is free;
            None where the place is not doubted or there is no such place.
        away_m: (2,) from where it stands to there, to the right and away from the camera.
    """

    taken: float
    centre_taken: bool
    nearest_px: tuple[float, float] | None = None
    away_m: tuple[float, float] = (0.0, 0.0)

    @property
    def doubtful(self) -> bool:
        """Whether a shopper must be told."""
        return self.centre_taken or self.taken > TAKEN


@dataclass(frozen=True, slots=True)
class Standing:
    """A product where it stands.

    Attributes:
        item: what was asked for.
        placement: where it stands, room space.
        plane: what it rests on, room space.
        on: number of the item it stands on, or None.
        footprint_px: (4, 2) corners, in the photograph, of the side of its box that rests: back left, back right, front
            right, front left as the product faces; of what hangs on a wall lower left, lower right, upper right, upper
            left of its back.
        low_m, high_m: (3,) lowest and highest corner of its model, product space.
        size_m: (3,) width, height, depth at which it is drawn.
        position_sd_m: standard deviation of the place on its surface.
        size_sd: relative standard deviation of the drawn size.
        gap_m: between its lowest point and its surface.
        hidden: the part of it that other things stand before, 0…1; NaN before it is drawn.
        floor: what the picture shows under it; None where that was not looked at, or it does not stand on the floor.
        warnings: what a buyer should know, in sentences.
    """

    item: PlacedItem
    placement: Placement
    plane: Plane
    on: int | None
    footprint_px: np.ndarray
    low_m: np.ndarray
    high_m: np.ndarray
    size_m: np.ndarray
    position_sd_m: float
    size_sd: float
    gap_m: float
    hidden: float = float("nan")
    floor: OnFloor | None = None
    warnings: tuple[str, ...] = ()

    @property
    def scale_percent(self) -> Measure:
        """Drawn size against true size, percent."""
        return Measure(100.0, 100 * self.size_sd)


def checked_size(item: PlacedItem) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest corner of the model, metres.

    Raises:
        UnsupportedError: it does not belong in a room.
        CheckError: the model has no believable size, or another than its record states.
    """
    if item.surface not in ROOM_SURFACES:
        raise UnsupportedError(
            f"{item.called}: expected a product that stands or hangs in a room, this one is for the {item.surface}; "
            "try it on instead"
        )
    low, high = bounds(item.document)
    size = high - low
    if not (np.isfinite(size).all() and SMALLEST_M < size.max() < LARGEST_M):
        raise CheckError(
            f"{item.called}: expected a model of 1 cm to {LARGEST_M:g} m, got {size.max():.4g} m; "
            "it was never given its true size: convert it with its size first"
        )
    stated = None if item.product is None else item.product.size_m
    if stated is not None and (np.abs(size - stated) > SIZE_TOLERANCE * max(stated)).any():
        came, said = (" x ".join(f"{100 * side:.0f}" for side in sides) for sides in (size, stated))
        raise CheckError(f"{item.called}: expected a model of {said} cm, got {came} cm; convert it with its size first")
    return low, high


def resting_corners(low: np.ndarray, high: np.ndarray, kind: str) -> np.ndarray:
    """(8, 3) corners of a box, the four of the side that rests first: see `Standing.footprint_px`."""
    if kind == "wall":
        flat = [(low[0], low[1]), (high[0], low[1]), (high[0], high[1]), (low[0], high[1])]
        return np.array([(x, y, z) for z in (low[2], high[2]) for x, y in flat])
    flat = [(low[0], low[2]), (high[0], low[2]), (high[0], high[2]), (low[0], high[2])]
    heights = (high[1], low[1]) if kind == "ceiling" else (low[1], high[1])
    return np.array([(x, y, z) for y in heights for x, z in flat])


def room_corners(standing: Standing) -> np.ndarray:
    """(8, 3) the corners of a standing product's box, room space."""
    corners = resting_corners(standing.low_m, standing.high_m, standing.plane.kind)
    return apply(standing.placement.T_space_product, corners)


__all__ = [
    "LARGEST_M",
    "ROOM_SURFACES",
    "SIZE_TOLERANCE",
    "OnFloor",
    "PlacedItem",
    "Standing",
    "checked_size",
    "resting_corners",
    "room_corners",
]
