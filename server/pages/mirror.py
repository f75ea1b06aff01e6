"""The mirror page: what can be worn, and nothing of who wears it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response

from arkit.look import FINISHES
from server.contract import ProductCard
from server.headers import POLICY
from server.pages.render import render_page
from server.pages.shelf import Shelf

# The face tracker's WebAssembly names its functions with `new Function`; this page alone may do that.
MIRROR_POLICY = POLICY.replace("'wasm-unsafe-eval'", "'wasm-unsafe-eval' 'unsafe-eval'")


def add_mirror(pages: Blueprint, store: Shelf) -> None:
    """Give `pages` the mirror at /mirror: frames that sit on the nose, and every lipstick's shades."""

    @pages.get("/mirror")
    def mirror() -> Response:
        cards = store.cards()
        frames = [asdict(card) for card in cards if card.attach == "nose" and card.model_url]
        ranges = _ranges(store, cards)
        page = render_page("mirror", data={"frames": frames, "ranges": ranges}, finishes=_finishes(ranges))
        page.headers["Content-Security-Policy"] = MIRROR_POLICY
        return page


def _ranges(store: Shelf, cards: list[ProductCard]) -> list[dict[str, Any]]:
    """Every make-up range with its shades."""
    found = [store.detail(card.sku) for card in cards if card.attach == "lips"]
    return [
        {"sku": product.sku, "title": asdict(product.title), "shades": [asdict(shade) for shade in product.shades]}
        for product in found
        if product.shades
    ]


def _finishes(ranges: list[dict[str, Any]]) -> list[str]:
    """The finishes that the ranges have, from dry to wet."""
    found = {shade["finish"] for each in ranges for shade in each["shades"]}
    return [finish for finish in FINISHES if finish in found]


__all__ = ["add_mirror"]
