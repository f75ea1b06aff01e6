"""The words of every page in both languages, by "section.key"."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from arkit.errors import CheckError
from server.pages.language import LANGS, Lang

FOLDER = Path(__file__).resolve().parent.parent / "i18n"
SHARED_SECTIONS = ("site", "kind", "size", "error")
"""Sections that every page's script gets beside the page's own."""
ALSO: Mapping[str, tuple[str, ...]] = {"studio": ("check",)}
"""Sections that one page's script needs besides."""


def load_messages(folder: Path = FOLDER) -> dict[Lang, dict[str, str]]:
    """Read `zh.json` and `en.json`, {"section": {"key": "words"}}, as {"zh": {"section.key": "words"}, "en": …}.

    Raises:
        CheckError: the two files do not have the same keys.
    """
    words = {lang: _flat(json.loads((folder / f"{lang}.json").read_text(encoding="utf-8"))) for lang in LANGS}
    lone = sorted(set(words["zh"]) ^ set(words["en"]))
    if lone:
        raise CheckError(f"messages: expected the same keys in zh.json and en.json, only one has {', '.join(lone)}")
    return words


def _flat(sections: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{section}.{key}": words for section, entries in sections.items() for key, words in entries.items()}


def translate(words: Mapping[str, str], key: str, **values: object) -> str:
    """The words of one key with `{name}` places filled.

    Raises:
        CheckError: no such key.
    """
    if key not in words:
        raise CheckError(f'messages: expected a key of the catalogue, got "{key}"', key=key)
    return words[key].format_map({name: str(value) for name, value in values.items()})


def rule_words(words: Mapping[str, str], rule: str) -> str:
    """A check's rule in the reader's language; the checker's own words for one that the catalogue does not know."""
    slug = re.sub(r"[^a-z0-9]+", "_", rule.lower()).strip("_")
    return words.get(f"check.{slug}", rule)


def page_messages(words: Mapping[str, str], page: str) -> dict[str, str]:
    """What the page's script gets: its own section and the shared ones."""
    wanted = {*SHARED_SECTIONS, page, *ALSO.get(page, ())}
    return {key: text for key, text in words.items() if key.split(".")[0] in wanted}


__all__ = ["FOLDER", "SHARED_SECTIONS", "load_messages", "page_messages", "rule_words", "translate"]
