"""All pages: each is one file here with `add_<page>(pages, store)` and one line below, a template, a viewer folder."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint

from server.config import Config
from server.pages.assets import FOLDER, Manifest
from server.pages.mall import add_mall
from server.pages.mirror import add_mirror
from server.pages.product import add_product
from server.pages.render import register_render
from server.pages.room import add_room
from server.pages.shelf import Shelf
from server.pages.shop import add_shop
from server.pages.studio import add_studio


def create_pages(store: Shelf, config: Config | None = None, *, viewer_folder: Path = FOLDER) -> Blueprint:
    """The blueprint of all pages.

    Args:
        store: where products come from.
        config: the server's configuration, for pages that depend on it.
        viewer_folder: where the built viewer and its manifest lie.
    """
    pages = Blueprint("pages", __name__)
    register_render(pages, Manifest(viewer_folder))
    add_shop(pages, store)
    add_product(pages, store)
    add_mirror(pages, store)
    add_mall(pages, store)
    add_room(pages, store)
    add_studio(pages, config)
    return pages


__all__ = ["create_pages"]
