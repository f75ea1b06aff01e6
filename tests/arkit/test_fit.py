"""The story of fitting: here, elsewhere, through the door, an alcove; rooms kept as JSON; the plan that is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.fit import (
    Alcove,
    Gate,
    Spot,
    Verdict,
    fit,
    open_room,
    rectangle_room,
    shape_of,
    what_fits,
)
from arkit.fit.plan import ACCENT, BAD, draw_plan
from arkit.product import Product
from arkit.spaces import pose, rotation_y
from arkit.surface import Furniture, Interior, Measure, Opening
from tests import build

DOOR = Opening(
    "door", pose(rotation_y(np.pi / 2), np.array([-2.0, 0.0, 0.8])), Measure(0.9, 0.005), Measure(2.05, 0.005)
)


def room() -> Interior:
    """4 x 3 m with a table, a door in the wall at -x."""
    table = Furniture("table", pose(rotation_y(0.1), np.array([0.9, 0.0, 0.6])), np.array([1.2, 0.45, 0.6]))
    return rectangle_room(4, 3, 2.5, sd_m=0.003, furniture=(table,), openings=(DOOR,))


def product(sku: str, kind: str, size: tuple[float, float, float] | None) -> Product:
    return Product(sku=sku, title={"zh": "样品", "en": "Sample"}, kind=kind, size_m=size, attach="floor")


def test_a_sofa_finds_its_place_and_its_way() -> None:
    answer = fit(open_room(room()), shape_of((2.2, 0.83, 0.88)), kind="sofa")
    assert answer.fits is Verdict.YES and answer.comfortable is Verdict.YES and answer.spot is not None
    assert answer.door is not None and answer.door.passes is Verdict.YES
    assert answer.walkway_m is not None and answer.walkway_m > 0.75
    assert all(set(reason) == {"en", "zh"} for reason in answer.reasons)
    assert {one.need.side for one in answer.kept} == {"front"}


def test_in_the_way_of_the_door_it_fits_but_not_well() -> None:
    answer = fit(open_room(room()), shape_of((1.0, 0.8, 0.6)), spot=Spot(-1.55, 0.8, np.pi / 2))
    assert answer.fits is Verdict.YES and answer.swing is Verdict.NO and answer.comfortable is Verdict.NO
    assert any("door swings" in reason["en"] for reason in answer.reasons)


@pytest.mark.parametrize("size", [(5.2, 0.8, 0.9), (0.5, 2.6, 0.5)])
def test_too_long_or_too_tall_for_the_room(size: tuple[float, float, float]) -> None:
    answer = fit(open_room(room()), shape_of(size))
    assert answer.fits is Verdict.NO and answer.spot is None and answer.elsewhere == ()


def test_a_gate_of_ones_own_before_the_rooms_doors() -> None:
    gate = Gate(Measure(0.5, 0.0), Measure(2.0, 0.0))
    answer = fit(open_room(room()), shape_of((2.2, 0.83, 0.88)), gate=gate)
    assert answer.fits is Verdict.YES and answer.door is not None and answer.door.passes is Verdict.NO


def test_a_model_is_measured_by_its_triangles() -> None:
    shape = shape_of(build.box(1.2, 0.6, 0.7, at=(3, 1, 2)))
    assert shape.size_m == pytest.approx([1.2, 0.6, 0.7], abs=1e-6) and shape.full


def test_a_record_without_a_size() -> None:
    with pytest.raises(CheckError, match="no-size: expected a product with a size"):
        shape_of(product("no-size", "sofa", None))


def test_the_alcove_keeps_what_a_kind_needs() -> None:
    shelf = [product(f"shelf-{w}", "shelf", (w / 100, 1.8, 0.4)) for w in (60, 88, 90, 120)]
    lamp = product("tall-lamp", "lamp", (0.4, 1.95, 0.4))  # its warmth wants 10 cm above
    unsized = product("unsized", "shelf", None)
    alcove = Alcove(Measure(0.9, 0.002), Measure(2.0, 0.002), Measure(0.5, 0.002))
    found = what_fits(alcove, [*shelf, lamp, unsized])
    assert [(one.product.sku, one.fits) for one in found] == [
        ("shelf-88", Verdict.YES),
        ("shelf-60", Verdict.YES),
        ("shelf-90", Verdict.UNKNOWN),
        ("unsized", Verdict.UNKNOWN),
    ]


@pytest.mark.parametrize("sides", [(0.1, 3, 2), (4, np.nan, 2), (4, 3, 1000)])
def test_rectangles_that_are_no_rooms(sides: tuple[float, float, float]) -> None:
    with pytest.raises(CheckError, match=r"room: expected sides of 0\.3 m to 100 m"):
        rectangle_room(*sides)


def reddish(pixels: np.ndarray, color: str) -> np.ndarray:
    wanted = np.array([int(color[place : place + 2], 16) for place in (1, 3, 5)])
    return np.abs(pixels.astype(int) - wanted).max(axis=2) < 12


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_plan_shows_the_product_where_it_stands(language: str) -> None:
    space, shape = open_room(room()), shape_of((1.6, 0.83, 0.8))
    answer = fit(space, shape, spot=Spot(0.9, -0.6), most=0)
    page = draw_plan(space, shape, answer, width_px=800, language=language)
    rows, columns = np.nonzero(reddish(page, ACCENT))
    scale = (800 - 2 * 56) / 4.0
    assert columns.min() == pytest.approx(56 + (0.9 - 0.8 + 2) * scale, abs=4)
    assert columns.max() == pytest.approx(56 + (0.9 + 0.8 + 2) * scale, abs=4)
    assert np.ptp(rows) == pytest.approx(0.8 * scale, abs=6)


def test_the_plan_says_no_in_red() -> None:
    space, shape = open_room(room()), shape_of((1.6, 0.83, 0.8))
    clash = fit(space, shape, spot=Spot(0.9, 0.6), most=0)
    assert clash.fits is Verdict.NO
    assert reddish(draw_plan(space, shape, clash), BAD).sum() > 2000
    assert reddish(draw_plan(space, shape, clash), ACCENT).sum() < 50
