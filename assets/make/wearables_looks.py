"""The looks that we show: what is worn together, each with a shade of velvet-300."""

from __future__ import annotations

from pathlib import Path

from arkit.look import FINISHES, Look, Makeup, look_to_json
from assets.make.lipsticks import shades

# name: what is worn in the order it is put on, the shade's English name, how strong.
LOOKS: dict[str, tuple[tuple[str, ...], str, float]] = {
    "morning-lecture": (("aria-round",), "Apricot Bean Paste", 0.8),
    "gallery-evening": (("nord-square", "drop-pearl"), "Vintage Red", 1.0),
    "weekend-coast": (("sol-aviator", "field-hat"), "Coral Reef", 0.9),
}


def looks() -> dict[str, Look]:
    """Every look by its name."""
    by_name = {shade.name["en"]: shade for shade in shades()}
    found = {}
    for name, (wear, shade_name, strength) in LOOKS.items():
        shade = by_name[shade_name]
        finish = next(finish for finish in FINISHES if finish == shade.finish)
        found[name] = Look(wear, (Makeup("lips", shade.color, finish, strength),))
    return found


def make(root: Path) -> Path:
    """Write `root`/<name>.json for every look."""
    root.mkdir(parents=True, exist_ok=True)
    for name, look in looks().items():
        (root / f"{name}.json").write_text(look_to_json(look) + "\n", encoding="utf-8")
    return root


__all__ = ["LOOKS", "looks", "make"]
