"""An alcove and a catalogue, against each product asked alone."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.errors import CheckError
from arkit.room.space.alcove import Alcove, fits_alcove
from arkit.surface import Measure


def alcove(width: float = 0.9, height: float = 2.0, depth: float = 0.6, sd: float = 0.005) -> Alcove:
    return Alcove(Measure(width, sd), Measure(height, sd), Measure(depth, sd))


def test_each_product_alone() -> None:
    sizes = np.random.default_rng(1).uniform((0.3, 0.5, 0.2), (1.2, 2.3, 1.0), (400, 3))
    found = fits_alcove(alcove(sd=0), sizes, sd_m=0)
    for state, (w, h, d) in zip(found.state, sizes, strict=True):
        assert state == int(h <= 2.0 and ((w <= 0.9 and d <= 0.6) or (d <= 0.9 and w <= 0.6)))
    assert set(found.order) == set(np.nonzero(found.state == 1)[0])
    assert (np.diff(found.spare_m[found.order, 0]) >= 0).all()


def test_unknown_within_the_error_and_without_a_size() -> None:
    sizes = np.array([(0.85, 1, 0.5), (0.895, 1, 0.5), (0.95, 1, 0.5), (np.nan, 1, 0.5)])
    assert fits_alcove(alcove(), sizes, sd_m=0.005).state.tolist() == [1, -1, 0, -1]


def test_the_room_it_asks_for_is_kept() -> None:
    size = np.array([(0.85, 1.95, 0.5)])
    assert fits_alcove(alcove(sd=0), size, sd_m=0, around_m=np.array([(0.0, 0.1, 0.0)])).state[0] == 0
    assert fits_alcove(alcove(sd=0), size, sd_m=0, around_m=np.array([(0.04, 0.04, 0.0)])).state[0] == 1


def test_a_long_plate_fits_only_slanted() -> None:
    plate = np.array([(1.0, 1.0, 0.05)])
    assert fits_alcove(alcove(sd=0), plate, sd_m=0).state[0] == 0
    found = fits_alcove(alcove(sd=0), plate, sd_m=0, free=True)
    assert found.state[0] == 1 and 0 < found.yaw_rad[0] < np.pi / 2


def test_what_is_no_alcove() -> None:
    with pytest.raises(CheckError, match="width"):
        alcove(width=0.001)
    with pytest.raises(CheckError, match=r"\(n, 3\)"):
        fits_alcove(alcove(), np.zeros((3, 2)))
