"""`arkit convert FOLDER_OR_CSV OUT/`: a whole catalogue, with a bar while it runs and a table at its end."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from arkit.cli import print_json
from arkit.convert import ConvertOptions, Outcome, Profile, convert_catalogue
from arkit.convert.batch import Also
from arkit.errors import CheckError
from arkit.io.guard.allowance import Allowance

_MODELS = (".glb", ".usdz", ".gltf")
_SHEETS = (".csv", ".tsv", ".xlsx", ".xls", ".ods")
_INTERRUPTED = 130
Heard = Callable[[Outcome, int], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """How to convert a catalogue."""

    options: ConvertOptions
    profiles: tuple[Profile, ...]
    jobs: int
    allowance: Allowance
    also: tuple[Also, ...]
    as_json: bool
    lines: bool


def is_catalogue(source: Path, target: str) -> bool:
    """Whether many products are meant: the target is a folder (it is there, or its name ends in a slash).

    A target that ends as a model does is one product, a folder as SOURCE then being that product with its textures.
    """
    if source.suffix.lower() in _SHEETS and not source.is_dir():
        if target.lower().endswith(_MODELS):
            raise CheckError(f"{target}: expected a folder to write a product list to, like out/")
        return True
    ends = target.endswith((os.sep, "/"))
    return ends or (Path(target).is_dir() and not target.lower().endswith(_MODELS))


def convert_batch(source: Path, out_dir: Path, batch: Batch) -> None:
    """Convert, tell, and end with status 1 where a row failed."""
    started = time.perf_counter()
    if out_dir.exists() and not out_dir.is_dir():
        raise CheckError(f"{out_dir}: expected a folder to write to, this is a file")
    done = 0

    def counted(outcome: Outcome, count: int) -> None:
        nonlocal done
        done += 1
        heard(outcome, count)

    try:
        with _progress(batch) as heard:
            catalogue = convert_catalogue(
                source,
                out_dir,
                batch.options,
                profiles=batch.profiles,
                workers=batch.jobs,
                allowance=batch.allowance,
                also=batch.also,
                heard=counted,
            )
    except KeyboardInterrupt:
        click.echo(f"arkit: stopped after {done} products; run the same command again to go on from there", err=True)
        sys.exit(_INTERRUPTED)
    answer = {**catalogue, "seconds": round(time.perf_counter() - started, 3)}
    if batch.as_json:
        print_json(answer)
    else:
        for line in table(answer):
            click.echo(line)
    if answer["failed"]:
        path = out_dir / "catalogue.csv"
        click.echo(f"arkit: {answer['failed']} of {len(answer['rows'])} products failed; {path} says why", err=True)
        sys.exit(1)


@contextmanager
def _progress(batch: Batch) -> Iterator[Heard]:
    """A bar on a terminal, JSON lines where asked, else nothing."""
    if batch.lines:
        count = 0

        def told(outcome: Outcome, rows: int) -> None:
            nonlocal count
            count += 1
            line = {"progress": round(count / rows, 3), "stage": outcome.sku, "state": outcome.state}
            click.echo(json.dumps(line), err=True)

        yield told
    elif sys.stderr.isatty() and not batch.as_json:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        columns = (TextColumn("{task.description:24.24}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Bar(*columns, console=console, transient=True) as bar:
            task = bar.add_task("reading the list", total=None)
            yield lambda outcome, rows: bar.update(task, total=rows, advance=1, description=outcome.sku)
    else:
        yield lambda outcome, rows: None


def table(catalogue: dict[str, Any]) -> Iterator[str]:
    """The catalogue as lines of text: a row each, a row's sentence where it failed, then the sums."""
    rows: Sequence[dict[str, Any]] = catalogue["rows"]
    wide = max([len(row["sku"]) for row in rows] + [3])
    yield f"{'sku':{wide}}  {'in':>9}  {'out':>9}  {'triangles':>10}  {'size error':>10}  {'checks':>6}  {'CPU s':>6}"
    for row in rows:
        if row["state"] in ("failed", "skipped"):
            yield f"{row['sku'] or '?':{wide}}  {row['state']}: {_located(row)}"
            continue
        out = sum(one["bytes"] for one in row["outputs"])
        error = "" if row["size_error_mm"] is None else f"{row['size_error_mm']:.2f} mm"
        cost = "same" if row["state"] == "unchanged" else f"{row['cpu_s']:.1f}"
        yield (
            f"{row['sku']:{wide}}  {_kb(row['input_bytes']):>9}  {_kb(out):>9}  {row['outputs'][0]['triangles']:>10,}"
            f"  {error:>10}  {len(row['failed_checks']) or '':>6}  {cost:>6}"
        )
    states = (f"{catalogue[state]} {state}" for state in ("done", "unchanged", "failed", "skipped") if catalogue[state])
    yield f"{', '.join(states)} in {catalogue['seconds']:.1f} s"
    if catalogue["ignored_columns"]:
        yield f"columns that mean nothing here: {', '.join(catalogue['ignored_columns'])}"


def _located(row: dict[str, Any]) -> str:
    """The row's sentence, with where it was stated unless it says so itself."""
    said = row["error"] if row["state"] == "failed" else "no model in its record"
    return said if said.startswith(row["where"]) else f"{row['where']}: {said}"


def _kb(count: int) -> str:
    return f"{count / 1000:,.0f} KB"


__all__ = ["Batch", "convert_batch", "is_catalogue", "table"]
