"""Does it fit: here, elsewhere in the room, through the door; and what of a catalogue fits in an alcove."""

from __future__ import annotations

from arkit.fit.catalogue import Candidate, what_fits
from arkit.fit.rooms import rectangle_room
from arkit.fit.story import Fit, Space, fit, gate_of, headline, open_room, shape_of
from arkit.room.space import Alcove, Gate, Passage, Rules, Shape, Spot, Verdict, house_rules, rules_from, through

__all__ = [
    "Alcove",
    "Candidate",
    "Fit",
    "Gate",
    "Passage",
    "Rules",
    "Shape",
    "Space",
    "Spot",
    "Verdict",
    "fit",
    "gate_of",
    "headline",
    "house_rules",
    "open_room",
    "rectangle_room",
    "rules_from",
    "shape_of",
    "through",
    "what_fits",
]
