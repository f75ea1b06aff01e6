"""A brand's OBJ in millimetres, Z up and in Latin-1, becomes a GLB whose size is the catalogue's.

python examples/01_convert.py out/armchair.glb
"""

import sys
from pathlib import Path

from arkit.convert import ConvertOptions, convert
from arkit.product import read_product

folder = Path(__file__).parents[1] / "assets" / "products" / "cove-armchair"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

product = read_product(folder)
conversion = convert(folder / product.model, target, ConvertOptions(size_m=product.size_m, attach=product.attach))

print(f"{conversion.unit.chosen}, {conversion.up.chosen} up: {conversion.unit.evidence}")
print("size", " x ".join(f"{100 * side:.1f}" for side in conversion.size_m), "cm")
print("surface moved by", conversion.fidelity.deviation_mm, "mm at most")
