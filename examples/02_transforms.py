"""Transforms compose: each answers a new document and leaves the old one alone.

python examples/02_transforms.py out/chair.glb
"""

import math
import sys
from pathlib import Path

from arkit.checks import deviation_m
from arkit.document import bounds, triangle_count
from arkit.io import read, write_glb
from arkit.transforms import apply, center, dedup, narrow, normals, orient, prune, quantize, reorder, simplify, weld

source = Path(__file__).parents[1] / "assets" / "products" / "cove-armchair" / "cove-armchair.obj"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

stand = apply(read(source).document, orient(unit="mm", up="z"), center("bottom"))
chair = apply(
    stand,
    weld(),
    dedup(),
    normals(crease_rad=math.radians(40)),
    simplify(error_px=0.5),  # in a picture 1080 pixels high, taken from a metre away
    reorder(),
    quantize(),
    narrow(),
    prune(),  # last: what the others no longer use goes
)
write_glb(chair, target, meshopt=True)
low, high = bounds(chair)
print(f"{source.stat().st_size} bytes became {target.stat().st_size}; it is {high[1] - low[1]:.2f} m high")
print(f"{triangle_count(stand)} triangles became {triangle_count(chair)}")
print(f"its surface moved by at most {1000 * deviation_m(stand, chair):.3f} mm")
