from __future__ import annotations

import numpy as np
import pytest

from arkit.transforms import solid_of
from arkit.transforms.reading.symmetry import same_shape
from tests import build

MIRROR, TURN, QUARTER = np.diag([-1.0, 1, 1]), np.diag([-1.0, 1, -1]), np.array([[0, 0, 1.0], [0, 1, 0], [-1, 0, 0]])


@pytest.mark.parametrize(("turn", "same"), [(MIRROR, True), (TURN, True), (QUARTER, False)])
def test_a_box_is_its_mirror_image_but_not_its_quarter_turn(turn: np.ndarray, same: bool) -> None:
    assert same_shape(solid_of(build.box(2, 1, 0.5, at=(3, 2, 1))), turn, 1.0) == same


def test_a_ball_is_the_same_anyhow() -> None:
    solid = solid_of(build.sphere(0.3))
    assert all(same_shape(solid, turn, 1.0) for turn in (MIRROR, TURN, QUARTER))


@pytest.mark.parametrize(("knob_m", "same"), [(0.0005, True), (0.02, False)])
def test_a_knob_on_one_side_counts_once_it_stands_out_a_millimetre(knob_m: float, same: bool) -> None:
    knob = build.box(0.1, 0.1, knob_m, at=(0.3, 0.2, 0.25 + knob_m / 2))
    assert same_shape(solid_of(build.together(build.box(1, 1, 0.5), knob)), MIRROR, 1.0) == same


def test_the_millimetre_is_one_in_every_unit() -> None:
    knob = build.box(100, 100, 20, at=(300, 200, 260))
    solid = solid_of(build.together(build.box(1000, 1000, 500), knob))
    assert not same_shape(solid, MIRROR, 0.001)
