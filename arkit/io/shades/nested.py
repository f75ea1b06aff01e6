"""Rows of shades in JSON of any nesting: an object with a colour is a shade, those above it are brand and series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from arkit.io.shades.row import CHANNELS, Row, field_of, names_of

_HEX = re.compile(r"(?:#|0x)[0-9a-f]{3,8}", re.IGNORECASE)
_Above = tuple[dict[str, Any], ...]


def rows_of_json(data: object) -> Iterator[Row]:
    """Every shade of a parsed file, in its order."""
    yield from _walk(data, "", ())


def _walk(data: object, place: str, above: _Above) -> Iterator[Row]:
    if isinstance(data, list):
        yield from _listed(data, place, above)
    elif isinstance(data, dict):
        if _is_shade(data):
            yield _row(data, place, above)
            return
        for key, value in data.items():
            here = f"{place}.{key}" if place else str(key)
            if isinstance(value, str) and _HEX.fullmatch(value.strip()) and not field_of(key):
                yield _bare(here, value, above, names_of(key))  # {"Rose": "#C06070"}
            elif isinstance(value, list | dict):
                yield from _walk(value, here, (*above, data))


def _listed(data: list[Any], place: str, above: _Above) -> Iterator[Row]:
    shades = any(isinstance(one, dict) and _is_shade(one) for one in data)
    for index, one in enumerate(data):
        here = f"{place}[{index}]"
        if isinstance(one, str) and (_HEX.fullmatch(one.strip()) or _all_words(data)):
            yield _bare(here, one, above, {})
        elif shades and not (isinstance(one, dict) and (_is_shade(one) or _holds(one))):
            yield Row(here, name=names_of(_text(one.get("name"))) if isinstance(one, dict) else {})
        else:
            yield from _walk(one, here, above)


def _bare(place: str, color: str, above: _Above, name: Mapping[str, str]) -> Row:
    brand, series = _owners({}, above)
    return Row(place, name=name, color=color, brand=brand, series=series)


def _all_words(data: list[Any]) -> bool:
    """Whether a list is one of colours, though some are misspelt."""
    return sum(isinstance(one, str) and bool(_HEX.fullmatch(one.strip())) for one in data) * 2 > len(data)


def _holds(data: dict[str, Any]) -> bool:
    return any(isinstance(value, list | dict) and value for value in data.values())


def _is_shade(data: dict[str, Any]) -> bool:
    """Whether an object says a colour itself: as words, as three numbers, or a channel at a time."""
    fields = _fields(data)
    color = fields.get("color")
    if isinstance(color, str | int) or (isinstance(color, list) and len(color) == 3):
        return not any(isinstance(value, list) and value and isinstance(value[0], dict) for value in data.values())
    if isinstance(color, dict):
        return set(map(str.casefold, color)) in ({"r", "g", "b"}, {"l", "a", "b"})
    return {"red", "green"} <= set(fields) or {"lightness", "a", "b"} <= set(fields)


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in data.items():
        name = field_of(str(key))
        if name and name not in found and value is not None:
            found[name] = value
    if {"red", "green", "b"} <= set(found):
        found["blue"] = found.pop("b")
    return found


def _row(data: dict[str, Any], place: str, above: _Above) -> Row:
    fields = _fields(data)
    color = fields.get("color", "")
    channels: dict[str, str] = {name: _text(fields[name]) for name in CHANNELS if name in fields}
    if isinstance(color, dict):
        lower = {key.casefold(): _text(value) for key, value in color.items()}
        named = ("lightness", "a", "b") if "l" in lower else ("red", "green", "blue")
        channels, color = dict(zip(named, (lower[key] for key in ("lab" if "l" in lower else "rgb")), strict=True)), ""
    if isinstance(color, list):
        kind = next(str(key) for key in data if field_of(str(key)) == "color")
        color = f"{'lab' if 'lab' in kind.casefold() else 'rgb'}({', '.join(map(str, color))})"
    name = fields.get("name", "")
    given = name if isinstance(name, dict) else {}
    names = names_of(
        "" if isinstance(name, dict) else _text(name),
        _text(fields.get("name_zh", given.get("zh", ""))),
        _text(fields.get("name_en", given.get("en", ""))),
    )
    finish = _text(fields.get("finish", ""))
    number, owners = _text(fields.get("id", "")), _owners(fields, above)
    return Row(place, number, names, _text(color), channels, _unit(channels), finish, *owners)


def _unit(channels: Mapping[str, str]) -> bool:
    values = [channels[name] for name in ("red", "green", "blue") if name in channels]
    small = all(re.fullmatch(r"0?\.\d+|[01](\.0*)?", one) for one in values)
    return len(values) == 3 and small and any("." in one for one in values)


def _owners(fields: Mapping[str, Any], above: _Above) -> tuple[str, str]:
    """Brand and series: the shade's own word, else that of an object above, else the names of those from outside in."""
    own = {name: _text(fields.get(name, "")) for name in ("brand", "series")}
    over = [_fields(data) for data in above]
    for name in own:
        said = [_text(one[name]) for one in over if isinstance(one.get(name), str)]
        own[name] = own[name] or (said[-1] if said else "")
    titles = [title for one in over if (title := _title(one.get("name")))]
    if titles and not own["brand"]:
        own["brand"] = titles.pop(0)
    if titles and not own["series"]:
        own["series"] = titles[-1]
    return own["brand"], own["series"]


def _title(name: object) -> str:
    if isinstance(name, dict):
        return _text(name.get("zh") or name.get("en"))
    return _text(name)


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


__all__ = ["rows_of_json"]
