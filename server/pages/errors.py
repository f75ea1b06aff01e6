"""Refusals that a person sees: a designed page with one sentence and one way on."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response

from server.pages.render import RenderPage


def error_page(render_page: RenderPage, status: int) -> Response:
    """The page for an HTTP status; says nothing of the inside."""
    kind = "broken" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "refused"
    if status in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE):
        kind = "missing"
    return render_page("error", status=status, kind=kind)


__all__ = ["error_page"]
