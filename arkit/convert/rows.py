"""The rows of a catalogue, each in a process of its own, and what becomes of them.

Apart from batch.py, so that one model alone is converted without importing what only a catalogue needs.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from arkit.convert.alone import End, sentence
from arkit.convert.crew import crew
from arkit.convert.key import row_key
from arkit.convert.options import Output, Profile
from arkit.convert.records import remember, remembered, settle
from arkit.convert.row import Outcome, Row
from arkit.convert.worker import ANSWER, FILES, Job
from arkit.errors import ArkitError
from arkit.io.guard.allowance import Allowance

log = logging.getLogger(__name__)
_MOST_ANSWER_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class How:
    """How all rows of a catalogue are converted."""

    profiles: tuple[Profile, ...]
    workers: int
    allowance: Allowance
    also: tuple[str, ...]


def run_rows(rows: Sequence[Row], hidden: Path, how: How) -> Iterator[tuple[int, Outcome]]:
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


def _begun(row: Row, hidden: Path, how: How) -> Outcome:
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


__all__ = ["How", "run_rows"]
