"""The product record: what a shop knows of a thing, with its true size."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from arkit.errors import CheckError, NotFoundError, ReadError

Attach = Literal["nose", "head", "ear", "floor", "wall", "ceiling", "table", "lips"]
KINDS: dict[str, Attach] = {
    "sofa": "floor",
    "armchair": "floor",
    "chair": "floor",
    "table": "floor",
    "lamp": "floor",
    "shelf": "floor",
    "rug": "floor",
    "picture": "wall",
    "glasses": "nose",
    "sunglasses": "nose",
    "hat": "head",
    "earrings": "ear",
    "bottle": "table",
    "lipstick": "lips",
    "decor": "table",
}
_SKU = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")


@dataclass(frozen=True, slots=True)
class Shade:
    """One colour of a make-up product. `color` is sRGB "#RRGGBB"; `name` has the languages that are known."""

    id: str
    name: Mapping[str, str]
    color: str
    finish: str
    brand: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """One colourway. `name` is the glTF variant (KHR_materials_variants); `color` is a swatch, sRGB "#RRGGBB"."""

    name: str
    title: Mapping[str, str]
    color: str


@dataclass(frozen=True, slots=True)
class Product:
    """A product as the catalogue tells it.

    Attributes:
        sku: lower-case letters, digits, hyphens; names the folder and the URL.
        gtin: 8, 12, 13 or 14 digits or empty.
        title: {"zh", "en"}.
        kind: one of KINDS.
        size_m: (width x, height y, depth z), metres, as the brand states it; None for make-up.
        attach: what it rests on or hangs from.
        model: source file name beside product.json ("" for make-up).
        unit: what the brand says its file is in ("mm", …) or "" where it says nothing.
        up: the axis the brand says is up ("y", "z") or "".
        price: {"CNY": 6480, "USD": 899}.
        description, material, color: {"zh", "en"}; the words of alt text.
        variants, shades: colourways of a model, colours of a make-up range.
    """

    sku: str
    title: Mapping[str, str]
    kind: str
    size_m: tuple[float, float, float] | None
    attach: Attach
    model: str = ""
    gtin: str = ""
    brand: str = ""
    unit: str = ""
    up: str = ""
    price: Mapping[str, float] = field(default_factory=dict)
    description: Mapping[str, str] = field(default_factory=dict)
    material: Mapping[str, str] = field(default_factory=dict)
    color: Mapping[str, str] = field(default_factory=dict)
    variants: tuple[Variant, ...] = ()
    shades: tuple[Shade, ...] = ()

    def __post_init__(self) -> None:
        if not _SKU.fullmatch(self.sku):
            raise CheckError(f'sku: expected 2 to 64 of a-z, 0-9 and "-", got "{self.sku}"')
        if self.kind not in KINDS:
            raise CheckError(f'kind: expected one of {", ".join(KINDS)}, got "{self.kind}"')
        if self.attach not in get_args(Attach):
            raise CheckError(f'attach: expected one of {", ".join(get_args(Attach))}, got "{self.attach}"')
        if self.size_m is not None and not all(0 < side < 100 for side in self.size_m):
            raise CheckError(f"size_m: expected three lengths between 0 and 100 m, got {self.size_m}")
        if self.gtin and not gtin_valid(self.gtin):
            raise CheckError(f'gtin: expected 8, 12, 13 or 14 digits with a right check digit, got "{self.gtin}"')
        missing = {"zh", "en"} - set(self.title)
        if missing:
            raise CheckError(f'title: expected "zh" and "en", {", ".join(sorted(missing))} missing')


def gtin_valid(gtin: str) -> bool:
    """Whether the digits end in the GS1 check digit (modulo 10, weights 3 and 1 from the right)."""
    if not re.fullmatch(r"\d{8}|\d{12,14}", gtin):
        return False
    body = [int(digit) for digit in reversed(gtin[:-1])]
    total = sum(digit * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
    return (10 - total % 10) % 10 == int(gtin[-1])


def product_from_dict(data: Mapping[str, Any]) -> Product:
    """Build a product from the object in product.json (same keys as the fields; `attach` may be left to the kind)."""
    try:
        entries = dict(data)
        entries["variants"] = tuple(Variant(**entry) for entry in data.get("variants", ()))
        entries["shades"] = tuple(Shade(**entry) for entry in data.get("shades", ()))
        size = data.get("size_m")
        entries["size_m"] = None if size is None else (float(size[0]), float(size[1]), float(size[2]))
        entries.setdefault("attach", KINDS.get(str(data.get("kind")), "floor"))
        return Product(**entries)
    except (TypeError, ValueError, IndexError) as error:
        raise CheckError(f"product: expected the fields of a product record, got {error}") from error


def read_product(folder: Path) -> Product:
    """Read `folder/product.json`; the SKU must be the folder's name."""
    path = folder / "product.json"
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: expected a product record there, found none") from error
    except ValueError as error:
        raise ReadError(f"{path}: expected JSON, got {error}") from error
    product = product_from_dict(data)
    if product.sku != folder.name:
        raise CheckError(f'{path}: expected sku "{folder.name}" (the folder), got "{product.sku}"')
    return product


__all__ = ["KINDS", "Attach", "Product", "Shade", "Variant", "gtin_valid", "product_from_dict", "read_product"]
