"""What the try-on bench says of a row: its figure, by how much it is missed, how fair it is."""

from __future__ import annotations

import numpy as np
import pytest

from bench.tryon import fairness, main
from bench.tryon_rows import Row


def test_the_figure_is_what_the_row_says_it_is() -> None:
    values = [1.0, 2.0, 3.0, 10.0, float("nan")]
    assert Row("", values).figure == 4.0
    assert Row("", values, of="median").figure == 2.5
    assert Row("", values, of="worst").figure == 10.0
    assert Row("", values, of="worst", sense="at least").figure == 1.0
    assert Row("", range(101), of="p95").figure == 95.0
    assert Row("", range(101), of="p95", sense="at least").figure == 5.0
    assert Row("", [True, True, False, True], of="share").figure == 0.75


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("", [1.0], 1.0), True),
        (Row("", [1.1], 1.0), False),
        (Row("", [0.9], 0.93, sense="at least"), False),
        (Row("", [float("nan")], 1.0), False),
        (Row("", [], 1.0), False),
        (Row("", [5.0]), None),
    ],
)
def test_a_target_is_met_or_not(row: Row, met: bool | None) -> None:
    assert row.met is met


def test_fairness_is_the_worst_tone_over_the_best() -> None:
    row = Row("", [1.0, 3.0, 2.0, 2.2], tones=[0, 0, 9, 9])
    assert row.by_tone == pytest.approx({0: 2.0, 9: 2.1})
    assert fairness(row) == "1.05"
    assert fairness(Row("", [1.0, 2.0], tones=[0, 9])) == "2.00!"
    assert fairness(Row("", [1.0, 2.0])) == ""


def test_far_below_the_target_tones_may_differ() -> None:
    tones = [0, 9]
    assert fairness(Row("", [0.010, 0.019], 0.04, tones=tones)) == "1.90~"
    assert fairness(Row("", [0.010, 0.021], 0.04, tones=tones)) == "2.10!"
    assert fairness(Row("", [0.0, 0.03], 0.04, tones=tones)) == "> 99!"
    assert fairness(Row("", [0.99, 0.80], 0.7, sense="at least", tones=tones)) == "1.24!"
    assert fairness(Row("", [0.99, 0.84], 0.6, sense="at least", tones=tones)) == "1.18~"
    assert fairness(Row("", [99.0, 84.0], 60.0, "%", sense="at least", tones=tones)) == "1.18~"


def test_a_spread_that_heads_have_anyway_is_not_laid_to_the_skin() -> None:
    rng = np.random.default_rng(4)
    tones = np.repeat(np.arange(20) % 10, 6)  # two heads a tone, six pictures each
    head = np.repeat(rng.uniform(1, 2, 20), 6)
    assert fairness(Row("", head, 1.0, tones=tones)).endswith("?")
    assert fairness(Row("", head + 3.0 * (tones == 9), 1.0, tones=tones)).endswith("!")
    assert fairness(Row("", head[:60], 1.0, tones=tones[:60])).endswith("!"), "one head a tone tells nothing"


def test_rows_are_printed_with_what_they_miss_and_a_missing_file_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def rows(name: str, heads: range) -> list[Row]:
        if name == "gone":
            raise FileNotFoundError("no heads here")
        assert heads == range(10, 13)
        late = Row("lag", [0.6, 0.8], 0.5, "frames", base=0.0)
        return [late, Row("found", [1, 1], 0.9, of="share", sense="at least")]

    monkeypatch.setattr("bench.tryon._rows", rows)
    assert main(["--rows", "some,gone", "--heads", "10-12"]) == 1
    said = capsys.readouterr().out
    assert "heads 10 to 12" in said and "MISSED by 0.2 (40%)" in said and "≥ 0.9" in said
    assert "SKIPPED gone: no heads here" in said and "2 figures, 1 targets missed" in said
