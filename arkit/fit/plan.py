"""The answer as a plan from above: the room, what stands in it, the product, and how far it is to each side.

A quiet sheet of paper: walls as one dark line, furniture in a soft tone, the product in the accent colour with its
front marked, dimension lines as an architect draws them, other places as dashed outlines with their rank.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from arkit.draw.lettering import can_write, font, write
from arkit.fit.story import Fit, Space, headline
from arkit.room.space.gaps import AHEAD, Spot, outline_at
from arkit.room.space.shape import Shape
from arkit.room.space.swing import swing_m
from arkit.room.space.verdict import Verdict
from arkit.room.space.words import cm, thing
from arkit.spaces import apply
from arkit.surface import Opening, Seen

PAPER, CARD, INK, SOFT, LINE = "#F6F4F0", "#FFFDFA", "#1A1B1E", "#6A665F", "#DED9D0"
ACCENT, TINT, GOOD, WARN, BAD = "#B93A17", "#F3D9CF", "#2E6B4F", "#8A5A00", "#A3262A"
_OTHER = "#D39C88"  # the accent, further away
_STUFF, _STUFF_EDGE = "#EAE5DC", "#B9B2A6"
_BLIND = "#EFECE6"
_FINE = 3
_NARROW_M = 0.16  # a gap without the width for its own number: that stands inside the product
_COLORS = {Verdict.YES: GOOD, Verdict.NO: BAD, Verdict.UNKNOWN: WARN}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page being drawn: metres to its fine pixels."""

    draw: ImageDraw.ImageDraw
    page: Image.Image
    low_m: np.ndarray
    scale: float
    margin: np.ndarray

    def at(self, points_m: np.ndarray) -> list[tuple[float, float]]:
        return [(float(x), float(y)) for x, y in (np.atleast_2d(points_m) - self.low_m) * self.scale + self.margin]

    def px(self, length: float) -> int:
        return round(length * _FINE)


def draw_plan(space: Space, shape: Shape, answer: Fit, *, width_px: int = 1000, language: str = "en") -> np.ndarray:
    """Draw the plan of an answer.

    Args:
        space, shape, answer: what `fit` was asked and said.
        width_px: of the page.
        language: "en" or "zh"; English where no Chinese font is installed.

    Returns:
        (h, w, 3) uint8 sRGB.
    """
    language = language if can_write("中" if language == "zh" else "a") else "en"
    low, high = _extent(space)
    margin, top, bottom = 56, 112, 64
    width_px = max(width_px, 480)
    scale = min((width_px - 2 * margin) / (high[0] - low[0]), 1400 / (high[1] - low[1]))
    page_px = (width_px, round(top + bottom + scale * (high[1] - low[1])))
    page = Image.new("RGB", (page_px[0] * _FINE, page_px[1] * _FINE), PAPER)
    inset = np.array([(width_px - scale * (high[0] - low[0])) / 2, top]) * _FINE
    sheet = _Sheet(ImageDraw.Draw(page), page, low, scale * _FINE, inset)
    _room(sheet, space, float(shape.size_m[1]), language)
    for rank, other in enumerate(answer.elsewhere[:4], start=1):
        if answer.spot is None or _away(other.spot, answer.spot):
            _other(sheet, shape, other.spot, rank)
    if answer.spot is not None:
        _product(sheet, shape, answer.spot, answer.fits)
        _dimensions(sheet, shape, answer)
    _heading(sheet, shape, answer, language)
    _ruler(sheet, page_px)
    small = page.resize(page_px, Image.Resampling.LANCZOS)
    return np.asarray(small)


def _extent(space: Space) -> tuple[np.ndarray, np.ndarray]:
    floor = space.obstacles.floor_m
    if floor is None:
        size = np.array(space.floor.stands.shape[::-1]) * space.floor.cell_m
        return space.floor.origin_m, space.floor.origin_m + size
    return floor.min(axis=0), floor.max(axis=0)


def _away(one: Spot, other: Spot) -> bool:
    return bool(np.hypot(one.x_m - other.x_m, one.z_m - other.z_m) > 0.1 or abs(one.yaw_rad - other.yaw_rad) > 0.1)


def _room(sheet: _Sheet, space: Space, top_m: float, language: str) -> None:
    """Floor, what stands on it, walls, doors; what hangs above the product only dashed."""
    room = space.obstacles
    if room.floor_m is not None:
        sheet.draw.polygon(sheet.at(room.floor_m), fill=CARD)
    if room.seen is not None:
        _unseen(sheet, room.seen, top_m)
    loose = next((place for place, label in enumerate(room.labels) if not label), len(room.labels))
    for outline in room.outlines_m[loose:][room.low_m[loose:] < top_m]:
        sheet.draw.polygon(sheet.at(outline), fill=_STUFF, outline=_STUFF)
    for outline, label, low in zip(room.outlines_m[:loose], room.labels[:loose], room.low_m[:loose], strict=True):
        if label != "wall" and low < top_m:
            _stuff(sheet, outline, label, language)
        elif label not in ("wall", "furniture"):
            _dashed(sheet, outline, _STUFF_EDGE)
    _walls(sheet, space)
    for opening in room.openings:
        _opening(sheet, opening)


