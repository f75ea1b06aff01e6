"""Everything one picture tells of a room, joined: layout, planes measured by depth, light."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from arkit.room.depth import Depth
from arkit.room.layout.bare import Bare, BareByDepth, BareByLayout
from arkit.room.layout.find import Layout, find_layout
from arkit.room.layout.lights import SURE_RAD, Lights, find_lights, light_at
from arkit.room.layout.measured import measured_layout
from arkit.room.view import RoomView
from arkit.surface import Measure

UP_RAD = np.radians(8)  # a room's floor is hardly in view any more


@dataclass(frozen=True, slots=True)
class RoomSeen:
    """A view whose room has its planes and its light.

    Attributes:
        view: the view.
        layout: from the picture alone.
        free_m2: floor that is seen and free.
        bare: where its floor is bare.
        lights: what it says of its light, for any point.
        light_sd_rad: standard deviation of the bearing of shadows in the middle of the free floor.
        warnings: what was not found or is not sure.
    """

    view: RoomView
    layout: Layout
    free_m2: Measure
    bare: Bare
    lights: Lights
    light_sd_rad: float
    warnings: tuple[str, ...]


def look_around(view: RoomView, depth: Depth | None = None) -> RoomSeen:
    """Find planes, free floor and light in a picture whose camera is known.

    Args:
        view: from `find_room`.
        depth: of the same picture; planes are then measured instead of found by lines.
    """
    layout = find_layout(view)
    warnings = (*view.warnings, *layout.warnings)
    planes = layout.planes
    if depth is not None:
        planes, warnings = measured_layout(view, depth), view.warnings
    lights = find_lights(view, layout)
    light, sd = light_at(view, lights, middle_of_floor(view, layout))
    if sd > SURE_RAD:
        warnings = (*warnings, "light: nothing in the picture tells where it comes from; its direction is a guess")
    warnings = (*_upright(view), *warnings)
    seen = replace(view, room=replace(view.room, planes=planes, light=light))
    bare = BareByLayout(seen, layout) if depth is None else BareByDepth(seen, depth)
    return RoomSeen(seen, layout, layout.free_m2, bare, lights, sd, warnings)


def _upright(view: RoomView) -> tuple[str, ...]:
    """What to say of a picture whose camera looks far up: rooms are not photographed so, but on their side or head."""
    up_rad = float(np.arcsin(np.clip(-view.room.T_camera_room[2, 1], -1, 1)))
    if up_rad < UP_RAD:
        return ()
    return (
        f"camera: seems to look {np.degrees(up_rad):.0f} degrees up; if the picture lies on its side or its head, turn "
        "it upright first, else hold the camera level",
    )


def middle_of_floor(view: RoomView, layout: Layout) -> np.ndarray:
    """A point (3,) in the middle of the free floor seen; two metres ahead where there is none."""
    chance = np.where(layout.free.chance > 0.5, layout.free.chance, 0.0)
    if chance.sum() <= 0:
        return np.array([0.0, 0.0, -2.0])
    tangent = np.minimum(layout.grid.tangent, -1e-3)
    reach = np.clip(view.height_m.value / -tangent, 0.0, 6.0)[:, None]
    azimuth = layout.grid.azimuth_rad[None]
    total = float(chance.sum())
    x, z = (float((chance * reach * part).sum()) / total for part in (np.sin(azimuth), -np.cos(azimuth)))
    return np.array([x, 0.0, z])


__all__ = ["RoomSeen", "look_around", "middle_of_floor"]
