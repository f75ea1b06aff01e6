"""The price of a product's textures, on curves whose answer is known."""

from __future__ import annotations

import numpy as np

from arkit.transforms.pictures.encode import Codec
from arkit.transforms.pictures.price import ERROR, price_of
from arkit.transforms.pictures.rate import Curve
from arkit.transforms.pictures.repaint import Picture, Survey


def survey(scale: float) -> Survey:
    """A picture that errs by `scale` at quality 20 and a hundredth of it at 100, in 1,000 to 100,000 bytes."""
    codes = np.zeros(4)
    picture = Picture(b"x" * 10_000_000, "", (64, 64), np.zeros((64, 64, 3), np.uint8), codes, codes, codes)
    measured = Curve((20.0, 100.0), (1_000.0, 100_000.0), (scale, scale / 100))
    codec = Codec("image/webp", 20, True, lambda *_: b"")
    return Survey(picture, picture.pixels, np.ones(4), ((codec, False, measured),), False, 1e9, False, True)


def total_error(surveys: list[Survey], price: float) -> float:
    return sum(one.best(price).error for one in surveys)


def test_all_pictures_together_err_by_what_is_allowed() -> None:
    for surveys in ([survey(40.0)], [survey(40.0), survey(25.0), survey(5.0)]):
        price = price_of(surveys, "default")
        assert total_error(surveys, price) <= ERROR["default"] < total_error(surveys, price * 0.8)


def test_a_finer_effort_pays_more() -> None:
    surveys = [survey(8.0), survey(5.0)]
    assert price_of(surveys, "max") > price_of(surveys, "default")


def test_what_cannot_be_reached_is_paid_no_more_than_the_highest() -> None:
    assert price_of([survey(1e6)], "default") == 100_000
