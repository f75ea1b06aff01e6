"""One product of a catalogue on its way through the converter: what is asked of it, and what became of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from arkit.convert.options import ConvertOptions, Output

State = Literal["waiting", "done", "unchanged", "failed", "skipped"]
SKU = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked.

    Attributes:
        sku: names the folder it is written to; unique in a catalogue.
        where: where it was stated, for a person: "line 3", a file's or folder's name.
        source: file, zip or folder; None where there is no model, or none that could be found.
        options: size, unit, up axis, place, effort; each profile is set later.
        title: {"zh", "en"} as far as stated.
        error: why it cannot be converted at all; "" where it can.
    """

    sku: str
    where: str
    source: Path | None
    options: ConvertOptions
    title: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row.

    Attributes:
        key: of the sources' bytes, the options and the converter; the same key gives the same files.
        input_bytes: the model and all its companions.
        size_error_mm: largest difference between a side of the written model and the stated size; None without one.
        failed_checks: "channel: rule" of each check that does not hold, over all profiles.
        cpu_s, peak_bytes: processor time and memory the row's own process took.
    """

    sku: str
    where: str
    state: State
    source: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    error: str = ""
    key: str = ""
    input_bytes: int = 0
    outputs: tuple[Output, ...] = ()
    files: tuple[str, ...] = ()
    size_m: tuple[float, float, float] | None = None
    size_error_mm: float | None = None
    failed_checks: tuple[str, ...] = ()
    cpu_s: float = 0.0
    peak_bytes: int = 0


def outcome_to_dict(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON values."""
    return asdict(outcome)


def outcome_from_dict(data: Mapping[str, Any]) -> Outcome:
    """The outcome that `outcome_to_dict` wrote; TypeError or KeyError where it is another thing."""
    entries = dict(data)
    entries["outputs"] = tuple(Output(**entry) for entry in data["outputs"])
    for name in ("files", "failed_checks"):
        entries[name] = tuple(data[name])
    size = data["size_m"]
    entries["size_m"] = None if size is None else (float(size[0]), float(size[1]), float(size[2]))
    return Outcome(**entries)


def sku_of(name: str) -> str:
    """A SKU for what has only a file name: "Oak Chair v2.obj" is "oak-chair-v2".

    Letters other than a to z have no place in a SKU: six digits of the name's digest then keep names apart.
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:50]
    if name.isascii() and SKU.fullmatch(plain):
        return plain
    return "-".join(part for part in (plain or "item", hashlib.sha256(name.encode()).hexdigest()[:6]) if part)


__all__ = ["SKU", "Outcome", "Row", "State", "outcome_from_dict", "outcome_to_dict", "sku_of"]
