"""Transforms: factories that answer a function from Document to Document; the old document stays as it is."""

from arkit.transforms.anchor import MEANT_M, find_anchor
from arkit.transforms.center import Pivot, center
from arkit.transforms.dedup import dedup
from arkit.transforms.draft import Transform, apply
from arkit.transforms.mesh.join import draw_calls, join
from arkit.transforms.mesh.lods import Level, chain, lods
from arkit.transforms.mesh.narrow import narrow
from arkit.transforms.mesh.normals import normals
from arkit.transforms.mesh.plain import plain
from arkit.transforms.mesh.quantize import quantize
from arkit.transforms.mesh.reorder import reorder
from arkit.transforms.mesh.simplify import Reduction, Tolerance, pixel_m, simplified, simplify
from arkit.transforms.mesh.turn_over import turn_over
from arkit.transforms.mesh.weld import weld
from arkit.transforms.orient import AXES, UNIT_M, orient, orientation
from arkit.transforms.pictures.texture_change import TextureChange
from arkit.transforms.pictures.textures import Note, textures
from arkit.transforms.place import place
from arkit.transforms.prune import prune
from arkit.transforms.reading.size import Asked, Reading, find_reading
from arkit.transforms.reading.solid import Solid, solid_of
from arkit.transforms.reading.witnesses import Witness
from arkit.transforms.scale import scale

__all__ = [
    "AXES",
    "MEANT_M",
    "UNIT_M",
    "Asked",
    "Level",
    "Note",
    "Pivot",
    "Reading",
    "Reduction",
    "Solid",
    "TextureChange",
    "Tolerance",
    "Transform",
    "Witness",
    "apply",
    "center",
    "chain",
    "dedup",
    "draw_calls",
    "find_anchor",
    "find_reading",
    "join",
    "lods",
    "narrow",
    "normals",
    "orient",
    "orientation",
    "pixel_m",
    "place",
    "plain",
    "prune",
    "quantize",
    "reorder",
    "scale",
    "simplified",
    "simplify",
    "solid_of",
    "textures",
    "turn_over",
    "weld",
]
