"""Draw products at true size in a photographed room, and say how sure size and place are.

Photo → room.find_room → RoomView
items → arrange (room.snap, on each other, clear of each other) → Standing
compose: draw + shadows + reflection → hide behind what stands before → the camera's blur and grain → photograph
"""

from __future__ import annotations

from arkit.place.arrange import Collide, arrange
from arkit.place.before import Occluders
from arkit.place.item import PlacedItem, Standing
from arkit.place.many import PlacedScene, place_all
from arkit.place.single import Placed, alone, place, read_model
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
    read_depth,
    read_photo,
)

__all__ = [
    "CameraHeight",
    "Collide",
    "Depth",
    "KnownLength",
    "Marker",
    "Occluders",
    "Photo",
    "Placed",
    "PlacedItem",
    "PlacedScene",
    "RoomView",
    "Scale",
    "Standing",
    "alone",
    "arrange",
    "decode_photo",
    "find_room",
    "place",
    "place_all",
    "read_depth",
    "read_model",
    "read_photo",
]
