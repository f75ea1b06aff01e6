"""A brand's product list becomes a folder of models; a line that is wrong harms no other, and says what is wrong.

python examples/03_catalogue.py out/catalogue/
"""

import sys
from pathlib import Path

from arkit.convert import ConvertOptions, convert_catalogue

products = Path(__file__).parents[1] / "assets" / "products"
target = Path(sys.argv[1])
target.mkdir(parents=True, exist_ok=True)

# As a brand's spreadsheet would have it; relative paths are looked up beside the list, absolute ones are meant.
(target / "list.csv").write_text(
    f"""sku,file,width (cm),depth (cm),height (cm),kind,名称
aria,{products}/aria-round/aria-round.glb,13.83,15.04,4.8,glasses,咏叹圆框眼镜
shelf,{products}/grid-shelf/grid-shelf.stl,98,34,184,shelf,格子书架
lamp,{products}/stem-floor-lamp/lost.ply,40,40,160,lamp,落地灯
""",
    encoding="utf-8",
)
options = ConvertOptions(effort="fast")
for run in ("first", "second"):
    catalogue = convert_catalogue(target / "list.csv", target, options, profiles=("web", "store"))
    print(f"{run} run: {catalogue['done']} done, {catalogue['unchanged']} unchanged, {catalogue['failed']} failed")
for row in catalogue["rows"]:
    print(row["sku"], row["error"] or f"is right within {row['size_error_mm']:.2f} mm: {', '.join(row['files'])}")