def _unseen(sheet: _Sheet, seen: Seen, top_m: float) -> None:
    """What nobody looked into up to the product's height, in the tone of the paper, run by run."""
    blind = np.pad((seen.height_m < top_m - seen.cell_m)[1:-1, 1:-1], ((1, 1), (2, 2)))  # the rim lies outside
    for row, cells in enumerate(np.diff(blind.astype(np.int8), axis=1)):
        for start, end in zip(np.flatnonzero(cells > 0), np.flatnonzero(cells < 0), strict=True):
            low = seen.origin_m + seen.cell_m * np.array([start - 1, row])
            ends = low + seen.cell_m * np.array([end - start, 1])
            (x0, y0), (x1, y1) = sheet.at(np.array([low, ends]))
            sheet.draw.rectangle((x0, y0, x1, y1), fill=_BLIND)


def _walls(sheet: _Sheet, space: Space) -> None:
    """The floor's outline as one dark line, or each wall's own where the outline is only where the picture ends."""
    room = space.obstacles
    if room.floor_m is not None and room.seen is None:
        corners = sheet.at(room.floor_m)
        sheet.draw.line([*corners, corners[0], corners[1]], fill=INK, width=sheet.px(5), joint="curve")
        return
    for place, label in enumerate(room.labels):
        if label == "wall":
            sheet.draw.line(sheet.at(room.outlines_m[place, :2]), fill=INK, width=sheet.px(5))


def _opening(sheet: _Sheet, opening: Opening) -> None:
    """A gap in the wall's line, with a door's leaf and its swing."""
    half = opening.width_m.value / 2
    ends = apply(opening.T_room_opening, np.array([(-half, 0.0, 0.0), (half, 0.0, 0.0)]))[:, [0, 2]]
    sheet.draw.line(sheet.at(ends), fill=CARD if opening.kind != "window" else LINE, width=sheet.px(7))
    if opening.kind == "window":
        sheet.draw.line(sheet.at(ends), fill=SOFT, width=sheet.px(1.5))
    if opening.kind == "door":
        leaf = swing_m(opening)[0][1:]
        sheet.draw.line(sheet.at(leaf), fill=SOFT, width=sheet.px(1.2))
        hinge = swing_m(opening)[0][0]
        sheet.draw.line(sheet.at(np.array([hinge, leaf[-1]])), fill=INK, width=sheet.px(2))


def _stuff(sheet: _Sheet, outline: np.ndarray, label: str, language: str) -> None:
    corners = sheet.at(outline)
    sheet.draw.polygon(corners, fill=_STUFF)
    sheet.draw.line([*corners, corners[0]], fill=_STUFF_EDGE, width=sheet.px(1.5), joint="curve")
    plain = "" if label == "furniture" else label
    name = thing(plain)["zh"] if language == "zh" and plain else plain
    face = font(sheet.px(14))
    long = face.getlength(name)
    (u, v) = sheet.at(outline[:4].mean(axis=0))[0]
    if long < np.ptp(np.array(corners)[:, 0]) * 0.9:
        write(sheet.page, (u - long / 2, v + sheet.px(5)), name, face, fill=SOFT)


def _product(sheet: _Sheet, shape: Shape, spot: Spot, fits: Verdict) -> None:
    """The footprint, its front edge heavier, a small arrow to where it faces."""
    color = _COLORS[fits] if fits is not Verdict.YES else ACCENT
    outline = sheet.at(outline_at(shape.outline_m, spot))
    sheet.draw.polygon(outline, fill=TINT)
    sheet.draw.line([*outline, outline[0], outline[1]], fill=color, width=sheet.px(2.5), joint="curve")
    depth = float(shape.size_m[2]) / 2
    reach = min(0.16, depth * 0.6)
    arrow = np.array([(-0.45, -0.8), (0.0, -0.3), (0.45, -0.8)]) * reach + np.array([0.0, depth])
    sheet.draw.line(sheet.at(outline_at(arrow, spot)), fill=color, width=sheet.px(2.5), joint="curve")
    width, _, deep = (f"{100 * side:.0f}" for side in shape.size_m)
    text, face = f"{width} × {deep}", font(sheet.px(17), bold=True)
    (u, v) = sheet.at(np.array([spot.x_m, spot.z_m]))[0]
    write(sheet.page, (u - face.getlength(text) / 2, v + sheet.px(6)), text, face, fill=color)


