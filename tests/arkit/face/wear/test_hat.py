"""Hats: the opening is measured, the band lies where the head's line is, small and large ones are told."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.document import moved
from arkit.errors import CheckError
from arkit.face.wear.hat import drawn_in, fit_hat, head_girth_mm, size_note
from arkit.face.wear.occluder import head_mesh
from arkit.face.wear.opening import find_opening
from arkit.spaces import apply, inverse
from arkit.surface import Measure
from tests.arkit.face.wear.test_glasses import face
from tests.arkit.face.wearables import earring, hat


@pytest.mark.parametrize(("girth_m", "brim_m"), [(0.53, 0.05), (0.58, 0.0), (0.61, 0.2)])
def test_the_opening_is_measured_whatever_the_brim(girth_m: float, brim_m: float) -> None:
    opening = find_opening(hat(girth_m, brim_m))
    assert opening is not None
    assert opening.girth_m == pytest.approx(girth_m, rel=0.01)
    assert opening.half_m[1] / opening.half_m[0] == pytest.approx(1.2, rel=0.01)
    assert opening.brim_m[0, 0] == pytest.approx(opening.half_m[0] + brim_m, abs=0.002)


def test_a_hat_off_its_origin_is_measured_the_same() -> None:
    opening = find_opening(moved(hat(0.57), np.array([0.01, 0.0, -0.015])))
    assert opening is not None
    np.testing.assert_allclose(opening.middle_m, (0.01, 0, -0.015), atol=1e-3)
    assert opening.girth_m == pytest.approx(0.57, rel=0.01)


def test_what_has_no_wall_round_has_no_opening() -> None:
    assert find_opening(moved(earring(), np.array([0.3, 0.0, 0.0]))) is None


def test_a_hat_sits_between_brows_and_hair_at_true_size() -> None:
    person = face()
    fit = fit_hat(hat(), person, "felt")
    T = fit.placement.T_space_product
    np.testing.assert_allclose(T[:3, :3].T @ T[:3, :3], np.eye(3), atol=1e-9)
    assert T[1, 1] > 0.9 and T[2, 2] > 0.9, "upright, its front to the front"
    assert fit.opening is not None
    front = apply(T, np.array([[0.0, 0.0, fit.opening.half_m[1]]]))[0]
    brows, top = person.rest_shape_m[[105, 10], 1]
    assert brows < front[1] < top
    assert abs(front[0]) < 0.004
    forehead = person.rest_shape_m[151, 2]
    assert abs(front[2] - forehead) < 0.015


def test_a_small_hat_sits_higher_and_says_so() -> None:
    heights = []
    for girth_m in (0.50, 0.57, 0.66):
        fit = fit_hat(hat(girth_m), face())
        heights.append(fit.placement.T_space_product[1, 3])
        assert ("too small" in fit.notes[0], "too large" in fit.notes[0]) == (girth_m == 0.50, girth_m == 0.66)
    assert heights[0] > heights[1] > heights[2]


def test_words_follow_the_error() -> None:
    head = Measure(570.0, 16.0)
    assert size_note(head, 578.0).endswith("fits")
    assert "may be small" in size_note(head, 552.0)
    assert "too small by 4.6 cm" in size_note(head, 530.0)
    assert "too large by 4.4 cm" in size_note(head, 620.0)


def test_a_girth_leans_towards_what_people_have() -> None:
    """A person measured 12 % too large by the iris does not have a head of 63 cm."""
    small, plain, large = (head_girth_mm(face(factor)) for factor in (0.88, 1.0, 1.12))
    assert small.value < plain.value < large.value
    assert large.value - small.value < 0.24 * 570 * 0.75
    assert 8 < plain.sd < 19, "less than what people differ by, more than any picture can tell"


def test_no_head_comes_through_the_felt() -> None:
    person = face(1.08)
    fit = fit_hat(hat(0.55), person)
    assert fit.opening is not None
    skull, _ = head_mesh(person.rest_shape_m, 1.08)
    inside = apply(inverse(fit.placement.T_space_product), drawn_in(skull, fit)) - fit.opening.middle_m
    above = inside[:, 1] > 1e-6
    radius = np.hypot(inside[:, 0] / fit.opening.half_m[0], inside[:, 2] / fit.opening.half_m[1])
    assert above.sum() > 50
    assert radius[above].max() < 1.0 and inside[:, 1].max() < fit.opening.high_m
    before = apply(inverse(fit.placement.T_space_product), skull)
    below = before[:, 1] < -0.035  # just under the opening it is slimmer
    np.testing.assert_allclose((inside + fit.opening.middle_m)[below], before[below], atol=1e-9)


@pytest.mark.parametrize("girth_m", [0.0006, 300.0])
def test_a_hat_in_other_units_is_refused(girth_m: float) -> None:
    with pytest.raises(CheckError, match="arkit convert"):
        fit_hat(hat(girth_m, girth_m / 10, girth_m / 5), face(), "felt")


def test_the_head_leaves_no_rim_of_wall_between_itself_and_the_hat() -> None:
    """Just below the hat the hiding head is 3 mm slimmer than tracked; farther down it is the head itself."""
    person = face()
    fit = fit_hat(hat(), person, "felt")
    assert fit.opening is not None
    T = fit.placement.T_space_product
    around = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    ring = np.stack([0.07 * np.cos(around), np.zeros(12), 0.07 * np.sin(around)], axis=1)
    reach = []
    for below_m in (0.0005, 0.015, 0.05):
        points = apply(T, ring + fit.opening.middle_m - (0, below_m, 0))
        slim = apply(inverse(T), drawn_in(points, fit)) - fit.opening.middle_m
        reach.append(np.hypot(slim[:, 0], slim[:, 2]))
    np.testing.assert_allclose(reach[0], 0.067, atol=2e-4)
    np.testing.assert_allclose(reach[1], 0.0685, atol=2e-4)
    np.testing.assert_allclose(reach[2], 0.07, atol=1e-9)
