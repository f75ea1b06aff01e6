"""Small pieces of the page: text in two languages, numbers, tables, figures. Everything is escaped here."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape


def both(zh: object, en: object) -> str:
    """The same in Chinese and English; the page shows one of them."""
    return f'<span lang="zh-Hans">{escape(str(zh))}</span><span lang="en">{escape(str(en))}</span>'


def section(key: str, zh: str, en: str, body: str, *, note: str = "") -> str:
    """A titled part of the page."""
    return f'<section id="{key}"><header><h2>{both(zh, en)}</h2>{note}</header>{body}</section>'


def table(heads: Sequence[str], rows: Sequence[Sequence[str]], *, classes: str = "") -> str:
    """A table of cells that are markup already; columns whose head begins with "#" hold numbers."""
    head = "".join(f"<th{_number(one)}>{one.removeprefix('#')}</th>" for one in heads)
    body = "".join(
        "<tr>" + "".join(f"<td{_number(one)}>{cell}</td>" for one, cell in zip(heads, row, strict=True)) + "</tr>"
        for row in rows
    )
    inner = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    return f'<div class="scroll" tabindex="0"><table class="{classes}">{inner}</table></div>'


def _number(head: str) -> str:
    return ' class="n"' if head.startswith("#") else ""


def fact(label: str, value: str, under: str = "") -> str:
    """One measured value with its name; `under` says what it means."""
    return f"<div><dt>{label}</dt><dd>{value}</dd>{f'<small>{under}</small>' if under else ''}</div>"


def picture(data: bytes, zh: str, en: str, *, size_px: tuple[int, int] | None = None, classes: str = "") -> str:
    """An inlined WebP with alternative text in both languages; a script keeps the one that is read."""
    size = f' width="{size_px[0]}" height="{size_px[1]}"' if size_px else ""
    uri = "data:image/webp;base64," + base64.b64encode(data).decode("ascii")
    alt = f'alt="{escape(en)}" data-zh="{escape(zh)}" data-en="{escape(en)}"'
    return f'<img class="{classes}" src="{uri}" {alt}{size} decoding="async">'


def size_text(count: float) -> str:
    """Bytes as people read them (1 KB = 1000 B)."""
    if count < 1000:
        return f"{count:.0f} B"
    return f"{count / 1000:,.0f} KB" if count < 1e6 else f"{count / 1e6:,.2f} MB"


def number(value: object) -> str:
    """A number or a word as a table shows it."""
    if isinstance(value, bool) or value is None:
        return "–" if value is None else str(value)
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        value = 0.0 if abs(value) < 5e-5 else value
        return f"{value:,.0f}" if value == int(value) and abs(value) < 1e15 else f"{value:,.4g}"
    return escape(str(value))


__all__ = ["both", "fact", "number", "picture", "section", "size_text", "table"]
