"""One way to answer with a page: language, words, links, the page's data, the template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Response, make_response, render_template, request

from server.pages import figures
from server.pages.assets import Manifest
from server.pages.language import LANGS, TAGS, Lang, choose_language, choose_locale
from server.pages.messages import load_messages, page_messages, translate

_YEAR_S = 365 * 24 * 3600
RenderPage = Callable[..., Response]


def visitor_language() -> Lang:
    """The language of the request being answered."""
    return choose_language(request.args.get("lang"), request.cookies.get("lang"), request.accept_languages)


def create_render(manifest: Manifest) -> RenderPage:
    """Make `render_page(page, data=…, status=…, **context)`, which every page's route ends with.

    `page` names the template `<page>.html`, the messages' section and `viewer/src/features/<page>/`. `data` is what the
    script gets; `context` is what the template gets beside `t`, `lang`, `money`, `size`, `length`, `lang_url`.
    """
    messages = load_messages()

    def render_page(page: str, *, data: Mapping[str, Any] | None = None, status: int = 200, **context: Any) -> Response:
        lang = visitor_language()
        words = messages[lang]
        html = render_template(
            f"{page}.html",
            page=page,
            lang=lang,
            tag=TAGS[lang],
            tags=TAGS,
            locale=choose_locale(lang, request.accept_languages),
            t=partial(translate, words),
            money=partial(figures.money, lang=lang),
            size=figures.size,
            length=figures.length,
            assets=manifest.page(page),
            langs=LANGS,
            lang_url=lang_url,
            messages=page_messages(words, page),
            page_data=dict(data or {}),
            **context,
        )
        return _remembered(make_response(html, status), lang)

    return render_page


def lang_url(lang: Lang) -> str:
    """This page's whole address in another language."""
    rest = [(key, value) for key, value in request.args.items(multi=True) if key != "lang"]
    return f"{request.base_url}?{urlencode([*rest, ('lang', lang)])}"


def _remembered(response: Response, lang: Lang) -> Response:
    response.headers["Content-Language"] = TAGS[lang]
    response.vary.update(("Accept-Language", "Cookie"))
    if request.args.get("lang") == lang:
        response.set_cookie("lang", lang, max_age=_YEAR_S, samesite="Lax", secure=request.is_secure)
    return response


__all__ = ["RenderPage", "create_render", "lang_url", "visitor_language"]
