"""A room: its planes, its light, and how sure we are of its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.errors import CheckError
from arkit.spaces import check_transform

PlaneKind = Literal["floor", "wall", "ceiling", "table"]
ScaleSource = Literal["camera_height", "marker", "known_length", "depth"]


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
    """A flat surface. `T_room_plane`: its own space has +y as normal and the origin on the surface."""

    kind: PlaneKind
    T_room_plane: np.ndarray

    def __post_init__(self) -> None:
        check_transform(self.T_room_plane, "T_room_plane")


@dataclass(frozen=True, slots=True)
class Light:
    """Linear light: ambient plus one sun. Directions in the space of the scene that is drawn.

    Attributes:
        ambient_rgb: (3,) irradiance from everywhere, 1 is a white wall at display white.
        sun_rgb: (3,) irradiance of the main light on a surface that faces it.
        sun_direction: (3,) unit vector from the surface towards the light.
        harmonics: (9,) how the ambient light comes from all around, 1 on the mean: irradiance over pi on a normal
            (x, y, z) is their product with 1, y, z, x, xy, yz, 3z² - 1, xz, x² - y². None for an even studio.
    """

    ambient_rgb: np.ndarray
    sun_rgb: np.ndarray
    sun_direction: np.ndarray
    harmonics: np.ndarray | None = None


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


__all__ = ["Light", "Measure", "Plane", "PlaneKind", "Room", "ScaleSource"]
