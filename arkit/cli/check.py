"""`arkit check`: hold a 3D file against the rules of shops and standards."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from arkit.check import Check
from arkit.checks import CHANNELS, channel, structure
from arkit.cli import print_json
from arkit.convert.story import validator_checks
from arkit.errors import UnsupportedError
from arkit.io import read


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--channel", "names", default=",".join(CHANNELS), show_default=True, help="Which shops, with commas.")
@click.option("--strict", is_flag=True, help="Exit 1 when a rule fails.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(file: Path, names: str, strict: bool, as_json: bool) -> None:
    """Hold FILE (GLB or glTF, metres, y up) against the rules of shops and standards."""
    source = read(file)
    if source.unit != "m":
        raise UnsupportedError(
            f"{file.name}: expected a GLB or glTF, got {source.format.upper()}; arkit convert it first"
        )
    held: dict[str, tuple[Check, ...]] = {"structure": structure(source.document)}
    if source.format == "glb" and not file.is_dir():
        held["validator"] = validator_checks(source.document, file)
    for name in (one.strip() for one in names.split(",") if one.strip()):
        held[name] = channel(source.document, name, file_bytes=source.file_bytes, packing=source.packing)
    if as_json:
        print_json({"checks": {name: [asdict(one) for one in checks] for name, checks in held.items()}})
    else:
        for name, checks in held.items():
            for one in checks:
                click.echo(f"{'ok  ' if one.ok else 'FAIL'}  {name:10} {one.rule}: {one.value} (limit {one.limit})")
    if strict and not all(one.ok for checks in held.values() for one in checks):
        sys.exit(1)


__all__ = ["command"]
