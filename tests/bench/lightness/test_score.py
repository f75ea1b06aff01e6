"""Which peer ours is held against, on files whose figures are written out."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.lightness.inputs import Model
from bench.lightness.score import Row, Scored
from bench.lightness.tools import Made
from bench.rendered import Likeness


def row(tool: str, curve: str, size: int, psnr_db: float) -> Row:
    setting = "default" if tool == "arkit" else str(size)
    return Row(Made(tool, setting, curve, Path("none.glb"), 1.0), size, Likeness(psnr_db, 0.99, 0.3, 1.0), 0, 0)


def scored(own_db: float) -> Scored:
    rows = [
        row("arkit", "arkit", 90, own_db),
        row("one", "one", 100, 40.0),
        row("one", "one", 400, 42.0),
        row("two", "two", 120, 38.0),
        row("two", "two", 300, 48.0),
    ]
    return Scored(Model("box", "sample", Path("box.glb")), tuple(rows), ())


def test_the_peer_that_needs_fewest_bytes_is_the_best() -> None:
    assert scored(40.0).ratio("default", "psnr") == pytest.approx(90 / 100)
    best = scored(42.0).best_peer("default", "psnr")
    assert best is not None and best[0] == "two" and best[1].sure


def test_beyond_every_curve_it_is_the_peer_that_comes_nearest() -> None:
    best = scored(55.0).best_peer("default", "psnr")
    assert best is not None and best[0] == "two" and best[1].bytes == pytest.approx(300) and not best[1].sure
    assert scored(55.0).ratio("default", "psnr") == pytest.approx(90 / 300)


def test_without_ours_there_is_no_ratio() -> None:
    assert scored(40.0).ratio("fast", "psnr") is None
