"""`arkit check`: hold a 3D file against the rules of shops and standards."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, get_args

import click

from arkit.check import Check
from arkit.checks import CHANNELS, Wanted, audit, channels, structure, usdz_package
from arkit.cli import print_json
from arkit.cli.convert import Size
from arkit.convert.story import validator_checks
from arkit.errors import MissingError, NotFoundError, UnsupportedError
from arkit.io import Source, read, usd_problems, usd_triangles
from arkit.product import Attach, read_product

Held = dict[str, tuple[Check, ...]]
_STANDING = ("", "floor", "table", "lips")
_USDZ = (".usdz", ".usdc", ".usda", ".usd")
_WIDE = 40  # characters of a value and its limit beside the rule; what is longer stands below it
_MARKS = {True: ("ok", "green"), False: ("FAIL", "red")}


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", "names", default=",".join(CHANNELS), show_default=True, help="Which shops, with commas.")
@click.option("--size", type=Size(), help="True size, width x depth x height: 55x45x80cm. Held against the file's.")
@click.option("--attach", type=click.Choice(get_args(Attach)), help="What the product rests on: where its origin is.")
@click.option("--product", type=click.Path(path_type=Path), help="A folder with product.json: its size and place.")
@click.option("--quick", is_flag=True, help="Leave out the auditor's rules of surfaces, uv and colours.")
@click.option("--no-validator", is_flag=True, help="Do not run the Khronos validator (Node).")
@click.option("--strict", is_flag=True, help="Exit 1 when a rule fails.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(file: Path, names: str, strict: bool, as_json: bool, **given: Any) -> None:
    """Hold FILE against the rules of shops and standards: rule, value, limit, whose rule.

    FILE is a GLB or glTF (metres, y up) or a USDZ; other formats are read and held as they are, with their own unit.
    Failing rules are listed and the exit status is 0; with --strict it is 1.
    """
    chosen = tuple(one.strip() for one in names.split(",") if one.strip())
    for name in chosen:
        if name not in CHANNELS:
            raise NotFoundError(f'channel: expected one of {", ".join(CHANNELS)}, got "{name}"')
    held = _packaged(file) if file.suffix.lower() in _USDZ else _document(file, chosen, given)
    if as_json:
        print_json({"checks": {name: [asdict(one) for one in checks] for name, checks in held.items()}})
    else:
        _tell(held)
    if strict and not all(one.ok for checks in held.values() for one in checks):
        sys.exit(1)


def _document(file: Path, chosen: Sequence[str], given: Mapping[str, Any]) -> Held:
    """The checks of what can be read as a document."""
    source = read(file)
    wanted = _wanted(given)
    held: Held = {"structure": structure(source.document)}
    if source.unit != "m":
        held["format"] = (_unit(source),)
    if source.format == "glb" and not file.is_dir() and not given["no_validator"]:
        validated = validator_checks(source.document, file)
        if validated:
            held["validator"] = validated
    audited = () if given["quick"] else audit(source.document, wanted)
    return held | channels(
        source.document,
        chosen,
        file_bytes=source.file_bytes,
        packing=source.packing,
        stands=wanted.attach in _STANDING,
        audited=audited,
    )


def _unit(source: Source) -> Check:
    """Shops take metres; a file in another unit, or in none, is held as it stands and told so."""
    said = source.unit or "states none"
    rule = f"unit and format of a shop's file ({source.format.upper()} is converted first: arkit convert)"
    return Check(rule, "m, GLB", said, False, "glTF 2.0")


def _wanted(given: Mapping[str, Any]) -> Wanted:
    if given["product"] is None:
        return Wanted(given["size"], given["attach"] or "")
    product = read_product(given["product"])
    return Wanted(given["size"] or product.size_m, given["attach"] or product.attach)


def _packaged(file: Path) -> Held:
    """The checks of a USDZ: how it is packed, what it holds, what Apple's validators say."""
    if file.suffix.lower() != ".usdz":
        raise UnsupportedError(f"{file.name}: expected GLB, glTF or USDZ, got a bare USD file; pack it as USDZ first")
    data = file.read_bytes()
    try:
        triangles = len(usd_triangles(file))
        problems = tuple(str(one) for one in usd_problems(file))
    except MissingError as error:
        click.echo(f"arkit: {error.message}", err=True)
        triangles, problems = None, ()
    return {"apple": usdz_package(data, file.name, triangles=triangles, problems=problems)}


def _tell(held: Held) -> None:
    """A table a channel, as wide as the terminal: failing rules first."""
    width = max(72, min(shutil.get_terminal_size((100, 24)).columns, 160))
    for name, checks in held.items():
        failing = [one for one in checks if not one.ok]
        click.echo(f"\n{name}  {len(checks) - len(failing)} of {len(checks)} hold")
        for one in (*failing, *(one for one in checks if one.ok)):
            _row(one, width)


def _row(one: Check, width: int) -> None:
    word, color = _MARKS[one.ok]
    told = f"{_short(one.value)} / {_short(one.limit)}"
    room = width - 8 - (len(told) if len(told) <= _WIDE else 0)
    rule = textwrap.wrap(one.rule, room) or [""]
    last = f"  {told}" if len(told) <= _WIDE else ""
    click.echo(f"{click.style(f'{word:4}', fg=color)}  {rule[0]:{room}}{last}".rstrip())
    below = [*rule[1:], *([] if last else textwrap.wrap(told, width - 8)), *([] if one.ok else [one.source])]
    for more in below:
        click.echo(f"      {more}")


def _short(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.4g}"


__all__ = ["command"]
