"""Twelve lipsticks on one portrait, the light they are seen in, and which of a range look alike once worn.

python examples/10_shades.py out/shades.png
"""

import sys
from pathlib import Path

from skimage import data

from arkit.compare import compare, sit, wear_range
from arkit.face.lips.worn import dupes, worn_near
from arkit.face.track.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.io.media.photo import write_photo
from arkit.io.shades.catalogue import read_shades

target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)
product = Path(__file__).parents[1] / "assets" / "products" / "velvet-300" / "product.json"

pixels = data.astronaut()
portrait = Frame(pixels, 0.0, camera_from_fov(pixels.shape[1], pixels.shape[0], FOV_Y_RAD))
sitter = sit(portrait)
light = sitter.light
print(f"light: {light.cct_k.value:.0f} ± {light.cct_k.sd:.0f} K, {light.verdict}: {light.advice['en']}")

shades = read_shades(product).shades
worn = wear_range(sitter, shades)
for found in worn_near(worn, "#A2253B", within=3):
    print(f"{found.shade.name['en']}: ΔE {found.delta_e.value:.1f} ± {found.delta_e.sd:.1f} to #A2253B when worn")
for pair in dupes(worn, within=1.5)[:3]:
    print(f"{pair.one.name['en']} and {pair.other.name['en']} look alike when worn: ΔE {pair.delta_e.value:.1f}")

page = compare(sitter, shades[::25], heading="Velvet 300 on one portrait", language="en").page
write_photo(page, target)
