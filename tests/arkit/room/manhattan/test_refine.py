"""Least squares on vanishing points, from lines whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from arkit.frame import project
from arkit.room.manhattan.refine import Lore, consistency, refine
from arkit.spaces import apply
from tests.arkit.room import drawn

FLIP = np.diag([1.0, -1.0, -1.0])


def segments(noise_px: float, seed: int = 0) -> tuple[np.ndarray, np.ndarray, float]:
    """Segments (n, 4) about the principal point, the true rotation in OpenCV's axes, the true focal length."""
    camera, T = drawn.camera(), drawn.looking(20, -12)
    ends = [project(camera, apply(T, edge)) for edge in drawn.room_edges()]
    seen = np.array([np.concatenate(end) for end in ends if np.isfinite(end).all() and np.abs(end).max() < 3000])
    noisy = seen + np.random.default_rng(seed).normal(0, noise_px, seen.shape)
    return noisy - np.tile([camera.cx, camera.cy], 2), FLIP @ T[:3, :3], camera.fx


def lore(focal_px: float) -> Lore:
    """Of a lens of which little is known."""
    return Lore(focal_px, 0.35, 5.0, 0.03, 600.0)


def test_true_lines_meet_their_vanishing_points() -> None:
    centred, rotation, focal = segments(0.0)
    points = rotation * np.array([[focal], [focal], [1.0]])
    assert consistency(centred, points[None])[0].min(axis=0).max() < 1e-9


def test_a_rough_start_ends_at_the_truth() -> None:
    centred, rotation, focal = segments(0.0)
    c, s = np.cos(0.012), np.sin(0.012)
    rough = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ rotation
    fit = refine(centred, rough, 1.02 * focal, lore(focal))
    assert fit is not None and (fit.share.sum(axis=0) > 0.5).all()
    assert fit.focal_px == pytest.approx(focal, rel=1e-3)
    assert np.abs(fit.rotation - rotation).max() < 1e-3


def test_covariance_matches_repeated_trials() -> None:
    fits = []
    for seed in range(40):
        centred, rotation, focal = segments(0.7, seed)
        fits.append(refine(centred, rotation, focal, lore(focal), free=4))
    made = np.std([np.log(fit.focal_px) for fit in fits if fit is not None])
    told = np.mean([np.sqrt(fit.covariance[3, 3]) for fit in fits if fit is not None])
    assert 1.0 < told / made < 9.0, "lines of a room share errors, which these do not"


def test_an_axis_left_out_is_followed_by_no_line_and_the_others_stay() -> None:
    centred, rotation, focal = segments(0.3)
    whole, fewer = (refine(centred, rotation, focal, lore(focal), without=axis) for axis in (None, 0))
    assert whole is not None and fewer is not None
    assert (whole.share[0] > 0.5).any() and (fewer.share[0] == 0).all()
    assert fewer.covariance[3, 3] > whole.covariance[3, 3]
    turn = np.degrees(np.arccos(np.clip((np.trace(fewer.rotation.T @ whole.rotation) - 1) / 2, -1, 1)))
    assert turn < 1.0


def test_too_few_lines() -> None:
    centred, rotation, focal = segments(0.0)
    assert refine(centred[:4], rotation, focal, lore(focal)) is None


def test_level_lines_alone_do_not_tell_up_to_a_hundredth_of_a_degree() -> None:
    """However many: what is built level is out of level by half a degree. Uprights tell."""
    boards = [[(-2.4, h, z), (2.4, h, z)] for z in np.linspace(-4.4, -2.5, 60) for h in (0.0, 2.6)]
    rails = [[(s, h, -4.4), (s, h, -2.4)] for s in (-2.4, 2.4) for h in np.linspace(0, 2.6, 60)]
    posts = [[(x, 0.3, -4.5), (x, 2.2, -4.5)] for x in np.linspace(-2.2, 2.2, 200)]
    camera, T = drawn.camera(), drawn.looking(20, -6)
    known = Lore(camera.fx, 0.01, 0.05, 0.03, 600.0)
    told = []
    for edges in (boards + rails, boards + rails + posts):
        seen = np.array([project(camera, apply(T, np.array(edge))).ravel() for edge in edges])
        fit = refine(seen - np.tile([camera.cx, camera.cy], 2), FLIP @ T[:3, :3], camera.fx, known, free=9)
        assert fit is not None
        up = fit.rotation[:, 1]
        across = np.eye(3) - np.outer(up, up)
        told.append(np.degrees(np.sqrt(np.linalg.eigvalsh(across @ fit.covariance[:3, :3] @ across)[-1])))
    assert told[0] > 0.07 and told[1] < 0.06
