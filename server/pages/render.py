"""One way to answer with a page: language, words, links, the page's data, the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request

from server.pages import figures
from server.pages.assets import Manifest
from server.pages.language import LANGS, TAGS, Lang, choose_language, choose_locale
from server.pages.messages import evidence_words, load_messages, page_messages, rule_words, translate

_YEAR_S = 365 * 24 * 3600


def visitor_language() -> Lang:
    """The language of the request being answered."""
    return choose_language(request.args.get("lang"), request.cookies.get("lang"), request.accept_languages)


def create_context(manifest: Manifest) -> Callable[[], dict[str, Any]]:
    """Make the context every template of the app gets: `t`, `lang`, `money`, `size`, `length`, `lang_url`, the viewer's
    files. `page` is "error" until a page says its name, so that error.html works from anywhere.
    """
    messages = load_messages()

    def context() -> dict[str, Any]:
        lang = visitor_language()
        return {
            "page": "error",
            "page_data": {},
            "lang": lang,
            "langs": LANGS,
            "tag": TAGS[lang],
            "tags": TAGS,
            "locale": choose_locale(lang, request.accept_languages),
            "t": partial(translate, messages[lang]),
            "rule_words": partial(rule_words, messages[lang]),
            "evidence_words": partial(evidence_words, messages[lang]),
            "messages_of": partial(page_messages, messages[lang]),
            "assets_of": manifest.page,
            "money": partial(figures.money, lang=lang),
            "size": figures.size,
            "length": figures.length,
            "figure": figures.figure,
            "lang_url": lang_url,
        }

    return context


def render_page(page: str, *, data: Mapping[str, Any] | None = None, **context: Any) -> Response:
    """The whole HTML answer of a page.

    Args:
        page: names the template `<page>.html`, the messages' section and `viewer/src/features/<page>/`.
        data: what the page's script gets.
        context: what the page's template gets beside what every template gets.
    """
    html = render_template(f"{page}.html", page=page, page_data=dict(data or {}), **context)
    return make_response(html)


def remember_language(response: Response) -> Response:
    """Say which language a page is in, and keep the one that the address asked for."""
    if response.mimetype != "text/html":
        return response
    lang = visitor_language()
    response.headers["Content-Language"] = TAGS[lang]
    response.vary.update(("Accept-Language", "Cookie"))
    if request.args.get("lang") == lang:
        response.set_cookie("lang", lang, max_age=_YEAR_S, samesite="Lax", secure=request.is_secure)
    return response


def lang_url(lang: Lang) -> str:
    """This page's whole address in another language."""
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.base_url}?{urlencode([*rest, ('lang', lang)])}"


def register_render(pages: Blueprint, manifest: Manifest) -> None:
    """Give every template of the app its context and every HTML answer its language."""
    pages.app_context_processor(create_context(manifest))
    pages.after_app_request(remember_language)


__all__ = ["create_context", "lang_url", "register_render", "remember_language", "render_page", "visitor_language"]
