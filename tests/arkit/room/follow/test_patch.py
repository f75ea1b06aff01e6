"""Patches are found to a part of a pixel, bent and brighter; what is not there is not found."""

from __future__ import annotations

import cv2
import numpy as np

from arkit.room.follow.patch import find_patches, pyramid
from tests.arkit.room.follow import filmed as made

WAS = made.texture(360, 480, 1)
RNG = np.random.default_rng(5)
CENTERS = np.stack(np.meshgrid(np.arange(80, 400, 40.0), np.arange(80, 280, 40.0)), axis=-1).reshape(-1, 2)


def bent(A: np.ndarray, shift: np.ndarray, noise: float = 2.0) -> np.ndarray:
    """`WAS` through x → A x + shift, with noise."""
    picture = cv2.warpAffine(WAS, np.column_stack([A, shift]), (480, 360), flags=cv2.INTER_CUBIC)
    return np.clip(np.rint(picture + noise * RNG.standard_normal(picture.shape)), 0, 255).astype(np.uint8)


def test_bent_patches_are_found_where_they_went() -> None:
    A, shift = np.array([[1.05, 0.12], [-0.08, 0.95]]), np.array([-10.3, 22.6])
    truth = CENTERS @ A.T + shift
    guess = truth + RNG.uniform(-7, 7, truth.shape)
    bends = np.tile(A, (len(CENTERS), 1, 1))
    good, where, _ = find_patches(pyramid(WAS), pyramid(bent(A, shift)), CENTERS, bends, guess)
    assert good.mean() > 0.95
    away = np.linalg.norm(where - truth, axis=1)[good]
    assert np.median(away) < 0.05
    assert np.percentile(away, 95) < 0.2


def test_another_exposure_changes_little() -> None:
    unit = np.eye(2)
    darker = (0.7 * bent(unit, np.array([3.4, -2.2])) + 12).astype(np.uint8)
    bends = np.tile(unit, (len(CENTERS), 1, 1))
    good, where, _ = find_patches(pyramid(WAS), pyramid(darker), CENTERS, bends, CENTERS)
    assert good.mean() > 0.9
    assert np.median(np.linalg.norm(where - CENTERS - (3.4, -2.2), axis=1)[good]) < 0.06


def test_what_is_not_there_is_not_found() -> None:
    bends = np.tile(np.eye(2), (len(CENTERS), 1, 1))
    hand = np.full_like(WAS, 140)
    other = made.texture(360, 480, 2)
    assert not find_patches(pyramid(WAS), pyramid(hand), CENTERS, bends, CENTERS)[0].any()
    assert find_patches(pyramid(WAS), pyramid(other), CENTERS, bends, CENTERS)[0].mean() < 0.3
    assert not find_patches(pyramid(hand), pyramid(WAS), CENTERS, bends, CENTERS)[0].any()


def test_faint_texture_is_found_and_told_as_sure_as_it_is() -> None:
    """A carpet whose blotches hardly stand above the noise: it was told to be 10 px unsure, and had no weight."""
    faint = made.texture(360, 480, 6, contrast=5.0)
    shift = np.array([3.3, -2.6])
    moved = cv2.warpAffine(faint, np.column_stack([np.eye(2), shift]), (480, 360), flags=cv2.INTER_CUBIC)
    was, now = (
        np.clip(np.rint(one + 1.5 * RNG.standard_normal(one.shape)), 0, 255).astype(np.uint8) for one in (faint, moved)
    )
    bends = np.tile(np.eye(2), (len(CENTERS), 1, 1))
    good, where, unsure = find_patches(pyramid(was), pyramid(now), CENTERS, bends, CENTERS)
    assert good.mean() > 0.8
    away = (where - CENTERS - shift)[good]
    z2 = np.einsum("nk,nkl,nl->n", away, np.linalg.inv(unsure[good]), away)
    assert np.median(np.sqrt(np.trace(unsure[good], axis1=1, axis2=2))) < 1.0
    assert (z2 < 4.6).mean() > 0.85, "90 % of a plane Gaussian"
    assert np.median(z2) > 0.02, "told far too unsure"
