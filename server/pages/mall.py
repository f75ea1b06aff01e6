"""The mall's pages: a lobby to open a room or come into one, and the hall. What happens inside is the socket's."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from server.contract import CHAT_MAX, NAME_MAX, ProductCard
from server.mall.rules import is_code, new_code
from server.pages.render import render_page
from server.pages.shelf import Shelf

COLORS = ("#b93a17", "#c98a2b", "#5f6b49", "#2e6b4f", "#2f6f8f", "#3f4f8c", "#7d4a86", "#a3486a")
"""What an avatar may wear; each stands out from walls and floor, by day and in the evening."""


def add_mall(pages: Blueprint, store: Shelf) -> None:
    """Give `pages` the lobby at /mall (a POST opens a room, `?code=` leads into one) and halls at /mall/<code>."""

    @pages.get("/mall")
    def lobby() -> AnyResponse:
        asked = request.args.get("code", "")
        code = tidied_code(asked)
        if is_code(code):
            return redirect(hall_url(code), 303)
        return render_lobby(asked, 422 if asked else 200)

    @pages.post("/mall")
    def open_room() -> AnyResponse:
        return redirect(hall_url(new_code()), 303)

    @pages.get("/mall/<code>")
    def hall(code: str) -> AnyResponse:
        if not is_code(code):
            return render_lobby(code, 404)
        cards = store.cards()
        shown = [asdict(card) for card in cards if exhibited(card)]
        return render_page(
            "mall",
            data={"code": code, "cards": shown, "sku": request.args.get("sku", "")},
            room=code,
            cards=[card for card in cards if exhibited(card)],
            colors=COLORS,
            name_max=NAME_MAX,
            chat_max=CHAT_MAX,
        )


def render_lobby(asked: str, status: int) -> Response:
    """The lobby; what was asked for and is no room's code stays in its field."""
    page = render_page("mall", room="", asked=asked[:80], sku=request.args.get("sku", ""))
    page.status_code = status
    return page


def tidied_code(asked: str) -> str:
    """The code in what a person typed or pasted: a whole link, capitals, spaces for hyphens."""
    last = asked.strip().split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    return "-".join(last.lower().replace("-", " ").split())


def hall_url(code: str) -> str:
    """The hall's address, the product that one came from kept."""
    sku = request.args.get("sku") or request.form.get("sku")
    return f"/mall/{code}" + (f"?{urlencode({'sku': sku})}" if sku else "")


def exhibited(card: ProductCard) -> bool:
    """Whether it can stand in a hall: its true size is known, or it is small enough to stand on a pedestal anyway."""
    return card.size_m is not None or card.attach == "lips"


__all__ = ["COLORS", "add_mall", "exhibited", "hall_url", "render_lobby", "tidied_code"]
