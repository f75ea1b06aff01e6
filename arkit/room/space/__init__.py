"""Space in a room: what fits where, what is left around it, and whether it passes the door."""

from __future__ import annotations

from arkit.room.space.alcove import Alcove, AlcoveFits, fits_alcove
from arkit.room.space.door import Gate, Passage, through
from arkit.room.space.freespace import FloorMap, Suggestion, floor_map, free_area_m2, suggest
from arkit.room.space.gaps import Collision, Gaps, Spot, gaps
from arkit.room.space.nowhere import closest, nowhere
from arkit.room.space.obstacles import Obstacles, find_obstacles
from arkit.room.space.rules import Kept, Need, Rules, hold, house_rules, needs, rules_from
from arkit.room.space.shape import Shape, Slab, box_shape, mesh_shape
from arkit.room.space.verdict import Verdict, both, judged

__all__ = [
    "Alcove",
    "AlcoveFits",
    "Collision",
    "FloorMap",
    "Gaps",
    "Gate",
    "Kept",
    "Need",
    "Obstacles",
    "Passage",
    "Rules",
    "Shape",
    "Slab",
    "Spot",
    "Suggestion",
    "Verdict",
    "both",
    "box_shape",
    "closest",
    "find_obstacles",
    "fits_alcove",
    "floor_map",
    "free_area_m2",
    "gaps",
    "hold",
    "house_rules",
    "judged",
    "mesh_shape",
    "needs",
    "nowhere",
    "rules_from",
    "suggest",
    "through",
]
