"""One file for each group of room figures: what it measures, on which rooms, against which truth.

A file holds `rows(rooms: Sequence[int]) -> Iterable[Row]`, or `rows()` where it brings its own truth; bench/room.py
imports every file here and prints what it answers. A file whose data is absent raises FileNotFoundError, which the
bench says aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Band = tuple[float, float]
COVERED: Band = (0.85, 0.95)  # how often a 90 % interval should hold the truth
COVERED_PCT: Band = (85.0, 95.0)  # the same in per cent


def at_most(value: float) -> Band:
    """The target of a figure that should be small."""
    return (-np.inf, value)


def at_least(value: float) -> Band:
    """The target of a figure that should be large."""
    return (value, np.inf)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        name: what was measured.
        target: the band that `value` should lie in (`at_most`, `at_least`, `COVERED`), None where it only informs.
        value: the figure.
        note: how many rooms, what was refused, what it means; short.
        distribution: all single values, in the same unit; median, 90th percentile and worst are told from these.
        unit: as printed: "°", "%", "ms".
        base: the same figure of a peer in the same run (plain OpenCV, a plain vanishing point method).
    """

    name: str
    target: Band | None
    value: float
    note: str = ""
    distribution: Sequence[float] | np.ndarray = ()
    unit: str = ""
    base: float | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none, False for NaN."""
        if self.target is None:
            return None
        return bool(self.target[0] <= self.value <= self.target[1])


def median(values: Sequence[float] | np.ndarray) -> float:
    """The median of the finite values, NaN without any."""
    finite = np.asarray(values, dtype=np.float64)
    finite = finite[np.isfinite(finite)]
    return float(np.median(finite)) if len(finite) else float("nan")


def percentile(values: Sequence[float] | np.ndarray, part: float) -> float:
    """A percentile (0 to 100) of the finite values, NaN without any."""
    finite = np.asarray(values, dtype=np.float64)
    finite = finite[np.isfinite(finite)]
    return float(np.percentile(finite, part)) if len(finite) else float("nan")


def covered(errors: Sequence[float] | np.ndarray, sds: Sequence[float] | np.ndarray) -> float:
    """The part (0 to 1) of signed errors within the 90 % intervals of normal distributions with these deviations."""
    error, sd = np.asarray(errors, dtype=np.float64), np.asarray(sds, dtype=np.float64)
    known = np.isfinite(error) & np.isfinite(sd)
    return float((np.abs(error[known]) <= 1.6449 * sd[known]).mean()) if known.any() else float("nan")


def recall_auc(errors: Sequence[float] | np.ndarray, most: float) -> float:
    """Mean recall over thresholds 0 … `most`; an error of infinity or NaN is a failure."""
    error = np.nan_to_num(np.asarray(errors, dtype=np.float64), nan=np.inf)
    return float(np.clip(1 - error / most, 0, 1).mean()) if len(error) else float("nan")


__all__ = [
    "COVERED",
    "COVERED_PCT",
    "Band",
    "Row",
    "at_least",
    "at_most",
    "covered",
    "median",
    "percentile",
    "recall_auc",
]
