"""A whole look on the demo's portrait: make-up, glasses, hat and earrings together; before and after; twelve shades."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from arkit.cli.demo.figures import Figure
from arkit.compare import before_after, compare, sit
from arkit.frame import Frame
from arkit.io.media.photo import write_photo
from arkit.io.shades.catalogue import read_shades
from arkit.look import Look, Makeup
from arkit.tryon import read_garment, tryon

WORN = ("field-hat", "drop-pearl", "nord-square")
TWELVE = slice(0, 300, 25)  # of the three hundred shades
FULL = Look(
    makeup=(
        Makeup("foundation", "#D9AE92", strength=0.4),
        Makeup("blush", "#C9636B", strength=0.4),
        Makeup("brows", "#4A3428", strength=0.4),
        Makeup("eyeshadow", "#8A5A44", "shimmer", 0.5, colors=("#5B3A2E",)),
        Makeup("eyeliner", "#1B1414", strength=0.9),
        Makeup("mascara", "#141010", strength=0.9),
        Makeup("lips", "#9B2D36", "satin", 0.9),
    )
)


def look_figures(
    portrait: Frame, assets: Path, models: dict[str, Path], out: Path, tick: Callable[[str], None]
) -> list[Figure]:
    """Write tryon-look.png, tryon-split.png and lips-twelve.png, and measure.

    Args:
        portrait: the picture to dress.
        assets: the folder with `products/`.
        models: converted GLB by SKU, of `WORN` at least.
        out: where the pictures go.
        tick: hears what was just done.
    """
    kinds = {"field-hat": "hat", "drop-pearl": "earring", "nord-square": "glasses"}
    wear = [read_garment(models[sku], kinds[sku]).garment for sku in WORN]  # type: ignore[arg-type]
    worn = next(tryon([portrait], FULL, wear, video=False, faces=1, guess_lens=True))
    write_photo(worn.frame.pixels, out / "tryon-look.png")
    tick("a whole look")
    sitter = sit(portrait)
    made_up = next(tryon([portrait], FULL, video=False, faces=1))
    write_photo(before_after(sitter, made_up.frame, language="en"), out / "tryon-split.png")
    tick("before and after")
    shades = read_shades(assets / "products" / "velvet-300" / "product.json").shades[TWELVE]
    start_s = time.process_time()
    page = compare(sitter, shades, heading="Velvet 300", language="en").page
    twelve_ms = (time.process_time() - start_s) * 1000
    write_photo(page, out / "lips-twelve.png")
    tick("twelve shades")
    light = sitter.light
    return [
        Figure(
            "pixels changed outside the mask, whole look",
            worn.changed_outside_mask + made_up.changed_outside_mask,
            "",
            0,
            detail="hat, earrings, glasses and make-up of seven products; make-up alone",
        ),
        Figure("twelve shades on one photo", twelve_ms, "ms", detail="CPU, with their words and the sheet"),
        Figure("light on the portrait", light.cct_k.value, "K", detail=f"± {light.cct_k.sd:.0f} K, {light.verdict}"),
    ]


__all__ = ["FULL", "WORN", "look_figures"]
