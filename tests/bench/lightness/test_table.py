"""What the summary says of files that were validated, and of files that were not."""

from __future__ import annotations

from pathlib import Path

from bench.lightness.inputs import Model
from bench.lightness.score import Row, Scored
from bench.lightness.table import summary_lines
from bench.lightness.tools import Made
from bench.rendered import Likeness


def last_line(errors: int | None, decoded: int | None) -> str:
    made = Made("arkit", "default", "arkit", Path("none.glb"), 1.0)
    row = Row(made, 100, Likeness(40.0, 0.99, 0.3, 1.0), errors, decoded)
    return list(summary_lines([Scored(Model("box", "sample", Path("box.glb")), (row,), ())]))[-1]


def test_a_bench_without_the_validator_claims_nothing() -> None:
    assert last_line(None, None).startswith("not run")


def test_errors_are_counted_as_is_and_decoded() -> None:
    assert last_line(0, 0).startswith("met")
    assert last_line(1, 2).startswith("MISSED") and ": 3 " in last_line(1, 2)


def test_a_file_that_could_not_be_decoded_is_told() -> None:
    assert "1 of 1 files not looked into" in last_line(0, None)
