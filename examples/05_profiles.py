"""One source, read once: a light GLB for the web, a plain one for stores, a chain of levels, and what each costs.

python examples/05_profiles.py out/armchair.glb
"""

import sys
from dataclasses import replace
from pathlib import Path

from arkit.convert import convert_to, output_name, product_options
from arkit.io import read, write_glb
from arkit.product import read_product
from arkit.transforms import apply, chain, weld

folder = Path(__file__).parents[1] / "assets" / "products" / "cove-armchair"
target = Path(sys.argv[1])
product = read_product(folder)
options = replace(product_options(product), effort="fast", simplify_px=0.5)

done = convert_to(folder / product.model, target.parent, target.stem, options, ("web", "store"), posters=False)
for one in done:
    output = one.outputs[0]
    print(f"{output.profile}: {output.bytes:,} bytes, {output.triangles:,} triangles, {output.textures} textures")
    print("  colours differ by ΔE00", one.fidelity.material_delta_e, "at most")

store = read(target.with_name(output_name(target.stem, "store"))).document
_, levels = chain(apply(store, weld()), 3)
for level in levels:
    print(f"level {level.level}: {level.triangles:,} triangles, one pixel wrong where it is {level.height_px} px high")
    write_glb(level.document, target.with_name(f"{target.stem}.level{level.level}.glb"), meshopt=True)
