"""Draw products at true size in a photographed room, and say how sure size and place are.

Photo → room.find_room → RoomView → room.snap → Placement → draw → Placed
"""

from __future__ import annotations

from arkit.place.single import (
    CameraHeight,
    Depth,
    KnownLength,
    Marker,
    Photo,
    Placed,
    RoomView,
    Scale,
    decode_photo,
    draw_placed,
    find_room,
    place,
    read_depth,
    read_model,
    read_photo,
)

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
