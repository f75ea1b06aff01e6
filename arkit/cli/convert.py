"""`arkit convert`: turn a product file into a true-size, light GLB or USDZ."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from arkit.cli import print_json
from arkit.cli.convert_batch import Batch, convert_batch, is_catalogue
from arkit.cli.reporting import Reporting
from arkit.convert import Conversion, ConvertOptions, Effort, Profile, conversion_to_dict, convert
from arkit.convert.batch import Also
from arkit.convert.story import Progress
from arkit.errors import CheckError
from arkit.io import limit_resources
from arkit.io.guard.allowance import CPU_S, FILE_BYTES, MEMORY_BYTES, Allowance, held_to
from arkit.product import KINDS, Attach
from arkit.transforms import AXES, UNIT_M, Pivot

_SIZE = re.compile(r"([\d.]+)\s*[x×*]\s*([\d.]+)\s*[x×*]\s*([\d.]+)\s*(mm|cm|m|in|ft)")


class Size(click.ParamType):
    """Width × depth × height with a unit, "55x45x80cm", as metres in glTF's order (width, height, depth)."""

    name = "WxDxH"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, tuple):
            return value
        found = _SIZE.fullmatch(str(value).strip().lower())
        try:
            width, depth, height = (
                (float(found[place]) * UNIT_M[found[4]] for place in (1, 2, 3)) if found else (0, 0, 0)
            )
        except ValueError:
            width = depth = height = 0
        if min(width, depth, height) <= 0:
            self.fail(f'expected width x depth x height with a unit, like 55x45x80cm, got "{value}"', param, ctx)
        return (width, height, depth)


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@click.argument("target", type=click.Path())
@click.option(
    "--profile",
    "profiles",
    multiple=True,
    type=click.Choice(get_args(Profile)),
    help="web: meshopt and WebP; gpu: meshopt and KTX2; store: plain GLB; ios: USDZ. Several for a catalogue.",
)
@click.option("--size", type=Size(), help="True size, width x depth x height: 55x45x80cm (mm, cm, m, in, ft).")
@click.option("--units", type=click.Choice(list(UNIT_M)), default=None, help="Unit of the file's numbers.")
@click.option("--up", type=click.Choice(["x", "y", "z", "-x", "-y", "-z"]), default=None, help="Axis that points up.")
@click.option("--attach", type=click.Choice(get_args(Attach)), help="What the product rests on; chooses the origin.")
@click.option("--origin", type=click.Choice(get_args(Pivot)), help="Where the origin goes.")
@click.option("--kind", type=click.Choice(list(KINDS)), help="What the product is: tells its feet, front and origin.")
@click.option("--front", type=click.Choice(AXES), default=None, help="The file's axis that its front faces.")
@click.option("--mirror/--no-mirror", default=None, help="Whether the file is a mirror image; else it is found out.")
@click.option("--draco", is_flag=True, help="Draco instead of meshopt, for web and gpu.")
@click.option("--simplify", "simplify_px", type=click.FloatRange(0, 16), default=0.0, help="Pixels that may be lost.")
@click.option("--lods", type=click.IntRange(0, 8), default=0, help="Levels of detail to add, also as NAME.lod1.glb …")
@click.option("--effort", type=click.Choice(get_args(Effort)), default="default", show_default=True)
@click.option("--poster", type=click.Path(path_type=Path, dir_okay=False), help="Also write a picture of the product.")
@click.option(
    "--report",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the answer to a file: R.json, or R.html as a page with pictures; may be given twice.",
)
@click.option("--jobs", type=click.IntRange(1, 256), help="Products of a catalogue at a time; one a processor.")
@click.option("--pages", is_flag=True, help="A catalogue with a report page of each product.")
@click.option("--no-posters", is_flag=True, help="A catalogue without a picture of each product.")
@click.option("--validate", is_flag=True, help="Also run the Khronos validator (Node); our own checks always run.")
@click.option("--sandbox", is_flag=True, help="Limit this process for good, and hard, before reading.")
@click.option("--no-limits", is_flag=True, help="Let a file take more memory and time than is usual.")
@click.option("--progress-json", is_flag=True, help="One JSON line a stage on stderr.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def command(source: Path, target: str, **given: Any) -> None:
    """Convert SOURCE to TARGET (.glb or .usdz), or a catalogue to a folder (TARGET/).

    SOURCE is an OBJ, STL, PLY, OFF, 3MF, DAE, FBX, 3DS, STEP, USD, GLB or glTF, or a folder or zip of them.

    A catalogue is a CSV (sku, file, width, depth, height, ...) or a folder of product.json folders, models and zips.
    Run again, it converts only what is new, changed or failed.

    --size is width x depth x height. It decides the file's unit and up axis, or the command refuses and says what fits.
    """
    if is_catalogue(source, target):
        convert_batch(source, Path(target), _batch(target, given))
    else:
        _convert_one(source, Path(target), given)


def _batch(target: str, given: dict[str, Any]) -> Batch:
    for name in ("poster", "report"):
        if given[name]:
            raise CheckError(f"--{name}: expected none for a catalogue, each product gets its own in {target}")
    poster: tuple[Also, ...] = () if given["no_posters"] else ("poster",)
    page: tuple[Also, ...] = ("page",) if given["pages"] else ()
    profiles = tuple(dict.fromkeys(given["profiles"])) or ("web",)
    allowance = Allowance(memory_bytes=2**46, cpu_s=86_400, wall_s=86_400) if given["no_limits"] else Allowance()
    options = _options(Path("any.glb"), {**given, "profiles": ()})
    return Batch(
        options,
        profiles,
        given["jobs"] or 0,
        allowance,
        poster + page,
        given["as_json"],
        given["progress_json"],
    )


def _convert_one(source: Path, target: Path, given: dict[str, Any]) -> None:
    if len(given["profiles"]) > 1:
        raise CheckError(f"--profile: expected one for one file, or a folder to write several to, like {target.stem}/")
    if source.exists() and not (source.is_file() or source.is_dir()):
        raise CheckError(f"{source}: expected a file or a folder, this is a device or a pipe")
    if given["sandbox"]:
        limit_resources(memory_bytes=MEMORY_BYTES, cpu_s=CPU_S, file_bytes=FILE_BYTES)
    reporting = Reporting(given["report"])
    limits = nullcontext() if given["no_limits"] or given["sandbox"] else held_to(Allowance())
    with limits, _progress(as_json=given["as_json"], lines=given["progress_json"]) as progress:
        options = replace(_options(target, given), audit=reporting.draws)
        conversion = convert(source, target, options, progress=reporting.clocked(progress), watch=reporting.watch)
    answer = reporting.write(conversion_to_dict(conversion), attach=options.attach)
    if given["as_json"]:
        print_json(answer)
    else:
        _tell(conversion, answer["seconds"])


def _options(target: Path, given: dict[str, Any]) -> ConvertOptions:
    profile: Profile = next(iter(given["profiles"]), "ios" if target.suffix.lower() == ".usdz" else "web")
    options = ConvertOptions(profile=profile, effort=given["effort"], size_m=given["size"], poster=given["poster"])
    return replace(
        options,
        validate=given["validate"],
        draco=given["draco"],
        simplify_px=given["simplify_px"],
        lods=given["lods"],
        unit=given["units"] or "",
        up=given["up"] or "",
        front=given["front"] or "",
        kind=given["kind"] or "",
        attach=given["attach"] or KINDS.get(given["kind"], ""),
        pivot=given["origin"],
        mirror=given["mirror"],
    )


@contextmanager
def _progress(*, as_json: bool, lines: bool) -> Iterator[Progress]:
    """A bar on a terminal, JSON lines where asked, else nothing."""
    if lines:
        yield lambda part, stage: click.echo(json.dumps({"progress": round(part, 3), "stage": stage}), err=True)
    elif sys.stderr.isatty() and not as_json:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        with Bar(TextColumn("{task.description:9}"), BarColumn(), console=console, transient=True) as bar:
            task = bar.add_task("read", total=1.0)
            yield lambda part, stage: bar.update(task, completed=part, description=stage)
    else:
        yield lambda part, stage: None


def _tell(conversion: Conversion, seconds: float) -> None:
    output, cost = conversion.outputs[0], conversion.fidelity
    width, height, depth = (f"{side * 100:.1f}" for side in conversion.size_m)
    click.echo(f"{output.path}  {output.bytes / 1000:,.0f} KB, {output.triangles:,} triangles, {seconds:.1f} s")
    click.echo(f"size    {width} × {depth} × {height} cm (width × depth × height)")
    for name, choice in (("unit", conversion.unit), ("up", conversion.up)):
        click.echo(f"{name:8}{choice.chosen}: {choice.evidence}")
    if cost.deviation_mm is not None:
        drawn = "" if cost.psnr_db is None else f", drawn {cost.psnr_db:.1f} dB, ΔE {cost.delta_e:.2f}"
        click.echo(f"cost    surface moved by at most {cost.deviation_mm:.3f} mm{drawn}")
    for guess in conversion.guesses:
        click.echo(f"guess   {guess}")
    for name, held in conversion.checks.items():
        for check in (one for one in held if not one.ok):
            click.echo(f"check   {name}: {check.rule}: {check.value} (limit {check.limit})")


__all__ = ["command"]
