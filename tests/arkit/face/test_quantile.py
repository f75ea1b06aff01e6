"""Quantiles of few numbers agree with numpy's."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.face.quantile import median, quantile


@pytest.mark.parametrize("count", [1, 2, 3, 8, 101])
@pytest.mark.parametrize("share", [0.0, 0.25, 0.6, 0.75, 1.0])
def test_it_is_numpys_quantile(count: int, share: float) -> None:
    values = np.random.default_rng(count).normal(0, 3, count).astype(np.float32)
    assert quantile(values, share) == pytest.approx(float(np.quantile(values, share)), abs=1e-6)


def test_a_picture_is_taken_as_its_pixels_and_left_as_it_is() -> None:
    picture = np.array([[4.0, 1.0], [3.0, 2.0]])
    assert median(picture) == 2.5
    assert (picture == [[4.0, 1.0], [3.0, 2.0]]).all()
