"""Say how alike two GLB files look in a neutral three.js viewer, every variant, from eight sides.

python -m bench.rendered SOURCE.glb OTHER.glb [--json] [--views 8] [--px 512] [--save FOLDER]
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
from PIL import Image

from bench.rendered import Pictures, Renderer, fidelity


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.rendered", description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("other", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--views", type=int, default=8)
    parser.add_argument("--px", type=int, default=512)
    parser.add_argument("--save", type=Path, help="also write the pictures as PNG to this folder")
    asked = parser.parse_args()
    with Renderer(views=asked.views, px=asked.px) as renderer:
        source = renderer.pictures(asked.source)
        other = renderer.pictures(asked.other, framed_as=source)
    rows = fidelity(source, other)
    if asked.save:
        save(asked.save, "source", source)
        save(asked.save, "other", other)
    if asked.json:
        print(json.dumps({name: asdict(row) for name, row in rows.items()}))
        return
    print(f"{'look':24}{'PSNR dB':>9}{'SSIM':>8}{'dE mean':>9}{'dE p95':>8}")
    for name, row in rows.items():
        told = f"{row.psnr_db:9.2f}{row.ssim:8.4f}{row.delta_e_mean:9.3f}{row.delta_e_p95:8.3f}"
        print(f"{name or 'default':24}{told}")


def save(folder: Path, name: str, pictures: Pictures) -> None:
    """One PNG: a row for each variant, a column for each view; the last row is the shape."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = np.repeat(pictures.inside[..., None] * np.uint8(255), 3, axis=-1)
    rows = [np.concatenate(list(views), axis=1) for views in [*pictures.rgb, shape]]
    Image.fromarray(np.concatenate(rows)).save(folder / f"{name}.png")


if __name__ == "__main__":
    main()
