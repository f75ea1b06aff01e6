"""Left of the line the one picture, right of it the other, byte for byte."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.draw.split import split
from arkit.errors import CheckError


def pictures() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(5)
    return tuple(rng.integers(0, 200, (120, 200, 3)).astype(np.uint8) for _ in range(2))


@pytest.mark.parametrize("at", [0.2, 0.5, 0.83])
def test_each_side_is_its_picture(at: float) -> None:
    before, after = pictures()
    joined = split(before, after, at=at, handle=False)
    column = round(200 * at)
    np.testing.assert_array_equal(joined[:, : column - 2], before[:, : column - 2])
    np.testing.assert_array_equal(joined[:, column + 2 :], after[:, column + 2 :])
    assert (joined[:, column] == 255).all()


def test_the_ends_have_no_line() -> None:
    before, after = pictures()
    np.testing.assert_array_equal(split(before, after, at=0), after)
    np.testing.assert_array_equal(split(before, after, at=1), before)


def test_handle_and_words_touch_little() -> None:
    before, after = pictures()
    plain = split(before, after, handle=False)
    told = split(before, after, language="en")
    changed = (plain != told).any(axis=2)
    assert 0.005 < changed.mean() < 0.15
    assert not changed[40:60].any()  # words above, handle below


def test_inputs_stay() -> None:
    before, after = pictures()
    kept = before.copy(), after.copy()
    split(before, after, language="zh")
    np.testing.assert_array_equal(before, kept[0])
    np.testing.assert_array_equal(after, kept[1])


def test_what_does_not_fit_is_refused() -> None:
    before, after = pictures()
    with pytest.raises(CheckError, match="size of before"):
        split(before, after[:, :-1])
    with pytest.raises(CheckError, match="0 to 1"):
        split(before, after, at=1.5)
