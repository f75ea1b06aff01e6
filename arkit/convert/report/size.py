"""The size of a product against its catalogue: a sheet drawn to scale and a table in cm, inches and millimetres off."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from arkit.convert.report.markup import both, section, table
from arkit.convert.report.pictures import Pictures

_INCH_M = 0.0254
_LETTER = 0.03  # height of the numbers as a part of the sheet's width
_SIDES = ((0, "宽", "Width"), (2, "深", "Depth"), (1, "高", "Height"))
GOOD_M = 0.001


def size_section(answer: Mapping[str, Any], pictures: Pictures | None) -> str:
    """The drawn sheet (where pictures could be drawn) beside the table."""
    size_m, stated_m = answer["size_m"], answer.get("stated_m")
    rows = [_row(place, zh, en, size_m, stated_m) for place, zh, en in _SIDES]
    heads: tuple[str, ...] = ("", f"#{both('测得', 'measured')}", f"#{both('英寸', 'inches')}")
    if stated_m:
        heads = (*heads, f"#{both('目录', 'catalogue')}", f"#{both('误差', 'off by')}")
    said = both("目录没有给出尺寸，无从核对。", "The catalogue states no size to hold this against.")
    body = f'<div class="card">{table(heads, rows)}{"" if stated_m else f"<p class=soft>{said}</p>"}</div>'
    if pictures is not None:
        body = f'<div class="pair"><figure class="sheet">{_sheet(size_m, stated_m, pictures)}</figure>{body}</div>'
    note = both("按同一比例正视绘制；虚线为目录尺寸", "drawn square on, to one scale; dashed: the catalogue's box")
    return section("size", "尺寸核对", "Size against the catalogue", body, note=f"<small>{note}</small>")


def _row(place: int, zh: str, en: str, size_m: Any, stated_m: Any) -> tuple[str, ...]:
    is_m = size_m[place]
    cells: tuple[str, ...] = (both(zh, en), f"{_cm(is_m)} cm", f"{is_m / _INCH_M:.2f}&#8243;")
    if not stated_m:
        return cells
    off_mm = (is_m - stated_m[place]) * 1000
    kind = "mark-ok" if abs(off_mm) <= GOOD_M * 1000 else "mark-no"
    sign = "+" if off_mm > 0 else "−" if off_mm < 0 else ""
    off = f'<span class="{kind}">{sign}{abs(off_mm):.1f} mm</span>'
    return (*cells, f"{_cm(stated_m[place])} cm", off)


def _cm(length_m: float) -> str:
    return f"{length_m * 100:.1f}" if length_m >= 0.1 else f"{length_m * 100:.2f}"


def _sheet(size_m: Any, stated_m: Any, pictures: Pictures) -> str:
    """Front and side elevation on one floor line, with dimension lines and the stated box."""
    width, height, depth = (side * pictures.px_per_m for side in size_m)
    letter = _LETTER * (width + depth) / (1 - 8 * _LETTER)
    left, top = 3 * letter, letter
    floor, second = top + height, left + width + 3 * letter
    whole = (second + depth + 2 * letter, floor + 3.4 * letter)
    parts = [
        _image(pictures.front, left - 2, top - 2, width + 4, height + 4),
        _image(pictures.side, second - 2, top - 2, depth + 4, height + 4),
        _line(left, left + width, floor + letter, letter, f"{_cm(size_m[0])} cm"),
        _line(second, second + depth, floor + letter, letter, f"{_cm(size_m[2])} cm"),
        _upright(left - letter, top, floor, letter, f"{_cm(size_m[1])} cm"),
    ]
    if stated_m:
        said = [side * pictures.px_per_m for side in stated_m]
        for middle, wide in ((left + width / 2, said[0]), (second + depth / 2, said[2])):
            box = f'x="{middle - wide / 2:.1f}" y="{floor - said[1]:.1f}" width="{wide:.1f}" height="{said[1]:.1f}"'
            parts.append(f'<rect class="said" {box}/>')
    zh = f"正面与侧面图：宽 {_cm(size_m[0])}，深 {_cm(size_m[2])}，高 {_cm(size_m[1])} 厘米"
    en = f"Front and side: {_cm(size_m[0])} wide, {_cm(size_m[2])} deep, {_cm(size_m[1])} high, in cm"
    frame = f'viewBox="0 0 {whole[0]:.0f} {whole[1]:.0f}" role="img" aria-label="{en}" data-zh="{zh}" data-en="{en}"'
    return f"<svg {frame}>{''.join(parts)}</svg>"


def _image(data: bytes, x: float, y: float, width: float, height: float) -> str:
    uri = "data:image/webp;base64," + base64.b64encode(data).decode("ascii")
    return f'<image href="{uri}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _line(x0: float, x1: float, y: float, letter: float, text: str) -> str:
    """A level dimension line with its ticks and its number below."""
    ticks = "".join(f"M{x:.1f} {y - letter / 3:.1f}v{letter / 1.5:.1f}" for x in (x0, x1))
    path = f'<path class="dim" d="M{x0:.1f} {y:.1f}H{x1:.1f}{ticks}"/>'
    return f'{path}<text x="{(x0 + x1) / 2:.1f}" y="{y + 1.5 * letter:.1f}" font-size="{letter:.1f}">{text}</text>'


def _upright(x: float, top: float, floor: float, letter: float, text: str) -> str:
    """An upright dimension line, its number turned along it."""
    ticks = "".join(f"M{x - letter / 3:.1f} {y:.1f}h{letter / 1.5:.1f}" for y in (top, floor))
    path = f'<path class="dim" d="M{x:.1f} {top:.1f}V{floor:.1f}{ticks}"/>'
    turned = f'transform="translate({x - 0.7 * letter:.1f} {(top + floor) / 2:.1f}) rotate(-90)"'
    return f'{path}<text {turned} font-size="{letter:.1f}">{text}</text>'


__all__ = ["GOOD_M", "size_section"]
