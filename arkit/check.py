"""One rule, its limit, what was found, and whether that is all right."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one rule. `limit` and `value` are numbers or words as the rule has it."""

    rule: str
    limit: float | str
    value: float | str
    ok: bool
    source: str = ""


__all__ = ["Check"]
