"""The one renderer: try-on, placement, posters and fidelity all draw with it."""

from __future__ import annotations

from arkit.draw.among import Top, shade_among
from arkit.draw.composite import composite
from arkit.draw.contact import contact_shadow
from arkit.draw.elevation import Elevation, elevation
from arkit.draw.encode import check_picture_name, encode
from arkit.draw.fine import draw_fine
from arkit.draw.hide import filled, hide
from arkit.draw.mesh_depth import item_depth, mesh_depth
from arkit.draw.poster import PosterView, poster, shop_light
from arkit.draw.reflection import over, reflection
from arkit.draw.render import draw
from arkit.draw.scene import Drawing, Item, Occluder, Receiver
from arkit.draw.sensor import Sensor, grain, measure_sensor, seen_by
from arkit.draw.turned import turned_light
from arkit.draw.turntable import Drum, drum, turntable

__all__ = [
    "Drawing",
    "Drum",
    "Elevation",
    "Item",
    "Occluder",
    "PosterView",
    "Receiver",
    "Sensor",
    "Top",
    "check_picture_name",
    "composite",
    "contact_shadow",
    "draw",
    "draw_fine",
    "drum",
    "elevation",
    "encode",
    "filled",
    "grain",
    "hide",
    "item_depth",
    "measure_sensor",
    "mesh_depth",
    "over",
    "poster",
    "reflection",
    "seen_by",
    "shade_among",
    "shop_light",
    "turned_light",
    "turntable",
]
