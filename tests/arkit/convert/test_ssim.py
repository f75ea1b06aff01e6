"""Our SSIM gives the figures of the one that papers cite."""

from __future__ import annotations

import numpy as np
from skimage.metrics import structural_similarity

from arkit.convert.ssim import ssim_map


def test_the_figures_are_the_standard_ones() -> None:
    random = np.random.default_rng(7)
    one, other = random.random((2, 40, 50, 3))
    mixed = 0.7 * one + 0.3 * other
    _, expected = structural_similarity(one, mixed, channel_axis=2, data_range=1.0, full=True)
    np.testing.assert_allclose(ssim_map(one, mixed), expected.mean(axis=-1), atol=1e-9)


def test_a_picture_is_like_itself() -> None:
    picture = np.random.default_rng(1).random((20, 30, 3))
    np.testing.assert_allclose(ssim_map(picture, picture), 1.0)
