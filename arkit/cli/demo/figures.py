"""A measured figure with its bound, and the table that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the demo's table.

    Attributes:
        name: what was measured.
        value: what came out, in `unit`.
        bound: what it must keep to, or None where the figure only informs.
        sense: which side of the bound is right.
        detail: how many, over what, or where the worst was.
    """

    name: str
    value: float
    unit: str
    bound: float | None = None
    sense: Literal["at most", "at least"] = "at most"
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the bound holds; NaN never does."""
        if self.bound is None:
            return True
        return self.value <= self.bound if self.sense == "at most" else self.value >= self.bound


def number(value: float) -> str:
    """A figure as people read it: whole when large, three digits when small."""
    if value == int(value) and abs(value) < 1e6:
        return f"{int(value)}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def bound_text(figure: Figure) -> str:
    """The bound as people write it: ≤ 1, ≥ 0.9, 0, or nothing."""
    if figure.bound is None:
        return ""
    if figure.bound == 0 and figure.sense == "at most":
        return "0"
    return f"{'≤' if figure.sense == 'at most' else '≥'} {number(figure.bound)}"


def print_table(figures: list[Figure], console: Console) -> None:
    """Print the figures; a missed bound is red and says so in words."""
    table = Table(title="What was measured", title_justify="left", pad_edge=False)
    for heading, justify in (("figure", "left"), ("value", "right"), ("unit", "left"), ("bound", "right")):
        table.add_column(heading, justify=justify)  # type: ignore[arg-type]
    table.add_column("")
    table.add_column("detail", overflow="fold", style="dim")
    for figure in figures:
        word = "" if figure.bound is None else "[green]holds[/]" if figure.ok else "[red]MISSED[/]"
        table.add_row(figure.name, number(figure.value), figure.unit, bound_text(figure), word, figure.detail)
    console.print(table)


__all__ = ["Figure", "bound_text", "number", "print_table"]
