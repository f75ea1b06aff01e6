"""A brand's product list (CSV) as rows: what a line states wrongly is that row's error, and the others go on.

A list is its sender's own, but a line of it may have come from anywhere: a relative path must stay inside the list's
folder (links resolved), and only an absolute path, written on purpose, leads elsewhere.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

from arkit.convert.cells import NAMES, column_of, length_m, size_m, unit_of
from arkit.convert.options import ConvertOptions
from arkit.convert.row import SKU, Row
from arkit.errors import CheckError, ReadError, UnsupportedError
from arkit.io.text import decode
from arkit.product import KINDS, Attach

SHEET_SUFFIXES = (".csv", ".tsv")
_MOST_BYTES = 64 * 2**20
_UPS = ("x", "y", "z", "-x", "-y", "-z")
_SIDES = ("width", "height", "depth")
_Cells = Mapping[str, tuple[str, str]]  # column: (cell, unit its header states)


def is_sheet(path: Path) -> bool:
    """Whether a source is a product list."""
    if path.suffix.lower() in (".xlsx", ".xls", ".ods", ".numbers") and path.is_file():
        raise UnsupportedError(f"{path.name}: expected a product list as CSV, got a workbook; save it as CSV UTF-8")
    return path.suffix.lower() in SHEET_SUFFIXES and path.is_file()


def read_sheet(path: Path, base: ConvertOptions) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows of a list, in its order, and the headers that mean nothing to us.

    Delimiter (comma, semicolon, tab) and encoding (UTF-8, UTF-16, GBK, …) are told from the bytes. Bare lengths are cm.

    Args:
        path: the list; a header line first. NAMES has the columns.
        base: what holds where a line says nothing.

    Raises:
        ReadError: it is not such a list at all: no header, no `sku` or no `file` column, nothing below it.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise CheckError(f"{path.name}: expected a product list of at most 64 MiB")
    lines = _lines(decode(path.read_bytes())[0], path.name)
    _, headers = next(lines, (0, []))
    columns = [column_of(header) for header in headers]
    _check_columns([name for name, _ in columns], path.name)
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for line, cells in lines:
        row = _row(line, cells, columns, path.parent, base)
        if row.sku in seen and not row.error:
            row = replace(row, error=f"line {line}, column sku: {row.sku} is also on line {seen[row.sku]}; keep one")
        seen.setdefault(row.sku, line)
        rows.append(row)
    if not rows:
        raise ReadError(f"{path.name}: expected products below the header line, found none")
    return tuple(rows), tuple(head for head, (name, _) in zip(headers, columns, strict=True) if head and not name)


def _lines(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """(line number, cells) of each line that holds something."""
    skip = 0
    delimiter = ""
    if text[:4].lower() == "sep=":  # Excel's own first line
        delimiter, skip = text[4:5], 1
        text = text.partition("\n")[2]
    head = text.lstrip("\r\n").partition("\n")[0]
    delimiter = delimiter or max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start + skip, [cell.strip() for cell in cells]
            start = reader.line_num + 1
    except csv.Error as error:
        raise ReadError(f"{name}: line {start + skip}: expected cells parted by {delimiter!r}, got {error}") from error


def _check_columns(names: Sequence[str], where: str) -> None:
    twice = [name for name in set(names) if name and names.count(name) > 1]
    if twice:
        raise ReadError(f"{where}: expected each column once, {twice[0]} stands in the header more than once")
    for name in ("sku", "file"):
        if name not in names:
            known = ", ".join(NAMES)
            raise ReadError(f'{where}: expected a header line with a column "{name}"; columns are {known}')


def _row(
    line: int, cells: Sequence[str], columns: Sequence[tuple[str, str]], folder: Path, base: ConvertOptions
) -> Row:
    stated: dict[str, tuple[str, str]] = {}
    for (name, unit), cell in zip(columns, cells, strict=False):
        if name and cell:
            stated[name] = (cell, unit)
    sku = stated.get("sku", ("", ""))[0].lower()
    title = {key[-2:]: stated[key][0] for key in ("title_zh", "title_en") if key in stated}
    row = Row(sku, f"line {line}", None, base, title)
    at = "sku"
    try:
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            raise CheckError(f"expected {len(columns)} cells, got {len(cells)}; quote cells with commas")
        if not SKU.fullmatch(sku):
            raise CheckError(f'expected 2 to 64 of a-z, 0-9 and "-", got "{sku}"')
        at = "file"
        source = source_of(stated.get("file", ("", ""))[0], folder)
        options = replace(base, title=title) if title else base
        for at, change in _changes(stated):  # noqa: B007  # `at` is told where a change raises
            options = replace(options, **change())
    except CheckError as error:
        return replace(row, error=f"line {line}, column {at}: {error.message}")
    return replace(row, source=source, options=options)


def _changes(stated: _Cells) -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """(column, what it changes in the options) of each stated column; calling the change may raise CheckError."""
    if "size" in stated:
        yield "size", lambda: {"size_m": size_m(stated["size"][0], stated["size"][1] or "cm")}
    elif any(side in stated for side in _SIDES):
        missing = [side for side in _SIDES if side not in stated]
        yield (missing[0] if missing else "size"), lambda: {"size_m": _sides(stated, missing)}
    if "unit" in stated:
        yield "unit", lambda: {"unit": unit_of(stated["unit"][0])}
    if "up" in stated:
        yield "up", lambda: {"up": _one_of(stated["up"][0].lower(), _UPS)}
    if "front" in stated:
        yield "front", lambda: {"front": _one_of(stated["front"][0].lower(), _UPS)}
    if "mirror" in stated:
        yield "mirror", lambda: {"mirror": _one_of(stated["mirror"][0].lower(), ("yes", "no")) == "yes"}
    if "kind" in stated:
        yield "kind", lambda: _kind(stated["kind"][0].lower())
    if "attach" in stated:
        yield "attach", lambda: {"attach": _one_of(stated["attach"][0].lower(), get_args(Attach))}


def _kind(name: str) -> dict[str, Any]:
    kind = _one_of(name, tuple(KINDS))
    return {"kind": kind, "attach": KINDS[kind]}


def _sides(stated: _Cells, missing: Sequence[str]) -> tuple[float, ...]:
    if missing:
        raise CheckError("expected width, depth and height together, this one is empty")
    found = []
    for side in _SIDES:
        try:
            found.append(length_m(stated[side][0], stated[side][1] or "cm"))
        except CheckError as error:
            raise CheckError(f"{side}: {error.message}") from error
    return tuple(found)


def _one_of(value: str, allowed: Sequence[str]) -> str:
    if value not in allowed:
        raise CheckError(f'expected one of {", ".join(allowed)}, got "{value}"')
    return value


def source_of(text: str, folder: Path) -> Path:
    """The file or folder a cell means, found whatever slashes, case or Unicode form another system wrote.

    Raises:
        CheckError: nothing is there, or a relative path leads out of `folder`.
    """
    if not text:
        raise CheckError("expected a model file, zip or folder, the cell is empty")
    name = text.strip("\"'").replace("\\", "/")
    if "\0" in name:
        raise CheckError("expected a file name, got one with a zero byte")
    stated = Path(name)
    path = stated if stated.is_absolute() else _walk(folder, stated)
    if path is None or not (path.is_file() or path.is_dir()):
        raise CheckError(f'expected a file, zip or folder at "{text}", found none')
    if not stated.is_absolute() and not path.resolve().is_relative_to(folder.resolve()):
        raise CheckError(f'expected a path inside the list\'s folder, "{text}" leads out; write it absolute if meant')
    return path


def _walk(folder: Path, name: Path) -> Path | None:
    """`folder / name`, each part exact where there is such, else equal but for case and Unicode form."""
    here = folder
    for part in name.parts:
        exact = here / part
        if not exact.exists():
            alike = [one for one in here.iterdir() if _folded(one.name) == _folded(part)] if here.is_dir() else []
            if len(alike) != 1:
                return None
            exact = alike[0]
        here = exact
    return here


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


__all__ = ["SHEET_SUFFIXES", "is_sheet", "read_sheet", "source_of"]
