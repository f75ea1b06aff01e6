"""How `arkit place` is told of several products: MODEL@U,V[,YAW][,SURFACE]."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from arkit.io import read
from arkit.place import PlacedItem

_FORM = "MODEL@U,V[,YAW][,SURFACE] or MODEL@on=NAME"
_SURFACES = ("floor", "wall", "ceiling", "table")


@dataclass(frozen=True, slots=True)
class Asked:
    """One --item as it was typed: `numbers` are u, v and perhaps yaw in degrees; none for the middle of a top."""

    model: Path
    numbers: tuple[float, ...]
    surface: str | None
    on: str


def item_asked(text: str) -> Asked:
    """Read one --item; wrong usage where it has another form."""
    model, at, rest = text.rpartition("@")
    words = [word.strip() for word in rest.split(",")]
    values: list[float] = []
    surface, on = None, ""
    for word in words:
        if word in _SURFACES and surface is None:
            surface = word
        elif word.startswith("on=") and len(word) > 3 and not on:
            on = word[3:]
        else:
            values.append(_number(word, text))
    if not at or not model or len(values) not in ((0, 1, 2, 3) if on else (2, 3)):
        raise click.BadParameter(f"expected {_FORM}, got {text}", param_hint="--item")
    return Asked(Path(model), tuple(values), surface, on)


def named(asked: list[Asked]) -> tuple[list[PlacedItem], list[str]]:
    """The products, each with a name of its own (a second sofa is sofa-2), and the names of their models' files."""
    documents: dict[Path, Any] = {}
    items: list[PlacedItem] = []
    for one in asked:
        if one.model not in documents:
            documents[one.model] = read(one.model).document
        count = 1 + sum(earlier.model == one.model for earlier in asked[: len(items)])
        name = one.model.stem if count == 1 else f"{one.model.stem}-{count}"
        yaw_deg = one.numbers[-1] if len(one.numbers) % 2 else 0.0
        item = PlacedItem(
            documents[one.model],
            (one.numbers[0], one.numbers[1]) if len(one.numbers) > 1 else None,
            float(np.radians(yaw_deg)),
            on=one.on,
            name=name,
        )
        items.append(replace(item, attach=one.surface))  # type: ignore[arg-type]
    return items, [one.model.name for one in asked]


def _number(word: str, text: str) -> float:
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not np.isfinite(value):
        raise click.BadParameter(f"expected {_FORM}, got {text}", param_hint="--item")
    return value


__all__ = ["Asked", "item_asked", "named"]
