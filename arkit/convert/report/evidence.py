"""What a conversion decided and why: each choice with its evidence and witnesses, and all guesses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from arkit.convert.report.markup import both, number, section, table
from arkit.convert.words.evidence import chinese

_CHOICES = (
    ("unit", "单位", "Unit"),
    ("up", "向上轴", "Up axis"),
    ("front", "正面", "Front"),
    ("mirror", "镜像", "Mirrored"),
    ("origin", "原点", "Origin"),
)
_PIVOTS = {
    "bottom": ("底部中心", "bottom centre"),
    "back": ("背面中心", "back centre"),
    "top": ("顶部中心", "top centre"),
    "middle": ("中心", "middle"),
    "keep": ("保留原文件", "as the file has it"),
}
_KEYS = {
    "witness": ("证据", "witness"),
    "says": ("说明", "says"),
    "weight": ("权重", "weight"),
    "evidence": ("依据", "evidence"),
}


def evidence_section(answer: Mapping[str, Any]) -> str:
    """A card for each choice of the answer, then the guesses in words."""
    cards = "".join(_card(answer[key], zh, en) for key, zh, en in _CHOICES if _is_choice(answer.get(key)))
    body = f'<div class="pair many">{cards}</div>'
    if answer.get("witnesses"):
        body += f'<div class="card">{witnesses(answer["witnesses"])}</div>'
    guesses = [str(one) for one in answer.get("guesses", ())]
    if guesses:
        told = "".join(f"<li>{_told(one)}</li>" for one in guesses)
        body += f"<div class='card evidence'><h3>{both('推断', 'Guesses')}</h3><ul class='plain'>{told}</ul></div>"
    return section("evidence", "判断与依据", "What was decided, and why", body)


def _is_choice(value: Any) -> bool:
    return isinstance(value, Mapping) and ("chosen" in value or "pivot" in value)


def _card(choice: Mapping[str, Any], zh: str, en: str) -> str:
    chosen = choice.get("chosen", choice.get("pivot"))
    words = both(*_PIVOTS.get(str(chosen), (_said(chosen, "是", "否"), _said(chosen, "yes", "no"))))
    parts = [f"<h3>{both(zh, en)}</h3>", f'<p class="chosen">{words}</p>']
    if choice.get("evidence"):
        parts.append(f"<p>{_told(str(choice['evidence']))}</p>")
    if isinstance(choice.get("confidence"), int | float):
        sure = max(0.0, min(1.0, float(choice["confidence"])))
        bar = f'<span class="bar"><b style="width:{sure * 100:.0f}%"></b></span>'
        parts.append(f'<div class="sure">{bar}<span>{both("把握", "sure")} {sure * 100:.0f} %</span></div>')
    if choice.get("witnesses"):
        parts.append(witnesses(choice["witnesses"]))
    return f'<div class="card evidence">{"".join(parts)}</div>'


def _said(value: Any, yes: str, no: str) -> str:
    if isinstance(value, bool):
        return yes if value else no
    return str(value)


def witnesses(found: Sequence[Mapping[str, Any]]) -> str:
    """Whatever keys the witnesses have, in the order of the first."""
    keys = list(dict.fromkeys(key for one in found for key in one))
    heads = [both(*_KEYS.get(key, (key, key))) for key in keys]
    numeric = {key for key in keys if all(isinstance(one.get(key, 0), int | float) for one in found)}
    heads = [f"#{head}" if key in numeric else head for key, head in zip(keys, heads, strict=True)]
    return table(heads, [[_cell(key, one.get(key)) for key in keys] for one in found])


def _cell(key: str, value: Any) -> str:
    return _told(value) if key in ("witness", "says") and isinstance(value, str) else number(value)


def _told(sentence: str) -> str:
    """A sentence in both languages; one that only its maker's language has says so."""
    translated = chinese(sentence)
    return both(translated, sentence) if translated != sentence else f'<span lang="mul">{escape(sentence)}</span>'


__all__ = ["evidence_section", "witnesses"]
