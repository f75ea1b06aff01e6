"""What `arkit fit` is asked with: a product or its size, a room, an opening, a table of needs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from arkit.errors import CheckError, NotFoundError, ReadError
from arkit.fit import Gate, Rules, Shape, rectangle_room, rules_from, shape_of
from arkit.fit.rooms import TAPE_SD_M
from arkit.product import read_product
from arkit.surface import Interior, Measure

_UNITS = {"mm": 0.001, "cm": 0.01, "m": 1.0, "in": 0.0254}
_LENGTHS = re.compile(
    r"(?i)\s*([\d.]+)\s*(mm|cm|m|in)?\s*[x×*]\s*([\d.]+)\s*(mm|cm|m|in)?(?:\s*[x×*]\s*([\d.]+)\s*(mm|cm|m|in)?)?\s*"
)


def lengths_m(text: str, count: int, unit: str) -> tuple[float, ...] | None:
    """`count` lengths like 220x91x83cm in metres; None where the text is none. The last unit holds for all."""
    found = _LENGTHS.fullmatch(text)
    if not found or (found[5] is None) != (count == 2):
        return None
    last = found[2 * count] or unit
    try:
        return tuple(
            float(found[2 * place + 1]) * _UNITS[(found[2 * place + 2] or last).lower()] for place in range(count)
        )
    except ValueError:
        return None


def asked_lengths(text: str, count: int, unit: str, option: str) -> tuple[float, ...]:
    """The same; wrong usage where the text is none."""
    found = lengths_m(text, count, unit)
    if found is None:
        form = "WIDTHxHEIGHT" if count == 2 else "WIDTHxDEPTHxHEIGHT"
        raise click.BadParameter(f"expected {form} in {unit}, got {text}", param_hint=option)
    return found


def asked_shape(text: str, size_sd_m: float | None) -> tuple[Shape, str]:
    """What to fit and its kind: a typed size, a product's folder, or a model whose unit is known."""
    typed = lengths_m(text, 3, "cm")
    if typed is not None:
        return shape_of((typed[0], typed[2], typed[1]), sd_m=size_sd_m), ""
    path = Path(text)
    record = read_product(path) if (path / "product.json").exists() else None
    if record is not None and (not record.model or not (path / record.model).exists()):
        return shape_of(record, sd_m=size_sd_m), record.kind
    from arkit.io import read

    source = read(path / record.model if record is not None else path)
    kind = record.kind if record is not None else ""
    if source.unit == "m" and source.up in ("y", ""):
        return shape_of(source.document, sd_m=size_sd_m), kind
    if record is not None:
        return shape_of(record, sd_m=size_sd_m), kind
    raise CheckError(
        f"{path.name}: expected a model whose unit and up are known, this {source.format.upper()} says neither; "
        "run `arkit convert` first, or give its size like 220x91x83cm"
    )


def asked_room(
    room: Path | None, sides: str | None, sd_cm: float | None, *, up: str = "", unit: str = ""
) -> Interior | None:
    """The room: a rectangle by its sides, or a saved room or a scan, of which `up` and `unit` may be known."""
    if sides is not None:
        width, depth, height = asked_lengths(sides, 3, "m", "--room")
        return rectangle_room(width, depth, height, sd_m=TAPE_SD_M if sd_cm is None else sd_cm / 100)
    if room is None:
        return None
    if not room.exists():
        raise NotFoundError(f"{room}: expected a saved room or a scan there, found none")
    from arkit.scan import read_scan

    return read_scan(room, up=up, unit=unit)


def asked_photo(photo: Path | None, depth: Path | None, depth_steps: float) -> Interior | None:
    """The room in a photograph with its depth picture."""
    if (photo is None) != (depth is None):
        raise click.UsageError("Give --photo and --depth together.")
    if photo is None or depth is None:
        return None
    from arkit.place import read_depth, read_photo
    from arkit.scan import room_of_photo

    picture = read_photo(photo)
    return room_of_photo(picture.frame, read_depth(depth, depth_steps), focal_35mm=picture.focal_35mm, name=photo.name)


def asked_gate(door: str | None, *, sd_cm: float, wall_cm: float, corridor_cm: float | None) -> Gate | None:
    """The opening that was typed in, None where none was."""
    if door is None:
        return None
    width, height = asked_lengths(door, 2, "cm", "--door")
    corridor = None if corridor_cm is None else corridor_cm / 100
    return Gate(Measure(width, sd_cm / 100), Measure(height, sd_cm / 100), wall_cm / 100, corridor)


def asked_rules(path: Path | None) -> Rules | None:
    """A table of needs of the user's own."""
    if path is None:
        return None
    try:
        return rules_from(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ReadError(f"{path.name}: expected JSON, got {error}") from error


__all__ = [
    "asked_gate",
    "asked_lengths",
    "asked_photo",
    "asked_room",
    "asked_rules",
    "asked_shape",
    "lengths_m",
]
