"""The page of one product."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request

from server.pages.render import render_page, visitor_language
from server.pages.shelf import Shelf
from server.pages.structured import product_json_ld


def add_product(pages: Blueprint, store: Shelf) -> None:
    """Give `pages` the product page at /p/<sku>."""

    @pages.get("/p/<sku>")
    def product(sku: str) -> Response:
        detail = store.detail(sku)
        json_ld = product_json_ld(detail, visitor_language(), request.base_url)
        return render_page("product", data={"product": asdict(detail)}, product=asdict(detail), json_ld=json_ld)


__all__ = ["add_product"]
