"""What one picture tells of a room beyond its camera: walls, ceiling, free floor, where its light comes from."""

from __future__ import annotations

from arkit.room.layout.around import RoomSeen, look_around
from arkit.room.layout.find import Layout, find_layout, with_layout
from arkit.room.layout.interior import interior_of
from arkit.room.layout.lights import Lights, direction_at, find_lights, light_at
from arkit.room.layout.measured import measured_layout

__all__ = [
    "Layout",
    "Lights",
    "RoomSeen",
    "direction_at",
    "find_layout",
    "find_lights",
    "interior_of",
    "light_at",
    "look_around",
    "measured_layout",
    "with_layout",
]
