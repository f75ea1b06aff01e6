"""Lipstick and glasses on a portrait; every pixel outside the mask stays as it was.

python examples/06_try_on.py out/portrait.png
"""

import sys
from pathlib import Path

import numpy as np
from skimage import data

from arkit.face.pose import FOV_Y_RAD
from arkit.frame import Frame, camera_from_fov
from arkit.io import read
from arkit.io.footage import write_photo
from arkit.look import Makeup
from arkit.tryon import Garment, try_on

products = Path(__file__).parents[1] / "assets" / "products"
target = Path(sys.argv[1])
target.parent.mkdir(parents=True, exist_ok=True)

pixels = data.astronaut()
portrait = Frame(pixels, 0.0, camera_from_fov(pixels.shape[1], pixels.shape[0], FOV_Y_RAD))
glasses = Garment("aria-round", read(products / "aria-round" / "aria-round.glb").document)
worn = next(try_on([portrait], [Makeup("lips", "#A2253B", "satin", 0.9)], [glasses], guess_lens=True))

write_photo(worn.frame.pixels, target)
pd = worn.face.scale.pd_mm
print(f"pupils {pd.value:.1f} ± {pd.sd:.1f} mm apart, for choosing a frame only")
print(f"{np.count_nonzero(worn.mask)} pixels may have changed, {worn.changed_outside_mask} changed outside them")
