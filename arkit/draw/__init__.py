"""The one renderer: try-on, placement, posters and fidelity all draw with it."""

from __future__ import annotations

from arkit.draw.composite import composite
from arkit.draw.poster import PosterView, poster, shop_light
from arkit.draw.render import draw
from arkit.draw.scene import Drawing, Item, Occluder, Receiver

__all__ = ["Drawing", "Item", "Occluder", "PosterView", "Receiver", "composite", "draw", "poster", "shop_light"]
