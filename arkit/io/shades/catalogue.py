"""Read a catalogue of shades as a brand has it: nested or flat JSON, or a table of text, in any common encoding.

No row goes missing without a word: what is refused, repeated or changed is told by its row.
"""

from __future__ import annotations

import json
from pathlib import Path

from arkit.errors import NotFoundError, ReadError, UnsupportedError
from arkit.io.shades.nested import rows_of_json
from arkit.io.shades.row import Row, read_color, read_finish
from arkit.io.shades.table import rows_of_table
from arkit.io.text import decode
from arkit.look import Finish
from arkit.product import Shade
from arkit.shade import Catalogue, Remark

MOST_BYTES = 32 * 2**20
MOST_SHADES = 50_000


def read_shades(path: Path, *, finish: Finish = "matte") -> Catalogue:
    """Read a file of shades.

    Args:
        path: JSON, or text in columns (comma, semicolon, tab or bar).
        finish: of shades whose row says none.

    Raises:
        ReadError: the file holds no shade that could be read.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnsupportedError(
                f"{path}: expected shades in at most 32 MB, got {path.stat().st_size / 2**20:.0f} MB"
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise NotFoundError(f"{path}: expected a file of shades there, found none") from error
    return shades_from_bytes(data, str(path), finish=finish)


def shades_from_bytes(data: bytes, name: str = "shades", *, finish: Finish = "matte") -> Catalogue:
    """Read the bytes of such a file; `name` is for messages."""
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UnsupportedError(f"{name}: expected JSON or text in columns, got a spreadsheet; save it as CSV")
    text, encoding = decode(data)
    text = text.lstrip("\ufeff")
    if not text.strip():
        raise ReadError(f"{name}: expected shades, the file is empty")
    rows = list(rows_of_json(_parsed(text, name)) if text.lstrip()[0] in "[{" else rows_of_table(text))
    if len(rows) > MOST_SHADES:
        raise UnsupportedError(f"{name}: expected at most {MOST_SHADES} shades, got {len(rows)}; split the file")
    catalogue = gathered(rows, encoding, finish)
    if not catalogue.shades:
        why = catalogue.remarks[0] if catalogue.remarks else None
        said = f"; {why.row}: {why.text}" if why else ""
        raise ReadError(f"{name}: expected rows with a colour (hex, rgb or lab), found none{said}")
    return catalogue


def _parsed(text: str, name: str) -> object:
    try:
        return json.loads(text)
    except ValueError as error:
        raise ReadError(f"{name}: expected JSON, got {error}") from error
    except RecursionError as error:
        raise ReadError(f"{name}: expected JSON of sane depth, got brackets within brackets without end") from error


def gathered(rows: list[Row], encoding: str, finish: Finish) -> Catalogue:
    """Shades of the rows that have a colour, and a remark for every other row and every double."""
    shades: list[Shade] = []
    remarks: list[Remark] = []
    whole: dict[Shade | tuple[object, ...], str] = {}
    colors: dict[str, str] = {}
    ids: dict[tuple[str, str, str], str] = {}
    for row in rows:
        color, said = read_color(row)
        if color is None:
            remarks.append(Remark(row.place, "refused", said))
            continue
        if said:
            remarks.append(Remark(row.place, "changed", said))
        kind, said = read_finish(row.finish, finish)
        if said:
            remarks.append(Remark(row.place, "changed", said))
        key = (row.brand, row.series, row.id, *sorted(row.name.items()), color, kind)
        if key in whole:
            remarks.append(Remark(row.place, "repeated", f"the same in every field as {whole[key]}; kept once"))
            continue
        whole[key] = row.place
        if color in colors:
            remarks.append(Remark(row.place, "same_color", f"{color} is also the colour of {colors[color]}; both kept"))
        colors.setdefault(color, row.place)
        own = (row.brand, row.series, row.id)
        if row.id and own in ids:
            remarks.append(Remark(row.place, "same_id", f'id "{row.id}" is also that of {ids[own]}; both kept'))
        ids.setdefault(own, row.place)
        shades.append(Shade(row.id or f"n{len(shades) + 1}", row.name, color, kind, row.brand, row.series))
    return Catalogue(tuple(shades), tuple(remarks), encoding)


__all__ = ["MOST_BYTES", "MOST_SHADES", "gathered", "read_shades", "shades_from_bytes"]
