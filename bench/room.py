"""Every figure of rooms with its target, its distribution, and by how much it is missed where it is.

    python bench/room.py                       all rows, on rooms 50 to 199
    python bench/room.py --rooms 20            on the first twenty of them; --rooms 0-19 names them
    python bench/room.py --rows camera,marker  some files of bench/room_rows

Truth comes from rooms drawn with known cameras (bench/rooms); rooms 0 to 49 are for tuning, none of the others is.
Pictures are kept in the folder that ARKIT_ROOMS names, or a temporary one, so that the next run is quicker.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import os
import pkgutil
import sys
import time
from collections.abc import Iterable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command does, before numpy comes
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench import room_rows
from bench.room_rows import Band, Row

TOLD = range(50, 200)
HEADER = ("figure", "target", "value", "median", "p90", "worst", "peer", "")
WIDTHS = (52, 13, 9, 9, 9, 9, 9)


def main(words: list[str] | None = None) -> int:
    """Print the rows that were asked for; 1 where a file is missing or broken."""
    asked = _asked(words)
    names = [module.name for module in pkgutil.iter_modules(room_rows.__path__)]
    chosen = asked.rows.split(",") if asked.rows else names
    print(f"rooms {asked.rooms[0]} to {asked.rooms[-1]}")
    print(_line(HEADER))
    skipped, missed, told = [], 0, 0
    for name in chosen:
        began_s = time.perf_counter()
        try:
            for row in _rows(name, asked.rooms):
                told += 1
                missed += row.met is False
                print(told_line(row), flush=True)
        except (ImportError, FileNotFoundError) as error:
            skipped.append(name)
            print(f"SKIPPED {name}: {error}", flush=True)
        print(f"{'':4}{name}: {time.perf_counter() - began_s:.0f} s", flush=True)
    print(f"{told} figures, {missed} targets missed" + (f"; SKIPPED: {', '.join(skipped)}" if skipped else ""))
    return 1 if skipped else 0


def _rows(name: str, rooms: range) -> Iterable[Row]:
    module = importlib.import_module(f"bench.room_rows.{name}")
    if not hasattr(module, "rows"):
        raise ImportError(f"bench/room_rows/{name}.py has no rows(rooms)")
    takes_rooms = bool(inspect.signature(module.rows).parameters)
    return module.rows(rooms) if takes_rooms else module.rows()  # type: ignore[no-any-return]


def told_line(row: Row) -> str:
    """One line: what came out, how it is spread, whether it is what was wanted."""
    values = np.asarray(row.distribution, dtype=np.float64)
    values = values[np.isfinite(values)]
    spread = ["", "", ""]
    if len(values) > 1:
        spread = [_number(one) for one in (np.median(values), np.percentile(values, 90), values.max())]
    target = "" if row.target is None else f"{_band(row.target)} {row.unit}".rstrip()
    cells = (row.name, target, _number(row.value), *spread, _number(row.base), _verdict(row))
    return _line(cells) + (f"  {row.note}" if row.note else "")


def _band(band: Band) -> str:
    low, high = band
    if np.isinf(low):
        return f"≤ {high:g}"
    return f"≥ {low:g}" if np.isinf(high) else f"{low:g}…{high:g}"


def _verdict(row: Row) -> str:
    if row.met is None or row.target is None:
        return ""
    if row.met:
        return "met"
    low, high = row.target
    off = row.value - high if row.value > high else low - row.value
    return f"MISSED by {_number(off)}" if np.isfinite(off) else "MISSED: no value"


def _number(value: float | None) -> str:
    return "" if value is None or not np.isfinite(value) else f"{value:.3g}"


def _line(cells: tuple[str, ...]) -> str:
    middle = (f"{cell:>{width}}" for cell, width in zip(cells[1:7], WIDTHS[1:], strict=True))
    return " ".join([f"{cells[0]:{WIDTHS[0]}}", *middle, cells[7]]).rstrip()


def _asked(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="", metavar="NAME,NAME", help="files of bench/room_rows")
    parser.add_argument("--rooms", default=TOLD, type=_range, metavar="20 or 50-199")
    return parser.parse_args(words)


def _range(text: str) -> range:
    first, dash, last = text.partition("-")
    return range(int(first), int(last) + 1) if dash else range(TOLD.start, min(TOLD.start + int(first), TOLD.stop))


if __name__ == "__main__":
    sys.exit(main())
