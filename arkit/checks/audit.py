"""The slow half of the rules: surfaces, uv layouts and colours, looked at one by one.

CPU seconds on one of two busy cores: a ball of 998,000 triangles with a picture 2.8, of which its uv take 1.7.
"""

from __future__ import annotations

from dataclasses import dataclass

from arkit.check import Check
from arkit.checks.density import texel_density
from arkit.checks.edges import edges
from arkit.checks.layout import GRID, layout
from arkit.checks.measure import picture_size
from arkit.checks.stance import likeness, moved_roots, odd_names, off_origin_m
from arkit.checks.tones import BRIGHTEST, DARKEST, METAL, tones
from arkit.document import Document, bounds

GUIDELINES = "Khronos 3D Commerce real-time asset creation guidelines 2.0"
AUDITOR = "Khronos glTF asset auditor, defaults"
_OWN = "arkit"
_OVERLAP = 0.005  # of the covered cells: what a grid of cells may see where charts only touch
_OFF_ORIGIN = 0.01  # of the longest side, and never less than a millimetre
_OFF_SIZE = 0.01  # of a stated side, and never less than two millimetres: catalogues round
_ALIKE = 0.05
_A_COLOR_PX = 16
_TEXELS = 540  # along the longest side: no texel wider than two pixels of a picture 1080 px high


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the shop knows of the product: true size (width x, height y, depth z), metres, and what it rests on."""

    size_m: tuple[float, float, float] | None = None
    attach: str = ""


def audit(document: Document, wanted: Wanted | None = None) -> tuple[Check, ...]:
    """Hold a document (metres, y up, front +z) against the auditor's and the guidelines' rules of surface and form."""
    wanted = wanted or Wanted()
    return (*_form(document), *_pictures(document), *_colors(document), *_place(document, wanted))


def _none(rule: str, count: int, source: str, names: tuple[str, ...] = ()) -> Check:
    told = count if not names else f"{count}: {', '.join(names[:3])}{' …' if len(names) > 3 else ''}"
    return Check(rule, 0, told, count == 0, source)


def _form(document: Document) -> tuple[Check, ...]:
    found = edges(document)
    names = odd_names(document)
    return (
        _none("edges of more than two triangles", found.crowded, AUDITOR),
        _none("triangles without area", found.flat, AUDITOR),
        _none("root nodes that are moved, turned or scaled", moved_roots(document), AUDITOR),
        _none("names of other letters than a-z, 0-9, _ and -", len(names), GUIDELINES, names),
    )


def _pictures(document: Document) -> tuple[Check, ...]:
    return (*_sizes(document), *_uv(document))


def _sizes(document: Document) -> tuple[Check, ...]:
    """The smallest picture that paints: one of a few pixels is a colour and counts as none."""
    sizes = [max(picture_size(data)) for data in document.images]
    least = min((size for size in sizes if size > _A_COLOR_PX), default=0)
    if not least:
        return ()
    return (Check("smallest texture, pixels, at least", 512, least, least >= 512, AUDITOR),)


def _uv(document: Document) -> tuple[Check, ...]:
    found = layout(document)
    if found is None:
        return ()
    rows = [
        Check("uv outside 0…1, part", 0, round(found.outside, 4), found.outside <= 1e-4, AUDITOR),
        Check("uv mirrored, part", 0, round(found.inverted, 4), found.inverted <= 1e-3, AUDITOR),
        Check("uv overlapping, part", _OVERLAP, round(found.overlap, 4), found.overlap <= _OVERLAP, AUDITOR),
        _none("triangles without uv area", found.flat, _OWN),
    ]
    if found.overlap <= _OVERLAP:
        rows.append(
            Check(f"pixels between uv charts at {GRID}, at least", 1, found.gutter_px, found.gutter_px >= 1, AUDITOR)
        )
    density = texel_density(document)
    if density is not None:
        low, high = bounds(document)
        least = round(_TEXELS / float((high - low).max()))
        rows.append(Check("texels a metre, thinnest, at least", least, round(density[0]), density[0] >= least, _OWN))
        rows.append(Check("texels a metre, densest", "–", round(density[1]), True, _OWN))
    return tuple(rows)


def _colors(document: Document) -> tuple[Check, ...]:
    found = tones(document)
    rule = f"base colour outside {DARKEST}…{BRIGHTEST}, part of the worst material"
    value: float | str = round(found.unsafe, 4) if found.unsafe == 0 else f"{found.unsafe:.4f}: {found.worst}"
    return (
        Check(rule, 0.01, value, found.unsafe <= 0.01, AUDITOR),
        _none(f"metals darker than {METAL}", len(found.dark_metals), GUIDELINES, found.dark_metals),
    )


def _place(document: Document, wanted: Wanted) -> tuple[Check, ...]:
    low, high = bounds(document)
    side = high - low
    rows = []
    off = off_origin_m(low, high, wanted.attach)
    if off is not None:
        most = round(max(0.001, _OFF_ORIGIN * float(side.max())), 4)
        where = {"wall": "back middle", "ceiling": "top middle"}.get(wanted.attach, "bottom middle")
        rows.append(Check(f"origin off the {where}, m", most, round(off, 4), off <= most, GUIDELINES))
    if wanted.size_m is not None:
        for name, is_m, said_m in zip(("width", "height", "depth"), side, wanted.size_m, strict=True):
            most = round(max(0.002, _OFF_SIZE * said_m), 4)
            apart = abs(float(is_m) - said_m)
            rows.append(Check(f"{name} off the stated one, m", most, round(apart, 4), apart <= most, GUIDELINES))
    across, along = likeness(document)
    rows.append(
        Check(
            "left and right alike, at least as front and back",
            round(along - _ALIKE, 3),
            round(across, 3),
            across >= along - _ALIKE,
            f"{_OWN}: a product whose sides differ more than its front and back is turned; guidelines 2.0, front +z",
        )
    )
    return tuple(rows)


__all__ = ["AUDITOR", "GUIDELINES", "Wanted", "audit"]
