"""Films of heads that speak are the same every time, and their mouths do shut and open as often as told."""

from __future__ import annotations

import numpy as np
import pytest

from bench.heads.model import data_folder, make_head
from bench.heads.talk import FPS, script, speaking

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not (data_folder() / "heads" / "ict_heads.npz").is_file(), reason="no ../shared/data/heads"),
]


def test_a_script_is_the_same_every_time_and_another_for_another_head() -> None:
    assert script(3, 20) == script(3, 20)
    assert script(3, 20) != script(4, 20)


def test_mouths_shut_and_open_three_to_six_times_a_second() -> None:
    for seed in range(4):
        moments = script(seed, 90)
        moved = np.array([sum(abs(one) for one in moment.mouth.values()) for moment in moments])
        peaks = np.count_nonzero((moved[1:-1] > moved[:-2]) & (moved[1:-1] >= moved[2:]))
        assert 3 * 0.8 <= peaks / (90 / FPS) <= 6 * 1.2
        assert moved.min() < 0.1
        assert moved.max() > 0.5


def test_a_mouth_at_rest_is_the_plain_head() -> None:
    np.testing.assert_allclose(speaking(2, {}).positions_m, make_head(2).positions_m)
    opened = speaking(2, {"jawOpen": 0.5}).positions_m - make_head(2).positions_m
    assert 0.005 < np.abs(opened).max() < 0.05
