"""A lip mask that is carried along moves with the mouth, and is given up when the mouth becomes another one."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.lips.carry import Kept, carried, keep, way_to

BOX = (100, 80, 180, 120)
LIMIT = (320, 240)


def loops() -> np.ndarray:
    """(40, 2) an ellipse of lips round (140, 100), and a flatter one inside."""
    angle = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    rings = [np.stack([wide * np.cos(angle), high * np.sin(angle)], axis=1) for wide, high in ((34, 14), (26, 1))]
    return np.add(np.concatenate(rings), (140.0, 100.0))


def picture(shift: tuple[int, int] = (0, 0), dark: float = 0.0) -> np.ndarray:
    """Red lips on skin, and a dark opening between them where `dark` pixels are open."""
    y, x = np.mgrid[:240, :320]
    away = np.hypot((x + 0.5 - 140 - shift[0]) / 34, (y + 0.5 - 100 - shift[1]) / 14)
    pixels = np.where(away[..., None] < 1, (170, 80, 80), (200, 150, 130))
    pixels[(np.abs(y + 0.5 - 100 - shift[1]) < dark / 2) & (away < 0.8)] = (30, 10, 10)
    return pixels.astype(np.uint8)


def kept(before: np.ndarray | None = None) -> Kept:
    alpha = np.zeros((40, 80), dtype=np.float32)
    alpha[10:30, 10:70] = 1
    curves = np.concatenate([loops()] * 4).astype(np.float32) - (100, 80)
    return keep(1.0, loops(), picture(), BOX, (alpha if before is None else before, alpha), curves, 0.0, 1)


def test_a_mouth_that_moves_takes_its_mask_along() -> None:
    last = kept()
    way = way_to(last, np.add(loops(), (7, -4)), picture((7, -4)))
    assert way.change == 0
    moved = carried(last, way, 1.0, LIMIT)
    assert moved is not None
    assert moved.box_px == (107, 76, 187, 116)
    np.testing.assert_allclose(moved.alpha, last.alpha, atol=1e-4)
    np.testing.assert_allclose(moved.curves_px, last.curves_px, atol=1e-3)


def test_a_part_of_a_pixel_counts() -> None:
    last = kept()
    moved = carried(last, way_to(last, np.add(loops(), (0.25, 0.0)), picture()), 1.0, LIMIT)
    assert moved is not None and moved.box_px == BOX
    column = moved.alpha[20]
    assert column[10] == pytest.approx(0.75, abs=0.04)
    assert column[70] == pytest.approx(0.25, abs=0.04)


def test_the_new_mask_comes_little_by_little() -> None:
    last = kept(np.zeros((40, 80), dtype=np.float32))
    way = way_to(last, loops(), picture())
    shown = [carried(last, way, part, LIMIT) for part in (0.25, 0.5, 1.5)]
    assert [float(one.alpha.max()) for one in shown if one] == pytest.approx([0.25, 0.5, 1.0], abs=1e-3)


def test_a_mouth_that_opens_is_another_one() -> None:
    last, opened = kept(), loops()
    opened[21:30, 1] += 5
    assert way_to(last, opened, picture()).change >= 1
    assert way_to(last, loops(), picture(dark=6.0)).change >= 1, "the tracker may be late: pixels tell"
    slightly = loops()
    slightly[21:30, 1] += 1.2
    assert 0 < way_to(last, slightly, picture()).change < 1


def test_light_that_changes_and_the_pictures_border_end_the_carrying() -> None:
    last = kept()
    assert way_to(last, loops(), (picture() * 0.7).astype(np.uint8)).change >= 1
    way = way_to(last, np.add(loops(), (150, 0)), picture((150, 0)))
    assert carried(last, way, 1.0, LIMIT) is None
