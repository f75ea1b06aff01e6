"""Transforms compose: each answers a new document and leaves the old one alone.

python examples/02_transforms.py out/shelf.glb
"""

import math
import sys
from pathlib import Path

from arkit.document import bounds
from arkit.io import read, write_glb
from arkit.transforms import apply, center, normals, orient, quantize, weld

source = Path(__file__).parents[1] / "assets" / "products" / "grid-shelf" / "grid-shelf.stl"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

shelf = apply(
    read(source).document,
    orient(unit="mm", up="z"),
    weld(),
    normals(crease_rad=math.radians(40)),
    center("bottom"),
    quantize(),
)
write_glb(shelf, target, meshopt=True)
low, high = bounds(shelf)
print(f"{source.stat().st_size} bytes became {target.stat().st_size}; it is {high[1] - low[1]:.2f} m high")
