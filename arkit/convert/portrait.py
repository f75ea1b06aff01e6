"""The picture of a product for the catalogue, with its words beside it; what a conversion tells of how it looks."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from arkit.convert.options import Conversion, ConvertOptions
from arkit.convert.words import alt_text
from arkit.document import Document, bounds
from arkit.io import check_writable, write_bytes

Watch = Callable[[Document, Document], None]
_VIEWS = {"nose": "face", "head": "face", "ear": "face", "wall": "wall"}
_FLAT = 0.1  # height as a part of the longest side: a rug is looked at from above


def check_poster(path: Path) -> None:
    """Refuse a poster whose name is neither PNG nor WebP, or that cannot be written, before any work is done."""
    from arkit.draw import check_picture_name

    check_picture_name(path)
    check_writable(path)


def poster_view(document: Document, attach: str) -> str:
    """From where a product is photographed: a name of draw.PosterView."""
    low, high = bounds(document)
    side = high - low
    flat = attach in ("", "floor") and side[1] < _FLAT * side.max()
    return "flat" if flat else _VIEWS.get(attach, "standing")


def write_portrait(
    document: Document, path: Path, *, attach: str, alt: Mapping[str, str], variant: str | None = None
) -> None:
    """Draw a product as a catalogue shows it (PNG or WebP by suffix); its words go into `<name>.alt.json` beside it."""
    from arkit.draw import encode, poster

    pixels = poster(document, variant=variant, view=poster_view(document, attach))  # type: ignore[arg-type]
    write_bytes(path, encode(pixels, path.suffix))
    words = json.dumps(dict(alt), ensure_ascii=False, indent=1)
    write_bytes(path.with_name(f"{path.stem}.alt.json"), words.encode("utf-8"))


def described(conversion: Conversion, document: Document, options: ConvertOptions) -> Conversion:
    """The conversion with the size that was stated and its words for those who do not see it."""
    alt = alt_text(document, title=options.title, kind=options.kind, size_m=conversion.size_m)
    return replace(conversion, stated_m=options.size_m, alt=alt)


__all__ = ["Watch", "check_poster", "described", "poster_view", "write_portrait"]
