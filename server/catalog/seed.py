"""The catalogue we ship becomes rows: each product record once, in folder order."""

from __future__ import annotations

import logging
from pathlib import Path

from arkit.errors import ArkitError
from arkit.product import Product, read_product
from server.catalog.store import put_product
from server.db import Clock, Sessions

log = logging.getLogger(__name__)


def seed_products(sessions: Sessions, folder: Path, clock: Clock) -> list[Product]:
    """Put every `folder/<sku>/product.json` into the shop, published; one bad record leaves out only itself."""
    products = read_folder(folder)
    with sessions.begin() as session:
        for position, product in enumerate(products):
            put_product(
                session,
                product,
                source="catalogue",
                state="published",
                owner=None,
                position=position,
                now_s=clock(),
            )
    return products


def read_folder(folder: Path) -> list[Product]:
    """Every product record below `folder`, by folder name; a bad one is logged and left out."""
    products = []
    for path in sorted(folder.glob("*/product.json")):
        try:
            products.append(read_product(path.parent))
        except ArkitError as error:
            log.warning("product left out", extra={"sku": path.parent.name, "reason": error.message})
    return products


__all__ = ["read_folder", "seed_products"]
