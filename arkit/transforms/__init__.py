"""Transforms: factories that answer a function from Document to Document; the old document stays as it is."""

from arkit.transforms.center import Pivot, center
from arkit.transforms.dedup import dedup
from arkit.transforms.draft import Transform, apply
from arkit.transforms.narrow import narrow
from arkit.transforms.normals import normals
from arkit.transforms.orient import UNIT_M, orient, orientation
from arkit.transforms.place import place
from arkit.transforms.plain import plain
from arkit.transforms.prune import prune
from arkit.transforms.quantize import quantize
from arkit.transforms.reorder import reorder
from arkit.transforms.scale import scale
from arkit.transforms.size import Asked, Reading, doubted, find_reading
from arkit.transforms.texture_change import TextureChange
from arkit.transforms.textures import textures
from arkit.transforms.weld import weld

__all__ = [
    "UNIT_M",
    "Asked",
    "Pivot",
    "Reading",
    "TextureChange",
    "Transform",
    "apply",
    "center",
    "dedup",
    "doubted",
    "find_reading",
    "narrow",
    "normals",
    "orient",
    "orientation",
    "place",
    "plain",
    "prune",
    "quantize",
    "reorder",
    "scale",
    "textures",
    "weld",
]
