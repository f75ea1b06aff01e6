"""Segments lie where edges are, at any picture size."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from arkit.room import find_lines


def edge_picture(height: int, width: int, u: int) -> np.ndarray:
    """Black left of column `u`, white right of it."""
    pixels = np.zeros((height, width, 3), dtype=np.uint8)
    pixels[:, u:] = 255
    return pixels


@pytest.mark.parametrize(("height", "width", "u"), [(200, 300, 100), (1800, 2400, 1200)])
def test_an_edge_is_found_where_it_is(height: int, width: int, u: int) -> None:
    found = find_lines(edge_picture(height, width, u))
    assert len(found) == 1
    assert np.abs(found[0, [0, 2]] - u).max() < 0.3 * max(1, width / 1280)
    assert abs(found[0, 3] - found[0, 1]) > 0.95 * height


def test_longest_first_and_nothing_short() -> None:
    pixels = np.full((400, 500, 3), 255, dtype=np.uint8)
    for row, length in ((100, 300), (200, 150), (300, 6)):
        cv2.line(pixels, (50, row), (50 + length, row + length // 3), (0, 0, 0), 3)
    found = find_lines(pixels)
    lengths = np.hypot(found[:, 2] - found[:, 0], found[:, 3] - found[:, 1])
    assert (np.diff(lengths) <= 0).all() and lengths[0] > 290
    assert lengths.min() >= 0.02 * np.hypot(400, 500)


def test_a_plain_picture_has_none() -> None:
    assert find_lines(np.full((100, 100, 3), 128, dtype=np.uint8)).shape == (0, 4)
