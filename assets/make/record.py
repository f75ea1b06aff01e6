"""product.json: what the catalogue says, with the size measured on the mesh and a GTIN whose check digit is right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assets.make.mesh import bounds
from assets.make.model import Part

BRAND = "Arkit Home"


def gtin(item: int) -> str:
    """A 13-digit number in GS1's range for use inside a shop (prefix 2), from an item number."""
    body = f"2{item:011d}"
    total = sum(int(digit) * (1 if place % 2 == 0 else 3) for place, digit in enumerate(body))
    return f"{body}{(10 - total % 10) % 10}"


def size_m(parts: Sequence[Part]) -> list[float]:
    """Width x, height y, depth z of the parts, metres, to a tenth of a millimetre."""
    low, high = bounds([part.mesh for part in parts])
    return [round(float(side), 4) for side in high - low]


def write_record(folder: Path, parts: Sequence[Part] | None, fields: Mapping[str, Any], *, brand: str = BRAND) -> None:
    """Write `folder`/product.json.

    Args:
        folder: its name is the SKU.
        parts: what was written to the model file, for the size; None for make-up.
        fields: the other fields of arkit.product.Product.
        brand: who sells it.
    """
    record: dict[str, Any] = {"sku": folder.name, "brand": brand, **fields}
    if parts is not None:
        record["size_m"] = size_m(parts)
    text = json.dumps(record, ensure_ascii=False, indent=2)
    (folder / "product.json").write_text(text + "\n", encoding="utf-8")


__all__ = ["BRAND", "gtin", "size_m", "write_record"]
