"""Fitting: how often a "fits" or a "does not fit" is wrong against exact answers, and what a question costs."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from arkit.fit import Alcove, Verdict, fit, open_room, through, what_fits
from arkit.product import KINDS, Product
from arkit.room.space.verdict import NO_SDS, YES_SDS
from arkit.surface import Measure
from bench.fitting.cases import Case, cases
from bench.room_rows import Row, at_most


def answered(case: Case) -> tuple[Verdict, float]:
    """What arkit says, and the CPU milliseconds it took once the room and the product are loaded."""
    if case.gate is not None:
        started = time.process_time()
        verdict = through(case.shape, case.gate, upright=case.upright).passes
    else:
        assert case.room is not None
        space = open_room(case.room)
        started = time.process_time()
        verdict = fit(space, case.shape, spot=case.spot, kind="sofa").fits
    return verdict, 1000 * (time.process_time() - started)


SEEDS = (5, 11, 12, 13)  # the first is the one that fitting was built on


@dataclass
class Told:
    """What was answered: counts by group, truth and answer; milliseconds by group; unknowns by group and cause."""

    counts: Counter[tuple[str, bool, Verdict]] = field(default_factory=Counter)
    spent: dict[str, list[float]] = field(default_factory=dict)
    causes: Counter[tuple[str, str]] = field(default_factory=Counter)


def confusion(seed: int = SEEDS[0]) -> Told:
    """All answers to the 600 cases of a seed."""
    told = Told()
    for case in cases(seed):
        verdict, ms = answered(case)
        told.counts[case.group, case.truth, verdict] += 1
        told.spent.setdefault(case.group, []).append(ms)
        if verdict is Verdict.UNKNOWN:
            told.causes[case.group, _cause(case)] += 1
    return told


def _cause(case: Case) -> str:
    """Why a case is left unknown: "error" where its sizes, wrong by as much as they may be, turn the truth round."""
    small, large = case.at(-YES_SDS), case.at(NO_SDS)
    if small is None or large is None:
        return "not told"
    return "error" if small is not large else "search"


def catalogue(count: int = 10_000) -> list[Product]:
    """A catalogue of every kind that stands, one in fifty without a size."""
    rng = np.random.default_rng(8)
    kinds = [kind for kind, attach in KINDS.items() if attach in ("floor", "table")]
    sizes = np.exp(rng.normal(np.log((0.9, 0.8, 0.5)), 0.5, (count, 3)))
    return [
        Product(
            sku=f"made-{number}",
            title={"zh": "样品", "en": "Sample"},
            kind=kinds[number % len(kinds)],
            size_m=None if number % 50 == 0 else tuple(np.clip(size, 0.05, 5).round(3).tolist()),
            attach=KINDS[kinds[number % len(kinds)]],
        )
        for number, size in enumerate(sizes)
    ]


def rows() -> Iterable[Row]:
    """The table's lines, the confusion of each group among the notes."""
    for seed in SEEDS:
        yield from _answers(seed)
    yield from _alcove()


def _answers(seed: int) -> Iterable[Row]:
    told = confusion(seed)
    counts, spent = told.counts, told.spent
    fitting = sum(count for (_, truth, _), count in counts.items() if truth)
    not_fitting = sum(counts.values()) - fitting
    wrong_yes = sum(count for (_, truth, said), count in counts.items() if not truth and said is Verdict.YES)
    wrong_no = sum(count for (_, truth, said), count in counts.items() if truth and said is Verdict.NO)
    unknown = sum(count for (_, _, said), count in counts.items() if said is Verdict.UNKNOWN)
    yield Row(f"false fits, seed {seed}", at_most(0), wrong_yes, f"of {not_fitting} that do not fit")
    yield Row(
        f"false does not, seed {seed}",
        at_most(2.0),
        100 * wrong_no / fitting,
        f"{wrong_no} of {fitting} that fit",
        unit="%",
    )
    yield Row(
        f"left unknown, seed {seed}",
        None,
        100 * unknown / sum(counts.values()),
        "half the cases are near the edge",
        unit="%",
    )
    gave_up = sum(count for (_, cause), count in told.causes.items() if cause == "search")
    yield Row(
        f"unknown though the sizes tell, seed {seed}",
        at_most(1.0),
        100 * gave_up / sum(counts.values()),
        ", ".join(f"{group}: {count} {cause}" for (group, cause), count in sorted(told.causes.items())),
        unit="%",
    )
    for group, times in spent.items():
        said = "; ".join(
            f"{'fits' if truth else 'not'}: "
            + ", ".join(f"{counts[group, truth, verdict]} {str(verdict.value).lower()}" for verdict in Verdict)
            for truth in (True, False)
        )
        yield Row(f"CPU, {group}, seed {seed}", at_most(50), float(np.median(times)), said, times, "ms")


def _alcove() -> Iterable[Row]:
    products = catalogue()
    alcove = Alcove(Measure(0.9, 0.005), Measure(2.0, 0.005), Measure(0.6, 0.005))
    what_fits(alcove, products)
    started = time.process_time()
    found = what_fits(alcove, products)
    ms = 1000 * (time.process_time() - started)
    yield Row("CPU, alcove of 10,000", at_most(200), ms, f"{len(found)} fit or may", unit="ms")


if __name__ == "__main__":
    for row in rows():
        print(f"{row.name:24}{row.value:9.2f} {row.unit:3} {row.note}", end="")
        print(
            f"  p90 {np.percentile(row.distribution, 90):.0f}, worst {max(row.distribution):.0f}"
            if len(row.distribution)
            else ""
        )
