"""Shades as a list one can search: what was read, what was refused, and which is nearest to a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from arkit.color import delta_e, hex_to_srgb, srgb_to_lab
from arkit.errors import CheckError
from arkit.product import Shade

Note = Literal["refused", "repeated", "same_color", "same_id", "changed"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What there is to say of one row of a catalogue.

    Attributes:
        row: "line 7" of a table, "brands[0].series[1].lipsticks[3]" of JSON.
        kind: "refused" and "repeated" rows are left out; the others stay.
        text: one sentence.
    """

    row: str
    kind: Note
    text: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Shades in the order of their file, and every row that is not there or not as it was."""

    shades: tuple[Shade, ...]
    remarks: tuple[Remark, ...] = ()
    encoding: str = "utf-8"

    @property
    def left_out(self) -> int:
        """How many rows are not among the shades."""
        return sum(remark.kind in ("refused", "repeated") for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class Near:
    """A shade and how far its colour is from the one that was asked for (CIEDE2000)."""

    shade: Shade
    delta_e: float


def nearest(shades: Sequence[Shade], color: str, count: int = 1) -> tuple[Near, ...]:
    """The shades whose own colour looks most like `color` ("#RRGGBB"), nearest first; equals in the file's order."""
    if count < 1:
        raise CheckError(f"count: expected at least 1, got {count}")
    if not shades:
        raise CheckError("shades: expected at least one to search, got none")
    apart = delta_e(shade_labs(shades), srgb_to_lab(hex_to_srgb(color)))
    order = np.argsort(apart, kind="stable")[:count]
    return tuple(Near(shades[place], float(apart[place])) for place in order)


def shade_labs(shades: Sequence[Shade]) -> np.ndarray:
    """(n, 3) CIELAB (D65) of the shades' own colours."""
    return srgb_to_lab(np.array([hex_to_srgb(shade.color) for shade in shades]).reshape(-1, 3))


def shade_name(shade: Shade, language: str = "zh") -> str:
    """The name in a language, else in the other, else the id, else the colour."""
    other = "en" if language == "zh" else "zh"
    return shade.name.get(language) or shade.name.get(other) or shade.id or shade.color


def choose(shades: Sequence[Shade], wanted: Sequence[str]) -> tuple[Shade, ...]:
    """Shades by id, name or colour, in the order they are wanted.

    Raises:
        CheckError: nothing has that id, name or colour, or several have.
    """
    return tuple(_one(shades, word) for word in wanted)


def _one(shades: Sequence[Shade], word: str) -> Shade:
    key = word.strip().casefold()
    for has in (
        lambda shade: shade.id.casefold() == key,
        lambda shade: key in {name.casefold() for name in shade.name.values()},
        lambda shade: shade.color.casefold() == key,
        lambda shade: key == f"{shade.brand}/{shade.series}/{shade.id}".casefold(),
    ):
        found = [shade for shade in shades if has(shade)]
        if len(found) == 1:
            return found[0]
        if found:
            full = ", ".join(f'"{shade.brand}/{shade.series}/{shade.id}"' for shade in found[:3])
            raise CheckError(f'shade "{word}": expected one, {len(found)} have it; write {full}')
    raise CheckError(f'shade "{word}": expected an id, a name or a colour of the catalogue, none has it')


__all__ = ["Catalogue", "Near", "Note", "Remark", "choose", "nearest", "shade_labs", "shade_name"]
