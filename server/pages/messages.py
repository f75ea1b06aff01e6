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

_READING = re.compile(
    r"(?P<unit>\w+), (?P<up>-?[xyz]) up: (?P<size>[\d.]+(?: × [\d.]+){2}) cm, (?P<off>[\d.]+) % off at most"
)


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
    return words.get(f"check.{_slug(rule)}", rule)


def evidence_words(words: Mapping[str, str], evidence: str) -> str | None:
    """What the converter says of a unit or an axis, in the reader's language; None when the catalogue has no words.

    It is a phrase of `arkit.transforms.reading.size`, alone or followed by the reading it speaks of: "stated, and it
    fits the size", "the only reading that fits the size: m, y up: 218 × 92 × 82 cm, 0.0 % off at most".
    """
    phrase, _, rest = evidence.partition(": ")
    why = words.get(f"evidence.{_slug(phrase)}")
    if why is None or not rest:
        return why
    reading = _READING.fullmatch(rest)
    return reading and translate(words, "evidence.reading", why=why, **reading.groupdict())


def _slug(phrase: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", phrase.lower()).strip("_")


def page_messages(words: Mapping[str, str], page: str) -> dict[str, str]:
    """What the page's script gets: its own section and the shared ones."""
    wanted = {*SHARED_SECTIONS, page, *ALSO.get(page, ())}
    return {key: text for key, text in words.items() if key.split(".")[0] in wanted}


__all__ = ["FOLDER", "SHARED_SECTIONS", "evidence_words", "load_messages", "page_messages", "rule_words", "translate"]
