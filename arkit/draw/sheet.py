"""Pictures side by side with a label under each: up to twelve shades on one page, calm enough to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageDraw

from arkit.draw.lettering import font, shortened, write
from arkit.errors import CheckError

PAPER, INK, SOFT, LINE = "#FAF9F7", "#1D1B1A", "#6E6A66", "#DDD9D4"
MOST = 12
NARROW = 1.5  # how much larger words are on a page for a phone: 390 pixels across they are still 12 high
_FINE = 4  # samples a side for round corners and swatches


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of a sheet.

    Attributes:
        pixels: (h, w, 3) uint8 sRGB; all tiles of a sheet have one size.
        title: the first line under it.
        lines: more lines, smaller.
        swatch: "#RRGGBB" shown as a disc beside the title, "" for none.
    """

    pixels: np.ndarray
    title: str
    lines: tuple[str, ...] = ()
    swatch: str = ""


def columns_for(count: int) -> int:
    """How many columns so many tiles stand in: whole rows where that can be, never more than four."""
    return {1: 1, 2: 2, 3: 3, 4: 4, 5: 3, 6: 3, 7: 4, 8: 4, 9: 3}.get(count, 4)


def sheet(tiles: Sequence[Tile], *, heading: str = "", narrow: bool = False, tile_px: int = 300) -> np.ndarray:
    """Lay tiles out on one page.

    Args:
        tiles: 1 to 12.
        heading: a line above all.
        narrow: whether the page is for a phone: two columns, and larger words.
        tile_px: width of a tile on the page; its height follows the pictures.

    Returns:
        (h, w, 3) uint8 sRGB.
    """
    if not 1 <= len(tiles) <= MOST:
        raise CheckError(f"tiles: expected 1 to {MOST}, got {len(tiles)}")
    if len({tile.pixels.shape for tile in tiles}) != 1:
        raise CheckError("tiles: expected pictures of one size")
    columns = min(2, len(tiles)) if narrow else columns_for(len(tiles))
    unit = tile_px / 300
    words = unit * (NARROW if narrow else 1)
    height, width = tiles[0].pixels.shape[:2]
    picture_px = (tile_px, round(tile_px * height / width))
    gap, margin, top = round(24 * unit), round(36 * unit), round(36 * unit + (48 * words if heading else 0))
    label = round((30 + 22 * max(len(tile.lines) for tile in tiles)) * words + 12 * unit)
    rows = -(-len(tiles) // columns)
    page_px = (
        2 * margin + columns * tile_px + (columns - 1) * gap,
        top + rows * (picture_px[1] + label) + (rows - 1) * gap + margin,
    )
    page = Image.new("RGB", page_px, PAPER)
    if heading:
        face = font(round(24 * words), bold=True)
        write(
            page,
            (margin, round(36 * unit + 18 * words)),
            shortened(heading, face, page_px[0] - 2 * margin),
            face,
            fill=INK,
        )
    corner = _corner_mask(picture_px, round(10 * unit))
    for place, tile in enumerate(tiles):
        row, column = divmod(place, columns)
        at = (margin + column * (tile_px + gap), top + row * (picture_px[1] + label + gap))
        page.paste(Image.fromarray(_fitted(tile.pixels, picture_px)), at, corner)
        _label(page, tile, (at[0], at[1] + picture_px[1]), tile_px, words)
    return np.asarray(page)


def _label(page: Image.Image, tile: Tile, at: tuple[int, int], width_px: int, unit: float) -> None:
    left, top = at
    title, small = font(round(17 * unit), bold=True), font(round(14 * unit))
    start = left
    if tile.swatch:
        side = round(20 * unit)
        _disc(page, (left, top + round(13 * unit)), side, tile.swatch)
        start = left + side + round(9 * unit)
    room = width_px - (start - left)
    write(page, (start, top + round(29 * unit)), shortened(tile.title, title, room), title, fill=INK)
    for number, line in enumerate(tile.lines):
        baseline = top + round((51 + 21 * number) * unit)
        write(page, (start, baseline), shortened(line, small, room), small, fill=SOFT)


def _fitted(pixels: np.ndarray, size_px: tuple[int, int]) -> np.ndarray:
    shrinks = pixels.shape[1] > size_px[0]
    return cv2.resize(pixels, size_px, interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC)


def _corner_mask(size_px: tuple[int, int], radius_px: int) -> Image.Image:
    width, height = size_px
    mask = Image.new("L", (width * _FINE, height * _FINE), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, width * _FINE - 1, height * _FINE - 1), radius_px * _FINE, fill=255)
    return mask.resize(size_px, Image.Resampling.BOX)


def _disc(page: Image.Image, at: tuple[int, int], side_px: int, color: str) -> None:
    disc = Image.new("RGB", (side_px * _FINE, side_px * _FINE), PAPER)
    edge = side_px * _FINE - 1
    ImageDraw.Draw(disc).ellipse((0, 0, edge, edge), fill=color, outline=LINE, width=_FINE)
    page.paste(disc.resize((side_px, side_px), Image.Resampling.BOX), at)


__all__ = ["MOST", "Tile", "columns_for", "sheet"]
