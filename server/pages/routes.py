"""The shop and the product page. Every other page adds its route here: fetch, then `render_page("<page>", …)`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from flask import Blueprint, Response, request

from server.contract import ProductCard, ProductDetail
from server.pages.assets import FOLDER, Manifest
from server.pages.render import register_render, render_page, visitor_language


class Shelf(Protocol):
    """What the pages ask of the catalogue."""

    def cards(self) -> list[ProductCard]:
        """Every product that shoppers see, in the shop's order."""

    def detail(self, sku: str) -> ProductDetail:
        """One product; NotFoundError when there is none."""


def create_pages(store: Shelf, config: Any = None, *, viewer_folder: Path = FOLDER) -> Blueprint:
    """The blueprint of all pages.

    Args:
        store: where products come from.
        config: the server's configuration (unused by the shop and the product page).
        viewer_folder: where the built viewer and its manifest lie.
    """
    pages = Blueprint("pages", __name__)
    register_render(pages, Manifest(viewer_folder))

    @pages.get("/")
    def shop() -> Response:
        cards = [asdict(card) for card in store.cards()]
        return render_page("shop", data={"cards": cards}, cards=cards)

    @pages.get("/p/<sku>")
    def product(sku: str) -> Response:
        detail = store.detail(sku)
        json_ld = product_json_ld(detail, visitor_language(), request.base_url)
        return render_page("product", data={"product": asdict(detail)}, product=asdict(detail), json_ld=json_ld)

    return pages


__all__ = ["Shelf", "create_pages"]
