"""What the pages ask of the catalogue."""

from __future__ import annotations

from typing import Protocol

from server.catalog.store import Filter
from server.contract import ProductCard, ProductDetail


class Shelf(Protocol):
    """What the pages ask of the catalogue."""

    def cards(self, wanted: Filter | None = None) -> list[ProductCard]:
        """Products that shoppers see and `wanted` fits, in the shop's order."""

    def detail(self, sku: str) -> ProductDetail:
        """One product; NotFoundError when there is none."""


__all__ = ["Shelf"]
