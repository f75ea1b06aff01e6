"""What every tool is given: the same plain GLB files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from arkit.convert import product_options
from arkit.convert.story import prepare
from arkit.io import write_glb
from arkit.product import read_product

ROOT = Path(__file__).parents[2]
PRODUCTS = ROOT / "assets" / "products"


@dataclass(frozen=True, slots=True)
class Model:
    """One input; `origin` says whether it is a public sample or of our catalogue."""

    name: str
    origin: str
    path: Path


def samples_folder() -> Path:
    """Where the public samples lie: ARKIT_TEST_DATA, else ../shared/data."""
    return Path(os.environ.get("ARKIT_TEST_DATA") or ROOT.parent / "shared" / "data") / "models"


def models(folder: Path, wanted: Sequence[str] = ()) -> Iterator[Model]:
    """The samples as they are, and each product of the catalogue stood up and written as plain GLB into `folder`.

    A product's file is read, oriented, welded and given normals, textures untouched: what a careful brand would hand
    to any of the tools.
    """
    for path in sorted(samples_folder().glob("*.glb")):
        if not wanted or path.stem in wanted:
            yield Model(path.stem, "sample", path)
    for record in sorted(PRODUCTS.glob("*/product.json")):
        product = read_product(record.parent)
        if product.model and (not wanted or product.sku in wanted):
            path = folder / f"{product.sku}.glb"
            prepared = prepare(record.parent / product.model, product_options(product))
            write_glb(prepared.document, path, meshopt=False)
            yield Model(product.sku, "catalogue", path)


__all__ = ["PRODUCTS", "ROOT", "Model", "models", "samples_folder"]
