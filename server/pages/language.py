"""Which language and locale a visitor reads: the address says it, then the cookie, then the browser."""

from __future__ import annotations

from typing import Literal

from werkzeug.datastructures import LanguageAccept

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")
TAGS: dict[Lang, str] = {"zh": "zh-Hans", "en": "en"}
_DEFAULT_LOCALES: dict[Lang, str] = {"zh": "zh-CN", "en": "en"}


def choose_language(asked: str | None, remembered: str | None, accepted: LanguageAccept) -> Lang:
    """The language to answer in.

    Args:
        asked: the `lang` of the address, or None.
        remembered: the `lang` cookie, or None.
        accepted: the browser's Accept-Language.
    """
    for said in (asked, remembered):
        for lang in LANGS:
            if said == lang:
                return lang
    for tag in accepted.values():
        for lang in LANGS:
            if tag.lower().split("-")[0] == lang:
                return lang
    return "en"


def choose_locale(lang: Lang, accepted: LanguageAccept) -> str:
    """The locale for numbers: the browser's own for this language ("en-US"), or the language's default."""
    for tag in accepted.values():
        if tag.lower().split("-")[0] == lang and "-" in tag:
            return tag
    return _DEFAULT_LOCALES[lang]


__all__ = ["LANGS", "TAGS", "Lang", "choose_language", "choose_locale"]
