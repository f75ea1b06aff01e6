"""The sentence a screen reader speaks for a product's picture: what it is, how large, what it is made of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from arkit.convert.words.stuff import Stuff, stuffs
from arkit.document import Document, bounds, variant_names

_KINDS = {
    "sofa": ("Sofa", "沙发"),
    "armchair": ("Armchair", "扶手椅"),
    "chair": ("Chair", "椅子"),
    "table": ("Table", "桌子"),
    "lamp": ("Lamp", "灯"),
    "shelf": ("Shelf", "置物架"),
    "rug": ("Rug", "地毯"),
    "picture": ("Picture", "挂画"),
    "glasses": ("Glasses", "眼镜"),
    "sunglasses": ("Sunglasses", "太阳镜"),
    "hat": ("Hat", "帽子"),
    "earrings": ("Earrings", "耳环"),
    "bottle": ("Bottle", "瓶子"),
    "lipstick": ("Lipstick", "口红"),
    "decor": ("Decoration", "摆件"),
}
_SMALL = 0.02  # of the surface: what is less is not spoken of
_NAMED = 3
_VARIANTS = 6


def alt_text(
    document: Document,
    *,
    title: Mapping[str, str] | None = None,
    kind: str = "",
    size_m: tuple[float, float, float] | None = None,
) -> dict[str, str]:
    """Describe a product in one or two sentences, Chinese and English.

    Args:
        document: metres, y up.
        title: {"zh", "en"}, where the shop knows it.
        kind: one of product.KINDS; named where there is no title.
        size_m: (width x, height y, depth z) to speak of; the document's own when None.

    Raises:
        NotFoundError: the document has no triangle.
    """
    if size_m is None:
        low, high = bounds(document)
        size_m = tuple(float(side) for side in high - low)  # type: ignore[assignment]
    seen = [one for one in _joined(stuffs(document)) if one.part >= _SMALL][:_NAMED]
    english, chinese = _KINDS.get(kind, ("Product", "商品"))
    name = {"en": english, "zh": chinese} | dict(title or {})
    variants = variant_names(document)
    assert size_m is not None
    return {"zh": _chinese(name["zh"], size_m, seen, variants), "en": _english(name["en"], size_m, seen, variants)}


def _english(name: str, size_m: tuple[float, float, float], seen: list[Stuff], variants: tuple[str, ...]) -> str:
    width, height, depth = lengths(size_m)
    made = [" ".join(word for word in _words(one, 0) if word) for one in seen]
    text = f"{name}, {width} wide, {depth} deep, {height} high"
    text += f": {_listed(made, ', ', ' and ')}." if made else "."
    if len(variants) > 1:
        more = f" and {len(variants) - _VARIANTS} more" if len(variants) > _VARIANTS else ""
        text += f" {len(variants)} colourways: {', '.join(variants[:_VARIANTS])}{more}."
    return text


def _chinese(name: str, size_m: tuple[float, float, float], seen: list[Stuff], variants: tuple[str, ...]) -> str:
    width, height, depth = (one.replace(" cm", "厘米").replace(" mm", "毫米") for one in lengths(size_m))
    made = ["".join(word for word in _words(one, 1) if word) for one in seen]
    text = f"{name}，宽{width}，深{depth}，高{height}"
    text += f"；{_listed(made, '、', '和')}。" if made else "。"
    if len(variants) > 1:
        more = "等" if len(variants) > _VARIANTS else ""
        text += f"共{len(variants)}种配色：{'、'.join(variants[:_VARIANTS])}{more}。"
    return text


def _words(one: Stuff, language: int) -> tuple[str, ...]:
    """Colour, finish, substance; "surface" where nothing says what it is made of."""
    joint = (" and ", "与")[language]
    color = one.color[language] + (joint + one.pattern[language] if one.pattern[0] else "")
    substance = one.substance[language] or ("surface", "表面")[language]
    finish = one.finish[language]
    if one.substance[0] == "gold":
        color = ""
    return (finish, color, substance) if language == 0 else (color, finish, substance)


def _joined(found: tuple[Stuff, ...]) -> list[Stuff]:
    """Materials that the same words describe, as one."""
    joined: dict[tuple[tuple[str, str], ...], Stuff] = {}
    for one in found:
        key = (one.color, one.finish, one.substance)
        held = joined.get(key)
        part = one.part + (held.part if held else 0)
        joined[key] = Stuff(one.name, part, one.color, one.finish, one.substance, one.pattern)
    return sorted(joined.values(), key=lambda one: -one.part)


def _listed(words: list[str], comma: str, last: str) -> str:
    return words[0] if len(words) == 1 else comma.join(words[:-1]) + last + words[-1]


def lengths(size_m: tuple[float, float, float]) -> tuple[str, str, str]:
    """Sides as people say them: centimetres, millimetres for what is smaller than five."""
    longest = float(np.max(size_m))
    if longest < 0.05:
        return tuple(f"{side * 1000:.0f} mm" for side in size_m)  # type: ignore[return-value]
    digits = 1 if longest < 0.3 else 0
    return tuple(f"{side * 100:.{digits}f} cm" for side in size_m)  # type: ignore[return-value]


__all__ = ["alt_text", "lengths"]
