"""The planner's pages: furniture in a photo of one's own room, and the marker one may print for it."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache

from flask import Blueprint, Response, make_response, render_template, request

from server.contract import ProductCard
from server.pages.render import render_page
from server.pages.shelf import Shelf

MARKER_CM = 15.0
MARKER_LEAST_CM, MARKER_MOST_CM = 8.0, 17.0  # smaller is lost at three metres, larger loses its white rim on A4
MARKER_CELLS = 6  # four of the pattern and the black rim


def add_room(pages: Blueprint, store: Shelf) -> None:
    """Give `pages` the planner at /room (`?sku=` chooses a product) and the marker's sheet at /room/marker.svg."""

    @pages.get("/room")
    def room() -> Response:
        cards = [card for card in store.cards() if placeable(card)]
        asked = request.args.get("sku", "")
        chosen = next((card.sku for card in cards if card.sku == asked), cards[0].sku if cards else "")
        data = {"cards": [asdict(card) for card in cards], "chosen": chosen}
        return render_page("room", data=data, cards=cards, chosen=chosen, marker_cm=MARKER_CM)

    @pages.get("/room/marker.svg")
    def marker() -> Response:
        asked_cm = request.args.get("side_cm", MARKER_CM, type=float)
        side_cm = min(max(asked_cm, MARKER_LEAST_CM), MARKER_MOST_CM)
        sheet = make_response(render_template("room_marker.svg", side_mm=side_cm * 10, dark=marker_path()))
        sheet.mimetype = "image/svg+xml"
        return sheet


def placeable(card: ProductCard) -> bool:
    """Whether a photo can show it: it stands on the floor and has a model."""
    return card.attach == "floor" and card.model_url is not None


@cache
def marker_path() -> str:
    """The dark cells of ArUco DICT_4X4_50's marker 0 as an SVG path, one unit a cell, MARKER_CELLS wide and high."""
    import cv2  # its libraries cost a quarter of a second and 60 MB: only who asks for the sheet pays

    dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    cells = cv2.aruco.generateImageMarker(dictionary, 0, MARKER_CELLS)
    rows, columns = (cells == 0).nonzero()
    return "".join(f"M{x} {y}h1v1h-1z" for y, x in zip(rows, columns, strict=True))


__all__ = ["MARKER_CELLS", "MARKER_CM", "add_room", "marker_path", "placeable"]
