"""A room: its planes, its light, and how sure we are of its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import check_transform

PlaneKind = Literal["floor", "wall", "ceiling", "table"]
OpeningKind = Literal["door", "window", "opening"]
ScaleSource = Literal["camera_height", "marker", "known_length", "depth", "card", "door_height", "scan"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A measured quantity with its standard deviation, both in the unit its name says."""

    value: float
    sd: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.value) and np.isfinite(self.sd) and self.sd >= 0):
            raise CheckError(f"measure: expected a finite value and sd >= 0, got {self.value} ± {self.sd}")


@dataclass(frozen=True, slots=True)
class Plane:
    """A flat surface.

    Attributes:
        kind: what it is.
        T_room_plane: its own space has +y as normal and the origin on the surface.
        outline_m: (n, 2) corners x, z in its own space, once around; None where its extent is not known.
        offset_sd_m, tilt_sd_rad: standard deviations along its normal and of its normal, where they are known.
    """

    kind: PlaneKind
    T_room_plane: np.ndarray
    outline_m: np.ndarray | None = None
    offset_sd_m: float | None = None
    tilt_sd_rad: float | None = None

    def __post_init__(self) -> None:
        check_transform(self.T_room_plane, "T_room_plane")
        if self.outline_m is not None and (self.outline_m.ndim != 2 or self.outline_m.shape[1] != 2):
            raise CheckError(f"outline: expected corners of shape (n, 2), got {self.outline_m.shape}")


@dataclass(frozen=True, slots=True)
class Opening:
    """A way through a wall, or a window in it.

    Attributes:
        kind: what it is; "opening" is a doorway without a leaf.
        T_room_opening: its own space has the origin in the middle of its lower edge, +y up, +z into the room.
        width_m, height_m: clear, each with its standard deviation.
    """

    kind: OpeningKind
    T_room_opening: np.ndarray
    width_m: Measure
    height_m: Measure

    def __post_init__(self) -> None:
        check_transform(self.T_room_opening, "T_room_opening")


@dataclass(frozen=True, slots=True)
class Furniture:
    """Something that stands or hangs in a room, as a box.

    Attributes:
        label: what it is, in one lower-case word; "" where it is not known.
        T_room_box: its own space has the origin in the middle of the box's base, +y up, +z its front where known.
        size_m: (3,) width, height, depth.
        sd_m: standard deviation of where each of its sides lies; None where it is as sure as the room's surfaces.
    """

    label: str
    T_room_box: np.ndarray
    size_m: np.ndarray
    sd_m: float | None = None

    def __post_init__(self) -> None:
        check_transform(self.T_room_box, "T_room_box")
        if self.sd_m is not None and not (np.isfinite(self.sd_m) and self.sd_m >= 0):
            raise CheckError(f"furniture: expected an sd >= 0 in metres, got {self.sd_m}")


@dataclass(frozen=True, slots=True)
class Light:
    """Linear light: ambient plus one sun. Directions in the space of the scene that is drawn.

    Attributes:
        ambient_rgb: (3,) irradiance from everywhere, 1 is a white wall at display white.
        sun_rgb: (3,) irradiance of the main light on a surface that faces it.
        sun_direction: (3,) unit vector from the surface towards the light.
        harmonics: (9,) how the ambient light comes from all around, 1 on the mean: irradiance over pi on a normal
            (x, y, z) is their product with 1, y, z, x, xy, yz, 3z² - 1, xz, x² - y². None for an even studio.
        sun_sd_rad: standard deviation of the bearing of `sun_direction`; a shadow is drawn as soft as that says.
    """

    ambient_rgb: np.ndarray
    sun_rgb: np.ndarray
    sun_direction: np.ndarray
    harmonics: np.ndarray | None = None
    sun_sd_rad: float = 0.0


@dataclass(frozen=True, slots=True)
class Room:
    """A room seen by one camera. Room space: metres, y up, origin on the floor under the camera.

    Attributes:
        T_camera_room: room space to camera space.
        planes: what was found; the floor is always the first.
        light: in room space.
        scale: factor 1 with its relative standard deviation (0.05 is 5 %).
        scale_source: where metres come from.
        gravity_sd_rad: standard deviation of the direction of down.
    """

    T_camera_room: np.ndarray
    planes: tuple[Plane, ...]
    light: Light
    scale: Measure
    scale_source: ScaleSource
    gravity_sd_rad: float

    def __post_init__(self) -> None:
        check_transform(self.T_camera_room, "T_camera_room")
        if not self.planes or self.planes[0].kind != "floor":
            raise CheckError("planes: expected the floor first")


@dataclass(frozen=True, slots=True)
class Seen:
    """How high over each cell of a floor the air was looked through.

    Attributes:
        origin_m: (2,) x, z of the first cell's corner.
        cell_m: side of a cell.
        height_m: (rows, columns) from the floor up to here all was seen to be free; 0 where its floor was not seen.
            Rows go along +z, columns along +x.
    """

    origin_m: np.ndarray
    cell_m: float
    height_m: np.ndarray

    def __post_init__(self) -> None:
        if self.height_m.ndim != 2 or not self.cell_m > 0:
            raise CheckError(f"seen: expected heights of shape (rows, columns), got {self.height_m.shape}")


@dataclass(frozen=True, slots=True)
class Interior:
    """A room as a scan, or what one picture shows of it, gives it. Metres, y up, the floor at y = 0.

    Attributes:
        planes: what was found; the floor is always the first.
        openings: doors and windows.
        furniture: boxes about what stands in it.
        positions_m, triangles: (n, 3) and (m, 3), all surfaces; m = 0 where only points or boxes are known.
        surface_sd_m: standard deviation of a point of these surfaces.
        scale: factor 1 with its relative standard deviation.
        gravity_sd_rad: standard deviation of the direction of down.
        seen: what of its air was looked through; None where the whole room was scanned.
    """

    planes: tuple[Plane, ...]
    openings: tuple[Opening, ...]
    furniture: tuple[Furniture, ...]
    positions_m: np.ndarray
    triangles: np.ndarray
    surface_sd_m: float
    scale: Measure
    gravity_sd_rad: float
    seen: Seen | None = None

    def __post_init__(self) -> None:
        if not self.planes or self.planes[0].kind != "floor":
            raise CheckError("planes: expected the floor first")


__all__ = [
    "Furniture",
    "Interior",
    "Light",
    "Measure",
    "Opening",
    "OpeningKind",
    "Plane",
    "PlaneKind",
    "Room",
    "ScaleSource",
    "Seen",
]
