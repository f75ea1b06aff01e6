"""A whole look on a portrait: make-up, glasses and earrings; every pixel outside the mask stays as it was.

python examples/06_try_on.py out/portrait.png
"""

import sys
from pathlib import Path

import numpy as np
from skimage import data

from arkit.face.track.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.io.media.photo import write_photo
from arkit.look import Look, Makeup
from arkit.tryon import read_garment, tryon

products = Path(__file__).parents[1] / "assets" / "products"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

pixels = data.astronaut()
portrait = Frame(pixels, 0.0, camera_from_fov(pixels.shape[1], pixels.shape[0], FOV_Y_RAD))
look = Look(
    makeup=(
        Makeup("eyeshadow", "#8A5A44", "shimmer", 0.5, colors=("#5B3A2E",)),
        Makeup("eyeliner", "#1B1414"),
        Makeup("lips", "#9B2D36", "satin", 0.9),
    )
)
wear = [read_garment(products / sku).garment for sku in ("nord-square", "drop-pearl")]
worn = next(tryon([portrait], look, wear, video=False, guess_lens=True))

write_photo(worn.frame.pixels, target)
pd, light = worn.face.scale.pd_mm, worn.light
print(f"pupils {pd.value:.1f} ± {pd.sd:.1f} mm apart, for choosing a frame only")
print(f"light {light.cct_k.value:.0f} ± {light.cct_k.sd:.0f} K: {light.advice['en']}")
print(f"{np.count_nonzero(worn.mask)} pixels may have changed, {worn.changed_outside_mask} changed outside them")
