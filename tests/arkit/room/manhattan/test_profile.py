"""Focal lengths that one fit does not tell: the mean over many is as unsure as the lines leave it."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.frame import project
from arkit.room.manhattan.profile import is_unsure, over_focal_lengths
from arkit.room.manhattan.refine import Fit, Lore, refine
from arkit.spaces import apply
from tests.arkit.room import drawn

FLIP = np.diag([1.0, -1.0, -1.0])


def fitted(yaw_deg: float, pitch_deg: float = -4.0) -> tuple[np.ndarray, Fit, Lore, float]:
    """Segments of rails along x and z and of posts, turned by `yaw_deg`; one fit, after a lens 30 % too long."""
    camera, T = drawn.camera(), drawn.looking(yaw_deg, pitch_deg)
    rails = [[(-2.4, h, z), (2.4, h, z)] for z in (-4.4, -3.4) for h in np.linspace(0, 2.6, 12)]
    rails += [[(s, h, -4.4), (s, h, -2.6)] for s in (-2.2, 2.2) for h in np.linspace(0, 2.6, 12)]
    posts = [[(x, 0.3, -4.5), (x, 2.2, -4.5)] for x in np.linspace(-2.2, 2.2, 20)]
    seen = np.array([project(camera, apply(T, np.array(edge))).ravel() for edge in rails + posts])
    seen = seen[np.isfinite(seen).all(axis=1)] - np.tile([camera.cx, camera.cy], 2)
    seen = seen[(np.abs(seen) < 1500).all(axis=1)]
    seen += np.random.default_rng(3).normal(0, 0.5, seen.shape)
    lore = Lore(1.3 * camera.fx, 0.3, 10.0, 0.03, 1500.0)
    fit = refine(seen, FLIP @ T[:3, :3], 1.3 * camera.fx, lore)
    assert fit is not None
    return seen, fit, lore, camera.fx


def test_an_oblique_view_is_told_by_one_fit() -> None:
    _, fit, _, focal = fitted(35)
    assert not is_unsure(fit) and abs(np.log(fit.focal_px / focal)) < 0.03


def test_a_frontal_view_is_as_unsure_as_before() -> None:
    seen, fit, lore, focal = fitted(0, 0)
    mean = over_focal_lengths(seen, fit, lore)
    sd = float(np.sqrt(mean.covariance[3, 3]))
    assert is_unsure(fit)
    assert abs(np.log(mean.focal_px / focal)) < 1.645 * sd and sd > 0.1
    assert np.linalg.eigvalsh(mean.covariance).min() > -1e-12


def test_what_lines_do_tell_is_kept() -> None:
    seen, fit, lore, focal = fitted(35)
    mean = over_focal_lengths(seen, fit, lore)
    assert mean.focal_px == pytest.approx(fit.focal_px, rel=0.03)
    assert abs(np.log(mean.focal_px / focal)) < 2 * np.sqrt(mean.covariance[3, 3]) < 0.2
