"""Rows of a table of text: which sign parts its columns, which line names them, and which columns are the colour."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from arkit.errors import ReadError
from arkit.io.shades.row import CHANNELS, Row, field_of, names_of

_SIGNS = ("\t", ";", ",", "|", "，", "；")
_HEX = re.compile(r"(?:#|0x)[0-9a-f]{3}(?:[0-9a-f]{3})?|[0-9a-f]{6}", re.IGNORECASE)


def rows_of_table(text: str) -> Iterator[Row]:
    """Every line with something in it as a row; the first may name the columns."""
    parted = list(_parted(text))
    if not parted:
        return
    fields = [field_of(cell) for cell in parted[0][1]]
    named = "color" in fields or "name" in fields or {"red", "green"} <= set(fields) or "lightness" in fields
    fields = _as_rgb(fields, parted[0][1]) if named else _guessed([cells for _, cells in parted[:50]])
    body = parted[1:] if named else parted
    unit = _unit_channels(fields, [cells for _, cells in body])
    for line, cells in body:
        yield _row(f"line {line}", fields, cells, unit)


def _parted(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of lines that are not blank, by the sign that parts most lines alike."""
    lines = text.splitlines()
    first, hint = 0, re.fullmatch(r"sep=(.)", lines[0].strip()) if lines else None
    if hint:
        lines[0] = ""
        first = 1
    sign = hint.group(1) if hint else _sign(lines)
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=sign, skipinitialspace=True)
    before = 0
    try:
        for cells in reader:
            start, before = before + 1, reader.line_num
            if start > first and any(cell.strip() for cell in cells):
                yield start, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise ReadError(f"line {before + 1}: expected text in columns, got {error}") from error


def _sign(lines: Sequence[str]) -> str:
    sample = [line for line in lines if line.strip()][:40]
    best, most = ",", 0.0
    for sign in _SIGNS:
        counts = Counter(_parts(line, sign) - 1 for line in sample)
        parting = [(alike, count) for count, alike in counts.items() if count > 0]
        lines_alike, count = max(parting, default=(0, 0))
        score = lines_alike + min(count, 9) * 0.01
        if score > most + (0.5 if best != "," else 0):
            best, most = sign, score
    return best


def _parts(line: str, sign: str) -> int:
    try:
        return len(next(csv.reader([line], delimiter=sign), []))
    except csv.Error:
        return 1


def _as_rgb(fields: list[str], words: Sequence[str]) -> list[str]:
    """A lone "b" is blue beside red and green; a column that only says "l" is lightness beside a and b."""
    if {"red", "green"} <= set(fields) and "blue" not in fields:
        fields = ["blue" if name == "b" else name for name in fields]
    if "lightness" in fields and not {"a", "b"} <= set(fields):
        fields = ["" if name == "lightness" else name for name in fields]
    return ["" if name and name in fields[:place] else name for place, name in enumerate(fields)]


def _guessed(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns of a table without a header: the one with hexes is the colour, the next with words the name."""
    width = max(len(cells) for cells in rows)
    columns = [[cells[place] for cells in rows if place < len(cells)] for place in range(width)]
    hits = [sum(bool(_HEX.fullmatch(cell)) for cell in column) for column in columns]
    fields = [""] * width
    if max(hits):
        fields[hits.index(max(hits))] = "color"
    wordy = [place for place in range(width) if not fields[place] and any(map(_is_word, columns[place]))]
    for place, name in zip(wordy, ("name", "series"), strict=False):
        fields[place] = name
    for place in range(width):
        if not fields[place] and "id" not in fields:
            fields[place] = "id"
    return fields


def _is_word(cell: str) -> bool:
    return bool(re.search(r"[^\W\d_]", cell)) and not _HEX.fullmatch(cell)


def _unit_channels(fields: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether a file's red, green, blue run from 0 to 1: no value above 1, and a fraction somewhere."""
    places = [place for place, name in enumerate(fields) if name in ("red", "green", "blue")]
    cells = [cells[place].replace(",", ".") for cells in rows for place in places if place < len(cells)]
    numbers = [float(cell) for cell in cells if re.fullmatch(r"\d+(\.\d+)?", cell)]
    return bool(numbers) and max(numbers) <= 1 and any(number % 1 for number in numbers)


def _row(place: str, fields: Sequence[str], cells: Sequence[str], unit: bool) -> Row:
    held = {name: cell for name, cell in zip(fields, cells, strict=False) if name}
    return Row(
        place,
        held.get("id", ""),
        names_of(held.get("name", ""), held.get("name_zh", ""), held.get("name_en", "")),
        held.get("color", ""),
        {name: held[name] for name in CHANNELS if held.get(name)},
        unit,
        held.get("finish", ""),
        held.get("brand", ""),
        held.get("series", ""),
    )


__all__ = ["rows_of_table"]
