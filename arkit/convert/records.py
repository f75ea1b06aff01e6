"""What a converted catalogue remembers: one record a finished row, and the lists that people and shops read."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from arkit.convert.row import Outcome, outcome_from_dict, outcome_to_dict
from arkit.errors import CheckError
from arkit.io import write_bytes

HIDDEN = ".arkit"
COLUMNS = (
    *("sku", "state", "error", "source", "input_bytes", "output_bytes", "triangles", "width_m", "height_m", "depth_m"),
    *("size_error_mm", "failed_checks", "cpu_s", "files"),
)


@contextmanager
def opened(out_dir: Path) -> Iterator[Path]:
    """The hidden folder of a catalogue's folder, for this process alone; what a killed run left half done is removed.

    Raises:
        CheckError: another conversion writes there now.
    """
    import fcntl

    hidden = out_dir / HIDDEN
    (hidden / "rows").mkdir(parents=True, exist_ok=True)
    with (hidden / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CheckError(f"{out_dir}: expected one conversion at a time to write there, another does") from error
        shutil.rmtree(hidden / "work", ignore_errors=True)
        (hidden / "work").mkdir()
        try:
            yield hidden
        finally:
            shutil.rmtree(hidden / "work", ignore_errors=True)


def remembered(hidden: Path, sku: str, key: str) -> Outcome | None:
    """The outcome of a row that was converted under this key and whose files still hold what was written."""
    try:
        record = json.loads((hidden / "rows" / f"{sku}.json").read_text(encoding="utf-8"))
        if record["key"] != key or not _whole(hidden.parent, record["digests"]):
            return None
        return outcome_from_dict(record["outcome"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None  # no record, or one of another time: the row is converted


def remember(hidden: Path, outcome: Outcome) -> None:
    """Write a finished row's record: after its files, so that a record's files are there."""
    digests = {name: _digest(hidden.parent / name) for name in outcome.files}
    record = {"key": outcome.key, "digests": digests, "outcome": outcome_to_dict(outcome)}
    write_bytes(hidden / "rows" / f"{outcome.sku}.json", json.dumps(record, ensure_ascii=False).encode())


def _whole(out_dir: Path, digests: dict[str, str]) -> bool:
    return bool(digests) and all(_digest(out_dir / name) == digest for name, digest in digests.items())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def settle(files: Path, out_dir: Path, sku: str) -> tuple[str, ...]:
    """Move a row's finished files to `out_dir`/<sku>/, each at once; their names under `out_dir`."""
    target = out_dir / sku
    target.mkdir(exist_ok=True)
    names = sorted(one.name for one in os.scandir(files) if one.is_file(follow_symlinks=False))
    for name in names:
        (files / name).replace(target / name)
    return tuple(f"{sku}/{name}" for name in names)


def catalogue_to_dict(outcomes: Sequence[Outcome], **more: Any) -> dict[str, Any]:
    """The whole catalogue as JSON values: counts by state, then the rows."""
    states = [outcome.state for outcome in outcomes]
    counts = {state: states.count(state) for state in ("done", "unchanged", "failed", "skipped")}
    return {**more, **counts, "rows": [outcome_to_dict(outcome) for outcome in outcomes]}


def write_lists(out_dir: Path, catalogue: dict[str, Any]) -> None:
    """Write catalogue.json and catalogue.csv (UTF-8 with the mark that spreadsheets look for)."""
    write_bytes(out_dir / "catalogue.json", json.dumps(catalogue, ensure_ascii=False, indent=1).encode())
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _cell(value) for name, value in _line(row).items()} for row in catalogue["rows"])
    write_bytes(out_dir / "catalogue.csv", stream.getvalue().encode("utf-8-sig"))


def _line(row: dict[str, Any]) -> dict[str, Any]:
    width, height, depth = row["size_m"] or ("", "", "")
    outputs = row["outputs"]
    own = {
        "output_bytes": sum(one["bytes"] for one in outputs) if outputs else "",
        "triangles": outputs[0]["triangles"] if outputs else "",
        "width_m": width,
        "height_m": height,
        "depth_m": depth,
        "failed_checks": "; ".join(row["failed_checks"]),
        "files": "; ".join(row["files"]),
    }
    return {name: own.get(name, row.get(name)) for name in COLUMNS}


def _cell(value: Any) -> Any:
    """The value; text that a spreadsheet would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


__all__ = [
    "COLUMNS",
    "HIDDEN",
    "catalogue_to_dict",
    "opened",
    "remember",
    "remembered",
    "settle",
    "write_lists",
]
