"""One file for each row of the try-on figures: what it measures, on which heads, against which truth.

A file holds `rows(heads: range) -> Iterable[Row]`; bench/tryon.py imports every file here and prints what it answers.
A file whose data is absent raises FileNotFoundError, which the bench says aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Middle = Literal["mean", "median", "p95", "worst", "share"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: measured values against a target.

    Attributes:
        name: what was measured.
        values: all of them, in `unit`; the distribution is told from these.
        bound: what the figure must keep to, or None where it only informs.
        unit: as printed: "mm", "%", "px".
        of: how the values become the figure that the bound is for: their mean, median, 95th percentile (the 5th where
            more is better), worst, or the share (0 to 1) of values that are true.
        sense: which side of the bound is right.
        tones: skin tone 0…9 of each value, where the row is to be fair to all of them; else empty.
        base: the same figure as raw MediaPipe gives it in the same run, None where it has none.
        detail: how many heads, pictures, what the peer did; short.
    """

    name: str
    values: Sequence[float] | np.ndarray
    bound: float | None = None
    unit: str = ""
    of: Middle = "mean"
    sense: Literal["at most", "at least"] = "at most"
    tones: Sequence[int] | np.ndarray = ()
    base: float | None = None
    detail: str = ""

    @property
    def figure(self) -> float:
        """What is held against the bound; NaN without values."""
        return self.told(np.asarray(self.values, dtype=np.float64))

    def told(self, values: np.ndarray) -> float:
        """The figure of some of the values."""
        values = values[np.isfinite(values)]
        if not len(values):
            return float("nan")
        less = self.sense == "at most"
        if self.of == "p95":
            return float(np.percentile(values, 95 if less else 5))
        if self.of == "worst":
            return float(values.max() if less else values.min())
        return float(np.median(values) if self.of == "median" else values.mean())

    @property
    def met(self) -> bool | None:
        """Whether the bound holds; None where there is none, False for NaN."""
        if self.bound is None:
            return None
        return self.figure <= self.bound if self.sense == "at most" else self.figure >= self.bound

    @property
    def by_tone(self) -> dict[int, float]:
        """The figure of each skin tone."""
        if len(self.tones) != len(self.values):
            return {}
        values, tones = np.asarray(self.values, dtype=np.float64), np.asarray(self.tones)
        return {int(tone): self.told(values[tones == tone]) for tone in np.unique(tones)}


__all__ = ["Middle", "Row"]
