"""Tiles stand where they should, keep their colours, and labels fit."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw import lettering
from arkit.draw.sheet import MOST, Tile, columns_for, sheet
from arkit.errors import CheckError

COLORS = [(200, 30 + 15 * place, 60) for place in range(12)]


def tile(place: int, size=(60, 80), **label) -> Tile:
    pixels = np.full((*size, 3), COLORS[place], dtype=np.uint8)
    return Tile(pixels, label.get("title", f"Shade {place}"), label.get("lines", ("#A2253B",)), label.get("swatch", ""))


@pytest.mark.parametrize("count", range(1, 13))
def test_every_tile_is_there_once_in_reading_order(count: int) -> None:
    page = sheet([tile(place) for place in range(count)], tile_px=80)
    centers = []
    for place in range(count):
        rows, columns = np.nonzero((page == COLORS[place]).all(axis=2))
        assert len(rows) > 0.9 * 60 * 80  # all but the round corners
        centers.append((round(rows.mean()), round(columns.mean())))
    assert centers == sorted(centers)
    assert len({column for _, column in centers}) == min(count, columns_for(count))


def test_labels_are_dark_on_paper_and_below_their_picture() -> None:
    page = sheet([tile(0, title="Wine", lines=("#A2253B", "ΔE 1.2"))], tile_px=200)
    rows, _ = np.nonzero(page.max(axis=2) < 60)
    bottom = np.nonzero((page == COLORS[0]).all(axis=2))[0].max()
    assert len(rows) > 40 and rows.min() > bottom


def test_a_long_name_stays_in_its_column() -> None:
    long = sheet([tile(0, title="A name that never ends " * 20), tile(1, title="B")], tile_px=200)
    gap = long[:, 36 * 200 // 300 + 200 + 1 : 36 * 200 // 300 + 200 + 15]
    assert (gap == gap[0, 0]).all()


def test_swatch_and_heading_are_drawn() -> None:
    plain = sheet([tile(0)], tile_px=200)
    headed = sheet([tile(0, swatch="#0000FF")], heading="Twelve", tile_px=200)
    assert headed.shape[0] > plain.shape[0]
    blue = (headed == (0, 0, 255)).all(axis=2).sum()
    assert blue > 0.45 * np.pi / 4 * 13**2


@pytest.mark.parametrize("tiles", [[], [tile(0)] * (MOST + 1), [tile(0), tile(1, size=(50, 80))]])
def test_what_makes_no_page_is_refused(tiles: list[Tile]) -> None:
    with pytest.raises(CheckError):
        sheet(tiles)


def test_without_a_chinese_font_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lettering, "_CHINESE", ())
    lettering._chinese.cache_clear()
    lettering._font.cache_clear()
    try:
        assert lettering.can_write("ΔE 1.2 ± 0.3") and not lettering.can_write("酒红")
        page = sheet([tile(0, title="酒红", lines=("ΔE 1.2 ± 0.3",))], heading="Wine")
        assert (page.max(axis=2) < 60).sum() > 100
    finally:
        lettering._chinese.cache_clear()
        lettering._font.cache_clear()


def test_shortened_fits() -> None:
    face = lettering.font(20)
    assert lettering.shortened("Wine", face, 500) == "Wine"
    cut = lettering.shortened("Wine of the north", face, 90)
    assert cut.endswith("…") and face.getlength(cut) <= 90


def test_a_page_for_a_phone_has_two_columns_and_words_12_pixels_high_at_its_width() -> None:
    tiles = [tile(place, title="A shade", lines=("ΔE 3.5 ± 2.6 to swatch",)) for place in range(5)]
    wide, phone = sheet(tiles), sheet(tiles, narrow=True)
    assert phone.shape[1] < 0.72 * wide.shape[1]
    columns = {round(np.nonzero((phone == COLORS[place]).all(axis=2))[1].mean()) for place in range(5)}
    assert len(columns) == 2
    under = np.nonzero((phone == COLORS[0]).all(axis=2))[0].max()
    rows = np.flatnonzero((phone[under : under + 60, 36:330].max(axis=2) < 90).any(axis=1))
    assert np.ptp(rows) * 390 / phone.shape[1] > 9  # capitals and descenders of the title
    right = phone[under + 60 : under + 110, 336:358]
    assert (right == right[0, 0]).all(), "the line fits its column"
