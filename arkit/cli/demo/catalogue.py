"""What the catalogue's conversion is worth: size, colour, validity, weight, read back from what the shop serves."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import trimesh

from arkit.checks import validate
from arkit.cli.demo.figures import Figure
from arkit.cli.demo.serving import Shop

SIZE_BOUND_MM = 1.0
COLOR_BOUND = 1.0


def catalogue_figures(shop: Shop, assets: Path, skus: list[str], tick: Callable[[str], None]) -> list[Figure]:
    """Measure every product that has a model.

    Args:
        shop: the running server.
        assets: the folder with `products/`.
        skus: of the catalogue.
        tick: hears each product's SKU when it is done.
    """
    size_mm: dict[str, float] = {}
    color: dict[str, float] = {}
    before = after = errors = decoded_errors = 0
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for sku in skus:
            detail = shop.get(f"/api/products/{sku}")
            web = shop.bytes(detail["model_url"])
            paths.append(Path(folder, f"{sku}.glb"))
            paths[-1].write_bytes(web)
            size_mm[sku] = _size_error_mm(shop.bytes(detail["store_url"]), detail["size_m"])
            color[sku] = detail["truth"]["delta_e"]
            decoded_errors += _decoded_errors(detail)
            before += _source_bytes(assets / "products" / sku)
            after += len(web)
            tick(sku)
        errors = sum(report.errors for report in validate(paths))
    worst_size, worst_color = max(size_mm, key=lambda sku: size_mm[sku]), max(color, key=lambda sku: color[sku])
    count = f"{len(skus)} products"
    return [
        Figure("size error, largest", size_mm[worst_size], "mm", SIZE_BOUND_MM, detail=f"{count}; worst {worst_size}"),
        Figure("colour error, largest", color[worst_color], "ΔE00", COLOR_BOUND, detail=f"worst {worst_color}"),
        Figure("validator errors", errors, "", 0, detail=f"{count}, as served"),
        Figure("validator errors, decoded", decoded_errors, "", 0, detail="meshopt undone, validated again"),
        Figure("bytes before", before, "B", detail="as the brands sent them"),
        Figure("bytes after", after, "B", before, detail=f"{after / before:.0%} of before, web profile"),
    ]


def _size_error_mm(glb: bytes, size_m: list[float]) -> float:
    """Largest side's difference from the record, read by trimesh, which had no part in the conversion of a GLB."""
    scene: Any = trimesh.load(io.BytesIO(glb), file_type="glb")
    return float(np.abs(np.asarray(scene.extents) - np.asarray(size_m)).max()) * 1000


def _decoded_errors(detail: dict[str, Any]) -> int:
    found = [check["value"] for check in detail["truth"]["checks"] if check["rule"] == "errors once decoded"]
    return int(found[0]) if found else 1


def _source_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir() if path.name != "product.json")


__all__ = ["catalogue_figures"]
