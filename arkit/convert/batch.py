"""Convert a whole catalogue: rows in parallel, each alone in a limited process, finished rows never done again."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from arkit.convert.options import ConvertOptions, Profile
from arkit.convert.row import Outcome, Row, sku_of
from arkit.convert.version import converter_version
from arkit.errors import CheckError, NotFoundError, UnsupportedError
from arkit.io.guard.allowance import Allowance

log = logging.getLogger(__name__)
Also = Literal["poster", "page"]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a catalogue asks for. `ignored` are headers of its list that mean nothing to the converter."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()


def plan_catalogue(source: Path, options: ConvertOptions, *, out_dir: Path | None = None) -> Plan:
    """The rows of a product list (CSV), a folder, or one model.

    Args:
        source: what to convert.
        options: what holds where a row says nothing.
        out_dir: where it will be written, left out where it lies inside `source`.

    Raises:
        ArkitError: there is nothing at `source`, it is no list or holds no product.
    """
    from arkit.convert.sheet import is_sheet, read_sheet
    from arkit.convert.shelf import read_shelf

    if not source.exists():
        raise NotFoundError(f"{source}: expected a folder, a product list or a model there, found none")
    if is_sheet(source):
        return Plan(*read_sheet(source, options))
    if source.is_dir():
        return Plan(read_shelf(source, options, leave_out=out_dir))
    return Plan((Row(sku_of(source.stem), source.name, source, options),))


def convert_catalogue(
    source: Path,
    out_dir: Path,
    options: ConvertOptions | None = None,
    *,
    profiles: Sequence[Profile] = ("web",),
    workers: int = 0,
    allowance: Allowance | None = None,
    also: Sequence[Also] = ("poster",),
    heard: Callable[[Outcome, int], None] = lambda _, __: None,
) -> dict[str, Any]:
    """Convert a product list or a folder of products into `out_dir`/<sku>/, and write catalogue.json and .csv there.

    A row that fails has its sentence and harms no other. Run again, it does only what is new, changed or failed.

    Args:
        source: a CSV, a folder, or one model.
        out_dir: made where it is not there.
        options: what holds where a row says nothing; its profile and poster are not used.
        profiles: what each row is written as; the source is read once for all.
        workers: rows at a time, 0 for as many as there are processors.
        allowance: what one row may use.
        also: "poster" writes <sku>.png, a picture of the product; "page" <sku>.report.html, the report for people.
        heard: told of each row's outcome as it is known, and how many rows there are.

    Returns:
        What catalogue.json holds: counts of done, unchanged, failed and skipped, and the rows in their order.
    """
    from arkit.convert.records import catalogue_to_dict, opened, write_lists
    from arkit.convert.rows import How, run_rows

    if not profiles or len(set(profiles)) != len(profiles):
        raise CheckError(f"profiles: expected each once and at least one, got {', '.join(profiles) or 'none'}")
    if not hasattr(os, "fork"):
        raise UnsupportedError("catalogue: expected a POSIX system, here each product must be converted by itself")
    plan = plan_catalogue(source, options or ConvertOptions(), out_dir=out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    found: dict[int, Outcome] = {}
    with opened(out_dir) as hidden:
        how = How(tuple(profiles), workers or processors(), allowance or Allowance(), tuple(also))
        run = run_rows(plan.rows, hidden, how)
        for place, outcome in run:
            found[place] = outcome
            heard(outcome, len(plan.rows))
        outcomes = [found[place] for place in range(len(plan.rows))]
        facts = {"converter": converter_version(), "profiles": list(profiles), "ignored_columns": list(plan.ignored)}
        catalogue = catalogue_to_dict(outcomes, **facts)
        write_lists(out_dir, catalogue)
    log.info("catalogue", extra={"rows": len(outcomes), "failed": catalogue["failed"]})
    return catalogue


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


__all__ = ["Also", "Plan", "convert_catalogue", "plan_catalogue", "processors"]
