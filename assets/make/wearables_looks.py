"""The looks that we show: what is worn together, each with a shade of velvet-300, some with a whole made-up face."""

from __future__ import annotations

from pathlib import Path

from arkit.look import FINISHES, Look, Makeup, look_to_json
from assets.make.lipsticks import shades

# name: what is worn in the order it is put on, the shade's English name, how strong.
LOOKS: dict[str, tuple[tuple[str, ...], str, float]] = {
    "morning-lecture": (("aria-round",), "Apricot Bean Paste", 0.8),
    "gallery-evening": (("nord-square", "drop-pearl"), "Vintage Red", 1.0),
    "weekend-coast": (("sol-aviator", "field-hat"), "Coral Reef", 0.9),
    "bare-skin-day": ((), "Apricot Bean Paste", 0.6),
    "opera-night": (("drop-pearl",), "Vintage Red", 0.95),
    "summer-terrace": (("sol-aviator",), "Coral Reef", 0.8),
}


# What is worn beside lipstick.
FACES: dict[str, tuple[Makeup, ...]] = {
    "bare-skin-day": (
        Makeup("foundation", "#D8AC8E", strength=0.35),
        Makeup("blush", "#D97F80", strength=0.45),
        Makeup("brows", "#4A3628", strength=0.4),
        Makeup("eyeshadow", "#B98D72", "satin", 0.4),
        Makeup("mascara", "#1A1412", strength=0.7, lids="upper"),
    ),
    "opera-night": (
        Makeup("foundation", "#D8AC8E", strength=0.5),
        Makeup("contour", "#8A6248", strength=0.5),
        Makeup("blush", "#C65F66", strength=0.5),
        Makeup("highlighter", "#F6E2C6", "shimmer", 0.6),
        Makeup("brows", "#35261C", strength=0.6),
        Makeup("eyeshadow", "#A8714E", "shimmer", 0.85, colors=("#45262A", "#F0DAC0")),
        Makeup("eyeliner", "#15110F", strength=0.95, thickness_mm=1.3, wing=0.5),
        Makeup("mascara", "#0F0C0B", strength=0.95, length_mm=10.0, density=0.8),
    ),
    "summer-terrace": (
        Makeup("bronzer", "#A86B42", "satin", 0.6),
        Makeup("highlighter", "#F8E0B8", "satin", 0.5),
        Makeup("eyeshadow", "#C08A50", "metallic", 0.6),
        Makeup("eyeliner", "#2E4A50", "satin", 0.8, thickness_mm=0.9, wing=0.0, lids="both"),
        Makeup("mascara", "#15110F", strength=0.85),
        Makeup("iris", "#6E8F73", strength=0.5),
    ),
}


def looks() -> dict[str, Look]:
    """Every look by its name."""
    by_name = {shade.name["en"]: shade for shade in shades()}
    found = {}
    for name, (wear, shade_name, strength) in LOOKS.items():
        shade = by_name[shade_name]
        finish = next(finish for finish in FINISHES if finish == shade.finish)
        found[name] = Look(wear, (*FACES.get(name, ()), Makeup("lips", shade.color, finish, strength)))
    return found


def make(root: Path) -> Path:
    """Write `root`/<name>.json for every look."""
    root.mkdir(parents=True, exist_ok=True)
    for name, look in looks().items():
        (root / f"{name}.json").write_text(look_to_json(look) + "\n", encoding="utf-8")
    return root


__all__ = ["FACES", "LOOKS", "looks", "make"]
