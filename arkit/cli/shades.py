"""`arkit shades`: read a catalogue of shades, find the nearest, find those that look alike, see them worn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from arkit.cli import print_json
from arkit.errors import CheckError
from arkit.look import FINISHES
from arkit.product import Shade
from arkit.shade import Catalogue, choose, nearest, shade_labs, shade_name

if TYPE_CHECKING:
    from arkit.compare import Sitter

_FILE = click.argument("file", type=click.Path(path_type=Path))
_FINISH = click.option(
    "--finish", type=click.Choice(FINISHES), default="matte", show_default=True, help="Of rows that say none."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
_ON = click.option(
    "--on", "photo", type=click.Path(path_type=Path), metavar="PHOTO", help="Worn by this face, in this light."
)


@click.group()
def command() -> None:
    """Catalogues of make-up shades: import, list, nearest, dupes, compare.

    FILE is JSON of any nesting or text in columns with hex, rgb or lab; CSV, ; and tab, UTF-8, UTF-16 and GBK.
    """


@command.command("import")
@_FILE
@click.argument("target", required=False, type=click.Path(path_type=Path), metavar="[OUT.json]")
@_FINISH
@_JSON
def import_(file: Path, target: Path | None, finish: Any, as_json: bool) -> None:
    """Read FILE, say of every row that is left out or changed why, and write the rest as shades of a product record."""
    catalogue = _read(file, finish)
    if target is not None:
        from arkit.io import write_bytes

        text = json.dumps({"shades": [_plain(shade) for shade in catalogue.shades]}, ensure_ascii=False, indent=1)
        write_bytes(target, text.encode("utf-8"))
    remarks = [{"row": one.row, "kind": one.kind, "text": one.text} for one in catalogue.remarks]
    facts = {"shades": len(catalogue.shades), "left_out": catalogue.left_out, "encoding": catalogue.encoding}
    if as_json:
        print_json({**facts, "remarks": remarks, "output": None if target is None else str(target)})
        return
    for one in catalogue.remarks:
        click.echo(f"{one.row}: {one.kind}: {one.text}")
    click.echo(f"{file}: {len(catalogue.shades)} shades, {catalogue.left_out} rows left out ({catalogue.encoding})")


@command.command("list")
@_FILE
@_FINISH
@_JSON
def list_(file: Path, finish: Any, as_json: bool) -> None:
    """List the shades of FILE."""
    catalogue = _read(file, finish)
    if as_json:
        print_json({"shades": [_plain(shade) for shade in catalogue.shades], "left_out": catalogue.left_out})
        return
    for shade in catalogue.shades:
        click.echo(f"{shade.color}  {shade.finish:9}{_said(shade)}")


@command.command("nearest")
@_FILE
@click.argument("color", metavar='"#RRGGBB"')
@click.option("--count", type=click.IntRange(1, 1000), default=5, show_default=True)
@click.option("--within", type=click.FloatRange(0, 100), metavar="ΔE", help="Only so near.")
@_ON
@_FINISH
@_JSON
def nearest_(
    file: Path, color: str, count: int, within: float | None, photo: Path | None, finish: Any, as_json: bool
) -> None:
    """The shades of FILE that look most like a colour: by their swatch, or worn by a face with --on."""
    shades = _read(file, finish).shades
    limit = 1e9 if within is None else within
    found: list[dict[str, Any]]
    light: dict[str, Any] = {}
    if photo is None:
        near = nearest(shades, color, count)
        found = [{**_plain(one.shade), "delta_e": round(one.delta_e, 3)} for one in near if one.delta_e <= limit]
    else:
        from arkit.compare import wear_range
        from arkit.face.lips.worn import worn_near

        sitter = _sitter(photo)
        light = _light(sitter)
        matches = worn_near(wear_range(sitter, shades), color, within=limit)[:count]
        found = [
            {
                **_plain(one.shade),
                "delta_e": {"value": round(one.delta_e.value, 3), "sd": round(one.delta_e.sd, 3)},
                "swatch_delta_e": round(one.swatch_delta_e, 3),
            }
            for one in matches
        ]
    if as_json:
        print_json({"color": color, "nearest": found, **light})
        return
    _warn(light)
    for one in found:
        click.echo(f"ΔE {_shown(one['delta_e']):12}{one['color']}  {one['finish']:9}{_said(_shade(one))}")
    if not found:
        click.echo(f"no shade within ΔE {limit:g} of {color}")


@command.command("dupes")
@_FILE
@click.option("--within", type=click.FloatRange(0, 20), default=1.0, show_default=True, metavar="ΔE")
@_ON
@_FINISH
@_JSON
def dupes_(file: Path, within: float, photo: Path | None, finish: Any, as_json: bool) -> None:
    """Pairs of shades in FILE that look alike though their swatches or finishes differ: worn by a face with --on."""
    shades = _read(file, finish).shades
    light: dict[str, Any] = {}
    if photo is None:
        pairs = _swatch_pairs(shades, within)
    else:
        from arkit.compare import wear_range
        from arkit.face.lips.worn import dupes

        sitter = _sitter(photo)
        light = _light(sitter)
        pairs = [
            {
                "shades": [_plain(pair.one), _plain(pair.other)],
                "delta_e": {"value": round(pair.delta_e.value, 3), "sd": round(pair.delta_e.sd, 3)},
                "swatch_delta_e": round(pair.swatch_delta_e, 3),
            }
            for pair in dupes(wear_range(sitter, shades), within=within)
        ]
    if as_json:
        print_json({"pairs": pairs, **light})
        return
    _warn(light)
    for pair in pairs:
        one, other = (_shade(shade) for shade in pair["shades"])
        click.echo(f"ΔE {_shown(pair['delta_e']):12}{one.color} {_said(one)}  |  {other.color} {_said(other)}")
    click.echo(f"{len(pairs)} pairs within ΔE {within:g}")


@command.command("compare")
@_FILE
@click.argument("photo", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT.png", type=click.Path(path_type=Path))
@click.option("--shade", "wanted_shades", multiple=True, metavar="ID", help="Which; repeatable, by id, name or hex.")
@click.option("--near", metavar='"#RRGGBB"', default="", help="The twelve nearest to a colour, each held against it.")
@click.option("--strength", type=click.FloatRange(0, 1), default=1.0, show_default=True)
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@click.option("--whole", is_flag=True, help="Show the whole photo instead of the mouth.")
@click.option("--narrow", is_flag=True, help="Two columns and larger words, to be read on a phone.")
@_FINISH
@_JSON
def compare_(
    file: Path,
    photo: Path,
    target: Path,
    wanted_shades: tuple[str, ...],
    near: str,
    strength: float,
    language: str,
    whole: bool,
    narrow: bool,
    finish: Any,
    as_json: bool,
) -> None:
    """Wear up to twelve shades of FILE on PHOTO and write them side by side."""
    from arkit.compare import compare
    from arkit.draw.sheet import MOST
    from arkit.io import check_writable
    from arkit.io.media.photo import write_photo

    shades = _read(file, finish).shades
    if wanted_shades:
        shades = choose(shades, wanted_shades)
    elif near:
        shades = tuple(one.shade for one in nearest(shades, near, MOST))
    elif len(shades) > MOST:
        raise CheckError(f"{file}: expected at most {MOST} shades to compare, got {len(shades)}; use --shade or --near")
    check_writable(target)
    sitter = _sitter(photo)
    done = compare(sitter, shades, wanted=near, strength=strength, language=language, whole=whole, narrow=narrow)
    write_photo(done.page, target)
    light = _light(sitter)
    if as_json:
        told = [
            {**_plain(shade), "delta_e": round(float(value), 3)}
            for shade, value in zip(shades, done.wanted_delta_e, strict=True)
        ]
        print_json({"output": str(target), "shades": told, **light})
        return
    _warn(light)
    click.echo(f"{target}: {len(shades)} shades")


def _read(file: Path, finish: Any) -> Catalogue:
    from arkit.io.shades.catalogue import read_shades

    return read_shades(file, finish=finish)


def _sitter(photo: Path) -> Sitter:
    from arkit.compare import sit
    from arkit.face.track.pose import FOV_Y_RAD
    from arkit.io.media.footage import open_footage, read_frames

    footage = open_footage(photo)
    if footage.video:
        raise CheckError(f"{photo}: expected a photo, got a video; take one frame of it")
    return sit(next(iter(read_frames(footage, footage.fov_y_rad or FOV_Y_RAD))))


def _light(sitter: Sitter) -> dict[str, Any]:
    from arkit.tryon import describe_light

    return {"light": describe_light(sitter.light)}


def _warn(light: dict[str, Any]) -> None:
    if light and not light["light"]["trusted"]:
        click.echo(f"{light['light']['advice']['en']} Colours are told as in daylight.", err=True)


def _swatch_pairs(shades: tuple[Shade, ...], within: float) -> list[dict[str, Any]]:
    import numpy as np

    from arkit.color import delta_e

    labs = shade_labs(shades)
    found = []
    for place in range(len(shades) - 1):
        apart = delta_e(labs[place + 1 :], labs[place])
        for step in np.flatnonzero(apart <= within):
            other = shades[place + 1 + step]
            found.append((float(apart[step]), shades[place], other))
    found.sort(key=lambda pair: pair[0])
    return [
        {"shades": [_plain(one), _plain(other)], "delta_e": round(value, 3), "swatch_delta_e": round(value, 3)}
        for value, one, other in found
    ]


def _plain(shade: Shade) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "id": shade.id,
        "name": dict(shade.name),
        "color": shade.color,
        "finish": shade.finish,
    }
    return {**plain, **{key: value for key in ("brand", "series") if (value := getattr(shade, key))}}


def _shade(plain: dict[str, Any]) -> Shade:
    own = ("id", "name", "color", "finish", "brand", "series")
    return Shade(**{key: plain.get(key, "") for key in own})


def _said(shade: Shade) -> str:
    return " ".join(part for part in (shade.brand, shade.series, shade.id, shade_name(shade)) if part)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return f"{value['value']:.2f} ± {value['sd']:.2f}"
    return f"{cast(float, value):.2f}"


__all__ = ["command"]
