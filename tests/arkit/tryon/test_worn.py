"""Pixels that changed where a mask says none did are counted, wherever they lie."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.tryon.worn import count_outside


def _pictures() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A picture, one that differs from it under a mask with a hole in it, and the mask."""
    before = np.random.default_rng(3).integers(0, 255, (40, 60, 3), dtype=np.uint8)
    mask = np.zeros((40, 60), dtype=np.uint8)
    mask[10:20, 15:40], mask[14:16, 20:24] = 3, 0
    after = before.copy()
    after[mask > 0] ^= 5
    return before, after, mask


def test_what_changed_under_the_mask_is_not_counted() -> None:
    before, after, mask = _pictures()
    assert count_outside(before, after, mask) == 0
    assert count_outside(before, before.copy(), np.zeros_like(mask)) == 0


@pytest.mark.parametrize("place", [(0, 0), (39, 59), (12, 3), (12, 50), (15, 22), (9, 15), (20, 39)])
def test_one_byte_beside_it_is(place: tuple[int, int]) -> None:
    before, after, mask = _pictures()
    after[place][1] ^= 1
    assert count_outside(before, after, mask) == 1


def test_without_a_mask_every_change_counts() -> None:
    before, after, mask = _pictures()
    assert count_outside(before, after, np.zeros_like(mask)) == int((mask > 0).sum())
    assert count_outside(before, after, np.full_like(mask, 255)) == 0
