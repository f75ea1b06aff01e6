"""The shop's start page: a set of products, and all of them to narrow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from flask import Blueprint, Response, request

from arkit.product import KINDS
from server.catalog.store import Filter
from server.contract import ProductCard
from server.pages.render import render_page
from server.pages.shelf import Shelf

FITS_CM = (40, 60, 90, 120, 160, 200, 240)
HERO_KINDS = ("sofa", "armchair", "lamp", "table", "chair", "shelf", "decor", "glasses")
HERO_MAX = 4
STROKES = 5
SEARCH_MAX = 200


def add_shop(pages: Blueprint, store: Shelf) -> None:
    """Give `pages` the shop at /; `q`, `kind` and `fits` narrow it without a script."""

    @pages.get("/")
    def shop() -> Response:
        wanted = asked_filter()
        cards = sorted(store.cards(), key=lambda card: list(KINDS).index(card.kind))
        found = {card.sku for card in (cards if wanted == Filter() else store.cards(wanted))}
        return render_page(
            "shop",
            data={"cards": [asdict(card) for card in cards]},
            cards=cards,
            found=found,
            wanted=wanted,
            kinds=[kind for kind in KINDS if any(card.kind == kind for card in cards)],
            fits_cm=FITS_CM,
            hero=hero_cards(cards),
            strokes={card.sku: stroke_colors(store, card) for card in cards},
        )


def asked_filter() -> Filter:
    """What the shop's address asks for; what cannot be meant is left out."""
    kind = request.args.get("kind", "")
    fits_cm = request.args.get("fits", type=int)
    return Filter(
        text=request.args.get("q", "")[:SEARCH_MAX].strip(),
        kind=kind if kind in KINDS else "",
        max_width_m=fits_cm / 100 if fits_cm in FITS_CM else None,
    )


def hero_cards(cards: Sequence[ProductCard]) -> list[ProductCard]:
    """The first product of each kind that shows a room best, those with a poster."""
    shown = [card for card in cards if card.poster_url]
    firsts = [next((card for card in shown if card.kind == kind), None) for kind in HERO_KINDS]
    return [card for card in firsts if card is not None][:HERO_MAX]


def stroke_colors(store: Shelf, card: ProductCard) -> list[str]:
    """A few colours of a make-up range, spread over all its shades; none for what has a poster or no shades."""
    if card.poster_url or not card.shade_count:
        return []
    shades = store.detail(card.sku).shades
    step = max(1, len(shades) // STROKES)
    return [shade.color for shade in shades[::step][:STROKES]]


__all__ = ["FITS_CM", "HERO_MAX", "add_shop", "asked_filter", "hero_cards", "stroke_colors"]
