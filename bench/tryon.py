"""Every figure of try-on with its target, its distribution, and by how much it is missed where it is.

    python bench/tryon.py                       all rows, on heads 10 to 29
    python bench/tryon.py --rows pose,pd        some files of bench/tryon_rows
    python bench/tryon.py --heads 10-14         fewer heads

Truth comes from thirty heads rendered out of ../shared/data/heads (bench/heads): nothing was tuned on the twenty that
are told of here. "raw" is MediaPipe as it comes, in the same run. "tones" is the worst skin tone against the best one:
plain within 15 %; "~" farther apart, but even the worst keeps to half of what the target allows; "?" farther apart, but
no more than when tones are dealt to the heads by lot, so the heads are too few to lay it to the skin; "!" unfair.
"""

from __future__ import annotations

import argparse
import importlib
import os
import pkgutil
import sys
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy comes
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import tryon_rows
from bench.tryon_rows import Row

TOLD = range(10, 30)
FAIR = 1.15  # the worst tone within 15 % of the best
DEALS = 400  # how often tones are dealt to heads by lot
HEADER = ("figure", "target", "value", "median", "p95", "worst", "tones", "raw", "")
WIDTHS = (44, 10, 9, 9, 9, 9, 7, 9)


def main(words: list[str] | None = None) -> int:
    """Print the rows that were asked for; 1 where a file is missing or broken."""
    asked = _asked(words)
    names = [module.name for module in pkgutil.iter_modules(tryon_rows.__path__)]
    chosen = asked.rows.split(",") if asked.rows else names
    print(f"heads {asked.heads.start} to {asked.heads.stop - 1}")
    print(_line(HEADER))
    skipped, missed, told = [], [], 0
    start_s = time.perf_counter()
    for name in chosen:
        began_s = time.perf_counter()
        try:
            for row in _rows(name, asked.heads):
                told += 1
                missed += [row.name] if row.met is False else []
                print(_told(row), flush=True)
        except (ImportError, FileNotFoundError) as error:
            skipped.append(name)
            print(f"SKIPPED {name}: {error}", flush=True)
        print(f"{'':4}{name}: {time.perf_counter() - began_s:.0f} s", flush=True)
    print(f"{told} figures, {len(missed)} targets missed, {time.perf_counter() - start_s:.0f} s", end="")
    print(f"; SKIPPED: {', '.join(skipped)}" if skipped else "")
    return 1 if skipped else 0


def _rows(name: str, heads: range) -> Iterable[Row]:
    module = importlib.import_module(f"bench.tryon_rows.{name}")
    if not hasattr(module, "rows"):
        raise ImportError(f"bench/tryon_rows/{name}.py has no rows(heads)")
    return module.rows(heads)  # type: ignore[no-any-return]


def _told(row: Row) -> str:
    """One line: what came out, how it is spread, whether it is what was wanted."""
    values = np.asarray(row.values, dtype=np.float64)
    values = values[np.isfinite(values)]
    if not len(values):
        return f"{row.name:{WIDTHS[0]}} no values"
    less = row.sense == "at most"
    sign = "≤" if less else "≥"
    target = "" if row.bound is None else f"{sign} {row.bound:g} {row.unit}".rstrip()
    tail, worst = np.percentile(values, 95 if less else 5), values.max() if less else values.min()
    spread = [_number(one) for one in (np.median(values), tail, worst)] if len(values) > 1 else ["", "", ""]
    cells = (row.name, target, _number(row.figure), *spread, fairness(row), _number(row.base), _verdict(row))
    return _line(cells) + (f"  {row.detail}" if row.detail else "")


def fairness(row: Row) -> str:
    """The worst tone over the best, with "!" where it is beyond what is fair, "~" or "?" where that is not said."""
    ratio = _apart(row)
    if ratio is None:
        return ""
    mark = "" if ratio <= FAIR else "~" if _far_within(row) else "?" if ratio <= _by_lot(row) else "!"
    return f"{ratio:.2f}{mark}" if ratio < 100 else f"> 99{mark}"  # the best tone errs by next to nothing


def _apart(row: Row) -> float | None:
    """The worst tone's figure over the best one's; None where that says nothing."""
    tones = [value for value in row.by_tone.values() if np.isfinite(value)]
    if len(tones) < 2 or max(tones) <= 0:
        return None
    return max(tones) / min(tones) if min(tones) > 0 else float("inf")


def _far_within(row: Row) -> bool:
    """Whether every tone keeps to half of what the target allows, from 0 up or from all (1, or 100 %) down."""
    if row.bound is None:
        return False
    tones = np.array([value for value in row.by_tone.values() if np.isfinite(value)])
    if row.sense == "at most":
        return bool(tones.max() <= row.bound / 2)
    whole = 100.0 if row.unit == "%" else 1.0
    return bool(whole - tones.min() <= (whole - row.bound) / 2)


def _by_lot(row: Row) -> float:
    """What `_apart` keeps to in 19 of 20 deals of the tones to the heads; 0 where a tone has but one head.

    A head is a run of values with one tone: its pictures are alike and are dealt together.
    """
    tones = np.asarray(row.tones)
    heads = np.cumsum(np.concatenate([[0], tones[1:] != tones[:-1]]))
    of_head = tones[np.searchsorted(heads, np.arange(heads[-1] + 1))]
    if np.unique(of_head, return_counts=True)[1].min() < 2:
        return 0.0
    rng = np.random.default_rng(0)
    dealt = [_apart(replace(row, tones=rng.permutation(of_head)[heads])) for _ in range(DEALS)]
    return float(np.quantile([one for one in dealt if one is not None], 0.95))


def _verdict(row: Row) -> str:
    if row.met is None or row.bound is None:
        return ""
    if row.met:
        return "met"
    off = abs(row.figure - row.bound)
    return f"MISSED by {_number(off)}{f' ({off / row.bound:.0%})' if row.bound else ''}"


def _number(value: float | None) -> str:
    if value is None or not np.isfinite(value):
        return ""
    whole = abs(value - round(value)) < 1e-9 and abs(value) < 1e6
    return f"{value:.0f}" if whole else f"{value:.3g}"


def _line(cells: tuple[str, ...]) -> str:
    middle = (f"{cell:>{width}}" for cell, width in zip(cells[1:8], WIDTHS[1:], strict=True))
    return " ".join([f"{cells[0]:{WIDTHS[0]}}", *middle, cells[8]]).rstrip()


def _asked(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="", metavar="NAME,NAME", help="files of bench/tryon_rows")
    parser.add_argument("--heads", default=TOLD, type=_range, metavar="10-29")
    return parser.parse_args(words)


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


if __name__ == "__main__":
    sys.exit(main())
