"""Yes, no, or that nobody can say at this accuracy."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

YES_SDS = 3.0  # a "yes" holds even when what was measured is three standard deviations too kind: 1 in 740
NO_SDS = 2.0  # a "no" holds even when it is two too strict: 1 in 44 of the cases on the very edge


class Verdict(Enum):
    """An answer to "does it fit"; `value` is what JSON says."""

    YES = True
    NO = False
    UNKNOWN = "unknown"


def judged(spare_m: float, sd_m: float) -> Verdict:
    """Whether a length to spare is surely there (0 or more), surely missing, or within its own error."""
    if spare_m >= YES_SDS * sd_m:
        return Verdict.YES
    return Verdict.NO if spare_m < -NO_SDS * sd_m else Verdict.UNKNOWN


def both(verdicts: Iterable[Verdict]) -> Verdict:
    """All of them: one "no" is a "no", one "unknown" leaves it open."""
    found = set(verdicts)
    for worst in (Verdict.NO, Verdict.UNKNOWN):
        if worst in found:
            return worst
    return Verdict.YES


__all__ = ["NO_SDS", "YES_SDS", "Verdict", "both", "judged"]