def _other(sheet: _Sheet, shape: Shape, spot: Spot, rank: int) -> None:
    """Another place: a dashed outline with its rank."""
    _dashed(sheet, outline_at(shape.outline_m, spot), _OTHER)
    face = font(sheet.px(14), bold=True)
    (u, v) = sheet.at(np.array([spot.x_m, spot.z_m]))[0]
    side = sheet.px(12)
    sheet.draw.ellipse((u - side, v - side, u + side, v + side), fill=CARD, outline=_OTHER, width=sheet.px(1.5))
    write(sheet.page, (u - face.getlength(str(rank)) / 2, v + sheet.px(5)), str(rank), face, fill=ACCENT)


def _dashed(sheet: _Sheet, outline: np.ndarray, color: str) -> None:
    for a, b in zip(outline, np.roll(outline, -1, axis=0), strict=True):
        steps = max(int(np.linalg.norm(b - a) / 0.06), 1)
        for step in range(0, steps, 2):
            ends = np.array([a + (b - a) * step / steps, a + (b - a) * min(step + 1, steps) / steps])
            sheet.draw.line(sheet.at(ends), fill=color, width=sheet.px(1.5))


def _dimensions(sheet: _Sheet, shape: Shape, answer: Fit) -> None:
    """A line with ticks from the middle of each side to what ends it, and the centimetres."""
    if answer.spot is None or answer.gaps is None:
        return
    half = {"left": shape.size_m[0] / 2, "right": shape.size_m[0] / 2}
    half |= {"front": shape.size_m[2] / 2, "back": shape.size_m[2] / 2}
    tight = {kept.need.side for kept in answer.kept if kept.ok is not Verdict.YES}
    for side, ahead in AHEAD.items():
        gap = answer.gaps.sides_m.get(side)
        if gap is None or gap.value < 0.015:
            continue
        way = np.array(ahead)
        aside = np.array([-way[1], way[0]])
        start = way * half[side] + aside * answer.gaps.touches_m.get(side, 0.0)
        end = start + way * gap.value
        color = BAD if side in tight else INK
        if gap.value < _NARROW_M:
            across = half["front" if side in ("left", "right") else "left"]
            inside = way * (half[side] - _NARROW_M) + aside * 0.6 * across
            _tag(sheet, outline_at(inside[None], answer.spot)[0], cm(gap.value), color)
            continue
        sheet.draw.line(sheet.at(outline_at(np.array([start, end]), answer.spot)), fill=color, width=sheet.px(1.2))
        tick = 5 / sheet.scale * _FINE
        for place in (start, end):
            ends = np.array([place - tick * aside, place + tick * aside])
            sheet.draw.line(sheet.at(outline_at(ends, answer.spot)), fill=color, width=sheet.px(1.2))
        _tag(sheet, outline_at(((start + end) / 2)[None], answer.spot)[0], cm(gap.value), color)


def _tag(sheet: _Sheet, at_m: np.ndarray, text: str, color: str) -> None:
    """A number on a small card, so that no line runs through it."""
    face = font(sheet.px(14), bold=True)
    (u, v) = sheet.at(at_m)[0]
    long, high, pad = face.getlength(text), sheet.px(14), sheet.px(5)
    u = min(max(u, long / 2 + 2 * pad), sheet.page.width - long / 2 - 2 * pad)
    box = (u - long / 2 - pad, v - high / 2 - pad, u + long / 2 + pad, v + high / 2 + pad)
    sheet.draw.rounded_rectangle(box, radius=sheet.px(6), fill=CARD, outline=LINE, width=sheet.px(1))
    write(sheet.page, (u - long / 2, v + sheet.px(5)), text, face, fill=color)


def _heading(sheet: _Sheet, shape: Shape, answer: Fit, language: str) -> None:
    tight = answer.fits is Verdict.YES and answer.comfortable is Verdict.NO
    color, words = WARN if tight else _COLORS[answer.fits], headline(answer)
    left = sheet.px(56)
    write(sheet.page, (left, sheet.px(52)), words[language], font(sheet.px(28), bold=True), fill=color)
    sentence = next((reason[language] for reason in answer.reasons[1 if tight else 0 :] if reason), "")
    face = font(sheet.px(16))
    room = sheet.page.width - 2 * left
    while face.getlength(sentence) > room and face.size > sheet.px(10):
        face = font(round(face.size) - _FINE)
    write(sheet.page, (left, sheet.px(82)), sentence, face, fill=SOFT)


def _ruler(sheet: _Sheet, page_px: tuple[int, int]) -> None:
    """One metre to scale, bottom left."""
    left, base = sheet.px(56), sheet.px(page_px[1] - 26)
    long = sheet.scale
    sheet.draw.line((left, base, left + long, base), fill=SOFT, width=sheet.px(1.5))
    for end in (left, left + long):
        sheet.draw.line((end, base - sheet.px(4), end, base + sheet.px(4)), fill=SOFT, width=sheet.px(1.5))
    write(sheet.page, (left + long + sheet.px(10), base + sheet.px(5)), "1 m", font(sheet.px(14)), fill=SOFT)


__all__ = ["draw_plan"]
