"""The studio's page: a brand signs in, sends files, sees what came of them. Its data comes from the API, with a key."""

from __future__ import annotations

from flask import Blueprint, Response, session

from arkit.product import KINDS
from server.config import MEGABYTE, Config
from server.pages.render import render_page
from server.uploads.rules import SUFFIXES

MOST_BYTES = 200 * MEGABYTE
UNITS = ("mm", "cm", "m", "in", "ft")
UPS = ("y", "z", "x")


def add_studio(pages: Blueprint, config: Config | None) -> None:
    """Give `pages` the studio at /studio; `?job=` opens one conversion."""
    most_bytes = MOST_BYTES if config is None else config.max_upload_bytes

    @pages.get("/studio")
    def studio() -> Response:
        page = render_page(
            "studio",
            data={"signed": "key_id" in session, "most_bytes": most_bytes, "suffixes": SUFFIXES},
            signed="key_id" in session,
            kinds=[kind for kind, attach in KINDS.items() if attach != "lips"],
            suffixes=SUFFIXES,
            most_mb=most_bytes // MEGABYTE,
            units=UNITS,
            ups=UPS,
        )
        page.headers["Cache-Control"] = "no-store"
        return page


__all__ = ["add_studio"]
