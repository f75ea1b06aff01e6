"""Things are worn by what they rest on; what is no part of a head is refused."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.face.wear.wear import under_hats, wear, worn_now
from tests.arkit.face.wear.test_glasses import face, glasses
from tests.arkit.face.wearables import earring, hat


def test_each_thing_goes_where_it_belongs() -> None:
    person = face()
    things = {"nose": glasses(0.138), "head": hat(0.58, 0.06), "ear": earring(0.03, 0.004)}
    fits = {attach: wear(thing, person, attach, attach) for attach, thing in things.items()}
    heights = {attach: fit.placement.T_space_product[1, 3] for attach, fit in fits.items()}
    assert heights["head"] > heights["nose"] > heights["ear"]
    assert {attach: fit.attach for attach, fit in fits.items()} == {attach: attach for attach in things}
    assert fits["nose"].width_mm == pytest.approx(138, abs=0.1)
    assert fits["ear"].width_mm == pytest.approx(8, abs=0.1)
    assert fits["ear"].other is not None and fits["nose"].other is None
    assert {attach: len(worn_now(fit, person)) for attach, fit in fits.items()} == {"nose": 1, "head": 1, "ear": 2}


def test_what_does_not_move_is_drawn_where_it_was_placed() -> None:
    person = face()
    fit = wear(hat(), person, "head")
    [(document, T_camera_product)] = worn_now(fit, person)
    assert document is fit.document
    np.testing.assert_allclose(T_camera_product, person.track.T_camera_face @ fit.placement.T_space_product)


def test_only_hats_change_what_hides() -> None:
    person = face()
    points = np.array([[0.0, 0.12, -0.08], [0.0, -0.05, 0.0]])
    pair = wear(glasses(), person, "nose")
    np.testing.assert_array_equal(under_hats(points, [pair]), points)
    pressed = under_hats(points, [pair, wear(hat(), person, "head")])
    assert pressed[0, 1] < 0.11
    np.testing.assert_allclose(pressed[1], points[1], atol=1e-12)


def test_a_sofa_is_not_worn() -> None:
    with pytest.raises(CheckError, match="nose, head, ear"):
        wear(glasses(), face(), "floor")
