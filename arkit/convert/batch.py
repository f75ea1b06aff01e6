"""Convert a whole catalogue: rows in parallel, each alone in a limited process, finished rows never done again."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from arkit.convert.alone import End, sentence
from arkit.convert.crew import crew
from arkit.convert.key import row_key
from arkit.convert.options import ConvertOptions, Output, Profile
from arkit.convert.records import catalogue_to_dict, opened, remember, remembered, settle, write_lists
from arkit.convert.row import Outcome, Row, sku_of
from arkit.convert.sheet import is_sheet, read_sheet
from arkit.convert.shelf import read_shelf
from arkit.convert.version import converter_version
from arkit.convert.worker import ANSWER, FILES, Job
from arkit.errors import ArkitError, CheckError, NotFoundError, UnsupportedError
from arkit.io.allowance import Allowance

log = logging.getLogger(__name__)
Also = Literal["poster", "page"]
_MOST_ANSWER_BYTES = 64 * 2**20


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
    if not profiles or len(set(profiles)) != len(profiles):
        raise CheckError(f"profiles: expected each once and at least one, got {', '.join(profiles) or 'none'}")
    if not hasattr(os, "fork"):
        raise UnsupportedError("catalogue: expected a POSIX system, here each product must be converted by itself")
    plan = plan_catalogue(source, options or ConvertOptions(), out_dir=out_dir)
    out_dir.mkdir(parents=True, exist_ok=True)
    found: dict[int, Outcome] = {}
    with opened(out_dir) as hidden:
        how = _How(tuple(profiles), workers or processors(), allowance or Allowance(), tuple(also))
        run = _run(plan.rows, hidden, how)
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


@dataclass(frozen=True, slots=True)
class _How:
    profiles: tuple[Profile, ...]
    workers: int
    allowance: Allowance
    also: tuple[Also, ...]


def _run(rows: Sequence[Row], hidden: Path, how: _How) -> Iterator[tuple[int, Outcome]]:
    """(place, outcome) of each row as it becomes known."""
    waiting: dict[int, tuple[Row, Outcome]] = {}
    with crew(how.workers) as busy:
        for place, row in enumerate(rows):
            begun = _begun(row, hidden, how)
            if begun.state != "waiting":
                yield place, begun
                continue
            while not busy.free:
                yield _ended(*busy.ended(), waiting, hidden, how.allowance)
            waiting[place] = (row, begun)
            folder = hidden / "work" / row.sku
            folder.mkdir()
            assert row.source is not None
            job = Job(
                source=row.source.resolve(),
                sku=row.sku,
                options=row.options,
                profiles=how.profiles,
                folder=folder.resolve(),
                allowance=how.allowance,
                posters="poster" in how.also,
                pages="page" in how.also,
            )
            busy.give(job, place)
        while busy.busy:
            yield _ended(*busy.ended(), waiting, hidden, how.allowance)


def _begun(row: Row, hidden: Path, how: _How) -> Outcome:
    """What is known of a row before any work: its error, that it is unchanged, or that it waits, and its key."""
    outcome = Outcome(row.sku, row.where, "waiting", str(row.source or ""), dict(row.title))
    if row.error:
        return replace(outcome, state="failed", error=row.error)
    if row.source is None:
        return replace(outcome, state="skipped", error="a product without a model")
    try:
        key, size = row_key(row.source, row.options, how.profiles, also=how.also)
    except (ArkitError, OSError) as error:
        told = error.message if isinstance(error, ArkitError) else f"expected to read it, got: {error.strerror}"
        return replace(outcome, state="failed", error=told)
    kept = remembered(hidden, row.sku, key)
    if kept is not None:
        return replace(kept, state="unchanged", where=row.where, source=outcome.source, title=outcome.title)
    return replace(outcome, key=key, input_bytes=size)


def _ended(
    place: int, end: End, waiting: dict[int, tuple[Row, Outcome]], hidden: Path, allowance: Allowance
) -> tuple[int, Outcome]:
    """Take a row's answer and files, remember it where it is done, and clear its folder."""
    row, begun = waiting.pop(place)
    folder = hidden / "work" / row.sku
    outcome = replace(begun, cpu_s=end.cpu_s, peak_bytes=end.peak_bytes)
    answer = _answer(folder / ANSWER) if end.status == 0 else {}
    if "conversions" in answer:
        files = settle(folder / FILES, hidden.parent, row.sku)
        outcome = replace(_done(outcome, row, answer["conversions"]), files=files)
        remember(hidden, outcome)
    else:
        outcome = replace(outcome, state="failed", error=answer.get("error") or sentence(end, folder, allowance))
        log.info("row failed", extra={"sku": row.sku, "error": outcome.error})
    shutil.rmtree(folder, ignore_errors=True)
    return place, outcome


def _answer(path: Path) -> dict[str, Any]:
    """What the row's process wrote; nothing where it is not an answer."""
    try:
        if path.is_symlink() or path.stat().st_size > _MOST_ANSWER_BYTES:
            return {}
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return answer if isinstance(answer, dict) else {}


def _done(outcome: Outcome, row: Row, conversions: Sequence[dict[str, Any]]) -> Outcome:
    outputs = []
    failed: dict[str, None] = {}
    for one in conversions:
        for output in one["outputs"]:
            name = Path(output["path"]).name
            outputs.append(Output(**{**output, "path": f"{row.sku}/{name}"}))
        for channel, checks in one["checks"].items():
            failed |= {f"{channel}: {check['rule']}": None for check in checks if not check["ok"]}
    width, height, depth = (float(side) for side in conversions[0]["size_m"])
    wanted = row.options.size_m
    error_mm = None
    if wanted is not None:
        pairs = zip((width, height, depth), wanted, strict=True)
        error_mm = round(max(abs(one - other) for one, other in pairs) * 1000, 3)
    return replace(
        outcome,
        state="done",
        outputs=tuple(outputs),
        size_m=(width, height, depth),
        size_error_mm=error_mm,
        failed_checks=tuple(failed),
    )


__all__ = ["Also", "Plan", "convert_catalogue", "plan_catalogue", "processors"]
